import { latinDigits } from './whole-number.js';

/** The time of day that is typed, as HH:MM, in Latin, Persian or Arabic digits; null where it is none. */
export function clockTime(text: string): string | null {
  const [, hours, minutes] = /^(\d{1,2})[:.٫](\d{2})$/.exec(latinDigits(text.trim())) ?? [];
  if (!hours || !minutes || Number(hours) > 23 || Number(minutes) > 59) return null;
  return `${hours.padStart(2, '0')}:${minutes}`;
}
