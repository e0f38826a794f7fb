import { setTimeout as sleepReally } from 'node:timers/promises';
import type { Clock } from '../../server/platform/index.js';
import { PaceModel, type PaceRecord } from './models.js';

export type Sleep = (ms: number) => Promise<unknown>;

/** Keeps to what the carrier takes from one number: each segment has its time, and every node knows when the next one has. */
export function makePace({ clock, sleep = sleepReally }: { clock: Clock; sleep?: Sleep }) {
  /** Resolves when so many segments may leave. */
  async function wait(numberId: string, segments: number, perSecond: number): Promise<void> {
    const startMs = await reserve(numberId, Math.ceil((segments / perSecond) * 1_000));
    const waitMs = startMs - clock.now().getTime();
    if (waitMs > 0) await sleep(waitMs);
  }

  /** @returns when its time begins, in milliseconds since 1970 */
  async function reserve(numberId: string, ms: number): Promise<number> {
    for (;;) {
      const kept = await PaceModel.findById(numberId).lean<PaceRecord>();
      const startMs = Math.max(clock.now().getTime(), Number(kept?.freeAt ?? 0));
      const freeAt = new Date(startMs + ms);
      if (!kept) {
        const made = await PaceModel.create({ _id: numberId, freeAt }).catch(refuseOther);
        if (made) return startMs;
        continue;
      }
      const taken = await PaceModel.updateOne({ _id: numberId, freeAt: kept.freeAt }, { $set: { freeAt } });
      if (taken.matchedCount > 0) return startMs;
    }
  }

  return { wait };
}

/** Another node was quicker: no matter. */
function refuseOther(error: unknown): null {
  if ((error as { code?: unknown }).code === 11_000) return null;
  throw error;
}
