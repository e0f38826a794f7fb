/**
 * All the chat knows, as one value, and every way it changes. Pure: no clock, no socket, no storage. What is on the server's
 * timeline is `touchpoints`, always gap-free from 1; what we wrote and have not seen there yet is `pending`.
 */
import { DELIVERY_RANK, type DeliveryState } from '../../../server/contract/names.js';
import type { VisitSnapshot } from '../../../server/contract/sockets.js';
import type {
  AttachmentView,
  VisitorConversationView,
  VisitorPlaceView,
  VisitorTouchpointView,
  WidgetConfigView,
} from '../../../server/contract/views.js';

/** What the pre-chat or offline form asked; sent along with the first message. */
export interface StartForm {
  name: string;
  email?: string;
  queueId: string;
  form: 'prechat' | 'offline';
}

/** A message of ours that the server's timeline has not shown us yet. */
export interface Pending {
  clientId: string;
  /** Present when the message opens a conversation. */
  start?: StartForm;
  text: string;
  attachments: AttachmentView[];
  at: string;
  /** Counts up in the order of writing. */
  order: number;
  /** It is on the timeline; only its touchpoint has not come by yet. Nothing sends it again. */
  acked?: true;
  /** The error code of a refusal that trying again will not change. */
  failed?: string;
}

/** `refused`: this page or site may not use the chat, and trying again will not help. */
export type Link = 'connecting' | 'up' | 'down' | 'refused';

export interface ChatState {
  config: WidgetConfigView | null;
  link: Link;
  /** The first snapshot has been read. */
  opened: boolean;
  visitor: VisitSnapshot['visitor'];
  conversation: VisitorConversationView | null;
  touchpoints: VisitorTouchpointView[];
  /** The highest seq we know to exist. */
  heardSeq: number;
  /** The last answer was cut: there is more after it. */
  more: boolean;
  pending: Pending[];
  /** The name of the agent who is typing. */
  typing: string | null;
  /** High-water mark of what the visitor has seen. */
  readSeq: number;
}

export type Action =
  | { type: 'config'; config: WidgetConfigView }
  | { type: 'link'; link: Link }
  | { type: 'snapshot'; after: number; snapshot: VisitSnapshot }
  /** `asked`: the highest seq we knew to exist when we asked. */
  | { type: 'caughtUp'; touchpoints: VisitorTouchpointView[]; more: boolean; asked: number }
  | { type: 'appended'; touchpoint: VisitorTouchpointView }
  | { type: 'conversation'; conversation: VisitorConversationView }
  | { type: 'place'; place: VisitorPlaceView }
  | { type: 'delivery'; seq: number; state: string }
  | { type: 'typing'; name: string | null }
  | { type: 'written'; pending: Pending }
  /** The answer to an opening message tells its seq only. */
  | { type: 'acked'; clientId: string; seq: number; id?: string; at?: string }
  | { type: 'failed'; clientId: string; code: string }
  | { type: 'retried'; clientId: string }
  | { type: 'dropped'; clientId: string }
  | { type: 'read'; seq: number }
  | { type: 'forgotten' };

export const emptyState: ChatState = {
  config: null,
  link: 'connecting',
  opened: false,
  visitor: null,
  conversation: null,
  touchpoints: [],
  heardSeq: 0,
  more: false,
  pending: [],
  typing: null,
  readSeq: 0,
};

export const lastSeq = (state: ChatState): number => state.touchpoints[state.touchpoints.length - 1]?.seq ?? 0;

/** Something exists on the server that we do not have: ask for it. */
export const isBehind = (state: ChatState): boolean => state.more || state.heardSeq > lastSeq(state);

/** What is to be sent next, oldest first. */
export const nextToSend = (state: ChatState): Pending | undefined => state.pending.find((p) => !p.acked && !p.failed);

/** Messages to the visitor that they have not seen. */
export const unreadCount = (state: ChatState): number =>
  state.touchpoints.filter((t) => t.kind === 'message' && t.direction === 'out' && t.seq > state.readSeq).length;

export function reduce(state: ChatState, action: Action): ChatState {
  switch (action.type) {
    case 'config':
      return { ...state, config: action.config };
    case 'link':
      return { ...state, link: action.link, typing: action.link === 'up' ? state.typing : null };
    case 'snapshot':
      return applySnapshot(state, action.after, action.snapshot);
    case 'caughtUp':
      return applyCatchUp(state, action);
    case 'appended':
      return append(state, [action.touchpoint]);
    case 'conversation':
      return isOlder(action.conversation, state.conversation) ? state : { ...state, conversation: action.conversation };
    case 'place':
      return { ...state, conversation: placed(state.conversation, action.place) };
    case 'delivery':
      return {
        ...state,
        touchpoints: state.touchpoints.map((t) => (t.seq === action.seq ? moved(t, action.state) : t)),
      };
    case 'typing':
      return { ...state, typing: action.name };
    case 'written':
      return isKnown(state, action.pending.clientId)
        ? state
        : { ...state, pending: [...state.pending, action.pending].sort((a, b) => a.order - b.order) };
    case 'acked':
      return applyAck(state, action);
    case 'failed':
      return changePending(state, action.clientId, (p) => ({ ...p, failed: action.code }));
    case 'retried':
      return changePending(state, action.clientId, ({ failed: _, ...again }) => again);
    case 'dropped':
      return { ...state, pending: state.pending.filter((p) => p.clientId !== action.clientId) };
    case 'read':
      return action.seq > state.readSeq ? { ...state, readSeq: action.seq } : state;
    case 'forgotten':
      return { ...emptyState, config: state.config, link: state.link };
  }
}

