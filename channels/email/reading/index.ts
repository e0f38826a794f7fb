import { makeReader } from './reader.js';

const reader = makeReader();

/** Reads a mail, whatever it is, in the one thread that this process has for it. Never rejects; see `reader.ts`. */
export const { readMail } = reader;
export type {
  AuthenticationBlock,
  BouncedRecipient,
  MailAttachment,
  MailHead,
  MailMachine,
  ReadMail,
  Unreadable,
} from './read-mail.types.js';
