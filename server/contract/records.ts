/** What is stored, as plain objects: ids are 24 hex characters, times are Dates. Only presenters turn these into views. Long because it is the one list of it. */
import type { Callback } from './call.js';
import type { MailboxCreateInput, MailboxView, MailPlace, MailTrouble, QueueMail } from './mail.js';
import type {
  AgentChoice,
  AwayReason,
  ChannelName,
  ConversationState,
  DeliveryState,
  Direction,
  Evidence,
  FollowUpState,
  IdentityKind,
  Locale,
  Presence,
  Role,
  TouchpointKind,
  Verdict,
} from './names.js';
import type { NumberCreateInput, QueueTexts } from './phone.js';
import type { Capacity, CommonRules, QueueRules, SkillLevels, SkillNeed } from './rules.js';
import type { AgentRef, HoursView, PreferencesView, TouchpointDetails } from './views.js';

export interface UserRecord {
  _id: string;
  name: string;
  /** Lower case. */
  email: string;
  role: Role;
  passwordHash: string;
  active: boolean;
  /** How many conversations at once, by channel. */
  capacity: Capacity;
  skills: SkillLevels;
  preferences: PreferencesView;
  createdAt: Date;
  lastSignInAt: Date | null;
}

/** What agents can be good at. */
export interface SkillRecord {
  _id: string;
  name: string;
  nameFa: string | null;
  /** Set where the skill is to speak this language: then it is asked for by the customer's own. */
  language: Locale | null;
}

/** Rules of the whole company: one document, whose id says so. */
export interface CommonRulesRecord extends CommonRules {
  _id: 'common';
}

export interface QueueRecord {
  _id: string;
  name: string;
  nameFa: string | null;
  description: string;
  memberIds: string[];
  offerSeconds: number;
  autoAccept: boolean;
  wrapUpSeconds: number;
  slaFirstResponseSeconds: number;
  slaNextResponseSeconds: number;
  slaTarget: number;
  hours: HoursView;
  rules: QueueRules;
  mail: QueueMail;
  /** Missing: it says nothing of its own. */
  texts?: QueueTexts;
  outcomes: string[];
  active: boolean;
  /** Missing as null: its hours hold. */
  closedByHand?: ClosedByHand | null;
}

/** Closed whatever the hours say; once `until` has come it means nothing any more. */
export interface ClosedByHand {
  since: Date;
  /** Null: until somebody opens it again. */
  until: Date | null;
  by: AgentRef;
}

export interface CustomerRecord {
  _id: string;
  name: string;
  /** Folded words of the name and the addresses, for search. */
  terms: string[];
  locale: Locale;
  attributes: Record<string, string>;
  tags: string[];
  /** What they are worth to the company, 0 to 5; missing: 0, nobody said. */
  value?: number;
  consent: { channel: ChannelName; granted: boolean; at: Date; source: string }[];
  createdAt: Date;
  lastSeenAt: Date;
  /** Set while this customer is joined into another; everything of theirs is read through that one. */
  mergedInto: string | null;
}

export interface IdentityRecord {
  _id: string;
  customerId: string;
  kind: IdentityKind;
  /** Normalised: lower-case address, E.164 number. */
  value: string;
  evidence: Evidence;
  since: Date;
  /** Present only where one value can belong to one customer: one that is proven, or whoever mails are put down to that claim the address. */
  uniqueKey?: string;
  /** Mail to this address comes back; `status` as RFC 3463 has it. */
  undeliverable?: { since: Date; status: string };
  /** Customers to whose matter somebody put what came from there: they may be the same person, which is only suggested. */
  wroteFor?: string[];
}

export interface AttachmentRecord {
  fileId: string;
  name: string;
  type: string;
  sizeBytes: number;
  width?: number;
  height?: number;
}

export interface Author {
  type: 'customer' | 'agent' | 'system';
  id?: string;
  name?: string;
}

