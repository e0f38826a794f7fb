import type { Accounts } from '../accounts/index.js';
import type {
  AttachmentRecord,
  ChannelName,
  ConversationRecord,
  MailRecord,
  MailReply,
  PlaceMailInput,
  SkillRecord,
  TouchpointDraft,
} from '../contract/index.js';
import type { Conversations, Opening } from '../conversations/index.js';
import type { Customers } from '../customers/index.js';
import type { Files } from '../files/index.js';
import type { Bus, Clock } from '../platform/index.js';
import type { Queues } from '../queues/index.js';
import type { Routing } from '../routing/index.js';
import type { Timeline } from '../timeline/index.js';

/** What an agent writes by mail, as far as that is its channel's business. */
export interface DeskMail {
  /** @throws AppError mail.noAddress, mailbox.missing, file.tooLarge, file.missing, input.invalid */
  plan(
    conversation: ConversationRecord,
    written: { sourceId: string; text: string; attachments: AttachmentRecord[]; mail: Partial<MailReply> },
  ): Promise<Required<Pick<TouchpointDraft<'message'>, 'details' | 'notBefore' | 'lane'>>>;
  /** @throws AppError mailbox.missing */
  opening(mailboxId: string): Promise<{ queueId: string; mail: NonNullable<Opening['mail']> }>;
}

/** Puts a mail elsewhere than it was told. @throws AppError record.missing, record.moved */
export type PlaceMail = (
  c: ConversationRecord,
  by: { id: string; name: string },
  put: PlaceMailInput,
) => Promise<Pick<MailRecord, 'state' | 'conversationId'>>;

/** What an agent writes by text, as far as that is its channel's business. */
export interface DeskTexts {
  /** @throws AppError sms.noNumber, sms.oneWay, sms.optedOut, number.missing */
  plan(
    conversation: ConversationRecord,
    written: { numberId?: string | undefined; text: string; attachments: AttachmentRecord[] },
  ): Promise<Pick<TouchpointDraft<'message'>, 'details' | 'notBefore' | 'lane'>>;
  /** @throws AppError sms.noNumber, sms.optedOut, number.missing */
  opening(numberId: string, customerId: string): Promise<{ queueId: string; sms: NonNullable<Opening['sms']> }>;
}

/** What the desk works with. */
export interface DeskNeeds {
  bus: Bus;
  clock: Clock;
  accounts: Accounts;
  queues: Queues;
  customers: Customers;
  timeline: Timeline;
  conversations: Conversations;
  files: Files;
  routing: Routing;
  skills: { all(): Promise<readonly SkillRecord[]> };
  mail: DeskMail;
  texts: DeskTexts;
  placeMail: PlaceMail;
  /** Whether they are rung for, or in, the call of this conversation that is under way. */
  isOnCall: (agentId: string, conversationId: string) => Promise<boolean>;
  outbox: { firstState(channel: ChannelName): 'sent' | 'pending' };
  /** Whether the customer is in the chat now. */
  isVisitorOnline: (customerId: string) => boolean;
  /** Whether somebody else is there who is the same person. */
  isJoinedOnline: (customerId: string) => boolean;
}
