import type { VisitorTouchpointView } from '../../../../server/contract/views.js';
import type { Key } from '../i18n.js';
import { Refused } from '../refused.js';
import type { Pending } from '../state.js';
import { Attachment } from './attachment.js';
import { errorText, useChat } from './context.js';
import { Icon, type IconName } from './icon.js';
import { Text } from './text.js';

/** A message on the timeline. `first`: the one before was somebody else's. */
export function Bubble({ message, first }: { message: VisitorTouchpointView; first: boolean }) {
  const { state, tongue, t } = useChat();
  const mine = message.direction === 'in';
  const name = message.author.name || state.config?.name || '';
  const { byMail } = message.details;
  return (
    <li
      // Nobody wants to be read what they wrote, nor how it is getting on.
      aria-live={mine ? 'off' : undefined}
      class={`message ${mine ? 'mine' : 'theirs'}${first ? ' first' : ''}${byMail ? ' mailed' : ''}`}
      data-testid="bubble"
      data-seq={message.seq}
      data-client-id={message.clientId ?? undefined}
    >
      {first && !mine && (
        <p class="author" aria-hidden="true">
          <bdi>{name}</bdi>
        </p>
      )}
      <span class="hidden">{mine ? t('chat.you') : t('chat.say', { name })}: </span>
      <Body text={message.text} attachments={message.attachments} />
      <p class="meta">
        <time dateTime={message.at}>{tongue.time(message.at)}</time>
        {byMail && <span>{t('chat.byMail')}</span>}
        {mine && <Ticks state={deliveryOf(message, state.conversation?.agentReadSeq ?? 0)} />}
      </p>
    </li>
  );
}

/** One of ours that is not on the timeline yet. */
export function PendingBubble({ message, first }: { message: Pending; first: boolean }) {
  const { client, tongue, go, state, t } = useChat();
  const { clientId, failed } = message;
  const ended = failed === 'conversation.closed';
  return (
    <li
      aria-live="off"
      class={`message mine pending${first ? ' first' : ''}${failed ? ' failed' : ''}`}
      data-testid="bubble"
      data-client-id={clientId}
    >
      <span class="hidden">{t('chat.you')}: </span>
      <Body text={message.text} attachments={message.attachments} />
      {failed ? (
        <div class="meta" role="alert">
          <Icon name="alert" size={14} />
          <span>
            {errorText(tongue, new Refused(failed), { name: '', max: tongue.size(state.config?.maxFileBytes ?? 0) })}
          </span>
          {ended ? (
            <button type="button" class="link" onClick={() => go('form')}>
              {t('end.new')}
            </button>
          ) : (
            <button type="button" class="link" onClick={() => client.outbox.retry(clientId)}>
              {t('delivery.retry')}
            </button>
          )}
          <button type="button" class="link" onClick={() => client.outbox.drop(clientId)}>
            {t('delivery.drop')}
          </button>
        </div>
      ) : (
        <p class="meta">
          <time dateTime={message.at}>{tongue.time(message.at)}</time>
          <Ticks state={message.acked ? 'sent' : 'pending'} />
        </p>
      )}
    </li>
  );
}

function Body({
  text,
  attachments,
}: Pick<Pending, 'text' | 'attachments'> | Pick<VisitorTouchpointView, 'text' | 'attachments'>) {
  return (
    <div class="bubble">
      {text && (
        <div class="text" dir="auto">
          <Text text={text} />
        </div>
      )}
      {attachments.map((file) => (
        <Attachment key={file.id} file={file} />
      ))}
    </div>
  );
}

type Tick = 'pending' | 'sent' | 'delivered' | 'read' | 'failed';
const TICK_ICON: Record<Tick, IconName> = {
  pending: 'clock',
  sent: 'check',
  delivered: 'checks',
  read: 'checks',
  failed: 'alert',
};

function Ticks({ state }: { state: Tick }) {
  const { t } = useChat();
  return (
    <span class={`ticks ${state}`} data-testid="delivery" data-state={state} title={t(`delivery.${state}` as Key)}>
      <Icon name={TICK_ICON[state]} size={16} />
      <span class="hidden">{t(`delivery.${state}` as Key)}</span>
    </span>
  );
}

function deliveryOf(message: VisitorTouchpointView, agentReadSeq: number): Tick {
  if (message.seq <= agentReadSeq || message.delivery.state === 'read') return 'read';
  return message.delivery.state === 'delivered' ? 'delivered' : 'sent';
}
