import type { QueueMail } from '../../../server/contract/index.js';
import type { Conversations } from '../../../server/conversations/index.js';
import type { Customers } from '../../../server/customers/index.js';
import type { Files } from '../../../server/files/index.js';
import type { Mailboxes } from '../../../server/mailboxes/index.js';
import type { Mails } from '../../../server/mails/index.js';
import type { Bus, Clock, Log } from '../../../server/platform/index.js';
import type { Timeline } from '../../../server/timeline/index.js';
import type { MailTokens } from '../tokens.js';
import type { MailTransport } from '../transport.js';
import { makeAcknowledge } from './automatic.js';
import { ownAddresses, sendingMailboxes } from './mailbox.js';
import { makeNoteDead, makeNoteRejected } from './note-rejected.js';
import { makeNoteSending } from './note-sending.js';
import { makeOnward } from './onward.js';
import { makeSendLetter } from './send-letter.js';
import { makeSendToEach } from './send-to-each.js';
import { makeTransports } from './transports.js';
import { makeMailWriting, type WritingNeeds } from './writing.js';

export interface OutgoingNeeds extends Pick<WritingNeeds, 'identitiesOf'> {
  bus: Bus;
  clock: Clock;
  log: Log;
  tokens: MailTokens;
  /** Of the whole installation, for mailboxes without a mail server of their own. */
  transport: MailTransport;
  mailboxes: Pick<Mailboxes, 'all' | 'byId' | 'secretsOf' | 'keepRefreshToken' | 'noteTrouble' | 'noteOver'>;
  mails: Mails;
  conversations: Conversations;
  timeline: Timeline;
  files: Files;
  noteUndeliverable: Customers['noteUndeliverable'];
  timeZone: (queueId: string) => Promise<string>;
  /** Whether somebody works on mails of this queue now. */
  isOpen: (queueId: string) => Promise<boolean>;
  /** What a queue says of mail itself; null where there is no such queue. */
  queueMail: (queueId: string) => Promise<QueueMail | null>;
  /** Whether the customer is in the chat now. */
  isOnline: (customerId: string) => boolean;
}

/** Everything about mail that leaves: writing it down, and sending it. */
export function makeOutgoingMail(needs: OutgoingNeeds) {
  const { clock, mailboxes, timeline, isOpen, queueMail } = needs;
  const keepRefreshToken = (id: string, token: string) => mailboxes.keepRefreshToken(id, 'outgoing', token);
  const transports = makeTransports(needs.transport, { clock, keepRefreshToken });
  const { byId: mailboxById, ofQueue: mailboxOfQueue, ownOfQueue } = sendingMailboxes(mailboxes);
  const writing = makeMailWriting({ ...needs, mailboxById, mailboxOfQueue, ours: () => ownAddresses(mailboxes) });
  const onward = makeOnward({ ...needs, writing, mailboxById, mailboxOfQueue: ownOfQueue });
  const noteRejected = makeNoteRejected(needs);
  const sendToEach = makeSendToEach({ timeline, noteRejected, noteDead: makeNoteDead(needs) });
  return {
    writing,
    acknowledge: makeAcknowledge({ timeline, writing, isOpen, queueMail }),
    sendLetter: makeNoteSending(needs.mailboxes)(makeSendLetter({ ...needs, mailboxById, transports, sendToEach })),
    roomOf: transports.roomOf,
    onward,
    /** Whether a queue has a mailbox of its own that sends: its chats may go on by mail. */
    answersQueue: async (queueId: string): Promise<boolean> => (await ownOfQueue(queueId)) !== null,
    close(): void {
      onward.stop();
      transports.close();
    },
  };
}
