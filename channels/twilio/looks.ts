import mongoose from 'mongoose';
import type { Clock } from '../../server/platform/index.js';

const { Schema } = mongoose;

/** How far the carrier was asked for what it may not have told us. */
interface LookRecord {
  /** What is looked for: `texts:<number's id>`, `recordings:<account's id>`. */
  _id: string;
  /** When somebody looked last, or began to. */
  lookedAt: Date;
  /** All that came before is known. */
  seenUntil: Date;
}
const lookSchema = new Schema<LookRecord>(
  {
    _id: { type: String, required: true },
    lookedAt: { type: Date, required: true },
    seenUntil: { type: Date, required: true },
  },
  { strict: 'throw', versionKey: false, collection: 'carrierLooks' },
);
const LookModel = mongoose.model<LookRecord>('CarrierLook', lookSchema);

/** What the carrier could not tell us, as we or the way to us was down, is missing no longer than this. */
const LOOK_EVERY_MS = 5 * 60_000;
/** A process that has just come up looks at once, unless another one has only just looked. */
const AFRESH_MS = 30_000;
/** What is younger may be on its way to us by itself. */
const ON_ITS_WAY_MS = 60_000;
/** After a longer silence nobody waits for an answer any more. */
const LONGEST_BACK_MS = 3 * 86_400_000;

export type Looks = ReturnType<typeof makeLooks>;

/** Who of all nodes asks the carrier now, and from when on: one at a time, and again from there when it was in vain. */
export function makeLooks({ clock }: { clock: Clock }) {
  const looked = new Set<string>();

  /** @returns null where it is not this process's turn; nothing is looked for that was before the first look of all */
  async function claim(id: string): Promise<Date | null> {
    const now = clock.now();
    const everyMs = looked.has(id) ? LOOK_EVERY_MS : AFRESH_MS;
    looked.add(id);
    const free = { _id: id, lookedAt: { $lte: new Date(+now - everyMs) } };
    const earlier = await LookModel.findOneAndUpdate(free, { $set: { lookedAt: now } }).lean<LookRecord>();
    if (earlier) return new Date(Math.max(+earlier.seenUntil, +now - LONGEST_BACK_MS));
    const first = { lookedAt: now, seenUntil: now };
    await LookModel.updateOne({ _id: id }, { $setOnInsert: first }, { upsert: true }).catch(unlessThere);
    return null;
  }

  /**
   * Looks, where it is time to.
   * @param look is given from when to when; what it throws leaves that time to be looked at again
   */
  async function look(id: string, look: (from: Date, until: Date) => Promise<void>): Promise<void> {
    const from = await claim(id);
    if (!from) return;
    const until = new Date(+clock.now() - ON_ITS_WAY_MS);
    await look(from, until);
    await LookModel.updateOne({ _id: id }, { $max: { seenUntil: until } });
  }

  return { look };
}

/** Another node was quicker. */
function unlessThere(error: { code?: unknown }): void {
  if (error.code !== 11_000) throw error;
}
