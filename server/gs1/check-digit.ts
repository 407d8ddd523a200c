/**
 * The check digit of GTIN, SSCC, GLN and their like (GS1 General Specifications, 7.9.1): weights 3 and 1 in
 * turn from the right, and what is missing to the next ten.
 */
const ZERO = 48;

export const isDigits = (text: string): boolean => {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index) - ZERO;
    if (code < 0 || code > 9) return false;
  }
  return text.length > 0;
};

/** Of the digits before it. */
export const checkDigit = (body: string): string => {
  let sum = 0;
  let weight = 3;
  for (let index = body.length - 1; index >= 0; index--) {
    sum += (body.charCodeAt(index) - ZERO) * weight;
    weight = 4 - weight;
  }
  return String((10 - (sum % 10)) % 10);
};

export const withCheckDigit = (body: string): string => body + checkDigit(body);

/** Digits, the last of which is the check digit of the others. */
export const hasCheckDigit = (digits: string): boolean => isDigits(digits) && checkDigit(digits.slice(0, -1)) === digits[digits.length - 1];
