import type { RefObject } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Client } from '../client.js';
import type { Tongue } from '../i18n.js';
import { type ChatState, emptyState } from '../state.js';
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
  useKeptFocus(root);
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

function useView(client: Client): [{ view: View; topic: string | null }, (view: View, topic?: string) => void] {
  const [place, setPlace] = useState<{ view: View; topic: string | null }>({ view: 'home', topic: null });
  const go = useCallback((view: View, topic?: string) => setPlace({ view, topic: topic ?? null }), []);
  useEffect(() => {
    const follow = (state: ChatState, before: ChatState): void => {
      const view = viewAfter(state, before);
      if (view) go(view);
    };
    // The visit may have been opened while the words were still loading.
    follow(client.store.state, emptyState);
    return client.store.subscribe(follow);
  }, [client, go]);
  return [place, go];
}

/** A running conversation is what one comes for; nobody is left on a page whose conversation is gone. */
function viewAfter(state: ChatState, before: ChatState): View | null {
  if (!state.opened) return before.opened ? 'home' : null;
  const { conversation, pending } = state;
  const running = conversation !== null && conversation.state !== 'closed';
  if (!before.opened) return running || pending.length > 0 ? 'chat' : null;
  return running && conversation.id !== before.conversation?.id ? 'chat' : null;
}

/** What one has pressed, or a question one has left, is often gone a moment later: the focus then stays in the panel. */
function useKeptFocus(root: RefObject<HTMLElement>): void {
  useEffect(() => {
    const app = root.current;
    if (!app) return;
    let last: Node | null = null;
    const remember = ({ target }: FocusEvent): void => {
      last = target as Node;
    };
    const watch = new MutationObserver(() => {
      // Whoever is on the host's page, or pressed where nothing is, is left there.
      if (!last || last.isConnected || document.activeElement !== document.body || !document.hasFocus()) return;
      last = null;
      focusIn(app);
    });
    app.addEventListener('focusin', remember);
    watch.observe(app, { childList: true, subtree: true });
    return () => {
      app.removeEventListener('focusin', remember);
      watch.disconnect();
    };
  }, [root]);
}

/**
 * To where one writes; where that would bring up a phone's keyboard, to the heading. Never to a rating: a space that was meant
 * for a message would be one.
 */
function focusIn(root: HTMLElement | null): void {
  const places = [...(root?.querySelectorAll<HTMLElement>('[data-focus]') ?? [])];
  const touch = matchMedia('(pointer: coarse)').matches;
  const place = touch
    ? places[0]
    : (root?.querySelector<HTMLElement>('form:not(.rating) :is(input,textarea)') ?? places[places.length - 1]);
  place?.focus({ preventScroll: true });
}
