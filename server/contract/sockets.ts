/** Both socket maps. Requests are noun:verb and answered; notices are noun:pastVerb and not. */
import type { CallView } from './call-views.js';
import type { ErrorView } from './errors.js';
import type { MailboxTroubled } from './mail.js';
import type { AwayReason, OwnDraftKind, Presence } from './names.js';
import type {
  AgentPresenceView,
  BoardView,
  ConversationView,
  CountsView,
  CustomerView,
  DeskView,
  FollowUpView,
  OfferView,
  TouchpointView,
  VisitorConversationView,
  VisitorPlaceView,
  VisitorTouchpointView,
  WidgetConfigView,
} from './views.js';

export type Answer<T> = (result: { ok: true; data: T } | { ok: false; error: ErrorView }) => void;
export type Request<Input, Output> = (input: Input, answer: Answer<Output>) => void;

/** Sent in the handshake of /visitor. Nothing of it ever stands in a URL. */
export interface VisitorAuth {
  siteKey: string;
  /** What an earlier visit was given; absent for a stranger. */
  token?: string;
  locale: 'en' | 'fa';
}

export interface VisitSnapshot {
  /** Null until the visitor is somebody: the first conversation or a signed identity makes them a customer. */
  visitor: { customerId: string; name: string; email: string | null } | null;
  conversation: VisitorConversationView | null;
  /** What came after `after`, oldest first; at most 500, then `more` is true and the client asks again. */
  touchpoints: VisitorTouchpointView[];
  more: boolean;
  config: WidgetConfigView;
}

export interface PageSeen {
  url: string;
  title: string;
  /** When it was opened, ISO 8601. The server bounds it: never in the future, at most 30 days old. */
  at: string;
}

export interface VisitorRequests {
  /** Joins the visitor's room, then reads: nothing falls between. Also how a client catches up after a gap. */
  'visit:open': Request<{ after: number }, VisitSnapshot>;
  /** Opens a conversation with its first message. Safe to repeat with the same clientId. The token is given once, to a stranger. */
  'conversation:start': Request<
    {
      clientId: string;
      name: string;
      email?: string;
      queueId: string;
      text: string;
      form: 'prechat' | 'offline';
      pages: PageSeen[];
      referrer?: string;
      locale: 'en' | 'fa';
      /** Uploaded before (tickets need a conversation, so only for someone already known). */
      attachmentIds?: string[];
    },
    { token: string | null; customerId: string; conversation: VisitorConversationView; seq: number }
  >;
  /** Acknowledged only once it is on the timeline. The same clientId again answers the same seq. */
  'message:send': Request<
    { clientId: string; text: string; attachmentIds: string[] },
    { id: string; seq: number; at: string }
  >;
  'timeline:after': Request<{ after: number }, { touchpoints: VisitorTouchpointView[]; more: boolean }>;
  'typing:set': (input: { on: boolean }) => void;
  /** High-water marks on the visitor's own `seq`. */
  'receipt:send': (input: { delivered: number; read: number }) => void;
  'page:seen': (input: PageSeen) => void;
  'rating:give': Request<{ conversationId: string; score: number; comment?: string }, Record<string, never>>;
  'transcript:mail': Request<{ conversationId: string; email: string; clientId: string }, Record<string, never>>;
  /** The answer shall come by mail, or, with null, here after all. The place in the line stays. */
  'mail:ask': Request<{ conversationId: string; email: string | null }, Record<string, never>>;
  /** Who waits shall be called at this number instead, or, with null, waits here after all. The place in the line stays. */
  'call:ask': Request<{ conversationId: string; number: string | null }, Record<string, never>>;
  'conversation:end': Request<{ conversationId: string }, Record<string, never>>;
  /** A one-use upload ticket: `PUT url` with the raw bytes answers an AttachmentView. */
  'upload:ticket': Request<{ name: string; sizeBytes: number }, { url: string }>;
  /** The host page says who this is: HS256, aud = site key, exp at most 1 h ahead. Answers a token in place of the old one. */
  'visitor:identify': Request<{ jwt: string }, { token: string; customerId: string }>;
  /** Revokes the token: this browser is nobody again. */
  'visitor:signOut': Request<Record<string, never>, Record<string, never>>;
}

export interface VisitorNotices {
  'touchpoint:appended': (touchpoint: VisitorTouchpointView) => void;
  'conversation:changed': (conversation: VisitorConversationView) => void;
  /** To one who waits: where they stand now. */
  'place:changed': (place: VisitorPlaceView) => void;
  /** Typing of the agent; lapses after 6 s unless repeated. */
  'typing:changed': (notice: { on: boolean; name: string }) => void;
  'delivery:moved': (notice: { id: string; seq: number; state: string }) => void;
  'config:changed': (config: WidgetConfigView) => void;
  /** The token is no longer good: forget everything. */
  'visitor:signedOut': () => void;
}

