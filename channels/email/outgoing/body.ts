import type { AttachmentRecord, MailBody } from '../../../server/contract/index.js';
import { picturesIn } from './safe-html.js';

/** What is kept of a mail of ours beside the timeline. */
export function bodyOf(text: string, html: string | null, attachments: readonly AttachmentRecord[]): MailBody {
  const pictures = picturesIn(html ?? '');
  const inline = attachments
    .filter(({ fileId }) => pictures.includes(fileId))
    .map(({ fileId, name }) => ({ cid: fileId, fileId, name }));
  return { text, visible: text, html, quotedHtml: null, headers: [], inline };
}
