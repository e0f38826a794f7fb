import type { DeskEntry, DeskRecord } from '../contract/index.js';
import type { PutBack } from './desk-moves.js';
import { type Placing, placingOf } from './placing.js';
import type { RoutedConversation } from './reads.js';

/** One thing that a crash left half done between a desk and a conversation, and how to finish or undo it. */
export type Repair =
  | { do: 'release' | 'takeBack'; agentId: string; entry: DeskEntry }
  | { do: 'finishAccept'; agentId: string; conversationId: string; offerId: string }
  | { do: 'give'; agentId: string; placing: Placing }
  | { do: 'wrapUp'; agentId: string; conversationId: string; until: Date }
  | { do: 'restore'; agentId: string; lost: PutBack }
  | { do: 'endOffer'; agentId: string; conversationId: string; offerId: string };

/**
 * Compares all desks with all conversations that wait or are with somebody. The conversation says who owns it; an acceptance that
 * reached only the desk is finished, everything else on a desk that its conversation does not confirm is withdrawn.
 * @param before what is younger may still be under way, and is left for the next look
 */
export function repairs(
  desks: readonly DeskRecord[],
  conversations: ReadonlyMap<string, RoutedConversation>,
  before: Date,
): Repair[] {
  const entries = desks.flatMap((desk) => desk.entries.map((entry) => ({ agentId: desk._id, entry })));
  const onDesks = new Set(entries.map(({ agentId, entry }) => `${agentId}:${entry.conversationId}`));
  const old = entries.filter(({ entry }) => entry.since < before);
  const young = entries.filter(({ entry }) => entry.since >= before);
  return [
    ...young.map(({ agentId, entry }) => ofYoung(agentId, entry, conversations.get(entry.conversationId))),
    ...old.map(({ agentId, entry }) => ofEntry(agentId, entry, conversations.get(entry.conversationId))),
    ...[...conversations.values()].flatMap((conversation) => ofConversation(conversation, onDesks, before)),
  ].filter((repair) => repair !== null);
}

/**
 * What a router placed and its conversation never heard of: its choices are written in one go, and the routers before it are fenced
 * off, so this is no verb under way.
 */
const isUntold = (entry: DeskEntry, conversation: RoutedConversation | undefined): boolean =>
  entry.epoch !== undefined && conversation?.state === 'queued';

/** Nobody may be passed over for what was never told, as long as it looks young. */
const ofYoung = (agentId: string, entry: DeskEntry, conversation: RoutedConversation | undefined): Repair | null =>
  isUntold(entry, conversation) ? { do: 'takeBack', agentId, entry } : null;

function ofEntry(agentId: string, entry: DeskEntry, conversation: RoutedConversation | undefined): Repair | null {
  const { conversationId, kind, offerId } = entry;
  const { state, offers } = conversation ?? {};
  const mine = conversation?.agentId === agentId;
  if (state === 'offered' && offerId && offers?.some((offer) => offer.offerId === offerId))
    return kind === 'offer' ? null : { do: 'finishAccept', agentId, conversationId, offerId };
  if (conversation && state === 'active' && mine)
    return kind === 'assigned' ? null : { do: 'give', agentId, placing: placingOf(conversation) };
  const until = conversation?.wrapUpUntil;
  if (state === 'wrapUp' && mine && until)
    return kind === 'wrapUp' ? null : { do: 'wrapUp', agentId, conversationId, until };
  return { do: isUntold(entry, conversation) ? 'takeBack' : 'release', agentId, entry };
}

function ofConversation(conversation: RoutedConversation, onDesks: ReadonlySet<string>, before: Date): Repair[] {
  const { _id: conversationId, state, agentId, offers, assignedAt, wrapUpUntil } = conversation;
  const missing = (id: string) => !onDesks.has(`${id}:${conversationId}`);
  if (state === 'offered') {
    const orphaned = offers.filter((offer) => offer.madeAt < before && missing(offer.agentId));
    return orphaned.map((offer) => ({
      do: 'endOffer',
      agentId: offer.agentId,
      conversationId,
      offerId: offer.offerId,
    }));
  }
  if (!agentId || !assignedAt || assignedAt >= before || !missing(agentId)) return [];
  const lost = { ...placingOf(conversation), since: assignedAt };
  if (state === 'active') return [{ do: 'restore', agentId, lost: { ...lost, kind: 'assigned', until: null } }];
  if (state === 'wrapUp') return [{ do: 'restore', agentId, lost: { ...lost, kind: 'wrapUp', until: wrapUpUntil } }];
  return [];
}