export interface TouchpointRecord<K extends TouchpointKind = TouchpointKind> {
  _id: string;
  customerId: string;
  conversationId: string | null;
  seq: number;
  /** How many touchpoints up to and including this one the customer may see; the visitor's own `seq`. */
  publicSeq: number;
  public: boolean;
  kind: K;
  direction: Direction;
  channel: ChannelName | null;
  /** The writer's own id: unique per channel, so that a repeat is found again. */
  sourceId: string;
  clientId: string | null;
  /** When it happened; `recordedAt` when we wrote it down. */
  at: Date;
  recordedAt: Date;
  author: Author;
  text: string | null;
  /** Folded words of the text, for search. */
  terms: string[];
  attachments: AttachmentRecord[];
  details: TouchpointDetails[K];
  delivery: {
    state: DeliveryState;
    rank: number;
    /** Why it failed; of a pending one, why the last try did. A code. */
    reason?: string;
    /** What the provider said to that, in its own words. */
    said?: string;
    /** Addresses that a mail did not get to, as they were told of. */
    failedFor?: string[];
    /** Of several addresses, those whose copy the mail server has. */
    sentTo?: string[];
    /** Tries begun; the writer's own counts. */
    tries: number;
    /** When it is due to be tried (again), or when the lease of the worker that tries it now ends; absent when nothing is due. */
    dueAt?: Date;
    /** What goes by the same connections and shares their limits. Absent when nothing is due. */
    lane?: string;
    providerId?: string;
  };
}

/** What a writer gives; the timeline adds ids, seqs and the time of recording. */
export interface TouchpointDraft<K extends TouchpointKind = TouchpointKind> {
  customerId: string;
  conversationId: string | null;
  kind: K;
  direction: Direction;
  channel: ChannelName | null;
  sourceId: string;
  clientId?: string;
  at?: Date;
  author: Author;
  text?: string;
  attachments?: AttachmentRecord[];
  details: TouchpointDetails[K];
  /** `pending` makes it due for the outbox at once. */
  delivery?: 'none' | 'pending' | 'sent';
  /** Of a pending one: not to be tried before. Until then it can be taken back. */
  notBefore?: Date;
  /** Of a pending one: what goes by the same connections; its channel unless said. */
  lane?: string;
  /** Of a mail: part of a chat, and shown in it. */
  inChat?: boolean;
}

/** The chat of somebody else who is the same person. What is said there stands on their own timeline, which alone they see. */
export interface ConversationChat {
  customerId: string;
  /** Up to where on that timeline its messages are counted here. */
  seq: number;
  /** Up to where the owner has read it. */
  agentRead: number;
}

export interface ConversationRecord {
  _id: string;
  number: number;
  /** Rises by one with every transition. */
  version: number;
  /** The stream its touchpoints go to. Never changes, not even when that customer is joined into another. */
  customerId: string;
  /** Copies for lists; refreshed when the customer changes. */
  customerName: string;
  customerVerified: boolean;
  channel: ChannelName;
  siteId: string | null;
  /** The writer's own id of the opening, so that a repeat finds it. */
  startKey: string;
  state: ConversationState;
  queueId: string;
  agentId: string | null;
  /** Where the answer goes by mail when it is closed: the address left in the offline form. Gone once it is sent. */
  answerTo?: string | null;
  /** One by mail that an agent answered in the chat: what the customer says there belongs to it. */
  inChat?: boolean;
  /** One by mail that an agent answered in the chat of somebody else who is the same person. Gone once they are apart again. */
  chat?: ConversationChat;
  /** Where the customer asked for the answer by mail. */
  onwardTo?: string | null;
  /** When what they have not read in the chat is due to go by mail; absent when nothing is. */
  onwardAt?: Date;
  /** Up to which place of the customer's own count it went by mail. */
  onwardSeq?: number;
  /** Set once mail has come or gone: by which mailbox, under which root all mails of it are kept together, and who has part in it. */
  mail?: ConversationMail;
  /** Set once texts have come or gone: by which number of ours, and with whom. */
  sms?: ConversationSms;
  /** There while the customer is to be called back instead of waiting on the line. */
  callback?: Callback;
  /** Agents who write beside the owner, for as long as the talk lasts; missing where nobody ever did. */
  joinedBy?: string[];
  locale: Locale;
  subject: string | null;
  openedAt: Date;
  /** When the present wait began; kept when an agent is lost, so that nobody goes to the back of the line. */
  queuedAt: Date | null;
  /** Milliseconds since 1970; smaller is served first. */
  routingKey: number;
  /** Whom it rings for now; several where the queue asks several at once. */
  offers: OpenOffer[];
  /** Agents who declined, missed or lost it in the present wait, and when; they come last. */
  passedBy: { agentId: string; how: 'declined' | 'missed' | 'left'; at: Date }[];
  /** What the customer is worth, 0 to 5, as it was told last. */
  value?: number;
  /** Asked of its agent beside what its queue asks. */
  needs?: SkillNeed[];
  /** Who had the customer's conversation before this one, where that was lately. */
  lastAgentId?: string | null;
  /** Queues whose members may serve it too since it overflowed to them. */
  alsoQueueIds?: string[];
  /** When it last overflowed, and, asleep because of that, that it comes back to its place in the line. */
  overflowedAt?: Date;
  keepsPlace?: boolean;
  firstAssignedAt: Date | null;
  assignedAt: Date | null;
  firstResponseAt: Date | null;
  wrapUpUntil: Date | null;
  /** How often this wrap-up was made longer. */
  wrapUpExtended?: number;
  snoozedUntil: Date | null;
  closedAt: Date | null;
  closedBy: 'agent' | 'customer' | 'system' | null;
  outcome: string | null;
  rating: { score: number; comment?: string; at: Date } | null;
  lastActivityAt: Date;
  lastMessage: { seq: number; text: string; direction: Direction; at: Date; attachments: number } | null;
  /** The writer's own id of the message that it was opened with: that one was counted then. */
  firstSource?: string;
  /** Customer messages in the timeline seqs after `agentRead`. */
  unread: number;
  /** When the customer last began to wait for an answer; null when the last word is ours. */
  customerWaitsSince: Date | null;
  /** When their last word came here, which may be later than it was said; missing before there was one beside the first. */
  wroteAt?: Date;
  /** The customer's marks, and `agentReadPublic`, are on the own count of whose chat it is; `agentRead` on the timeline's. */
  receipts: { customerDelivered: number; customerRead: number; agentRead: number; agentReadPublic: number };
  sla: { kind: 'firstResponse' | 'nextResponse'; dueAt: Date } | null;
  /** Touchpoints of transitions that are not on the timeline yet. A sweep finishes what a crash left. */
  unlogged: TouchpointDraft[];
}

