/**
 * The shapes that leave the server. Times are ISO 8601 in UTC; durations name their unit. Long because it is the one list that both
 * front ends and the API's description are read from.
 */
import type { CallbackDetails, CallDetails } from './call.js';
import type { CallView } from './call-views.js';
import type { BounceTold, DeskMailbox, MailPlace, MailTold, QueueMail } from './mail.js';
import type {
  AgentChoice,
  AgentState,
  AwayReason,
  ChannelName,
  ConversationState,
  DeliveryState,
  Direction,
  Evidence,
  FollowUpState,
  IdentityKind,
  Level,
  Locale,
  OverflowCause,
  OwnDraftKind,
  RequeueReason,
  Role,
  TouchpointKind,
  Verdict,
  WaitReason,
  Weekday,
} from './names.js';
import type { Permission } from './permissions.js';
import type { DeskNumber, QueueTexts, TextTold } from './phone.js';
import type { Capacity, QueueRules, SkillLevels, SkillNeed } from './rules.js';

export interface Page<T> {
  items: T[];
  /** Give it back as `after` for the next page; null at the end. */
  next: string | null;
}

export interface AttachmentView {
  id: string;
  name: string;
  /** Sniffed from the bytes, never what the sender declared. */
  type: string;
  sizeBytes: number;
  /** Expires; images, audio and video may be shown inline, everything else downloads. */
  url: string;
  width?: number;
  height?: number;
}

export interface AuthorView {
  type: 'customer' | 'agent' | 'system';
  id?: string;
  name?: string;
}

/** One agent in the record of one choice. */
export interface CandidateView {
  agentId: string;
  name: string;
  verdict: Verdict;
  /** Milliseconds idle when the choice was made; null while not idle. */
  idleMs: number | null;
  /** Conversations held. */
  load: number;
  /** Conversations of this channel at once. */
  capacity: number;
  /** Units taken, of the agent's hundred. */
  units?: number;
  /** The skill that is missing or too low, where that is the verdict. */
  skillId?: string;
}

export interface FollowUpTold {
  followUpId: string;
  dueAt: string;
  assigneeName: string;
}

