import { headFields } from './head-fields.js';
import { messageIdOf } from './message-ids.js';
import { makeReader } from './reader.js';

const reader = makeReader();

/** Reads a mail, whatever it is, in the one thread that this process has for it; see `reader.ts`. */
export const { readMail } = reader;
/** What a mail is called, known before it is read. */
export const nameOf = (raw: Buffer): string | null => messageIdOf(headFields(raw).fields);
export type {
  AuthenticationBlock,
  BouncedRecipient,
  MailAttachment,
  MailHead,
  MailMachine,
  ReadMail,
  Unreadable,
} from './read-mail.types.js';
