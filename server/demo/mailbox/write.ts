import { createTransport } from 'nodemailer';
import { z } from 'zod';
import { LIMITS } from '../../contract/index.js';
import { AppError, type Clock } from '../../platform/index.js';
import { keepMail } from './keep.js';
import { type KeptMail, KeptMailModel } from './kept-mail.model.js';

const Address = z.string().trim().toLowerCase().max(254).pipe(z.email());
export const Written = z.strictObject({
  name: z.string().trim().max(LIMITS.nameLength).default(''),
  from: Address,
  to: Address,
  subject: z.string().trim().max(300).default(''),
  text: z
    .string()
    .max(LIMITS.textLength)
    .refine((text) => text.trim() !== '', 'a text'),
  /** The kept mail that it answers. */
  answers: z
    .string()
    .regex(/^[0-9a-f]{24}$/)
    .optional(),
});
export type Written = z.infer<typeof Written>;

export interface WriteNeeds {
  clock: Clock;
  /** Hands a mail to the mailbox at this address; false where there is none. */
  deliver: (mail: { raw: Buffer; from: string; to: string; at: Date }) => Promise<boolean>;
}

/** Only builds the mail, byte by byte. */
const builder = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });

/**
 * What a customer's own mail program does: an answer names what it answers, and quotes it.
 * @throws AppError `mailbox.missing`, `route.missing` for an answer to a mail that is no more
 */
export function makeWrite({ clock, deliver }: WriteNeeds) {
  return async function write({ name, from, to, subject, text, answers }: Written): Promise<void> {
    const answered = answers ? await KeptMailModel.findById(answers).lean<KeptMail>() : null;
    if (answers && !answered) throw new AppError('route.missing', 'There is no such mail here.');
    const references = answered ? [...answered.references, answered.messageId] : [];
    const body = answered ? `${text}\r\n\r\n${quoteOf(answered)}` : text;
    const built = await builder.sendMail({
      from: { name, address: from },
      to: { name: '', address: to },
      ...{ subject, text: body, disableFileAccess: true, disableUrlAccess: true },
      ...(answered && { inReplyTo: answered.messageId, references }),
    });
    const at = clock.now();
    if (!(await deliver({ raw: built.message as Buffer, from, to, at })))
      throw new AppError('mailbox.missing', 'Nobody has a mailbox at this address.');
    const kept = { messageId: built.messageId, at, written: true, from, replyTo: from, to, subject };
    await keepMail({ ...kept, text: body, html: '', files: [], references });
  };
}

/** As most programs do it: a line that says whose words follow, then each line behind a sign. */
function quoteOf({ from, at, text }: KeptMail): string {
  const lines = text.split(/\r?\n/).map((line) => `> ${line}`);
  return [`On ${at.toUTCString()}, ${from} wrote:`, ...lines].join('\r\n');
}
