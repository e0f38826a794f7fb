import type {
  ConversationRecord,
  MailAddress,
  MailboxRecord,
  TouchpointRecord,
} from '../../../server/contract/index.js';
import type { Conversations } from '../../../server/conversations/index.js';
import type { Customers } from '../../../server/customers/index.js';
import type { Files } from '../../../server/files/index.js';
import type { Intake } from '../../../server/intake/index.js';
import type { Mailboxes } from '../../../server/mailboxes/index.js';
import type { Mails } from '../../../server/mails/index.js';
import type { Clock, Log } from '../../../server/platform/index.js';
import type { Timeline } from '../../../server/timeline/index.js';
import type { MailTokens } from '../tokens.js';

/** As much of a mailbox as its incoming mail asks for. */
export type IncomingMailbox = MailboxRecord;

/** What the way in for mail is given. */
export interface IncomingNeeds {
  clock: Clock;
  log: Log;
  mails: Mails;
  files: Pick<Files, 'keepOwn' | 'attachmentsOf'>;
  customers: Customers;
  conversations: Conversations;
  timeline: Timeline;
  intake: Intake;
  tokens: MailTokens;
  mailboxes: Pick<Mailboxes, 'all' | 'byId' | 'queueFor' | 'noteTrouble' | 'noteOver'>;
  /** Says by machine that a mail has come, once for each conversation; null where the mailbox has no words for it. */
  acknowledge: (
    c: ConversationRecord,
    mailbox: Pick<MailboxRecord, 'acknowledgement' | 'outOfHours'> & { id: string },
    to: MailAddress,
    mayAnswer: () => Promise<boolean>,
  ) => Promise<TouchpointRecord | null>;
}