export interface ConversationSnapshot {
  conversation: ConversationView;
  customer: CustomerView;
  touchpoints: TouchpointView[];
  /** True when older touchpoints exist before the first one given. */
  earlier: boolean;
  /** True when more came after the last one given: ask again. */
  more: boolean;
  viewers: { id: string; name: string }[];
}

export interface AgentRequests {
  /** First load, and again after every reconnect. */
  'desk:open': Request<Record<string, never>, DeskView>;
  /** Joins the customer's room, then reads. `after: 0` gives the latest 100; otherwise what came after, at most 500. `silent`: not shown among viewers (needs board.see). */
  'conversation:open': Request<{ conversationId: string; after: number; silent?: boolean }, ConversationSnapshot>;
  'conversation:leave': (input: { conversationId: string }) => void;
  /** Joins the rooms of this customer's whole timeline, then reads: from now on its touchpoints are told. */
  'customer:open': Request<{ customerId: string }, CustomerView>;
  'customer:leave': (input: { customerId: string }) => void;
  'presence:set': Request<{ presence: Presence; reason?: AwayReason }, AgentPresenceView>;
  'offer:accept': Request<{ offerId: string }, ConversationView>;
  'offer:decline': Request<{ offerId: string }, Record<string, never>>;
  'typing:set': (input: { conversationId: string; on: boolean }) => void;
  /** The agent has seen the customer's timeline up to this seq, and, where the talk goes on in another's chat, theirs up to `chat`. */
  'receipt:send': (input: { conversationId: string; read: number; chat?: number }) => void;
  /** From now on the words of conversations that colleagues have are told too: for whoever has a list of all on the screen. */
  'inbox:watch': Request<Record<string, never>, Record<string, never>>;
  'inbox:unwatch': Request<Record<string, never>, Record<string, never>>;
  'board:watch': Request<Record<string, never>, BoardView>;
  'board:unwatch': () => void;
}

export interface AgentNotices {
  /** To everyone who has this customer's timeline open. */
  'touchpoint:appended': (touchpoint: TouchpointView) => void;
  /** To the owner of a conversation, whatever they look at: somebody whispered. */
  'note:whispered': (note: TouchpointView) => void;
  /** To whoever a note names, and to them once they have looked at it: which are left is to be asked. */
  'mentions:changed': () => void;
  /** To whoever writes it, wherever else they are: it was kept, or is gone (then `rev` is null). */
  'ownDraft:changed': (notice: { kind: OwnDraftKind; id: string; rev: string | null }) => void;
  'delivery:moved': (notice: {
    customerId: string;
    touchpointId: string;
    seq: number;
    state: string;
    reason?: string;
    said?: string;
    failedFor?: string[];
    sentTo?: string[];
  }) => void;
  /** To whoever has it, had it or reads it: apply if its `version` is not older than what you have. */
  'conversation:changed': (conversation: ConversationView) => void;
  /**
   * The same, gathered, to everyone who may see them in a list: those that moved; and at most once a second new words in conversations
   * that wait, and to those who watch the inbox also in what others have.
   */
  'conversations:changed': (conversations: ConversationView[]) => void;
  'customer:changed': (customer: CustomerView) => void;
  /** To those on its legs, and to whoever has its customer's timeline open. */
  'call:changed': (call: CallView) => void;
  'counts:changed': (counts: CountsView) => void;
  'followUp:changed': (followUp: FollowUpView) => void;
  /** To whoever is to do it: its time has come. */
  'followUp:due': (followUp: FollowUpView) => void;
  'offer:made': (offer: OfferView) => void;
  'offer:ended': (notice: {
    offerId: string;
    conversationId: string;
    how: 'accepted' | 'declined' | 'expired' | 'rescinded';
  }) => void;
  /** One's own, at once. */
  'presence:changed': (agent: AgentPresenceView) => void;
  /** Everybody's who changed since the last such notice, as they are now. */
  'presences:changed': (agents: AgentPresenceView[]) => void;
  'board:changed': (board: BoardView) => void;
  'typing:changed': (notice: {
    conversationId: string;
    who: { type: 'customer' | 'agent'; id: string; name: string };
    on: boolean;
  }) => void;
  'viewers:changed': (notice: { conversationId: string; viewers: { id: string; name: string }[] }) => void;
  /** Settings changed: queues, users, canned replies. Fetch the desk again. */
  'settings:changed': () => void;
  /** To managers: how it is with a mailbox is known anew. `trouble` once an hour for each kind of it. */
  'mailbox:noted': (notice: { mailboxId: string; trouble: MailboxTroubled | null }) => void;
  /** To those who make rules: a draft of them was made, changed, or is gone (then `version` is null). */
  'draft:changed': (notice: { draftId: string; version: number | null }) => void;
  /** The session ended elsewhere, or was taken away: go to the sign-in page. */
  'session:ended': () => void;
}
