import { randomUUID } from 'node:crypto';
import type { ConversationRecord, DecisionRecord, QueueRecord } from '../contract/index.js';
import type { Conversations } from '../conversations/index.js';
import { type Bus, type Log, newId } from '../platform/index.js';
import type { Choice, Waits, Why } from './core/index.js';
import { type DeskMove, placeAssigned, placeOffer, unplace } from './desk-moves.js';
import { type Desks, Fenced } from './desks.js';
import { DecisionModel } from './models.js';
import type { Picture } from './picture.js';
import { placingOf } from './placing.js';
import { conversationsById, type RoutedConversation } from './reads.js';

export interface CommitNeeds {
  bus: Bus;
  log: Log;
  conversations: Conversations;
  desks: Desks;
  picture: Picture;
  /** The epoch to write with; null when this node may not decide now. */
  epoch: () => number | null;
  /** Of the routing rules that hold now; null before there is one. */
  rulesVersion: () => number | null;
  onFenced: () => void;
  /** This node may not decide just now; or some of what it decided may lie half done in the store, and it is to begin anew. */
  onStalled: () => void;
}

/** After a failed write the same choice would come at once again; the store gets a moment. */
const AFTER_ERROR_MS = 1_000;
/** Times that one who is refused by every desk holds up whoever was chosen after. */
const MOST_HELD_UP = 2;

/** A choice on its way into the store. */
interface Commitment {
  choice: Choice;
  record: RoutedConversation;
  decisionId: string;
  /** One for each agent who is asked, or who gets it; fewer once their desks have said no. */
  entries: { agentId: string; offerId: string; idleSince: Date; move: DeskMove }[];
}

/**
 * Carries choices of the core into the store, many in a handful of writes: first the desks, which is where an agent's capacity is
 * judged, and beside them the record of the decisions, so that whoever sees one can be told why; then the conversations if they still
 * wait in the very version the choice was made for; where one does not, its desk entries are withdrawn.
 */
