import { AnsweredModel } from './answered.model.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MOST_A_DAY = 5;

interface Asked {
  mailboxId: string;
  address: string;
  /** In which it would be said, once. */
  conversationId: string;
  now: Date;
}

/**
 * Whether an address may be answered by machine now: once an hour and five times a day by each mailbox, so that two machines that
 * do not know each other for such soon fall silent. Yes is counted as an answer; of several who ask at once, one is told yes. Whoever
 * asks again for the same conversation is told the same: who was told yes may have died before they said it.
 */
export async function mayAnswerNow({ mailboxId, address, conversationId, now }: Asked): Promise<boolean> {
  const _id = `${mailboxId}:${address}`;
  const before = (ms: number) => new Date(+now - ms);
  const fits = {
    _id,
    in: { $ne: conversationId },
    'at.0': { $not: { $gt: before(HOUR_MS) } },
    [`at.${MOST_A_DAY - 1}`]: { $not: { $gt: before(DAY_MS) } },
  };
  const latest = (one: unknown) => ({ $each: [one], $position: 0, $slice: MOST_A_DAY });
  const update = {
    $push: { at: latest(now), in: latest(conversationId) },
    $set: { expiresAt: new Date(+now + DAY_MS) },
  };
  try {
    const { modifiedCount, upsertedCount } = await AnsweredModel.updateOne(fits as never, update as never, {
      upsert: true,
    });
    return modifiedCount + upsertedCount > 0;
  } catch (error) {
    if ((error as { code?: number }).code !== 11_000) throw error;
    // It is there and does not fit: by what was counted for others, or for this very conversation.
    return (await AnsweredModel.exists({ _id, in: conversationId })) !== null;
  }
}
