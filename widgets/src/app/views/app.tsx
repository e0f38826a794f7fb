import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Client } from '../client.js';
import type { Tongue } from '../i18n.js';
import { Chat } from './chat.js';
import { ChatContext, type View } from './context.js';
import { Form } from './form.js';
import { Home } from './home.js';

export interface AppNeeds {
  client: Client;
  tongue: Tongue;
  close: (() => void) | null;
  /** Counts up each time the panel is opened by the visitor: then the focus comes in. */
  focusTurn: number;
}

export function App({ client, tongue, close, focusTurn }: AppNeeds) {
  const state = useStore(client);
  const [{ view, topic }, go] = useView(client);
  const root = useRef<HTMLElement>(null);
  // A stranger has no conversation to wait for.
  const ready = state.config !== null && (state.opened || client.kept.token() === null);
  const { t } = tongue;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another view or turn is the reason, not an input
  useEffect(() => {
    if (focusTurn > 0) focusIn(root.current);
  }, [focusTurn, view, ready]);
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') close?.();
  };

  return (
    <ChatContext.Provider value={{ client, state, tongue, view, topic, go, close }}>
      <section
        class={`app view-${view}`}
        role="dialog"
        aria-label={t('dialog')}
        ref={root}
        onKeyDown={onKey}
        data-view={view}
      >
        {state.link === 'refused' ? (
          <p class="refused">{t('refused')}</p>
        ) : !ready ? (
          <Skeleton label={t('loading')} />
        ) : view === 'home' ? (
          <Home />
        ) : view === 'form' ? (
          <Form />
        ) : (
          <Chat />
        )}
        <LinkStatus down={state.link === 'down'} text={t('link.down')} />
      </section>
    </ChatContext.Provider>
  );
}

function LinkStatus({ down, text }: { down: boolean; text: string }) {
  return (
    <p class={down ? 'link-down' : 'hidden'} role="status" data-testid="link-status">
      {down ? text : ''}
    </p>
  );
}

function Skeleton({ label }: { label: string }) {
  return (
    <div class="skeleton" role="status" aria-label={label}>
      <div class="hero" />
      <div class="cards">
        <div class="card bone" />
        <div class="bone short" />
      </div>
    </div>
  );
}

function useStore(client: Client) {
  const [state, setState] = useState(client.store.state);
  useEffect(() => {
    setState(client.store.state);
    return client.store.subscribe(setState);
  }, [client]);
  return state;
}

/** A running conversation is what one comes for; nobody is left on a page whose conversation is gone. */
function useView(client: Client): [{ view: View; topic: string | null }, (view: View, topic?: string) => void] {
  const [place, setPlace] = useState<{ view: View; topic: string | null }>({ view: 'home', topic: null });
  const go = useCallback((view: View, topic?: string) => setPlace({ view, topic: topic ?? null }), []);
  useEffect(
    () =>
      client.store.subscribe((state, before) => {
        const running = state.conversation !== null && state.conversation.state !== 'closed';
        const waiting = state.pending.length > 0;
        if (state.opened && !before.opened && (running || waiting)) go('chat');
        if (!state.opened && before.opened) go('home');
        if (running && state.conversation?.id !== before.conversation?.id && before.opened) go('chat');
      }),
    [client, go],
  );
  return [place, go];
}

/** To where one writes; where that would bring up a phone's keyboard, to the heading. */
function focusIn(root: HTMLElement | null): void {
  const places = [...(root?.querySelectorAll<HTMLElement>('[data-focus]') ?? [])];
  const touch = matchMedia('(pointer: coarse)').matches;
  const place = touch
    ? places[0]
    : (root?.querySelector<HTMLElement>('form :is(input,textarea)') ?? places[places.length - 1]);
  place?.focus({ preventScroll: true });
}
