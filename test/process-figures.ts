import { readFileSync } from 'node:fs';

/** The value below which `share` of the figures lie; NaN of none. */
export function at(figures: number[], share: number): number {
  const sorted = figures.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Linux: /proc/PID/stat, fields 14 and 15, in ticks of 1/100 s. */
export function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Linux: megabytes of the whole, of what is the process's own, and of files it has mapped (its program, the store's data). */
export function memory(pid: number): { rss: number; own: number; files: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mb = (name: string) => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1_024);
  return { rss: mb('VmRSS'), own: mb('RssAnon'), files: mb('RssFile') };
}