/** What a touchpoint's kind adds to it. */
export interface TouchpointDetails extends CallDetails, CallbackDetails {
  message: { source?: 'chat' | 'offlineForm' | 'automatic' | 'mail' | 'sms'; mail?: MailTold; sms?: TextTold };
  /** `whisperTo`: said to the owner by somebody who looks after them. */
  note: { mentions?: string[]; whisperTo?: AgentRef };
  'visit.started': { referrer?: string; landingUrl?: string; device?: string };
  'page.viewed': { url: string; title: string };
  'form.submitted': { form: 'prechat' | 'offline'; name: string; email?: string; topic?: string };
  /** `follows`: the number of the closed conversation that it goes on with. */
  'conversation.opened': {
    queueId: string;
    queueName: string;
    number: number;
    by: 'customer' | 'agent';
    follows?: number;
  };
  'conversation.queued': { queueId: string; queueName: string; position?: number };
  'conversation.requeued': {
    queueId: string;
    queueName: string;
    /**
     * `rang`: it was held by text, and its customer waits on the phone now. Of one that stayed with somebody who had signed off:
     * `wroteMeanwhile`, `awayTooLong`; `handedBack`: somebody else gave it back for them.
     */
    reason: RequeueReason;
    fromAgentId?: string;
    fromAgentName?: string;
  };
  'offer.made': {
    offerId: string;
    agentId: string;
    agentName: string;
    expiresAt: string;
    decisionId: string;
    candidates: CandidateView[];
  };
  'offer.accepted': { offerId: string; agentId: string; agentName: string; waitedMs: number; automatic: boolean };
  'offer.declined': { offerId: string; agentId: string; agentName: string };
  'offer.expired': { offerId: string; agentId: string; agentName: string };
  'offer.rescinded': { offerId: string; agentId: string; agentName: string; reason: string };
  'conversation.assigned': {
    agentId: string;
    agentName: string;
    /** `chat`: had it before, and goes on with it in a chat, where that is told. */
    how: 'offer' | 'automatic' | 'picked' | 'began' | 'takenOver' | 'transfer' | 'chat';
    waitedMs: number;
    decisionId?: string;
    candidates?: CandidateView[];
  };
  'conversation.transferred': {
    fromAgentId?: string;
    fromAgentName?: string;
    toAgentId?: string;
    toAgentName?: string;
    toQueueId?: string;
    toQueueName?: string;
    note?: string;
    /** Who has it now was not there, and finds it on coming back. */
    isAway?: boolean;
  };
  'conversation.snoozed': { until: string };
  'conversation.resumed': { reason: 'due' | 'customerWrote' | 'agent' };
  'conversation.wrapUp': { agentId: string; agentName: string; note?: string };
  'conversation.wrapUpExtended': { agentId: string; agentName: string; seconds: number; until: string };
  'conversation.closed': { by: 'agent' | 'customer' | 'system'; agentName?: string; outcome?: string; note?: string };
  'conversation.reopened': { by: 'agent' | 'customer' };
  /** Before everybody else, or as if it had waited so many minutes longer; less than 0 is back. */
  'conversation.prioritised': { ahead: 'first' | number };
  /** What its agent must be able to do, beside what its queue asks; none: nothing more. Names as they were then. */
  'conversation.needsSet': { needs: NamedNeed[] };
  /** Waited too long, or in vain: who may serve it too, or how it left the line. */
  'conversation.overflowed': {
    cause: OverflowCause;
    to: 'queue' | 'message' | 'callback' | 'close';
    queueId?: string;
    queueName?: string;
    until?: string;
  };
  'agent.joined': { agentId: string; agentName: string };
  'agent.withdrew': { agentId: string; agentName: string };
  'customer.left': Record<string, never>;
  'customer.returned': Record<string, never>;
  'rating.given': { score: number; comment?: string };
  'transcript.mailed': { to: string };
  /** What somebody who left the chat had not read of it went to them by mail: so many messages. */
  'chat.mailed': { mail: MailTold; messages: number };
  /** The customer wants the answer by mail at this address; null: in the chat after all. */
  'mail.asked': { to: string | null };
  /** By a machine: an answer that somebody is away, for one. Nobody waits for a reply to it. */
  'mail.automatic': { mail: MailTold };
  /** Refers to this conversation, by somebody who has no part in it: the customer does not see it. */
  'mail.apart': { mail: MailTold };
  /** Somebody said where a mail of `from` belongs: in this conversation after all, or in one of its own. */
  'mail.placed': { mailId: string; from: string; to: MailPlace; conversationId?: string; number?: number };
  'mail.bounced': BounceTold;
  'identity.added': { kind: IdentityKind; value: string; evidence: Evidence };
  /** `word`: the customer wrote it; `carrier`: the carrier says so. */
  'consent.changed': { channel: ChannelName; granted: boolean; how: 'word' | 'carrier'; word?: string };
  'followUp.set': FollowUpTold;
  'followUp.moved': FollowUpTold;
  'followUp.done': FollowUpTold;
  'followUp.cancelled': FollowUpTold;
  'customer.merged': { otherId: string; otherName: string; reason: string };
  'customer.unmerged': { otherId: string; otherName: string };
}

/**
 * One entry of a customer's timeline. `seq` counts from 1 without gaps per `customerId`. Where customers were joined, a timeline
 * shows several such streams, each with its own `customerId` and count: order them by `at`, tell them apart by `id`, and look
 * for gaps only within one `customerId`.
 */
export type TouchpointView = {
  [K in TouchpointKind]: {
    id: string;
    customerId: string;
    conversationId: string | null;
    seq: number;
    at: string;
    channel: ChannelName | null;
    kind: K;
    direction: Direction;
    author: AuthorView;
    text: string | null;
    attachments: AttachmentView[];
    details: TouchpointDetails[K];
    /** `reason` is a code; `said`: what the other side's server said to it, in its own words; `failedFor`, `sentTo`: whom of several a mail did not get to, and whose copy is out. */
    delivery: { state: DeliveryState; reason?: string; said?: string; failedFor?: string[]; sentTo?: string[] };
    /** The writer's own id for it, given back so that a console can match its own unsent copy. */
    clientId: string | null;
  };
}[TouchpointKind];

/** The customer's own sight of their timeline: `seq` here counts only what they may see, from 1 without gaps. */
export interface VisitorTouchpointView {
  id: string;
  seq: number;
  at: string;
  kind: TouchpointKind;
  direction: Direction;
  author: { type: 'customer' | 'agent' | 'system'; name?: string };
  text: string | null;
  attachments: AttachmentView[];
  details: {
    agentName?: string;
    queueName?: string;
    score?: number;
    comment?: string;
    /** Of what was requeued or closed, and of a call that was asked for: told to the visitor in words of the widget's own. */
    reason?: string;
    to?: string;
    /** Of a message: they wrote it as a mail. */
    byMail?: boolean;
  };
  delivery: { state: DeliveryState };
  clientId: string | null;
  conversationId: string | null;
}

