import type { WidgetConfigView } from '../../../../server/contract/views.js';
import type { Tongue } from '../i18n.js';
import { unreadCount } from '../state.js';
import { useChat } from './context.js';
import { CloseButton } from './header.js';
import { Icon } from './icon.js';

/** The first sight: who answers, how soon, and one thing to press. */
export function Home() {
  const { state, tongue, close, t } = useChat();
  const config = state.config as WidgetConfigView;
  return (
    <div class="home">
      <div class="hero">
        <div class="hero-bar">{close && <CloseButton close={close} />}</div>
        <h1 tabIndex={-1} data-focus dir="auto">
          {config.title[tongue.locale] || config.name}
        </h1>
        <p dir="auto">{config.greeting[tongue.locale]}</p>
      </div>
      <div class="cards">
        <Team config={config} />
        <Doors />
      </div>
      <p class="powered">{t('home.powered')}</p>
    </div>
  );
}

function Team({ config }: { config: WidgetConfigView }) {
  const { tongue, t } = useChat();
  return (
    <section class="card team" aria-label={t('home.team')}>
      {config.team.length > 0 && (
        <ul class="faces">
          {config.team.map(({ name, initials }) => (
            <li key={name} class="avatar" title={name}>
              <span aria-hidden="true">{initials}</span>
              <span class="hidden">{name}</span>
            </li>
          ))}
        </ul>
      )}
      <div>
        <p class="card-title">
          {config.open ? (
            t(config.team.length > 0 ? 'home.team' : 'home.noTeam')
          ) : (
            <>
              <Icon name="moon" size={16} /> {t(config.busy ? 'home.busy' : 'home.closed')}
            </>
          )}
        </p>
        <p class="quiet" data-testid="home-when">
          {whenText(config, tongue)}
        </p>
      </div>
    </section>
  );
}

function whenText(config: WidgetConfigView, tongue: Tongue): string {
  if (!config.open) return config.opensAt ? tongue.opens(config.opensAt, new Date()) : '';
  const seconds = config.usualReplySeconds;
  if (seconds === null) return '';
  if (seconds <= 60) return tongue.t('home.usual.minute');
  if (seconds <= 45 * 60) return tongue.t('home.usual.minutes', { n: Math.ceil(seconds / 60) });
  return tongue.t(seconds <= 3_600 ? 'home.usual.hour' : 'home.usual.day');
}

/** The way into the chat: the conversation there is, or a new one. */
function Doors() {
  const { state, tongue, go, t } = useChat();
  const { conversation, config } = state;
  const unread = unreadCount(state);
  const last = state.touchpoints.filter((touchpoint) => touchpoint.kind === 'message').pop();
  const running = conversation !== null && conversation.state !== 'closed';
  return (
    <>
      {conversation && (
        <button type="button" class="card door" data-testid="home-resume" onClick={() => go('chat')}>
          <span class="door-text">
            <span class="card-title">{t(running ? 'home.resume' : 'home.last')}</span>
            <span class="quiet line" dir="auto">
              {last?.text || last?.attachments[0]?.name}
            </span>
          </span>
          {unread > 0 && <span class="pill">{tongue.number(unread)}</span>}
          <Icon name="back" />
        </button>
      )}
      {!running && (
        <button type="button" class="primary wide" data-testid="home-start" onClick={() => go('form')}>
          <Icon name={config?.open ? 'chat' : 'mail'} />
          {t(config?.open ? 'home.start' : 'home.leave')}
        </button>
      )}
      {!running && config && config.topics.length > 1 && <Topics topics={config.topics} />}
    </>
  );
}

/** The usual reasons to write, one press nearer. */
function Topics({ topics }: Pick<WidgetConfigView, 'topics'>) {
  const { tongue, go, t } = useChat();
  return (
    <ul class="card shortcuts" aria-label={t('form.topic')}>
      {topics.map(({ queueId, label, open, busy }) => (
        <li key={queueId}>
          <button type="button" data-testid="home-topic" onClick={() => go('form', queueId)}>
            <span dir="auto">{label[tongue.locale] || label.en}</span>
            {!open && <span class="quiet">{t(busy ? 'form.busyNow' : 'form.closedNow')}</span>}
            <Icon name="back" size={18} />
          </button>
        </li>
      ))}
    </ul>
  );
}
