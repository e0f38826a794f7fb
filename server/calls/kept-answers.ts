import type { CallLeads } from '../contract/index.js';
import type { Clock } from '../platform/index.js';
import { findTogether, insertTogether, updateTogether } from '../store/index.js';
import { type KeptAnswer, KeptAnswerModel } from './models.js';

const ANSWERS_KEPT_MS = 24 * 3_600_000;
/** Whoever answered, or took it over, has led the call on after so long, or is dead. */
const LED_WITHIN_MS = 10_000;
const AT_ONCE = 50;

/** An answer as it is made; `leads` for a call that goes somewhere by it. */
export interface MadeAnswer {
  text: string;
  leads?: Omit<CallLeads, 'at' | 'dueAt'>;
  /** Kept beside it; nobody hears the answer before both are. Twice is once. */
  beside?(): Promise<void>;
}

/** An answer whose call is to be led on. */
export type LeadingAnswer = Pick<KeptAnswer, '_id'> & { leads: CallLeads };

const find = findTogether(KeptAnswerModel, '_id');
const keep = insertTogether(KeptAnswerModel);
const write = updateTogether(KeptAnswerModel);

/** What was answered to webhooks, and where calls go by it. */
export function makeKeptAnswers(clock: Clock) {
  const soon = () => new Date(+clock.now() + LED_WITHIN_MS);

  /**
   * What was answered before to the same question, else what is made now. The answer and where it leads are kept as one, so that who
   * hears it is led there. Where whoever answered before may have died with the answer kept and not what is kept beside it, that is
   * done again.
   * @param look for what an answer is made of; it is asked beside the store, also where there is an answer
   * @returns `leading` where it was made now: then the call is ours to be led on
   */
  async function answerOnce<T>(
    key: string,
    look: () => Promise<T>,
    make: (found: T) => Promise<MadeAnswer>,
  ): Promise<{ text: string; leading: LeadingAnswer | null }> {
    const [earlier, found] = await Promise.all([find(key), look()]);
    if (earlier && !earlier.leads?.begins) return { text: earlier.text, leading: null };
    const { text, leads: to, beside } = await make(found);
    if (earlier) {
      await beside?.();
      return { text: earlier.text, leading: null };
    }
    const leads = to && { ...to, at: clock.now(), dueAt: soon() };
    const expiresAt = new Date(+clock.now() + ANSWERS_KEPT_MS);
    const isOurs = keep({ _id: key, text, expiresAt, ...(leads && { leads }) }).then(
      () => true,
      (error: { code?: number }) => {
        if (error.code !== 11_000) throw error;
        return false; // the same question was answered meanwhile
      },
    );
    await Promise.all([isOurs, beside?.()]);
    if (await isOurs) return { text, leading: leads ? { _id: key, leads } : null };
    return { text: (await find(key))?.text ?? text, leading: null };
  }

  return {
    answerOnce,
    /** Of those who died over it, the earliest first. */
    leftToLead: () =>
      KeptAnswerModel.find({ 'leads.dueAt': { $lte: clock.now() } })
        .sort({ 'leads.dueAt': 1 })
        .limit(AT_ONCE)
        .lean<LeadingAnswer[]>(),
    /** @returns null where somebody else leads it on */
    leadAgain: ({ _id, leads }: LeadingAnswer) =>
      KeptAnswerModel.findOneAndUpdate(
        { _id, 'leads.dueAt': leads.dueAt },
        { $set: { 'leads.dueAt': soon() } },
        { returnDocument: 'after' },
      ).lean<LeadingAnswer>(),
    /** Nobody heard it: whoever asks again is answered anew. */
    forget: async ({ _id }: LeadingAnswer) => void (await KeptAnswerModel.deleteOne({ _id })),
    led: ({ _id }: LeadingAnswer) => write({ filter: { _id }, update: { $unset: { leads: 1 } } }),
  };
}