/** Where a mail was put; null while that is under way. */
export interface MailPlacedView {
  number: number | null;
}

export interface NamedNeed extends SkillNeed {
  name: string;
  nameFa: string | null;
}

/** How many could take a conversation, if it were asked for so. */
export interface AbleView {
  /** Agents of the queue with the skills and room for the channel; and those of them who are signed in. */
  able: number;
  signedIn: number;
  /** How many more once the queue's last step has widened the circle. */
  later: number;
}

export interface AgentRef {
  id: string;
  name: string;
}

export interface SlaView {
  kind: 'firstResponse' | 'nextResponse';
  dueAt: string;
}

/** What is left of writing up. */
export interface WrapUpView {
  until: string;
  /** How often its owner may lengthen it still. */
  extensionsLeft: number;
}

/** One row of the inbox, and the head of the thread. */
export interface ConversationView {
  id: string;
  /** Counts up over the whole installation; what people say on the phone. */
  number: number;
  version: number;
  customerId: string;
  customerName: string;
  /** The person has at least one identity with better evidence than a claim or a token. */
  customerVerified: boolean;
  channel: ChannelName;
  state: ConversationState;
  queue: { id: string; name: string };
  agent: AgentRef | null;
  /** Set where it is held by text: by which number of ours, with whom, and whether nobody can be answered there. */
  sms: { numberId: string; number: string; peer: string; oneWay: boolean } | null;
  /** The customer gets the answer by mail when it is closed. */
  answersByMail: boolean;
  /** Who writes to the customer beside the owner. */
  joinedBy: AgentRef[];
  /** What its agent must be able to do, beside what its queue asks. */
  needs: SkillNeed[];
  subject: string | null;
  locale: Locale;
  openedAt: string;
  /** When the present wait began; the routing order. Null when nobody waits. */
  waitingSince: string | null;
  lastActivityAt: string;
  lastMessage: { text: string; direction: Direction; at: string; attachments: number } | null;
  /** Messages of the customer that the owner has not read. */
  unread: number;
  /** Null when it is not being written up. */
  wrapUp: WrapUpView | null;
  snoozedUntil: string | null;
  closedAt: string | null;
  outcome: string | null;
  rating: number | null;
  sla: SlaView | null;
  /** Whether the visitor is connected right now; null on channels that cannot tell. */
  customerOnline: boolean | null;
  /** One by mail that an agent answered in the chat. */
  inChat: boolean;
  /** On whose timeline stands what is said in the chat, where that is not the customer's: who was joined with them. */
  chatWith: string | null;
  /** Where the customer is to be called back, and how often they did not answer; null: they are not. */
  callback: { number: string; tries: number; calling: boolean; talking: boolean } | null;
  /** For whom it rings now. */
  offers: { agentId: string; expiresAt: string }[];
  /** High-water marks on the customer's timeline `seq`. */
  receipts: { customerDelivered: number; customerRead: number; agentRead: number };
}

/** Something promised to a customer. */
export interface FollowUpView {
  id: string;
  /** Sent along with a change, so that nobody overwrites what they have not seen. */
  version: number;
  customer: { id: string; name: string };
  conversationId: string | null;
  text: string;
  dueAt: string;
  assignee: AgentRef;
  createdBy: AgentRef;
  createdAt: string;
  state: FollowUpState;
  settledAt: string | null;
}

/** Where somebody stands who waits. */
export interface VisitorPlaceView extends Pick<VisitorConversationView, 'position' | 'forecast'> {
  conversationId: string;
}

/** What the visitor sees of the conversation they are in. */
export interface VisitorConversationView {
  id: string;
  /** Grows with what happens to it: of two that come, the later may be the older one. */
  version: number;
  state: 'waiting' | 'active' | 'closed';
  queueName: string;
  agent: { name: string; initials: string } | null;
  /** 1 is next; null when not waiting. */
  position: number | null;
  /** A range of seconds (median to 90th percentile), or null when nothing can be said. */
  forecast: { fromSeconds: number; toSeconds: number } | null;
  /** The agent has read up to this visitor `seq`. */
  agentReadSeq: number;
  ratingAsked: boolean;
  rating: number | null;
  /** Whether they may have a copy of it mailed to them. */
  transcript: boolean;
  /** Whether they may ask for the answer by mail. */
  mayAskMail: boolean;
  /** Where they asked for the answer by mail; null: it comes here. */
  mailTo: string | null;
  /** Whether they may ask to be called: while they wait, and where their queue calls. */
  mayAskCall: boolean;
  /** Where they asked to be called, how often that was tried in vain, and whether it is just being done. */
  callTo: { number: string; tries: number; calling: boolean; talking: boolean } | null;
  openedAt: string;
}

