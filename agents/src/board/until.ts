/** The next moment at which the clock here says so. @param time HH:MM */
export function nextAt(time: string, now: number): Date {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const at = new Date(now);
  at.setHours(hours, minutes, 0, 0);
  if (+at <= now) at.setDate(at.getDate() + 1);
  return at;
}
