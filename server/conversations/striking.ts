import type { ConversationRecord, TouchpointDraft } from '../contract/index.js';
import type { Log } from '../platform/index.js';
import { ConversationModel } from './conversation.model.js';

export type Told = Pick<ConversationRecord, '_id' | 'unlogged'>;

interface StrikingNeeds {
  log: Log;
  /** What another process reads before it is struck off, that one would tell once more, in vain. */
  isAlone: boolean;
  onFailed: (told: Told) => void;
}

/** In one command; more would hold up everybody else's. */
const MOST = 200;
const GATHER_MS = 100;

/** Strikes what was told off the conversations, a moment later and many in one write: a record that keeps it a while does no harm. */
export function makeStriking({ log, isAlone, onFailed }: StrikingNeeds) {
  let waiting = new Map<string, TouchpointDraft[]>();
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<void> = Promise.resolve();

  function strike({ _id, unlogged }: Told): void {
    waiting.set(_id, [...(waiting.get(_id) ?? []), ...unlogged]);
    timer ??= setTimeout(begin, isAlone ? GATHER_MS : 0);
  }

  function begin(): void {
    clearTimeout(timer);
    timer = undefined;
    const told = [...waiting].map(([_id, unlogged]) => ({ _id, unlogged }));
    waiting = new Map();
    underWay = underWay.then(() => strikeAll(told));
  }

  async function strikeAll(told: readonly Told[]): Promise<void> {
    for (let from = 0; from < told.length; from += MOST) await strikeSome(told.slice(from, from + MOST));
  }

  async function strikeSome(told: readonly Told[]): Promise<void> {
    try {
      const writes = told.map(({ _id, unlogged }) => ({ updateOne: { filter: { _id }, update: struck(unlogged) } }));
      await ConversationModel.collection.bulkWrite(writes as never, { ordered: false });
    } catch (error) {
      told.forEach(onFailed);
      log.warn({ error, conversations: told.length }, 'what was told could not be struck off; the sweep does it');
    }
  }

  /** Ends when all is struck off. */
  function stop(): Promise<void> {
    begin();
    return underWay;
  }

  return { strike, stop };
}

const struck = (drafts: readonly TouchpointDraft[]) => ({
  $pull: { unlogged: { sourceId: { $in: drafts.map(({ sourceId }) => sourceId) } } },
});