export interface OfferView {
  id: string;
  conversationId: string;
  number: number;
  channel: ChannelName;
  queue: { id: string; name: string };
  customer: { id: string; name: string; verified: boolean };
  subject: string | null;
  firstText: string | null;
  /** Where the customer asked to be called: whoever accepts calls them. */
  callTo: string | null;
  waitedMs: number;
  /** Milliseconds left when it was sent: clients count down on their own clock. */
  remainingMs: number;
  expiresAt: string;
  /** Why this agent: a verdict and the figure behind it. */
  reason: { strategy: AgentChoice; idleMs: number | null; excluded: number };
}

export interface IdentityView {
  id: string;
  kind: IdentityKind;
  value: string;
  evidence: Evidence;
  since: string;
  /** A mail server said that nobody is there: when, and its status (RFC 3463). Null where nothing is known against it. */
  undeliverable: { since: string; status: string } | null;
  /** Of a phone number: whether a text can arrive there. */
  takesTexts: boolean;
}

export interface CustomerView {
  id: string;
  name: string;
  locale: Locale;
  identities: IdentityView[];
  attributes: Record<string, string>;
  tags: string[];
  /** What they are worth to the company: 0 ordinary or unknown, 5 the most. */
  value: number;
  consent: { channel: ChannelName; granted: boolean; at: string; source: string }[];
  createdAt: string;
  lastSeenAt: string;
  lastSeq: number;
  mergedFrom: { id: string; name: string; at: string }[];
  /** Others who claim the same address or number; a suggestion only. */
  suggestions: { customerId: string; name: string; because: IdentityKind | 'mail' }[];
  openConversationId: string | null;
}

export interface CustomerRow {
  id: string;
  name: string;
  email: string | null;
  phone: string | null;
  verified: boolean;
  tags: string[];
  conversations: number;
  lastSeenAt: string;
}

export interface PreferencesView {
  locale: Locale;
  theme: 'light' | 'dark' | 'auto';
  sendWith: 'enter' | 'ctrlEnter';
  shortcuts: boolean;
  sound: boolean;
}

export interface MeView {
  id: string;
  name: string;
  email: string;
  role: Role;
  permissions: Permission[];
  preferences: PreferencesView;
  queueIds: string[];
}

export interface UserView {
  id: string;
  name: string;
  email: string;
  role: Role;
  active: boolean;
  /** Conversations at once, by channel. */
  capacity: Capacity;
  skills: SkillLevels;
  queueIds: string[];
  createdAt: string;
  lastSignInAt: string | null;
}

export interface AgentPresenceView {
  agentId: string;
  name: string;
  state: AgentState;
  reason: AwayReason | null;
  since: string;
  /** Who else put them in this state; null: themselves, or time. */
  setBy: AgentRef | null;
  /** Conversations held. */
  load: number;
  /** How many at once, by the way of which they take most. */
  capacity: number;
  /** They are there, and could take one more by some way. */
  hasRoom: boolean;
  /** Of the agent's hundred, what is taken; more than 100 by what was taken by hand. */
  units: number;
  /** Of `load`, how many are in wrap-up. */
  wrapUp: number;
  queueIds: string[];
}

export interface HandedBackView {
  /** How many; what moved on in the meantime is none of them. */
  conversations: number;
}

/** Per weekday a list of [from, to) in minutes after local midnight; empty list = closed. */
export type WeekView = Record<Weekday, [number, number][]>;

export interface HolidayView {
  /** Local, YYYY-MM-DD, Gregorian. */
  date: string;
  name: string;
  /** What is open that day, on whichever channel closes at all, in place of the week's; missing: closed all day. */
  open?: [number, number][];
  /** Every year on the same day of this calendar, or only once. What falls on a leap day is kept in leap years. */
  yearly: 'gregorian' | 'jalali' | null;
}