export function makeCommit(needs: CommitNeeds) {
  const { bus, log, conversations, desks, picture } = needs;
  /** Whom every desk refused last time, and how often in a row. */
  let refused: ReadonlyMap<string, number> = new Map();

  /**
   * @returns whether all of them stand as they were chosen. Where not, whatever was chosen since was chosen too early: who came to
   * nothing goes on waiting, before it.
   */
  async function commit(choices: readonly Choice[]): Promise<boolean> {
    const epoch = needs.epoch();
    if (epoch === null) {
      needs.onStalled();
      return false;
    }
    try {
      const all = choices.map((choice) => commitment(choice, epoch)).filter((one) => one !== null);
      return all.length === 0 || (await carry(all, epoch));
    } catch (error) {
      if (error instanceof Fenced) needs.onFenced();
      else {
        log.error({ error, choices: choices.length }, 'routing choices could not be written');
        needs.onStalled();
        await new Promise((resolve) => setTimeout(resolve, AFTER_ERROR_MS).unref());
      }
      return false;
    }
  }

  function commitment(choice: Choice, epoch: number): Commitment | null {
    const record = picture.conversation(choice.taskId);
    if (!record) return null;
    const decisionId = newId();
    const placing = { ...placingOf(record), interrupts: picture.interrupts, epoch, decisionId };
    const until = new Date(choice.expiresAt);
    const entries = choice.agentIds.map((agentId) => {
      const offerId = randomUUID();
      const move = choice.kind === 'offer' ? placeOffer({ ...placing, offerId, until }) : placeAssigned(placing);
      return { agentId, offerId, idleSince: picture.desks.get(agentId)?.idleSince ?? new Date(choice.at), move };
    });
    return { choice, record, decisionId, entries };
  }

  async function carry(all: readonly Commitment[], epoch: number): Promise<boolean> {
    await placeAndRecord(all, epoch);
    const { stand, tooEarly } = sift(all);
    const placed = stand.filter(({ entries }) => entries.length > 0);
    await correct(all, placed);
    const moved = placed.length > 0 && (await tellConversations(placed, epoch));
    await withdraw(tooEarly, epoch);
    return stand.length === placed.length && tooEarly.length === 0 && !moved;
  }

  async function placeAndRecord(all: readonly Commitment[], epoch: number): Promise<void> {
    const done = await Promise.allSettled([placeOnDesks(all, epoch), keepRecords(all)]);
    const failed = done.find((one) => one.status === 'rejected');
    // Stopped in between, it may wake up behind the next router, who has taken these off the desks again.
    if (!failed && needs.epoch() === epoch) return;
    await dropRecords(all).catch((error: unknown) =>
      log.warn({ error }, 'records of choices that came to nothing are left'),
    );
    throw failed?.reason ?? new Fenced('the lease ended while choices were being written');
  }

  const keepRecords = (all: readonly Commitment[]) => DecisionModel.collection.insertMany(all.map(decisionOf) as never);
  const dropRecords = (all: readonly Commitment[]) =>
    DecisionModel.deleteMany({ _id: { $in: all.map(({ decisionId }) => decisionId) } });

  /** No record stays of what is not to be, or of another agent than gets it. */
  async function correct(all: readonly Commitment[], placed: readonly Commitment[]): Promise<void> {
    const isOther = ({ entries, choice }: Commitment) => entries[0]?.agentId !== choice.agentIds[0];
    const untrue = all.filter((one) => isOther(one) || !placed.includes(one));
    if (untrue.length > 0) await dropRecords(untrue);
    const others = placed.filter(isOther);
    if (others.length > 0) await keepRecords(others);
  }

  /** @returns whether some had moved on */
  async function tellConversations(placed: readonly Commitment[], epoch: number): Promise<boolean> {
    const offered = placed.filter(({ choice }) => choice.kind === 'offer');
    const given = placed.filter(({ choice }) => choice.kind === 'assign');
    const after = [
      ...(await conversations.offer(offered.map(offering))),
      ...(await conversations.give(given.map(giving))),
    ];
    for (const [i, one] of [...offered, ...given].entries()) {
      const conversation = after[i];
      if (conversation) tell(one, conversation);
      else await undo(one, epoch);
    }
    return after.includes(null);
  }

  /**
   * Who is refused by every desk goes on waiting, and stays in front: whatever was chosen after them is to be chosen again. That
   * holds others up twice, the second time with all desks read anew; who is refused even then stands back.
   */
  function sift(all: readonly Commitment[]): { stand: readonly Commitment[]; tooEarly: readonly Commitment[] } {
    const isRefused = ({ entries }: Commitment) => entries.length === 0;
    const timesBefore = ({ choice }: Commitment) => refused.get(choice.taskId) ?? 0;
    const first = all.findIndex((one) => isRefused(one) && timesBefore(one) < MOST_HELD_UP);
    refused = new Map(all.filter(isRefused).map((one) => [one.choice.taskId, timesBefore(one) + 1]));
    if (first === -1) return { stand: all, tooEarly: [] };
    return { stand: all.slice(0, first + 1), tooEarly: all.slice(first + 1) };
  }

  /**
   * Leaves each commitment the entries that were taken. A desk that says no was not as the picture had it: the picture learns, and
   * learns all of them when the same one was refused before.
   */
  async function placeOnDesks(all: readonly Commitment[], epoch: number): Promise<void> {
    const moves = all.flatMap((one) => one.entries.map((entry) => ({ one, entry })));
    const wanted = moves.map(({ entry: { agentId, move } }) => ({ agentId, move }));
    const took = await desks.changeMany(wanted, epoch, (agentId) => picture.desks.get(agentId));
    const saidNo = moves.filter((_, i) => !took[i]);
    for (const { one, entry } of saidNo) one.entries = one.entries.filter((other) => other !== entry);
    const stale = [...new Set(saidNo.map(({ entry }) => entry.agentId))];
    const again = all.some(({ entries, choice }) => entries.length === 0 && refused.has(choice.taskId));
    if (stale.length > 0) picture.apply(await (again ? desks.all() : desks.byIds(stale)), []);
  }

  const decisionOf = ({ choice, decisionId, entries }: Commitment): DecisionRecord => ({
    ...recordOf(decisionId, choice, picture.queues.get(choice.queueId)),
    outcome: choice.kind === 'offer' ? 'offered' : 'assigned',
    chosenAgentId: entries[0]?.agentId ?? null,
  });

  function recordOf(
    _id: string,
    { taskId, queueId, at, why }: { taskId: string; queueId: string; at: number; why: Why },
    queue: QueueRecord | undefined,
  ) {
    const { position, order, step, className, candidates, others } = why;
    return {
      ...{ _id, at: new Date(at), conversationId: taskId, queueId },
      ...{ position, order, step, className, candidates, others },
      strategy: queue?.rules.choice ?? ('longestIdle' as const),
      rulesVersion: needs.rulesVersion(),
    };
  }

  const known = ({ choice, record, decisionId }: Commitment) => ({
    ...{ id: choice.taskId, version: record.version, decisionId },
    candidates: choice.why.candidates,
  });

  const offering = (one: Commitment) => ({
    ...known(one),
    to: one.entries.map(({ agentId, offerId }) => ({ agentId, offerId, agentName: picture.nameOf(agentId) })),
    expiresAt: new Date(one.choice.expiresAt),
  });

  function giving(one: Commitment) {
    const agentId = one.entries[0]?.agentId ?? '';
    return { ...known(one), agentId, agentName: picture.nameOf(agentId) };
  }

  function tell({ choice, entries }: Commitment, conversation: ConversationRecord): void {
    if (choice.kind !== 'offer') return;
    const { candidates, others } = choice.why;
    const excluded = candidates.length - 1 + Object.values(others).reduce((sum, count) => sum + count, 0);
    for (const { agentId, offerId } of entries) {
      // Whoever picked it by hand in this very moment has ended the offer before it was told.
      if (!picture.conversation(choice.taskId)?.offers.some((offer) => offer.offerId === offerId)) continue;
      const idleMs = candidates.find((one) => one.agentId === agentId)?.idleMs ?? null;
      bus.publish('offer.made', { offerId, agentId, conversation, idleMs, excluded });
    }
  }

  /** The conversation had moved on, perhaps by another node's hand: learn where it is before anything is chosen again. */
  async function undo(one: Commitment, epoch: number): Promise<void> {
    await withdraw([one], epoch);
    await DecisionModel.deleteOne({ _id: one.decisionId });
    for (const found of await conversationsById([one.choice.taskId])) picture.applyConversation(found);
  }

  /**
   * Where an entry is there no more, it was answered on another node, or taken off, and this one has not heard of it: the picture
   * learns, or those who go on waiting would be thought to ring there, and stand aside.
   */
  async function withdraw(all: readonly Commitment[], epoch: number): Promise<void> {
    const unheard = new Set<string>();
    async function one(taskId: string, { agentId, idleSince }: Commitment['entries'][number]): Promise<void> {
      if (!(await desks.change(agentId, unplace(taskId, epoch, idleSince), { epoch }))) unheard.add(agentId);
    }
    await Promise.all(all.flatMap(({ choice, entries }) => entries.map((entry) => one(choice.taskId, entry))));
    if (unheard.size > 0) picture.apply(await desks.byIds([...unheard]), []);
  }

  /** Nobody could take these when they came: written down beside the work, nothing waits for it. */
  async function noteWaits(waits: readonly Waits[]): Promise<void> {
    const records = waits.map((wait) => ({
      ...recordOf(newId(), wait, picture.queues.get(wait.queueId)),
      outcome: 'waits',
      chosenAgentId: null,
    }));
    await DecisionModel.collection.insertMany(records as never).catch((error: unknown) => {
      log.warn({ error }, 'waits could not be noted');
    });
  }

  return { commit, noteWaits };
}
