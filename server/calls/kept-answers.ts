import type { Clock } from '../platform/index.js';
import { KeptAnswerModel } from './models.js';

const ANSWERS_KEPT_MS = 24 * 3_600_000;

/** What was answered before to the same question, else what is made now. */
export function makeKeptAnswers(clock: Clock) {
  return async function answerOnce(key: string, make: () => Promise<string>): Promise<string> {
    const earlier = await KeptAnswerModel.findById(key).lean();
    if (earlier) return earlier.text;
    const expiresAt = new Date(+clock.now() + ANSWERS_KEPT_MS);
    const text = await make();
    const kept = await KeptAnswerModel.findOneAndUpdate(
      { _id: key },
      { $setOnInsert: { text, expiresAt } },
      { upsert: true, returnDocument: 'after' },
    ).lean();
    return kept.text;
  };
}
