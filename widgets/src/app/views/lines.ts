import type { VisitorTouchpointView } from '../../../../server/contract/views.js';
import type { Key, Tongue } from '../i18n.js';

/**
 * A touchpoint that is not a message, in one short line; null for those the visitor knows anyway. Queues go unnamed: on the
 * timeline they bear the name that agents use.
 * @param left the conversation in which a message was left: whoever left it does not wait
 */
export function lineFor(
  { kind, details, conversationId }: VisitorTouchpointView,
  { t, locale }: Tongue,
  left: string | null = null,
): string | null {
  const agent = isolate(details.agentName ?? t('line.someone'));
  switch (kind) {
    case 'conversation.queued':
      return conversationId === left ? null : t('line.queued');
    case 'conversation.assigned':
    case 'agent.joined':
      return t('line.assigned', { agent });
    case 'agent.withdrew':
      return t('line.withdrew', { agent });
    case 'conversation.transferred':
      return details.agentName ? t('line.transferred', { agent }) : t('line.transferred.team');
    case 'conversation.requeued': {
      const key = `line.requeued.${details.reason}` as Key;
      const text = t(key, { agent });
      return text === key ? t('line.requeued.released') : text;
    }
    case 'conversation.closed':
      return t('line.closed');
    case 'rating.given':
      return t('line.rating', { n: new Intl.NumberFormat(locale).format(details.score ?? 0) });
    case 'transcript.mailed':
      return t('line.transcript', { to: isolate(details.to ?? '') });
    case 'callback.done':
      return details.reason === 'givenUp' ? t('line.notReached') : null;
    default:
      return null;
  }
}

/** A name of either direction must not turn the sentence around it. */
const isolate = (name: string): string => `\u2068${name}\u2069`;
