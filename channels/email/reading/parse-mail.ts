import type { MailSign } from '../../../server/contract/index.js';
import { addressesOf } from './addresses.js';
import { attachmentsOf } from './attachments.js';
import { readBody } from './body.js';
import { readBounces } from './bounces.js';
import { calendarCard } from './calendar.js';
import { dataPictures } from './data-pictures.js';
import { headFields } from './head-fields.js';
import { MAIL_LIMITS } from './limits.js';
import { headOf } from './mail-head.js';
import type { ReadMail } from './read-mail.types.js';
import { readWords } from './read-words.js';

/** Signatures have pictures too, hardly larger ones. */
const LOGO_BYTES = 10_000;

/**
 * Reads one mail, whatever it is. Pure, but for the time it takes: see `reader.ts`, which bounds that.
 * @throws Error for what nothing can parse
 */
export async function parseMail(given: Buffer): Promise<ReadMail> {
  const raw = given.subarray(0, MAIL_LIMITS.mail);
  const fields = headFields(raw);
  if (fields.fields.length === 0) throw new Error('there is no header');
  const head = headOf(fields);
  const body = dataPictures(await readBody(raw, fields));
  const words = readWords(body, head.subject);
  const failed = fields.fields.flatMap(({ name, value }) => (name === 'x-failed-recipients' ? addressesOf(value) : []));
  const report = head.machine.bounce
    ? readBounces(
        body.parts,
        body.text,
        failed.map(({ address }) => address),
      )
    : { bounces: [], reported: { messageId: null } };
  const { cut, shown, shownFirst, ...read } = words;
  const attachments = attachmentsOf(body.parts, shown, head.machine.bounce);
  const isCut = cut || body.cut || raw.length < given.length;
  return {
    ...head,
    ...read,
    ...report,
    signs: isCut ? [...new Set<MailSign>([...head.signs, 'cut'])] : head.signs,
    attachments,
    hasPictures: attachments.some(({ cid, content }) => shownFirst.has(cid ?? '') && content.length > LOGO_BYTES),
    calendar: calendarCard(body.parts),
  };
}
