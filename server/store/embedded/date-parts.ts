const DAY = 86_400_000;

/** What a calendar says of a date; the date's UTC fields are read, so a local one comes from `toLocal`. */
export const year = (date: Date): number => date.getUTCFullYear();
export const month = (date: Date): number => date.getUTCMonth() + 1;
export const dayOfMonth = (date: Date): number => date.getUTCDate();
export const hour = (date: Date): number => date.getUTCHours();
export const minute = (date: Date): number => date.getUTCMinutes();
export const second = (date: Date): number => date.getUTCSeconds();
export const millisecond = (date: Date): number => date.getUTCMilliseconds();

/** From 1 on Sunday. */
export const dayOfWeek = (date: Date): number => date.getUTCDay() + 1;
/** From 1 on Monday. */
export const isoDayOfWeek = (date: Date): number => date.getUTCDay() || 7;

/** A day at midnight; years below 100 are meant as they are. */
export function midnight(ofYear: number, monthIndex: number, day: number): number {
  const date = new Date(0);
  date.setUTCFullYear(ofYear, monthIndex, day);
  return date.getTime();
}

export const dayOfYear = (date: Date): number => Math.floor((date.getTime() - midnight(year(date), 0, 1)) / DAY) + 1;

/** From 0; week 1 begins with the first Sunday of the year. */
export const week = (date: Date): number => Math.floor((dayOfYear(date) + 6 - date.getUTCDay()) / 7);

/** The Thursday of a week tells the year that the week belongs to. */
const thursday = (date: Date): Date => new Date(date.getTime() + (4 - isoDayOfWeek(date)) * DAY);

export const isoWeekYear = (date: Date): number => year(thursday(date));
export const isoWeek = (date: Date): number => Math.ceil(dayOfYear(thursday(date)) / 7);

/** Midnight of a day that is given by its ISO week; numbers out of their range carry over. */
export function midnightOfIso(ofYear: number, ofWeek: number, day: number): number {
  const fourth = new Date(midnight(ofYear, 0, 4));
  return fourth.getTime() + ((ofWeek - 1) * 7 + day - isoDayOfWeek(fourth)) * DAY;
}
