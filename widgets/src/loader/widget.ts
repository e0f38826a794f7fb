/** One widget on one page: the launcher, the chat once it is wanted, and what the two and the page tell each other. */
import type { HostEvent, ToHost } from '../shared/envelope.js';
import { chooseLocale } from '../shared/locale.js';
import { drawLauncher } from './launcher.js';
import { memoryOf } from './memory.js';
import type { Options } from './options.js';
import { createPanel } from './panel.js';
import { DEFAULT_LOOK, siteLook } from './site-look.js';
import { watchPage } from './watch-page.js';
import { launcherWords, panelTitle } from './words.js';

export interface Widget {
  change(options: Options): void;
  identify(jwt: string): void;
  setOpen(open: boolean): void;
  /** Takes everything off the page and signs the visitor out; resolves when that is done. */
  shutdown(): Promise<void>;
}

type Tell = (name: HostEvent, data: Record<string, unknown>) => void;

const SIGN_OUT_MS = 5_000;
/** On a phone an open chat covers the page. */
const PHONE_PX = 480;

export function createWidget(home: string, first: Options, tell: Tell): Widget {
  const memory = memoryOf(first.site);
  let options = first;
  let look = DEFAULT_LOOK;
  let open = false;
  let leaving = false;
  let unread = 0;
  let jwt: string | null = null;
  let onSignedOut = (): void => {};

  const launcher = drawLauncher(
    () => setOpen(!open),
    () => setOpen(false),
  );
  const panel = createPanel(home, launcher, (message) => {
    (heard[message.type] as ((message: ToHost) => void) | undefined)?.(message);
  });
  const stopWatching = watchPage({ focus: sendFocus, address: notePage, language: speak });

  function locale() {
    const host = document.documentElement.lang;
    return chooseLocale({ explicit: options.locale, site: look.locale, host, browser: navigator.languages });
  }

  function draw(): void {
    launcher.setLook({ color: options.color ?? look.color, position: options.position ?? look.position });
    const { label, badge } = launcherWords(locale(), unread, open);
    launcher.setLabel(label, badge);
    launcher.setLocale(locale());
    launcher.setOpen(open);
  }

  function load(): void {
    const { site, locale: explicit, color } = options;
    const lang = document.documentElement.lang;
    panel.load({ site, host: location.origin, locale: explicit, lang, color }, panelTitle(locale()));
  }

  function setOpen(wanted: boolean, focus = true): void {
    if (wanted === open || leaving) return;
    if (wanted) load();
    open = wanted;
    memory.setOpen(open);
    draw();
    panel.send({ type: 'shown', open, focus });
    if (focus) (open ? panel : launcher).focus();
    tell(open ? 'open' : 'close', {});
  }

  function sendFocus(): void {
    panel.send({ type: 'focused', focused: document.hasFocus() });
  }

  function notePage(): void {
    const page = memory.addPage();
    if (page) panel.send({ type: 'page', page });
  }

  function speak(): void {
    panel.send({ type: 'locale', explicit: options.locale, host: document.documentElement.lang });
    draw();
  }

  /** Each message of the chat, by its type. */
  const heard: { [T in ToHost['type']]: (message: Extract<ToHost, { type: T }>) => void } = {
    ready() {
      const { referrer } = document;
      const out = memory.standing() === 'out';
      panel.send({ type: 'hello', open, focused: document.hasFocus(), pages: memory.pages(), referrer, jwt, out });
      tell('ready', {});
    },
    close: () => setOpen(false),
    askFocus: sendFocus,
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
      onSignedOut();
      tell('signedOut', {});
    },
    happened: ({ name, data }) => tell(name, data),
  };

  /** Should the page be left before the chat has answered, the next page finishes it. */
  function signOut(): Promise<void> {
    memory.setStanding('out');
    load();
    panel.send({ type: 'shutdown' });
    return new Promise((resolve) => {
      onSignedOut = resolve;
      setTimeout(resolve, SIGN_OUT_MS);
    });
  }

  async function dress(): Promise<void> {
    const found = await siteLook(home, first.site);
    if (found === 'refused') return console.warn('Payvand: this page is not one of the site’s.');
    if (found) look = found;
    draw();
    launcher.setHidden(leaving);
  }

  draw();
  launcher.setHidden(true);
  void dress();
  notePage();
  if (memory.standing()) load();
  if (memory.wasOpen() && memory.standing() === 'known' && innerWidth > PHONE_PX) setOpen(true, false);

  return {
    change(next) {
      options = next;
      panel.send({ type: 'look', color: options.color });
      speak();
    },
    identify(next) {
      jwt = next;
      panel.send({ type: 'identify', jwt });
    },
    setOpen,
    async shutdown() {
      leaving = true;
      open = false;
      jwt = null;
      launcher.setHidden(true);
      memory.clear();
      if (memory.standing() || panel.loaded()) await signOut();
      panel.stop();
      stopWatching();
      launcher.remove();
    },
  };
}
