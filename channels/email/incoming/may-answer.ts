import { AnsweredModel } from './answered.model.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MOST_A_DAY = 5;

/**
 * Whether an address may be answered by machine now: once an hour and five times a day by each mailbox, so that two machines that
 * do not know each other for such soon fall silent. Yes is counted as an answer; of several who ask at once, one is told yes.
 */
export async function mayAnswerNow(mailboxId: string, address: string, now: Date): Promise<boolean> {
  const before = (ms: number) => new Date(+now - ms);
  const fits = {
    _id: `${mailboxId}:${address}`,
    'at.0': { $not: { $gt: before(HOUR_MS) } },
    [`at.${MOST_A_DAY - 1}`]: { $not: { $gt: before(DAY_MS) } },
  };
  const update = {
    $push: { at: { $each: [now], $position: 0, $slice: MOST_A_DAY } },
    $set: { expiresAt: new Date(+now + DAY_MS) },
  };
  try {
    const { modifiedCount, upsertedCount } = await AnsweredModel.updateOne(fits as never, update as never, {
      upsert: true,
    });
    return modifiedCount + upsertedCount > 0;
  } catch (error) {
    if ((error as { code?: number }).code === 11_000) return false; // it is there and does not fit
    throw error;
  }
}
