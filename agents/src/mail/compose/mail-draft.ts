import type { AttachmentView, TouchpointView } from '../../../../server/contract/index.js';
import type { MailDraft } from '../../drafts/drafts.js';
import { failedForSome } from '../people.js';

type Message = Extract<TouchpointView, { kind: 'message' }>;

/**
 * A mail of ours as the draft it was before it went; for those alone whom it did not get to, where others have it.
 * @param html its words, with those that stand in the composer
 * @param besides the files of the latter: their pictures are among them
 */
export function draftOfMail(
  message: Message,
  html: string,
  besides: readonly AttachmentView[] = [],
): Partial<MailDraft> {
  const { mail } = message.details;
  const missing = failedForSome(message);
  const addresses = (people: { address: string }[] = []) => people.map(({ address }) => address);
  const everybody = { to: addresses(mail?.to), cc: addresses(mail?.cc), bcc: addresses(mail?.bcc) };
  const own = new Set(message.attachments.map(({ id }) => id));
  const files = [...message.attachments, ...besides.filter(({ id }) => !own.has(id))];
  return {
    ...(missing.length > 0 ? { to: [...missing], cc: [], bcc: [] } : everybody),
    ...{ subject: mail?.subject ?? null, quote: mail?.hasQuote ?? true, html, files },
  };
}
