const DIGITS = ['۰۱۲۳۴۵۶۷۸۹', '٠١٢٣٤٥٦٧٨٩'];

/** The whole number that is typed, in Latin, Persian or Arabic digits; null where it is none. */
export function wholeNumber(text: string): number | null {
  const latin = text
    .trim()
    .replace(/[۰-۹٠-٩]/g, (digit) => String(DIGITS.map((of) => of.indexOf(digit)).find((n) => n >= 0)));
  return /^\d{1,9}$/.test(latin) ? Number(latin) : null;
}
