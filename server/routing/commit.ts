import { randomUUID } from 'node:crypto';
import type { ConversationRecord, DecisionRecord, QueueRecord } from '../contract/index.js';
import type { Conversations } from '../conversations/index.js';
import { type Bus, type Log, newId } from '../platform/index.js';
import type { Choice, Waits, Why } from './core/index.js';
import { type DeskMove, dropOffer, placeAssigned, placeOffer, release } from './desk-moves.js';
import { type Desks, Fenced } from './desks.js';
import { DecisionModel } from './models.js';
import type { Picture } from './picture.js';
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
  /** Some of it may lie half done in the store. */
  onFailed: () => void;
  onFenced: () => void;
  /** This node may not decide just now. */
  onStalled: () => void;
}

/** After a failed write the same choice would come at once again; the store gets a moment. */
const AFTER_ERROR_MS = 1_000;

/** A choice on its way into the store. */
interface Commitment {
  choice: Choice;
  record: RoutedConversation;
  decisionId: string;
  /** One for each agent who is asked, or who gets it; fewer once their desks have said no. */
  entries: { agentId: string; offerId: string; move: DeskMove }[];
}

/**
 * Carries choices of the core into the store, many in a handful of writes: first the desks, which is where an agent's capacity is
 * judged, then the record of the decisions, then the conversations if they still wait in the very version the choice was made
 * for; where one does not, its desk entries are withdrawn.
 */
export function makeCommit(needs: CommitNeeds) {
  const { bus, log, conversations, desks, picture } = needs;

  async function commit(choices: readonly Choice[]): Promise<void> {
    let pause = 0;
    try {
      const epoch = needs.epoch();
      if (epoch === null) needs.onStalled();
      else
        await carry(
          choices.map((choice) => commitment(choice, epoch)).filter((one) => one !== null),
          epoch,
        );
    } catch (error) {
      if (error instanceof Fenced) needs.onFenced();
      else {
        log.error({ error, choices: choices.length }, 'routing choices could not be written');
        needs.onFailed();
      }
      pause = AFTER_ERROR_MS;
    }
    const settle = () => {
      for (const { taskId } of choices) picture.settle(taskId);
    };
    if (pause > 0) setTimeout(settle, pause).unref();
    else settle();
  }

  function commitment(choice: Choice, epoch: number): Commitment | null {
    const record = picture.conversation(choice.taskId);
    if (!record) return null;
    const { _id: conversationId, queueId, channel } = record;
    const placing = { conversationId, queueId, channel, interrupts: picture.interrupts, epoch };
    const until = new Date(choice.expiresAt);
    const entries = choice.agentIds.map((agentId) => {
      const offerId = randomUUID();
      const move = choice.kind === 'offer' ? placeOffer({ ...placing, offerId, until }) : placeAssigned(placing);
      return { agentId, offerId, move };
    });
    return { choice, record, decisionId: newId(), entries };
  }

  async function carry(all: readonly Commitment[], epoch: number): Promise<void> {
    await placeOnDesks(all, epoch);
    // Stopped in between, it may wake up behind the next router, who has taken these off the desks again.
    if (needs.epoch() !== epoch) throw new Fenced('the lease ended while choices were being written');
    const placed = all.filter(({ entries }) => entries.length > 0);
    if (placed.length === 0) return;
    await DecisionModel.collection.insertMany(placed.map(decisionOf) as never); // first, so that whoever sees it can be told why
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
  }

  /** Leaves each commitment the entries that were taken. A desk that says no was not as the picture had it: the picture learns. */
  async function placeOnDesks(all: readonly Commitment[], epoch: number): Promise<void> {
    const moves = all.flatMap((one) => one.entries.map((entry) => ({ one, entry })));
    const wanted = moves.map(({ entry: { agentId, move } }) => ({ agentId, move }));
    const took = await desks.changeMany(wanted, epoch, (agentId) => picture.desks.get(agentId));
    const refused = moves.filter((_, i) => !took[i]);
    for (const { one, entry } of refused) one.entries = one.entries.filter((other) => other !== entry);
    const stale = [...new Set(refused.map(({ entry }) => entry.agentId))];
    if (stale.length > 0) for (const desk of await desks.byIds(stale)) picture.applyDesk(desk);
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
  async function undo({ choice, decisionId, entries }: Commitment, epoch: number): Promise<void> {
    for (const { agentId, offerId } of entries)
      await desks.change(agentId, choice.kind === 'offer' ? dropOffer(offerId) : release(choice.taskId), { epoch });
    await DecisionModel.deleteOne({ _id: decisionId });
    for (const found of await conversationsById([choice.taskId])) picture.applyConversation(found);
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
