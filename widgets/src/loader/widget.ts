/** One widget on one page: the launcher, the chat's iframe once it is wanted, and what the two tell each other. */
import type { WidgetConfigView } from '../../../server/contract/views.js';
import { type HostEvent, seal, type ToApp, type ToHost, unseal } from '../shared/envelope.js';
import { chooseLocale } from '../shared/locale.js';
import { drawLauncher } from './launcher.js';
import { memoryOf } from './memory.js';
import { onNavigation } from './navigation.js';
import type { Options } from './options.js';
import { launcherWords, panelTitle } from './words.js';

export interface Widget {
  change(options: Options): void;
  identify(jwt: string): void;
  setOpen(open: boolean): void;
  /** Takes everything off the page and signs the visitor out; resolves when that is done. */
  shutdown(): Promise<void>;
}

type SiteLook = Pick<WidgetConfigView, 'color' | 'position' | 'locale'>;

const DEFAULT_LOOK: SiteLook = { color: '#0f766e', position: 'end', locale: null };
const SIGN_OUT_MS = 5_000;
/** So long the launcher waits for its colours. */
const LOOK_MS = 2_500;

export function createWidget(
  home: string,
  first: Options,
  tell: (name: HostEvent, data: Record<string, unknown>) => void,
): Widget {
  const memory = memoryOf(first.site);
  let options = first;
  let look = DEFAULT_LOOK;
  let frame: HTMLIFrameElement | null = null;
  let ready = false;
  let open = false;
  let leaving = false;
  let unread = 0;
  let jwt: string | null = null;
  let signedOut: (() => void) | null = null;

  const launcher = drawLauncher(
    () => setOpen(!open),
    () => setOpen(false),
  );
  const pageLanguage = (): string => document.documentElement.lang;
  const locale = () =>
    chooseLocale({ explicit: options.locale, site: look.locale, host: pageLanguage(), browser: navigator.languages });

  const send = (message: ToApp): void => {
    if (ready) frame?.contentWindow?.postMessage(seal(message), home);
  };

  function draw(): void {
    launcher.setLook({ color: options.color ?? look.color, position: options.position ?? look.position });
    const { label, badge } = launcherWords(locale(), unread, open);
    launcher.setLabel(label, badge);
    launcher.setLocale(locale());
    launcher.setOpen(open);
  }

  function load(): void {
    if (frame) return;
    const wishes = {
      site: options.site,
      host: location.origin,
      locale: options.locale,
      lang: pageLanguage(),
      color: options.color,
    };
    const query = new URLSearchParams();
    for (const [name, wish] of Object.entries(wishes)) if (wish) query.set(name, wish);
    frame = launcher.frame(`${home}/widget/?${query}`, panelTitle(locale()));
  }

  function setOpen(wanted: boolean, focus = true): void {
    if (wanted === open) return;
    if (wanted) load();
    open = wanted;
    memory.setOpen(open);
    draw();
    send({ type: 'shown', open, focus });
    if (open && focus) frame?.focus();
    else if (!open && focus) launcher.focus();
    tell(open ? 'open' : 'close', {});
  }

  /** Each message of the chat, by its type. */
  const heard: { [T in ToHost['type']]: (message: Extract<ToHost, { type: T }>) => void } = {
    ready() {
      ready = true;
      const out = memory.standing() === 'out';
      send({
        type: 'hello',
        open,
        focused: document.hasFocus(),
        pages: memory.pages(),
        referrer: document.referrer,
        jwt,
        out,
      });
      tell('ready', {});
    },
    close: () => setOpen(false),
    askFocus: () => send({ type: 'focused', focused: document.hasFocus() }),
    unread({ count }) {
      unread = count;
      draw();
      tell('unread', { count });
    },
    known({ known }) {
      if (memory.standing() !== 'out') memory.setStanding(known ? 'known' : null);
      if (!known) memory.clear();
    },
    signedOut() {
      memory.setStanding(null);
      signedOut?.();
      tell('signedOut', {});
    },
    happened: ({ name, data }) => tell(name, data),
  };

  const onMessage = (event: MessageEvent): void => {
    const message = frame && unseal<ToHost>(event, frame.contentWindow, home);
    const handle = message && (heard[message.type] as ((message: ToHost) => void) | undefined);
    if (message && handle) handle(message);
  };
  const onFocus = (): void => send({ type: 'focused', focused: document.hasFocus() });
  const notePage = (): void => {
    const page = memory.addPage();
    if (page) send({ type: 'page', page });
  };
  const tongue = new MutationObserver(() => {
    send({ type: 'locale', explicit: options.locale, host: pageLanguage() });
    draw();
  });

  addEventListener('message', onMessage);
  addEventListener('focus', onFocus);
  addEventListener('blur', onFocus);
  tongue.observe(document.documentElement, { attributeFilter: ['lang'] });
  const stopPages = onNavigation(notePage);
  notePage();
  draw();
  launcher.setHidden(true);
  void siteLook(home, first.site).then((found) => {
    if (found === 'refused') return console.warn('Payvand: this page is not one of the site’s.');
    if (found) look = found;
    draw();
    launcher.setHidden(leaving);
  });
  if (memory.standing()) load();
  // On a phone the chat would cover the page that was just asked for.
  if (memory.wasOpen() && memory.standing() === 'known' && innerWidth > 480) setOpen(true, false);

  return {
    change(next) {
      options = next;
      send({ type: 'locale', explicit: options.locale, host: pageLanguage() });
      send({ type: 'look', color: options.color });
      draw();
    },
    identify(next) {
      jwt = next;
      send({ type: 'identify', jwt });
    },
    setOpen,
    async shutdown() {
      const known = memory.standing() !== null || frame !== null;
      // Should the page be left before the chat has answered, the next page finishes it.
      if (known) memory.setStanding('out');
      memory.clear();
      open = false;
      jwt = null;
      leaving = true;
      launcher.setHidden(true);
      if (known) {
        const done = new Promise<void>((resolve) => {
          signedOut = resolve;
          setTimeout(resolve, SIGN_OUT_MS);
        });
        load();
        send({ type: 'shutdown' });
        await done;
      }
      removeEventListener('message', onMessage);
      removeEventListener('focus', onFocus);
      removeEventListener('blur', onFocus);
      tongue.disconnect();
      stopPages();
      launcher.remove();
    },
  };
}

/** The site's own look; null when it cannot be had (the host page's CSP, no network): then ours will do. */
async function siteLook(home: string, site: string): Promise<SiteLook | 'refused' | null> {
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), LOOK_MS));
  const url = `${home}/api/v1/widget/${encodeURIComponent(site)}/config`;
  const asked = fetch(url, { credentials: 'omit' }).then(async (response) => {
    if (response.ok) return (await response.json()) as SiteLook;
    return response.status < 500 && response.status !== 429 ? 'refused' : null;
  });
  return Promise.race([asked.catch(() => null), late]);
}
