import { useState } from 'preact/hooks';
import type { WidgetConfigView } from '../../../../server/contract/views.js';
import type { Key } from '../i18n.js';
import { useChat } from './context.js';
import { Field } from './field.js';
import { Header } from './header.js';

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** Before the chat, or instead of it when nobody is there. It is the topic that decides which. */
export function Form() {
  const { client, state, tongue, go, topic: wished, t } = useChat();
  const config = state.config as WidgetConfigView;
  const topics = config.topics;
  const known = state.visitor;
  const [name, setName] = useState(known?.name ?? '');
  const [email, setEmail] = useState(known?.email ?? '');
  const [text, setText] = useState('');
  const [queueId, setQueueId] = useState(wished ?? (topics.length === 1 ? topics[0]!.queueId : ''));
  const [wrong, setWrong] = useState<Partial<Record<string, Key>>>({});

  const topic = topics.find((candidate) => candidate.queueId === queueId);
  const offline = topic ? !topic.open : !config.open;
  const askName = config.askName && !known?.name;
  const askEmail = (offline || config.askEmail !== 'no') && !known?.email;
  const needEmail = offline || config.askEmail === 'required';

  const submit = (event: Event): void => {
    event.preventDefault();
    // In the order of the page: the first of them gets the focus.
    const mistakes: Partial<Record<string, Key>> = {
      ...(topic ? {} : { topic: 'form.needTopic' }),
      ...(askName && !name.trim() ? { name: 'form.needName' } : {}),
      ...(askEmail && (email.trim() ? !EMAIL.test(email.trim()) : needEmail) ? { email: 'form.needEmail' } : {}),
      ...(text.trim() ? {} : { text: 'form.needText' }),
    };
    setWrong(mistakes);
    const first = Object.keys(mistakes)[0];
    if (first || !topic) {
      document.querySelector<HTMLElement>(`[data-testid="form-${first}"]`)?.focus();
      return;
    }
    const about = {
      name: name.trim(),
      queueId: topic.queueId,
      form: offline ? ('offline' as const) : ('prechat' as const),
    };
    client.begin(email.trim() ? { ...about, email: email.trim() } : about, text.trim());
    go('chat');
  };

  return (
    <>
      <Header title={t(offline ? 'form.offlineTitle' : 'form.title')} />
      <form class="form" noValidate onSubmit={submit} data-testid={offline ? 'form-offline' : 'form-prechat'}>
        {offline && (
          <p class="note" role="status">
            {t(whyOffline(config.open, (topic ?? config).busy))}{' '}
            {(topic ?? config).opensAt && tongue.opens((topic ?? config).opensAt as string, new Date())}
          </p>
        )}
        {topics.length > 1 && <Topics chosen={queueId} choose={setQueueId} wrong={wrong.topic} />}
        {askName && (
          <Field
            id="name"
            label={t('form.name')}
            value={name}
            change={setName}
            wrong={wrong.name}
            autocomplete="name"
          />
        )}
        {askEmail && (
          <Field
            id="email"
            type="email"
            label={t('form.email')}
            value={email}
            change={setEmail}
            wrong={wrong.email}
            autocomplete="email"
            {...(needEmail ? {} : { optional: true, hint: t('form.emailWhy') })}
          />
        )}
        <Field
          id="text"
          long={config.maxTextLength}
          label={t('form.text')}
          placeholder={t('form.textHint')}
          value={text}
          change={setText}
          wrong={wrong.text}
        />
        <div class="form-end">
          <button type="submit" class="primary wide" data-testid="form-submit">
            {t(offline ? 'form.submitOffline' : 'form.submit')}
          </button>
        </div>
      </form>
    </>
  );
}

/** By the clock, or because nobody is free though it is open; of everything, or of the topic alone. */
function whyOffline(othersOpen: boolean, busy: boolean): Key {
  if (othersOpen) return busy ? 'form.topicBusy' : 'form.topicClosed';
  return busy ? 'form.allBusy' : 'form.allClosed';
}

function Topics({ chosen, choose, wrong }: { chosen: string; choose(queueId: string): void; wrong?: Key }) {
  const { state, tongue, t } = useChat();
  const topics = state.config?.topics ?? [];
  return (
    <fieldset class="topics" data-testid="topic" aria-describedby={wrong ? 'topic-wrong' : undefined}>
      <legend>{t('form.topic')}</legend>
      {topics.map((topic, i) => (
        <label key={topic.queueId} class="topic">
          <input
            type="radio"
            name="topic"
            value={topic.queueId}
            checked={topic.queueId === chosen}
            data-testid={i === 0 ? 'form-topic' : `form-topic-${i}`}
            onChange={() => choose(topic.queueId)}
          />
          <span dir="auto">{topic.label[tongue.locale] || topic.label.en}</span>
          {!topic.open && <span class="quiet">{t(topic.busy ? 'form.busyNow' : 'form.closedNow')}</span>}
        </label>
      ))}
      {wrong && (
        <p class="wrong" id="topic-wrong" role="alert">
          {t(wrong)}
        </p>
      )}
    </fieldset>
  );
}
