/** What the network did, newest last: the page shows it, and tests may read why something came as it came. */
export interface LogEntry {
  seq: number;
  at: Date;
  /** `webhook`, `fault`, `api`, `text`, `call` */
  kind: string;
  /** What happened to it, a name. */
  what: string;
  data: Record<string, string | number | null>;
}

const MOST = 500;

export type NetworkLog = ReturnType<typeof makeNetworkLog>;

export function makeNetworkLog(now: () => Date, changed: () => void) {
  const entries: LogEntry[] = [];
  let seq = 0;
  return {
    entries: (afterSeq = 0): LogEntry[] => entries.filter((entry) => entry.seq > afterSeq),
    add(kind: string, what: string, data: LogEntry['data'] = {}): void {
      seq += 1;
      entries.push({ seq, at: now(), kind, what, data });
      if (entries.length > MOST) entries.shift();
      changed();
    },
  };
}
