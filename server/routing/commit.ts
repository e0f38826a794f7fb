import { randomUUID } from 'node:crypto';
import type { DecisionRecord } from '../contract/index.js';
import type { Conversations } from '../conversations/index.js';
import { type Bus, type Log, newId } from '../platform/index.js';
import type { Choice, Waits } from './core/index.js';
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
  onFenced: () => void;
  /** This node may not decide just now. */
  onStalled: () => void;
}

/** After a failed write the same choice would come at once again; the store gets a moment. */
const AFTER_ERROR_MS = 1_000;

/**
 * Carries a choice of the core into the store: first the desk, which is where an agent's capacity is judged, then the conversation
 * if it still waits in the very version the choice was made for, else the desk entry is withdrawn.
 */
export function makeCommit(needs: CommitNeeds) {
  const { bus, log, conversations, desks, picture } = needs;

  async function commit(choice: Choice): Promise<void> {
    const { taskId, agentId, kind } = choice;
    let pause = 0;
    try {
      const record = picture.conversation(taskId);
      const epoch = needs.epoch();
      if (epoch === null) needs.onStalled();
      else if (record) await (kind === 'offer' ? offer : assign)(choice, record, epoch);
    } catch (error) {
      if (error instanceof Fenced) needs.onFenced();
      else log.error({ error, conversationId: taskId, agentId }, 'a routing choice could not be written');
      pause = AFTER_ERROR_MS;
    }
    if (pause > 0) setTimeout(() => picture.settle(taskId), pause).unref();
    else picture.settle(taskId);
  }

  async function offer(choice: Choice, { version, queueId }: RoutedConversation, epoch: number): Promise<void> {
    const { taskId, agentId, candidates } = choice;
    const [offerId, decisionId, expiresAt] = [randomUUID(), newId(), new Date(choice.expiresAt)];
    const place = placeOffer({ conversationId: taskId, queueId, offerId, until: expiresAt });
    if (!(await onDesk(agentId, place, epoch))) return;
    await record(decisionId, choice, 'offered'); // first, so that whoever sees the offer can be told why
    const agentName = picture.nameOf(agentId);
    const given = { version, offerId, agentId, agentName, expiresAt, decisionId, candidates };
    const conversation = await conversations.offer(taskId, given);
    if (!conversation) return undo(choice, dropOffer(offerId), decisionId, epoch);
    const idleMs = candidates.find((one) => one.agentId === agentId)?.idleMs ?? null;
    // Whoever picked it by hand in this very moment has ended the offer before it was told.
    if (picture.conversation(taskId)?.offer?.offerId === offerId)
      bus.publish('offer.made', { offerId, agentId, conversation, idleMs, excluded: candidates.length - 1 });
  }

  async function assign(choice: Choice, { version, queueId }: RoutedConversation, epoch: number): Promise<void> {
    const { taskId, agentId, candidates } = choice;
    if (!(await onDesk(agentId, placeAssigned({ conversationId: taskId, queueId }), epoch))) return;
    const decisionId = newId();
    await record(decisionId, choice, 'assigned');
    const agentName = picture.nameOf(agentId);
    const given = { version, agentId, agentName, how: 'automatic' as const, decisionId, candidates };
    if (!(await conversations.assign(taskId, given))) await undo(choice, release(taskId), decisionId, epoch);
  }

  /** The conversation had moved on, perhaps by another node's hand: learn where it is before anything is chosen again. */
  async function undo({ taskId, agentId }: Choice, move: DeskMove, decisionId: string, epoch: number): Promise<void> {
    await desks.change(agentId, move, { epoch });
    await DecisionModel.deleteOne({ _id: decisionId });
    for (const found of await conversationsById([taskId])) picture.applyConversation(found);
  }

  /** Whether the desk took it. If not, it was not as the picture had it: the picture learns what it is. */
  async function onDesk(agentId: string, move: DeskMove, epoch: number): Promise<boolean> {
    if (await desks.change(agentId, move, { epoch, known: picture.desks.get(agentId) })) return true;
    const fresh = await desks.read(agentId);
    if (fresh) picture.applyDesk(fresh);
    return false;
  }

  async function record(id: string, decision: Choice | Waits, outcome: DecisionRecord['outcome']): Promise<void> {
    const { taskId: conversationId, queueId, at, position, candidates } = decision;
    const chosenAgentId = decision.kind === 'wait' ? null : decision.agentId;
    const strategy = 'longestIdle';
    await DecisionModel.create({
      _id: id,
      at: new Date(at),
      conversationId,
      queueId,
      outcome,
      chosenAgentId,
      position,
      strategy,
      candidates,
    });
  }

  return {
    commit,
    /** Nobody could take it when it came: written down beside the work, nothing waits for it. */
    noteWait: (waits: Waits) =>
      record(newId(), waits, 'waits').catch((error: unknown) => log.warn({ error }, 'a wait could not be noted')),
  };
}
