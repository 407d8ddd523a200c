/** Check digits of the two numbers that customs documents name people and firms by. */

const CITIZEN_FORM = /^\d{17}[\dX]$/;
/** By the remainder of eleven. */
const CITIZEN_DIGITS = "10X98765432";

/** 公民身份号码, GB 11643-1999: 18 characters, ISO 7064 MOD 11-2. */
export function isCitizenNumber(text: string): boolean {
  if (!CITIZEN_FORM.test(text)) return false;
  let sum = 0;
  for (const digit of text.slice(0, -1)) sum = ((sum + Number(digit)) * 2) % 11;
  return CITIZEN_DIGITS[sum] === text[17];
}

/** Without I, O, S, V and Z. */
const CREDIT_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/** 统一社会信用代码, GB 32100-2015: 18 characters, weights are powers of three, modulo 31. */
export function isCreditCode(text: string): boolean {
  if (text.length !== 18) return false;
  let sum = 0;
  let weight = 1;
  for (const character of text.slice(0, -1)) {
    const value = CREDIT_CHARACTERS.indexOf(character);
    if (value === -1) return false;
    sum += value * weight;
    weight = (weight * 3) % 31;
  }
  return CREDIT_CHARACTERS[(31 - (sum % 31)) % 31] === text[17];
}
