import type {
  AttachmentRecord,
  ConversationRecord,
  MailBody,
  MailRecord,
  MailSign,
  MailTold,
  ThreadedBy,
} from '../../../server/contract/index.js';
import { LIMITS } from '../../../server/contract/index.js';
import type { MailTelling } from '../../../server/intake/index.js';
import { fileIdOf } from '../../../server/mails/index.js';
import { AppError } from '../../../server/platform/index.js';
import type { ReadMail } from '../reading/index.js';
import type { IncomingNeeds } from './needs.js';

/** What is told of a mail, and what is kept to be read at leisure. */
export interface Told {
  telling: MailTelling;
  body: MailBody;
}

interface Known {
  vouched: boolean;
  threadedBy?: ThreadedBy;
}

export const sourceOf = (record: Pick<MailRecord, '_id'>): string => `mail:${record._id}`;

/**
 * What a mail says in a conversation that is there: the same for its copies in other mailboxes of ours, so that of any number of them,
 * at once and on whatever nodes, one says it. By what was written, so that nothing else can stand in its place.
 */
export const sourceIn = ({ _id }: Pick<ConversationRecord, '_id'>, { key }: Pick<MailRecord, 'key'>): string =>
  `mail:${_id}:${key.slice(key.lastIndexOf(':') + 1)}`;

/** Turns what was read into what is told. Its files get ids that come out the same each time, so nothing is kept twice. */
export function makeTelling({ files }: Pick<IncomingNeeds, 'files'>) {
  return async function tellingOf(read: ReadMail, record: MailRecord, known: Known): Promise<Told> {
    const kept = await keepFiles(read, record._id);
    const original = read.signs.includes('unreadable') && record.rawFileId ? [record.rawFileId] : [];
    const isCut = kept.refused || read.visible.length > LIMITS.textLength;
    const signs = signsOf(read, { ...known, isCut });
    const { text, visible, html, quotedHtml, headers } = read;
    return {
      telling: {
        sourceId: sourceOf(record),
        at: record.receivedAt,
        name: read.from[0]?.name || read.from[0]?.address || '',
        text: visible.slice(0, LIMITS.textLength),
        attachments: [...kept.attachments, ...(await files.attachmentsOf(`mail:${record._id}`, original))],
        mail: toldOf(read, record, { ...known, signs }),
      },
      body: { text, visible, html, quotedHtml, headers, inline: kept.inline },
    };
  };

  async function keepFiles(read: ReadMail, mailId: string) {
    const attachments: AttachmentRecord[] = [];
    const inline: MailBody['inline'] = [];
    let refused = false;
    for (const [i, { name, content, cid, inline: isInline }] of read.attachments.entries()) {
      const file = { id: fileIdOf(mailId, `part:${i}`), owner: `mail:${mailId}`, name, bytes: content };
      const kept = content.length > 0 ? await files.keepOwn(file).catch(unlessRefused) : null;
      refused ||= kept === null;
      if (kept && isInline && cid) inline.push({ cid, fileId: kept.fileId, name: kept.name });
      else if (kept) attachments.push(kept);
    }
    return { attachments, inline, refused };
  }
}

/** A program, or too large: it stays in the original. */
function unlessRefused(error: unknown): null {
  if (error instanceof AppError && (error.code === 'file.refused' || error.code === 'file.tooLarge')) return null;
  throw error;
}

function signsOf(read: ReadMail, { vouched, isCut }: Known & { isCut: boolean }): MailSign[] {
  const added: MailSign[] = [...(vouched ? [] : ['unverified' as const]), ...(isCut ? ['cut' as const] : [])];
  return [...new Set([...added, ...read.signs])];
}

function toldOf(read: ReadMail, record: MailRecord, { threadedBy, signs }: Known & { signs: MailSign[] }): MailTold {
  const { from, to, cc, replyTo, subject, calendar, forwardedFrom } = read;
  return {
    mailId: record._id,
    mailboxId: record.mailboxId,
    ...{ from, to, cc, subject, signs },
    ...(replyTo.length > 0 && { replyTo }),
    hasHtml: read.html !== null,
    ...(read.hasPictures && { hasPictures: true as const }),
    hasQuote: read.quotedHtml !== null || read.visible.length < read.text.length,
    ...(threadedBy && { threadedBy }),
    ...(calendar && { calendar }),
    ...(forwardedFrom && { forwardedFrom }),
  };
}
