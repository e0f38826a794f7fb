import type { OfferView, TouchpointView } from '../../../server/contract/index.js';
import type { Format } from '../base/format.js';
import { named } from '../base/named.js';
import type { Translate } from '../base/use-texts.js';

/** What the desktop shows of something that happened while the agent looked elsewhere. */
export interface Told {
  title: string;
  body: string;
}
export interface TellingWords {
  t: Translate;
  f: Format;
  queueName: (queue: { id: string; name: string }) => string;
}

export function offerTold(offer: OfferView, { t, f, queueName }: TellingWords): Told {
  const about = offer.callTo
    ? t('callback.line', { number: f.phone(offer.callTo) })
    : (offer.firstText ?? offer.subject);
  return {
    title: `${t('offer.title')}: ${named({ t, f }, offer.customer.name)}`,
    body: [t(`channel.${offer.channel}`), queueName(offer.queue), about].filter(Boolean).join(' · '),
  };
}

/** @param written a message or a note; one without words is told by its files */
export function writtenTold(
  { author, text, attachments }: TouchpointView,
  { t, f }: Pick<TellingWords, 't' | 'f'>,
): Told {
  return {
    title: f.phone(author.name || t(`author.${author.type}`)),
    body: text || (attachments.length > 0 ? t('thread.files', { count: attachments.length }) : ''),
  };
}
