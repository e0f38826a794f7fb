import { type ConversationRecord, TOUCHPOINT_KINDS, type TouchpointRecord } from '../contract/index.js';
import { isAsleep } from '../conversations/index.js';
import { firstIdOf, madeAt } from '../platform/index.js';
import type { IntakeNeeds } from './index.js';
import { makeWaking } from './waking.js';

/** Whoever wrote it down is still about to say so; and a clock may be wrong by so much. */
const SETTLED_MS = 60_000;
/** How far before the newest the first look begins: more than a lost process leaves. */
const LOOK_BACK_MS = 10 * 60_000;
const PAGE = 200;

/** What becomes of a conversation, as told apart from what is said in it. */
const TURNS = TOUCHPOINT_KINDS.filter((kind) => kind.startsWith('conversation.') || kind.startsWith('offer.'));

type UnheardNeeds = Pick<IntakeNeeds, 'clock' | 'log' | 'timeline' | 'conversations' | 'resume'>;

type Said = Awaited<ReturnType<IntakeNeeds['timeline']['saidBetween']>>[number];

/**
 * A message stands on the timeline before its conversation hears of it. A process that is lost in between, with a writer who does not
 * say it again, would leave words that nobody is told of, or that wake nobody: every message is looked at once more, a while after.
 */
export function makeUnheard({ clock, log, timeline, conversations, resume }: UnheardNeeds) {
  const wake = makeWaking({ conversations, resume });
  /** Up to this id everything was looked at. */
  let position: string | null = null;

  async function sweepUnheard(): Promise<void> {
    const newest = await timeline.newestId();
    if (!newest) return;
    let until = firstIdOf(new Date(+clock.now() - SETTLED_MS));
    if (until > newest) until = newest;
    position ??= firstIdOf(new Date(+madeAt(newest) - LOOK_BACK_MS));
    if (position > until) position = until; // the clock was set back
    while (position < until) {
      const said: Said[] = await timeline.saidBetween(position, until, PAGE);
      await lookAt(said);
      position = said.length < PAGE ? until : said.at(-1)!._id;
    }
  }

  async function lookAt(said: readonly Said[]): Promise<void> {
    // The last word of each tells of those before it.
    const last = new Map(said.map((one) => [`${one.kind} ${one.conversationId} ${one.customerId}`, one]));
    const hear = (one: Said) => (one.kind === 'message' ? hearOf(one) : hearRating(one));
    // One that cannot be heard keeps back neither the others nor the start of the server.
    const made = await Promise.all([...last.values()].map((one) => hear(one).catch(failed)));
    const count = made.filter(Boolean).length;
    if (count > 0) log.info({ count }, 'told of words that nobody had been told of');
  }

  function failed(error: unknown): false {
    log.error({ error }, 'words that nobody was told of could not be told now either');
    return false;
  }

  /** @returns whether there was something to be made good */
  async function hearOf(said: Said): Promise<boolean> {
    const before = await conversations.byId(said.conversationId ?? '');
    if (!before) return false;
    const wasHeard = conversations.hasHeard(before, said);
    const now = wasHeard ? before : await note(before, said);
    if (!now || !conversations.hasHeard(now, said)) return false;
    const sleeps = said.direction === 'in' && isAsleep(now) && (await wasLast(now, said));
    if (sleeps) await wake(now);
    return sleeps || !wasHeard;
  }

  async function hearRating({ _id, conversationId }: Said): Promise<boolean> {
    const conversation = await conversations.byId(conversationId ?? '');
    if (!conversation || conversation.rating) return false;
    const given = (await timeline.byId(_id)) as TouchpointRecord<'rating.given'> | null;
    return given !== null && (await conversations.noteRating(conversation._id, given)) !== null;
  }

  async function note(conversation: ConversationRecord, { _id }: Said): Promise<ConversationRecord | null> {
    const message: TouchpointRecord | null = await timeline.byId(_id);
    return message && conversations.noteMessage(conversation, message);
  }

  /** It came after whatever put the conversation to sleep; what it was opened with did not. */
  async function wasLast(c: ConversationRecord, { customerId, seq, sourceId }: Said): Promise<boolean> {
    if (sourceId === c.firstSource || customerId !== c.customerId) return false;
    return !(await timeline.hasHappened(c._id, seq, TURNS));
  }

  return { sweepUnheard };
}
