import type { ConversationRecord } from '../contract/index.js';
import type { Log } from '../platform/index.js';
import { ConversationModel } from './conversation.model.js';

/** Steps of one conversation that stand on the timeline. */
export interface Told {
  _id: string;
  sourceIds: readonly string[];
}

interface StrikingNeeds {
  log: Log;
  /** What another process reads before it is struck off, that one would tell once more, in vain. */
  isAlone: boolean;
  onFailed: (told: Told) => void;
}

/** In one command; more would hold up everybody else's. */
const MOST = 200;
/** The next step of a conversation mostly comes within this time, and takes off with its own write what was told before. */
const ALONE_MS = 10_000;
const GATHER_MS = 100;

/** Strikes what was told off the conversations, a while later and many in one write: a record that keeps it until then does no harm. */
export function makeStriking({ log, isAlone, onFailed }: StrikingNeeds) {
  const afterMs = isAlone ? ALONE_MS : 0;
  /** Whose turn comes first stands first. */
  const waiting = new Map<string, Told & { dueAt: number }>();
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<void> = Promise.resolve();

  /** What waits for it already is not put off. */
  function strike({ _id, sourceIds }: Told): void {
    const before = waiting.get(_id)?.sourceIds ?? [];
    if (sourceIds.every((sourceId) => before.includes(sourceId))) return;
    waiting.delete(_id);
    waiting.set(_id, { _id, sourceIds: [...before, ...sourceIds], dueAt: performance.now() + afterMs });
    wait();
  }

  function wait(): void {
    const [first] = waiting.values();
    if (timer || !first) return;
    timer = setTimeout(strikeDue, Math.max(isAlone ? GATHER_MS : 0, first.dueAt - performance.now()));
  }

  function strikeDue(): void {
    timer = undefined;
    begin(performance.now());
    wait();
  }

  function begin(until: number): void {
    const due: Told[] = [];
    for (const told of waiting.values()) {
      if (told.dueAt > until) break;
      due.push(told);
    }
    for (const { _id } of due) waiting.delete(_id);
    underWay = underWay.then(() => strikeAll(due));
  }

  async function strikeAll(told: readonly Told[]): Promise<void> {
    for (let from = 0; from < told.length; from += MOST) await strikeSome(told.slice(from, from + MOST));
  }

  async function strikeSome(told: readonly Told[]): Promise<void> {
    try {
      const writes = told.map(({ _id, sourceIds }) => ({ updateOne: { filter: { _id }, update: struck(sourceIds) } }));
      await ConversationModel.collection.bulkWrite(writes as never, { ordered: false });
    } catch (error) {
      told.forEach(onFailed);
      log.warn({ error, conversations: told.length }, 'what was told could not be struck off; the sweep does it');
    }
  }

  return {
    strike,
    /** A write has taken it off. */
    isOff: ({ _id }: Pick<ConversationRecord, '_id'>): void => void waiting.delete(_id),
    /** Records younger than this may hold what was told, and is still to be struck off. Null where none does. */
    olderThanMs: (): number | null => (waiting.size > 0 ? afterMs + GATHER_MS : null),
    /** Ends when all is struck off. */
    stop(): Promise<void> {
      clearTimeout(timer);
      timer = undefined;
      begin(Number.POSITIVE_INFINITY);
      return underWay;
    },
  };
}

const struck = (sourceIds: readonly string[]) => ({ $pull: { unlogged: { sourceId: { $in: sourceIds } } } });
