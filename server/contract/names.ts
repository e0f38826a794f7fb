/** The closed lists of names that travel: channels, states, kinds. Free of libraries, so that the widget can import them too. */

export const CHANNELS = ['webchat', 'email', 'sms', 'voice'] as const;
export type ChannelName = (typeof CHANNELS)[number];

export const LOCALES = ['en', 'fa'] as const;
export type Locale = (typeof LOCALES)[number];

export const ROLES = ['agent', 'supervisor', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** What an agent says of themself. */
export const PRESENCES = ['online', 'busy', 'away', 'offline'] as const;
export type Presence = (typeof PRESENCES)[number];
/**
 * What everyone else sees: the choice, or what became of it. `notResponding`: the router says so after a missed offer, and
 * choosing anything clears it. `lost`: no live connection, still within the grace period.
 */
export const AGENT_STATES = ['online', 'busy', 'away', 'offline', 'notResponding', 'lost'] as const;
export type AgentState = (typeof AGENT_STATES)[number];
export const AWAY_REASONS = ['break', 'lunch', 'meeting', 'training', 'other'] as const;
export type AwayReason = (typeof AWAY_REASONS)[number];

export const CONVERSATION_STATES = ['queued', 'offered', 'active', 'wrapUp', 'closed', 'snoozed'] as const;
export type ConversationState = (typeof CONVERSATION_STATES)[number];
/** States in which the matter is not finished and somebody is at it, or should be. */
export const OPEN_STATES = ['queued', 'offered', 'active', 'wrapUp'] as const;
/** States in which the matter is not done with, though it may be put off. */
export const UNFINISHED_STATES = [...OPEN_STATES, 'snoozed'] as const;

export const DIRECTIONS = ['in', 'out', 'internal'] as const;
export type Direction = (typeof DIRECTIONS)[number];

export const DELIVERY_STATES = ['none', 'pending', 'sent', 'delivered', 'failed', 'read'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];
/** A delivery only ever rises in rank. `failed` ranks with `delivered`: both are a carrier's last word. */
export const DELIVERY_RANK: Record<DeliveryState, number> = {
  none: 0,
  pending: 1,
  sent: 2,
  delivered: 3,
  failed: 3,
  read: 4,
};

/** What a call leaves on its customer's timeline, beside what its conversation does. */
export const CALL_KINDS = [
  'call.received',
  'call.placed',
  'ivr.input',
  'queue.left',
  'call.bridged',
  'hold.on',
  'hold.off',
  'mute.on',
  'mute.off',
  'transfer.started',
  'transfer.completed',
  'transfer.failed',
  'supervisor.on',
  'supervisor.off',
  'recording.started',
  'recording.paused',
  'recording.resumed',
  'recording.available',
  'voicemail.left',
  'amd.result',
  'leg.ended',
  'call.ended',
] as const;
export type CallKind = (typeof CALL_KINDS)[number];

export const TOUCHPOINT_KINDS = [
  'message',
  'note',
  'visit.started',
  'page.viewed',
  'form.submitted',
  'conversation.opened',
  'conversation.queued',
  'conversation.requeued',
  'offer.made',
  'offer.accepted',
  'offer.declined',
  'offer.expired',
  'offer.rescinded',
  'conversation.assigned',
  'conversation.transferred',
  'conversation.snoozed',
  'conversation.resumed',
  'conversation.wrapUp',
  'conversation.wrapUpExtended',
  'conversation.closed',
  'conversation.reopened',
  'conversation.prioritised',
  'conversation.needsSet',
  'conversation.overflowed',
  'agent.joined',
  'agent.withdrew',
  'rating.given',
  'transcript.mailed',
  'chat.mailed',
  'mail.asked',
  'mail.automatic',
  'mail.apart',
  'mail.placed',
  'mail.bounced',
  'identity.added',
  'consent.changed',
  'followUp.set',
  'followUp.moved',
  'followUp.done',
  'followUp.cancelled',
  'customer.merged',
  'customer.unmerged',
  'callback.requested',
  'callback.tried',
  'callback.done',
  ...CALL_KINDS,
] as const;
export type TouchpointKind = (typeof TOUCHPOINT_KINDS)[number];

/** How much a mailbox's own mail server is asked for, where its settings say nothing else. */
export const MAIL_PACE = { connections: 3, mailsPerMinute: 600 } as const;

/** What the customer may see of their own timeline; everything else stays inside. */
export const CUSTOMER_KINDS: readonly TouchpointKind[] = [
  'message',
  'form.submitted',
  'conversation.queued',
  'conversation.requeued',
  'conversation.assigned',
  'conversation.transferred',
  'conversation.closed',
  'agent.joined',
  'agent.withdrew',
  'rating.given',
  'transcript.mailed',
  'callback.done',
];

export const IDENTITY_KINDS = ['visitor', 'email', 'phone', 'external'] as const;
export type IdentityKind = (typeof IDENTITY_KINDS)[number];
/**
 * What ties an identity to the customer. `token`: the browser holds our secret; `signed`: the host page's signed JWT;
 * `verified`: proven by a round trip; `agent`: an agent says so; `claimed`: somebody typed it, and nothing may rest on it.
 */
export const EVIDENCES = ['token', 'signed', 'verified', 'agent', 'claimed'] as const;
export type Evidence = (typeof EVIDENCES)[number];

export const FOLLOW_UP_STATES = ['open', 'done', 'cancelled'] as const;
export type FollowUpState = (typeof FOLLOW_UP_STATES)[number];

/** What somebody writes and has not sent: to a customer in a conversation, beside it, to its owner; a mail or a text that begins one. */
export const OWN_DRAFTS = ['message', 'note', 'whisper', 'letter', 'text'] as const;
export type OwnDraftKind = (typeof OWN_DRAFTS)[number];

/** Why a conversation is back in a queue. */
export const REQUEUE_REASONS = [
  'agentLost',
  'agentOffline',
  'accountClosed',
  'awayTooLong',
  'wroteMeanwhile',
  'handedBack',
  'transferred',
  'released',
  'resumed',
  'rang',
] as const;
export type RequeueReason = (typeof REQUEUE_REASONS)[number];

export const INBOX_VIEWS = ['mine', 'unassigned', 'all'] as const;
export type InboxView = (typeof INBOX_VIEWS)[number];
export const INBOX_FILTERS = ['open', 'snoozed', 'closed'] as const;
export type InboxFilter = (typeof INBOX_FILTERS)[number];

/** Why an agent was, or was not, given a conversation. */
export const VERDICTS = [
  'chosen',
  'offline',
  'busy',
  'away',
  'notResponding',
  'connectionLost',
  'full',
  'beingOffered',
  'declinedBefore',
  'missedBefore',
  'leftBefore',
  'excluded',
  'notPreferred',
  'skillMissing',
  'levelTooLow',
  'channelNotTaken',
  'lessSkilled',
  'moreLoaded',
  'heldBack',
  'idleLess',
] as const;
export type Verdict = (typeof VERDICTS)[number];

/**
 * What somebody in a queue waits for. `passedByAll`: everyone free declined or missed it a moment ago; it is offered again soon.
 * `noSkilled`: nobody in the queue has what is asked for; `skilledAway`: nobody who has it is signed in; `preferredAgent`: for a
 * while only the agent of the last conversation is asked; `queueClosed`: it is closed, and nobody is there.
 */
export const WAIT_REASONS = [
  'beingOffered',
  'agentsFull',
  'nobodyOnline',
  'noMembers',
  'noSkilled',
  'skilledAway',
  'channelNotTaken',
  'preferredAgent',
  'queueClosed',
  'behindOthers',
  'passedByAll',
] as const;
export type WaitReason = (typeof WAIT_REASONS)[number];

export const WEEKDAYS = ['sat', 'sun', 'mon', 'tue', 'wed', 'thu', 'fri'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** How those who wait in a queue are ordered; see `orderOf` in the router for the exact keys. */
export const WAITING_ORDERS = ['offset', 'strict', 'due', 'accumulating'] as const;
export type WaitingOrder = (typeof WAITING_ORDERS)[number];

/** How one of several able agents is chosen. */
export const AGENT_CHOICES = ['longestIdle', 'leastLoaded', 'bestSkill'] as const;
export type AgentChoice = (typeof AGENT_CHOICES)[number];

/** How well somebody can do something: 1 a little, 5 like few others. */
export const LEVELS = [1, 2, 3, 4, 5] as const;
export type Level = (typeof LEVELS)[number];

/** What a customer is worth to the company: 0 unknown or ordinary, 5 the most. */
export const MOST_VALUE = 5;

export const OVERFLOW_CAUSES = ['age', 'forecast', 'full', 'closed', 'nobodySignedIn'] as const;
export type OverflowCause = (typeof OVERFLOW_CAUSES)[number];
export const OVERFLOW_TARGETS = ['queue', 'callback', 'message', 'offlineForm'] as const;
export type OverflowTarget = (typeof OVERFLOW_TARGETS)[number];

/** Ways on which nobody waits at the other end: what is open there may stay with an owner who goes home. */
export const STAYING = ['email', 'sms'] as const satisfies readonly ChannelName[];
/** For so long, where the queue says nothing else: over a weekend. */
export const STAYS_SECONDS = 3 * 86_400;

/** What happens at closing time to those who still wait. */
export const AT_CLOSING = ['keep', 'message', 'close'] as const;
export type AtClosing = (typeof AT_CLOSING)[number];

/** Why a text or call did not reach anybody; the console has words for each. */
export const CARRIER_FAILURES = [
  'sms.optedOut',
  'sms.noSuchNumber',
  'sms.landline',
  'sms.regionOff',
  'sms.blocked',
  'sms.filtered',
  'sms.notRegistered',
  'sms.senderWrong',
  'sms.tooLong',
  'sms.empty',
  'sms.phoneOff',
  'sms.queueFull',
  'sms.tooLate',
  'sms.dailyLimit',
  'sms.unknown',
  'sms.signInFailed',
  'sms.busy',
  'sms.unreachable',
  'sms.refused',
] as const;
export type CarrierFailure = (typeof CARRIER_FAILURES)[number];
