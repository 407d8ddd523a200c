import { z } from "zod";

/**
 * Text that every part of the system can carry: no NUL (PostgreSQL cannot store it), no lone surrogate
 * (it has no UTF-8), no control characters. Codes are the exception: FNC1 arrives as U+001D.
 */
const FORBIDDEN_IN_TEXT = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]|\p{Surrogate}/u;
const FORBIDDEN_IN_CODES = /[\u0000-\u001c\u001e\u001f\u007f]|\p{Surrogate}/u;

export const text = (maxLength: number) =>
  z
    .string()
    .min(1)
    .max(maxLength)
    .refine((value) => !FORBIDDEN_IN_TEXT.test(value), "must not hold control characters");

/** One read of a barcode, a tag or a link, exactly as the reader gave it. */
export const rawCode = z
  .string()
  .min(1)
  .max(512)
  .refine((value) => !FORBIDDEN_IN_CODES.test(value), "must not hold control characters but FNC1 (U+001D)");

/** Names that stand in topics, keys and addresses: sites, locations, devices, units, books. */
export const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, "must be letters, digits, dot, dash or underscore, at most 64");

/** RFC 3339 with an offset. */
export const instant = z.iso.datetime({ offset: true });

/** A decimal in plain digits. The books refuse by name what has more than five decimals or exceeds 9 × 10¹³. */
export const decimal = z.string().regex(/^\d{1,30}(\.\d{1,30})?$/, "must be a decimal in plain digits, as a string");

export const gtin = z.string().regex(/^\d{14}$/, "must be a GTIN of 14 digits");
export const sscc = z.string().regex(/^\d{18}$/, "must be an SSCC of 18 digits");

/** UN/ECE Recommendation 20 or 21, such as EA, KGM, CT. */
export const uom = z.string().regex(/^[A-Z0-9]{2,3}$/, "must be a unit of UN/ECE Rec 20 or 21");

export const latitude = z.number().min(-90).max(90);
export const longitude = z.number().min(-180).max(180);

/** A name in both languages. */
export const bilingual = z.strictObject({ zh: text(200), en: text(200) });
export type Bilingual = z.infer<typeof bilingual>;
