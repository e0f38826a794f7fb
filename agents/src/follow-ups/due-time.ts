/** When something is due, as its form has it: a date YYYY-MM-DD and the half hour of the day, on this computer's clock. */
export interface DueTime {
  date: string;
  halfHour: number;
}

const pad = (n: number): string => String(n).padStart(2, '0');

export function dueTimeOf(at: Date): DueTime {
  const date = `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
  return { date, halfHour: at.getHours() * 2 + (at.getMinutes() >= 30 ? 1 : 0) };
}

export function timeOf({ date, halfHour }: DueTime): Date {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  return new Date(year, month - 1, day, Math.floor(halfHour / 2), (halfHour % 2) * 30);
}

export type Urgency = 'over' | 'today' | 'later';

export function urgencyOf(dueAt: string, now: number): Urgency {
  if (Date.parse(dueAt) <= now) return 'over';
  return new Date(dueAt).toDateString() === new Date(now).toDateString() ? 'today' : 'later';
}
