import type { Clock } from '../platform/index.js';
import { findTogether, insertTogether } from '../store/index.js';
import { KeptAnswerModel } from './models.js';

const ANSWERS_KEPT_MS = 24 * 3_600_000;

const find = findTogether(KeptAnswerModel, '_id');
const keep = insertTogether(KeptAnswerModel);

/** What was answered before to the same question, else what is made now. */
export function makeKeptAnswers(clock: Clock) {
  return async function answerOnce(key: string, make: () => Promise<string>): Promise<string> {
    const earlier = await find(key);
    if (earlier) return earlier.text;
    const expiresAt = new Date(+clock.now() + ANSWERS_KEPT_MS);
    const text = await make();
    try {
      await keep({ _id: key, text, expiresAt });
      return text;
    } catch (error) {
      if ((error as { code?: number }).code !== 11_000) throw error;
      return (await find(key))?.text ?? text; // the same question was answered meanwhile
    }
  };
}
