import { BlockList } from './core/index.js';
import { type Forecast, forecastOf, type Outlook } from './forecast.js';
import { type Promised, promise } from './promise.js';

export interface Wait {
  id: string;
  queueId: string;
  /** When it began to wait. */
  since: number;
  /** Where it began; null when it found room, so that it only had to ring, or when this node did not see it begin. */
  position: number | null;
  /** What was foreseen then. */
  foreseen: Outlook | null;
}

/** Those who wait, as this node has seen them begin, with what each was told. As large as the line, and no larger. */
export function makeWaits() {
  const waits = new Map<string, Wait>();
  const told = new Map<string, Promised>();
  const lines = new Map<string, BlockList<Wait>>();

  function lineOf(queueId: string): BlockList<Wait> {
    const line =
      lines.get(queueId) ??
      new BlockList<Wait>(
        ({ since }) => since,
        (a, b) => order(a.id, b.id),
      );
    lines.set(queueId, line);
    return line;
  }

  function end(id: string): Wait | undefined {
    const wait = waits.get(id);
    if (wait) lineOf(wait.queueId).remove(wait);
    waits.delete(id);
    told.delete(id);
    return wait;
  }

  return {
    of: (id: string): Wait | undefined => waits.get(id),
    begin(wait: Wait): void {
      end(wait.id);
      waits.set(wait.id, wait);
      lineOf(wait.queueId).add(wait);
    },
    end,
    /** Since when whoever waits longest has been waiting; that need not be the first in line, for places can be given away. */
    longestSince: (queueId: string): number | null => lines.get(queueId)?.first()?.since ?? null,
    /** What this one may be told now; remembered as told. */
    tell(id: string, seen: Outlook | null, now: number): Forecast | null {
      if (!seen) return null;
      const next = promise(told.get(id), seen, now);
      if (waits.has(id)) told.set(id, next);
      return forecastOf(next);
    },
  };
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
