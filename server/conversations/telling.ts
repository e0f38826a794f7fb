import { LRUCache } from 'lru-cache';
import type { ConversationRecord, TouchpointDraft, TouchpointRecord } from '../contract/index.js';
import { type Clock, inTurn, type Log } from '../platform/index.js';
import type { Timeline } from '../timeline/index.js';
import { ConversationModel } from './conversation.model.js';
import { makeStriking, type Told } from './striking.js';

export type Telling = ReturnType<typeof makeTelling>;

interface TellingNeeds {
  clock: Clock;
  log: Log;
  timeline: Timeline;
  /** No other process reads the same store. */
  isAlone?: boolean;
}

/** Tells the timeline what changes of conversations carry with them, each step once. */
export function makeTelling({ clock, log, timeline, isAlone = false }: TellingNeeds) {
  const turns = inTurn();
  /** What this process has appended lately, by conversation and source id. */
  const done = new LRUCache<string, true>({ max: 20_000 });
  const keyOf = (id: string, sourceId: string) => `${id} ${sourceId}`;
  const underWay = new Set<Promise<unknown>>();
  const striking = makeStriking({ log, isAlone, onFailed: forget });

  /** The sweep is to look at them once more. */
  function forget({ _id, sourceIds }: Told): void {
    for (const sourceId of sourceIds) done.delete(keyOf(_id, sourceId));
  }

  /** Leaves a record that was just read what is untold still; what is about to be struck off is not. */
  const untoldOf = ({ _id, unlogged }: Pick<ConversationRecord, '_id' | 'unlogged'>) =>
    unlogged.filter(({ sourceId }) => !done.has(keyOf(_id, sourceId)));

  /**
   * Appends what is untold, oldest first; it is struck off a moment later, and nobody waits for that. Safe to repeat and to do
   * twice at once: whoever read the record before it was struck off waits, and finds it done.
   * @returns what was appended now, not what had been before
   */
  async function logTold(conversation: ConversationRecord): Promise<TouchpointRecord[]> {
    const { _id } = conversation;
    if (conversation.unlogged.length === 0) return [];
    const appended = await turns(_id, async () => {
      const unlogged = untoldOf(conversation);
      if (unlogged.length === 0) return [];
      const touchpoints = await appendByStream(unlogged);
      const sourceIds = unlogged.map(({ sourceId }) => sourceId);
      for (const sourceId of sourceIds) done.set(keyOf(_id, sourceId), true);
      striking.strike({ _id, sourceIds });
      return touchpoints;
    });
    conversation.unlogged = [];
    return appended;
  }

  /** Where nobody waits for it. What cannot be appended now is found by the sweep. */
  function tellSoon(conversation: ConversationRecord): void {
    const telling = logTold(conversation)
      .catch((error: unknown) => log.warn({ error }, 'a change could not be told; the sweep does it'))
      .finally(() => underWay.delete(telling));
    underWay.add(telling);
  }

  /** Its steps may stand in somebody's chat, and the rest with its customer. */
  async function appendByStream(drafts: readonly TouchpointDraft[]): Promise<TouchpointRecord[]> {
    const appended: TouchpointRecord[] = [];
    for (const stream of new Set(drafts.map(({ customerId }) => customerId)))
      appended.push(...(await timeline.appendAll(drafts.filter(({ customerId }) => customerId === stream))));
    return appended;
  }

  /**
   * A crash leaves much that was told, and only not struck off: asked for together, it need not be said once more. What this process
   * knows as told is struck off too: a step in between may have made it forget that it was about to.
   */
  async function noteTold({ _id, unlogged }: ConversationRecord): Promise<void> {
    const isTold = async ({ channel, sourceId }: TouchpointDraft) =>
      done.has(keyOf(_id, sourceId)) || (await timeline.bySource(channel, sourceId)) !== null;
    const told = await Promise.all(unlogged.map(isTold));
    const sourceIds = unlogged.flatMap(({ sourceId }, i) => (told[i] ? [sourceId] : []));
    for (const sourceId of sourceIds) done.set(keyOf(_id, sourceId), true);
    if (sourceIds.length > 0) striking.strike({ _id, sourceIds });
  }

  /** Finishes what a crash left half told. */
  async function sweepUntold(): Promise<void> {
    const youngMs = striking.olderThanMs();
    const settled = youngMs === null ? {} : { lastActivityAt: { $lt: new Date(+clock.now() - youngMs) } };
    const found = await ConversationModel.find({ 'unlogged.sourceId': { $gt: '' }, ...settled } as never)
      .limit(500)
      .lean<ConversationRecord[]>();
    await Promise.all(found.map(noteTold));
    const left = found.filter((conversation) => untoldOf(conversation).length > 0);
    for (const conversation of left) await logTold(conversation);
    if (left.length > 0) log.info({ conversations: left.length }, 'told what was left untold');
  }

  /** Ends when all that changed until now is told and struck off. */
  async function stop(): Promise<void> {
    await Promise.all(underWay);
    await striking.stop();
  }

  return { untoldOf, logTold, tellSoon, isOff: striking.isOff, sweepUntold, stop };
}