export interface ConversationMail {
  mailboxId: string;
  /** A Message-ID without brackets that no mail bears and every one of ours refers to. */
  rootId: string;
  /** Lower-case addresses that wrote here or were written to by us. Only these can write on. */
  participants: string[];
}

export interface ConversationSms {
  numberId: string;
  /** Ours, E.164. */
  number: string;
  /** Theirs: E.164, or the short code or name that writes. */
  peer: string;
  /** Nobody can be answered there. */
  oneWay: boolean;
}

export interface OpenOffer {
  offerId: string;
  agentId: string;
  madeAt: Date;
  expiresAt: Date;
  decisionId: string;
}

/** Something promised to a customer. */
export interface FollowUpRecord {
  _id: string;
  /** Rises by one with every change that its timeline hears of, and with every other. */
  version: number;
  customerId: string;
  /** What it came out of; null when it is about the customer as such. */
  conversationId: string | null;
  /** Writer and the writer's own id, so that a repeat finds it. */
  sourceId: string;
  text: string;
  dueAt: Date;
  assigneeId: string;
  createdBy: { id: string; name: string };
  createdAt: Date;
  state: FollowUpState;
  settledAt: Date | null;
  /** When its assignee was told that it is due. */
  remindedAt: Date | null;
  /** Touchpoints of changes that are not yet on the timeline. */
  unlogged: TouchpointDraft[];
}

/** One mail of a mailbox, in or out. What it says stands on the timeline; here is what that leaves out, and how it is known again. */
export interface MailRecord {
  _id: string;
  mailboxId: string;
  direction: 'in' | 'out';
  /** What makes a repeat harmless: `in:<mailbox>:<digest>`, `out:<source id of its touchpoint>`. */
  key: string;
  /** Its own Message-ID without brackets, and those that mail servers gave it instead. */
  messageIds: string[];
  /** Where it lies, or lay, on a mail server: `<mailbox>/<folder>:<uidValidity>:<uid>`. Absent where nowhere. */
  positions?: string[];
  /** As the mail servers dealt with it. `from` null: the empty sender of reports. */
  envelope: { from: string | null; to: string[] };
  /** The mail as it came, or went; null: not yet sent. */
  rawFileId: string | null;
  /** `stored`: kept, not yet dealt with; `dropped`: on purpose, see `why`; `failed`: nothing could deal with it. */
  state: 'stored' | 'taken' | 'dropped' | 'failed';
  why?: string;
  /** Of dealing with it. */
  tries: number;
  /** When it is due to be dealt with (again), or when the lease of whoever deals with it ends; absent when nothing is due. */
  dueAt?: Date;
  conversationId: string | null;
  customerId: string | null;
  touchpointId: string | null;
  body: MailBody | null;
  receivedAt: Date;
  /** Somebody said that it belongs elsewhere than where it was told, in the conversation `from`; said once. */
  placed?: { to: MailPlace; by: { id: string; name: string }; at: Date; from: string };
}

