import type { VisitorConversationView } from '../../../../server/contract/views.js';
import type { Tongue } from '../i18n.js';
import { useChat } from './context.js';

interface WaitingNeeds {
  conversation: VisitorConversationView;
  askMail?: () => void;
  askCall?: () => void;
}

/** The place in line and how long it may take, in honest words: a range, or that we cannot say. */
export function Waiting({ conversation, askMail, askCall }: WaitingNeeds) {
  const { client, state, tongue, t } = useChat();
  const callKey = askCall && (
    <button type="button" class="secondary wide" data-testid="ask-call" onClick={askCall}>
      {t('call.title')}
    </button>
  );
  if ((state.config && !state.config.open) || client.kept.leftMessage() === conversation.id)
    return (
      <div class="waiting" role="status" data-testid="offline-thanks">
        <p>
          {t('queue.closed')} {state.config?.opensAt && tongue.opens(state.config.opensAt, new Date())}
        </p>
        {callKey}
      </div>
    );
  const { position, forecast } = conversation;
  return (
    <div class="waiting" role="status">
      <p class="waiting-place" data-testid="position" data-position={position ?? ''}>
        <span class="pulse" aria-hidden="true" />
        {position === null
          ? t('queue.waiting')
          : position === 1
            ? t('queue.next')
            : t('queue.position', { n: position })}
      </p>
      <p class="quiet" data-testid="forecast">
        {forecastText(forecast, tongue)} {t('queue.stay')}
      </p>
      {askMail && (
        <button type="button" class="secondary wide" data-testid="ask-mail" onClick={askMail}>
          {t('mail.title')}
        </button>
      )}
      {callKey}
    </div>
  );
}

export function forecastText(forecast: VisitorConversationView['forecast'], { t }: Tongue): string {
  if (!forecast) return t('queue.unknown');
  const from = Math.max(1, Math.round(forecast.fromSeconds / 60));
  const to = Math.ceil(forecast.toSeconds / 60);
  if (to <= 1) return t('queue.soon');
  return from >= to ? t('queue.about', { n: to }) : t('queue.range', { from, to });
}