function applySnapshot(state: ChatState, after: number, snapshot: VisitSnapshot): ChatState {
  const { visitor, conversation, touchpoints, more, config } = snapshot;
  const head = { ...state, visitor, conversation, config, opened: true, more };
  if (after === 0) return append({ ...head, touchpoints: [] }, touchpoints);
  // Somebody else's timeline: what we have does not continue it. Read it from the start.
  if (visitor?.customerId !== state.visitor?.customerId)
    return { ...head, touchpoints: [], heardSeq: 0, more: visitor !== null };
  return append(head, touchpoints);
}

function applyCatchUp(
  state: ChatState,
  { touchpoints, more, asked }: Extract<Action, { type: 'caughtUp' }>,
): ChatState {
  const next = append({ ...state, more }, touchpoints);
  // The server has given all it has: what we believed to come after that does not exist.
  return !more && next.heardSeq === asked ? { ...next, heardSeq: lastSeq(next) } : next;
}

/** Takes what continues the list, skips what it has, stops at a gap. */
function append(state: ChatState, incoming: readonly VisitorTouchpointView[]): ChatState {
  const touchpoints = [...state.touchpoints];
  let { heardSeq, typing } = state;
  for (const touchpoint of [...incoming].sort((a, b) => a.seq - b.seq)) {
    heardSeq = Math.max(heardSeq, touchpoint.seq);
    if (touchpoint.seq !== (touchpoints[touchpoints.length - 1]?.seq ?? 0) + 1) continue;
    touchpoints.push(touchpoint);
    if (touchpoint.direction === 'out') typing = null;
  }
  return {
    ...state,
    touchpoints,
    heardSeq,
    typing,
    pending: state.pending.filter((p) => !has(touchpoints, p.clientId)),
  };
}

/** Our own message stands on the timeline now: shown as such if it continues the list, else once the gap is filled. */
function applyAck(state: ChatState, { clientId, seq, id, at }: Extract<Action, { type: 'acked' }>): ChatState {
  const mine = state.pending.find((p) => p.clientId === clientId);
  if (!mine) return state;
  const noted = changePending({ ...state, heardSeq: Math.max(state.heardSeq, seq) }, clientId, (p) => ({
    ...p,
    acked: true,
  }));
  return id && at ? append(noted, [ownTouchpoint(mine, { id, seq, at }, state.conversation?.id ?? null)]) : noted;
}

function ownTouchpoint(
  { clientId, text, attachments }: Pending,
  ack: { id: string; seq: number; at: string },
  conversationId: string | null,
): VisitorTouchpointView {
  return {
    ...ack,
    clientId,
    text,
    attachments,
    conversationId,
    kind: 'message',
    direction: 'in',
    author: { type: 'customer' },
    details: {},
    delivery: { state: 'sent' },
  };
}

/** The answer to an opening may come after a notice of what happened since. */
const isOlder = (is: VisitorConversationView, was: VisitorConversationView | null): boolean =>
  is.id === was?.id && is.version < was.version;

/** A place heard late, of what no longer waits or of another conversation, changes nothing. */
function placed(
  conversation: VisitorConversationView | null,
  { conversationId, position, forecast }: VisitorPlaceView,
) {
  const isOurs = conversation?.id === conversationId && conversation.state === 'waiting';
  return isOurs ? { ...conversation, position, forecast } : conversation;
}

function moved(touchpoint: VisitorTouchpointView, to: string): VisitorTouchpointView {
  const state = to as DeliveryState;
  if (!(DELIVERY_RANK[state] > DELIVERY_RANK[touchpoint.delivery.state])) return touchpoint;
  return { ...touchpoint, delivery: { state } };
}

function changePending(state: ChatState, clientId: string, change: (pending: Pending) => Pending): ChatState {
  return { ...state, pending: state.pending.map((p) => (p.clientId === clientId ? change(p) : p)) };
}

const has = (list: readonly VisitorTouchpointView[], clientId: string): boolean =>
  list.some((t) => t.clientId === clientId);

const isKnown = (state: ChatState, clientId: string): boolean =>
  has(state.touchpoints, clientId) || state.pending.some((p) => p.clientId === clientId);