export interface MailBody {
  text: string;
  visible: string;
  /** Safe to show; pictures of its own as `cid:…`. */
  html: string | null;
  quotedHtml: string | null;
  headers: { name: string; value: string }[];
  /** Which files are meant by `cid:…`. */
  inline: { cid: string; fileId: string; name: string }[];
}

export interface DeskEntry {
  conversationId: string;
  /**
   * The conversation's, as it was when this was put here: whatever moved it on to a later version takes this off, whoever's clock says
   * what. Missing in what was written before it was kept, which counts as the oldest.
   */
  conversationVersion?: number;
  queueId: string;
  channel: ChannelName;
  kind: 'offer' | 'assigned' | 'wrapUp';
  offerId: string | null;
  /** Of the agent's hundred. */
  units: number;
  since: Date;
  /** When the offer, or the wrap-up, ends by itself. */
  until: Date | null;
  /** Put there by somebody else, while they were not there. */
  awaits?: boolean;
  /** Of the router that placed it, and of its choice; missing where it was given by hand. */
  epoch?: number;
  decisionId?: string;
}

/** What one agent holds: the atom of every assignment. */
export interface DeskRecord {
  /** The agent's id. */
  _id: string;
  /** Of the router that last wrote; an older one's writes fail. */
  epoch: number;
  version: number;
  /** As the account has it; kept here so that it is judged together with what is held. */
  capacity: Capacity;
  presence: Presence;
  reason: AwayReason | null;
  notResponding: boolean;
  presenceSince: Date;
  /** Somebody else who chose it; missing as null: themselves, or time. */
  presenceBy?: AgentRef | null;
  /** When the agent last became free of all work, or was last given some: the longest idle has the oldest. */
  idleSince: Date;
  /** Set when the last connection went away; null while connected. */
  lostAt: Date | null;
  entries: DeskEntry[];
}

export interface CandidateRecord {
  agentId: string;
  name: string;
  verdict: Verdict;
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

export interface DecisionRecord {
  _id: string;
  at: Date;
  conversationId: string;
  queueId: string;
  outcome: 'offered' | 'assigned' | 'waits';
  chosenAgentId: string | null;
  position: number;
  strategy: AgentChoice;
  /** Age counted rate × (now − key); key in milliseconds since 1970. */
  order?: { key: number; rate: number };
  /** Index of the step of widening that counted. */
  step?: number;
  /** Queue, channel and skills with levels that were asked for. */
  className?: string;
  /** Of the rules it rests on. */
  rulesVersion?: number | null;
  candidates: CandidateRecord[];
  /** Those who are not listed, counted by verdict. */
  others?: Partial<Record<Verdict, number>>;
}

export interface SiteRecord {
  _id: string;
  key: string;
  name: string;
  origins: string[];
  locale: Locale | null;
  color: string;
  position: 'end' | 'start';
  title: Record<Locale, string>;
  greeting: Record<Locale, string>;
  /** `needs`: what a conversation about it asks of its agent, beside what its queue asks. */
  topics: { queueId: string; label: Record<Locale, string>; needs?: SkillNeed[] }[];
  askName: boolean;
  askEmail: 'no' | 'optional' | 'required';
  /** For HS256; never presented. */
  identitySecret: string | null;
}

/** Secrets in `incoming`, `outgoing` and `dkim` are sealed; only `mailboxes.secretsOf` opens them. */
export interface MailboxRecord extends MailboxCreateInput {
  _id: string;
  /** Address and aliases while it is active: no other active mailbox has one of them. */
  claims: string[];
  /** Rises with each change of its settings. */
  revision: number;
  /** How it was last time anybody noted it. */
  status: {
    incoming: MailboxView['status']['incoming'];
    problem: MailboxView['status']['problem'];
    since: Date | null;
  };
  troubles?: Partial<Record<MailTrouble, { since: Date; last: Date; times: number; why: string | null }>>;
}

/** An account with whoever carries texts and calls. Secrets are sealed; only `numbers.secretsOf` opens them. */
export interface CarrierAccountRecord {
  _id: string;
  name: string;
  /** The carrier's own id of it: unique. */
  sid: string;
  token: string;
  /** The one before, and until when it counts too. */
  earlierToken: { token: string; until: Date } | null;
  apiKeySid: string | null;
  apiKeySecret: string | null;
  /** Rises with each change. */
  revision: number;
}

/** A phone number of the company. */
export interface NumberRecord extends NumberCreateInput {
  _id: string;
}