/** Opening hours. */
export interface HoursView {
  alwaysOpen: boolean;
  timeZone: string;
  week: WeekView;
  holidays: HolidayView[];
  /** Channels that have a week of their own, in the same zone and with the same holidays. */
  byChannel: Partial<Record<ChannelName, { alwaysOpen: boolean; week: WeekView }>>;
}

export interface SkillView {
  id: string;
  name: string;
  nameFa: string | null;
  /** Set where the skill is to speak this language: then it is asked for by the customer's own. */
  language: Locale | null;
}

export interface QueueView {
  id: string;
  name: string;
  nameFa: string | null;
  description: string;
  memberIds: string[];
  offerSeconds: number;
  autoAccept: boolean;
  wrapUpSeconds: number;
  slaFirstResponseSeconds: number;
  slaNextResponseSeconds: number;
  /** Share of conversations, 0 to 1, that should be answered within the first-response target. */
  slaTarget: number;
  hours: HoursView;
  rules: QueueRules;
  mail: QueueMail;
  texts: QueueTexts;
  outcomes: string[];
  active: boolean;
  closedByHand: ClosedByHandView | null;
}

/** Closed by somebody, whatever the hours say; once `until` has come it means nothing any more. */
export interface ClosedByHandView {
  since: string;
  /** Null: until somebody opens it again. */
  until: string | null;
  /** Who did, by name. */
  by: string;
}

export interface CannedReplyView {
  id: string;
  shortcut: string;
  title: string;
  text: string;
  locale: Locale | null;
  queueIds: string[];
}

export interface SiteView {
  id: string;
  /** Public; stands in the embed snippet. */
  key: string;
  name: string;
  /** Exact origins the widget may run on, e.g. https://shop.example. Empty: nowhere but our own pages. */
  origins: string[];
  /** null: follow the host page's language, else the browser's. */
  locale: Locale | null;
  color: string;
  position: 'end' | 'start';
  title: Record<Locale, string>;
  greeting: Record<Locale, string>;
  topics: { queueId: string; label: Record<Locale, string>; needs?: SkillNeed[] }[];
  askName: boolean;
  askEmail: 'no' | 'optional' | 'required';
  identitySecretSet: boolean;
}

/** What the widget needs to draw itself before anybody has said anything. */
export interface WidgetConfigView {
  key: string;
  name: string;
  locale: Locale | null;
  color: string;
  position: 'end' | 'start';
  title: Record<Locale, string>;
  greeting: Record<Locale, string>;
  topics: { queueId: string; label: Record<Locale, string>; open: boolean; busy: boolean; opensAt: string | null }[];
  askName: boolean;
  askEmail: 'no' | 'optional' | 'required';
  /** At least one topic is open now. */
  open: boolean;
  /** None is, and for one of them only since nobody is free: it is not closed. */
  busy: boolean;
  opensAt: string | null;
  /** Initials and first names of up to three agents who are online. */
  team: { name: string; initials: string }[];
  /** Usual seconds to a first answer over the last days; null when unknown. */
  usualReplySeconds: number | null;
  maxFileBytes: number;
  maxTextLength: number;
}

export interface BoardQueueView {
  queueId: string;
  name: string;
  waiting: number;
  longestWaitSince: string | null;
  /** For somebody who would come now; null when nobody serves the queue. */
  forecast: { fromSeconds: number; toSeconds: number } | null;
  /** How the forecasts held since local midnight; null when none was put to the test. */
  forecastKept: {
    /** Waits that were judged: of those who found nobody free. Who left before the longer end is not judged. */
    judged: number;
    /** Share of them that was not longer than the longer end; 0.9 is promised. */
    kept: number;
    /** Share of them that was over before the shorter end; 0.5 is promised. */
    sooner: number;
    /** Mean of |foreseen mean − wait| / wait over those answered, waits below 30 s taken as 30 s; null when none was. */
    error: number | null;
  } | null;
  active: number;
  wrapUp: number;
  /** Answered within target / answered or left, since local midnight; null when none. */
  serviceLevelToday: number | null;
  serviceLevelTarget: number;
  answeredToday: number;
  abandonedToday: number;
  slaSeconds: number;
  agents: { online: number; free: number; busy: number; away: number; wrapUp: number; notResponding: number };
  open: boolean;
  /** Channels with hours of their own by which it is the other way round now. */
  otherwise: ChannelName[];
  closedByHand: ClosedByHandView | null;
}

