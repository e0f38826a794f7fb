import type { Conversations } from '../../../server/conversations/index.js';
import type { Files } from '../../../server/files/index.js';
import type { Mails } from '../../../server/mails/index.js';
import type { Clock } from '../../../server/platform/index.js';
import type { Timeline } from '../../../server/timeline/index.js';
import type { MailTokens } from '../tokens.js';
import type { MailTransport } from '../transport.js';
import type { SendingMailbox } from './mailbox.js';
import { makeNoteRejected } from './note-rejected.js';
import { makeSendLetter } from './send-letter.js';
import { makeTransports } from './transports.js';
import { makeMailWriting, type WritingNeeds } from './writing.js';

export interface OutgoingNeeds extends Pick<WritingNeeds, 'mailboxOfQueue' | 'identitiesOf'> {
  clock: Clock;
  tokens: MailTokens;
  /** Of the whole installation, for mailboxes without a mail server of their own. */
  transport: MailTransport;
  mailboxById: (id: string) => Promise<SendingMailbox | null>;
  mails: Mails;
  conversations: Conversations;
  timeline: Timeline;
  files: Files;
  timeZone: (queueId: string) => Promise<string>;
}

/** Everything about mail that leaves: writing it down, and sending it. */
export function makeOutgoingMail(needs: OutgoingNeeds) {
  const transports = makeTransports(needs.transport);
  return {
    writing: makeMailWriting(needs),
    sendLetter: makeSendLetter({ ...needs, transports, noteRejected: makeNoteRejected(needs.timeline) }),
    close: transports.close,
  };
}
