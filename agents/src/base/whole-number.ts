const DIGITS = ['۰۱۲۳۴۵۶۷۸۹', '٠١٢٣٤٥٦٧٨٩'];

export const latinDigits = (text: string): string =>
  text.replace(/[۰-۹٠-٩]/g, (digit) => String(DIGITS.map((of) => of.indexOf(digit)).find((n) => n >= 0)));

/** The whole number that is typed, in Latin, Persian or Arabic digits; null where it is none. */
export function wholeNumber(text: string): number | null {
  const latin = latinDigits(text.trim());
  return /^\d{1,9}$/.test(latin) ? Number(latin) : null;
}