export interface BoardWaitingView {
  conversationId: string;
  number: number;
  customerName: string;
  queueId: string;
  channel: ChannelName;
  since: string;
  position: number;
  waitsFor: { reason: WaitReason; agentName?: string; ahead?: number };
}

export interface BoardView {
  at: string;
  queues: BoardQueueView[];
  agents: AgentPresenceView[];
  waiting: BoardWaitingView[];
  active: {
    conversationId: string;
    number: number;
    customerName: string;
    queueId: string;
    channel: ChannelName;
    agentId: string;
    agentName: string;
    state: ConversationState;
    since: string;
    lastActivityAt: string;
  }[];
}

export interface DecisionView {
  id: string;
  at: string;
  conversationId: string;
  queueId: string;
  outcome: 'offered' | 'assigned' | 'waits';
  chosenAgentId: string | null;
  position: number;
  strategy: AgentChoice;
  /** Age counted as `rate` × the time since `key`; null in records from before orders. */
  order: { key: string; rate: number } | null;
  /** Index of the step of widening that counted. */
  step: number;
  /** Queue, channel and skills with levels that were asked for. */
  className: string | null;
  /** Of the rules it rests on; null from before there were versions. */
  rulesVersion: number | null;
  /** The nearest to being chosen, the chosen first. */
  candidates: CandidateView[];
  /** Those who are not listed, counted by verdict. */
  others: Partial<Record<Verdict, number>>;
}

/** The one thing that must change for somebody to be served. */
export interface WaitsForView {
  reason: WaitReason;
  agentName?: string;
  ahead?: number;
  /** What is asked for, where that is the reason. */
  skills?: { skillId: string; level: Level }[];
  /** When the circle of those who may serve grows next, or the preferred agent need not be waited for any more. */
  widensAt?: string;
  /** When the queue opens, where that is the reason; absent where it never does. */
  opensAt?: string;
}

export interface RoutingView {
  state: ConversationState;
  position: number | null;
  forecast: { fromSeconds: number; toSeconds: number } | null;
  waitsFor: WaitsForView | null;
  decisions: DecisionView[];
}

export interface SearchView {
  /** The one whose number was asked for, where one may see it. */
  conversations: ConversationView[];
  customers: CustomerRow[];
  messages: { touchpoint: TouchpointView; customerName: string }[];
}

/** A note in which a colleague named somebody. */
export interface MentionView {
  touchpointId: string;
  conversation: { id: string; number: number; customerName: string };
  /** Where it stands on the conversation's timeline. */
  seq: number;
  at: string;
  by: AgentRef;
  /** As much as a list shows. */
  text: string;
}

/** What one has written and not sent, as a list of all tells of it. */
export interface OwnDraftHead {
  kind: OwnDraftKind;
  /** Of the conversation; of a `letter` or `text`, of the customer. */
  id: string;
  /** Another one with every change. */
  rev: string;
  at: string;
}

/** What it says. A file that is gone is not told of; pictures in `html` have addresses that are good now. */
export interface OwnDraftView extends OwnDraftHead {
  text: string;
  files: AttachmentView[];
  mail: {
    /** Null, as the subject: as it comes by itself. */
    to: string[] | null;
    cc: string[];
    bcc: string[];
    subject: string | null;
    html: string;
    quote: boolean;
    /** Of a mail that was taken back. */
    files: AttachmentView[];
  } | null;
}

/** `lost`: files that are not there any more. */
export interface OwnDraftSavedView {
  lost: string[];
}

export interface CountsView {
  mine: number;
  unassigned: number;
  all: number;
  mineUnread: number;
}

export interface ApiKeyView {
  id: string;
  name: string;
  role: Role;
  /** The first characters, to tell keys apart. */
  prefix: string;
  createdAt: string;
  lastUsedAt: string | null;
}

export interface AuditEntryView {
  id: string;
  at: string;
  actor: { id: string | null; name: string };
  action: string;
  target: string | null;
  details: Record<string, unknown>;
}

/** First load of a console: what the live notices then keep up to date. */
export interface DeskView {
  me: MeView;
  presence: AgentPresenceView;
  offers: OfferView[];
  queues: QueueView[];
  agents: AgentPresenceView[];
  cannedReplies: CannedReplyView[];
  /** By which agents write: those that are switched on. */
  mailboxes: DeskMailbox[];
  /** Those of the company that are in use. */
  numbers: DeskNumber[];
  /** Under way, with a leg of one's own: whoever comes back finds the talk. */
  calls: CallView[];
  counts: CountsView;
  demo: boolean;
}
