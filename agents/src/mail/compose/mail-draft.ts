import type { TouchpointView } from '../../../../server/contract/index.js';
import type { MailDraft } from '../../drafts/drafts.js';
import { failedForSome } from '../people.js';

type Message = Extract<TouchpointView, { kind: 'message' }>;

/** A mail of ours as the draft it was before it went; for those alone whom it did not get to, where others have it. */
export function draftOfMail(message: Message, html: string): Partial<MailDraft> {
  const { mail } = message.details;
  const missing = failedForSome(message);
  const addresses = (people: { address: string }[] = []) => people.map(({ address }) => address);
  const everybody = { to: addresses(mail?.to), cc: addresses(mail?.cc), bcc: addresses(mail?.bcc) };
  return {
    ...(missing.length > 0 ? { to: [...missing], cc: [], bcc: [] } : everybody),
    ...{ subject: mail?.subject ?? null, quote: mail?.hasQuote ?? true, html, files: message.attachments },
  };
}
