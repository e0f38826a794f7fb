import { render } from 'preact';
import type { Locale } from '../../../server/contract/names.js';
import type { ToApp } from '../shared/envelope.js';
import { chooseLocale, directionOf } from '../shared/locale.js';
import './app.css';
import { createClient } from './client.js';
import { joinHost } from './host.js';
import { loadTongue, type Tongue } from './i18n.js';
import { paint } from './look.js';
import { keptFor } from './storage.js';
import { App } from './views/app.js';

const address = new URLSearchParams(location.search);
const siteKey = address.get('site') ?? '';
const wish = { explicit: address.get('locale'), host: address.get('lang'), color: address.get('color') };
const root = document.getElementById('app') as HTMLElement;

let tongue: Tongue | null = null;
let focusTurn = 0;

const host = joinHost(address.get('host'), heard);
const kept = keptFor(siteKey);
const client = createClient({ key: siteKey, locale: wishedLocale(null), open: !host.embedded }, kept, host.tell);
const { store } = client;

store.subscribe((state, before) => {
  if (state.config !== before.config) void dress();
});
if (host.embedded) host.tell({ type: 'ready' });
else client.connect();
void fetchConfig();
// With an explicit wish the first words need not wait for the site's settings.
if (wish.explicit) void dress();

function wishedLocale(site: string | null): Locale {
  return chooseLocale({ explicit: wish.explicit, site, host: wish.host, browser: navigator.languages });
}

/** The site's settings come with the visit too; this way they come sooner, and without a connection. */
async function fetchConfig(): Promise<void> {
  const response = await fetch(`/api/v1/widget/${encodeURIComponent(siteKey)}/config`).catch(() => null);
  if (response?.ok && !store.state.config) store.dispatch({ type: 'config', config: await response.json() });
}

/** Language, direction and colours, as wished and as the site has set them; draws anew. */
async function dress(): Promise<void> {
  const { config } = store.state;
  paint(wish.color ?? config?.color ?? null);
  const locale = wishedLocale(config?.locale ?? null);
  if (tongue?.locale !== locale) {
    const loaded = await loadTongue(locale);
    if (wishedLocale(store.state.config?.locale ?? null) !== locale) return;
    tongue = loaded;
    client.setLocale(locale);
    document.documentElement.lang = locale;
    document.documentElement.dir = directionOf(locale);
  }
  document.title = (tongue && config?.title[tongue.locale]) || config?.name || 'Chat';
  draw();
}

function draw(): void {
  if (!tongue) return;
  render(<App client={client} tongue={tongue} close={host.embedded ? close : null} focusTurn={focusTurn} />, root);
}

/** Nothing that comes from now on is read, though the host page has yet to hide us. */
function close(): void {
  client.hear({ type: 'shown', open: false, focus: false });
  host.tell({ type: 'close' });
}

/** What the host page says; looks are ours, the rest is the client's. */
function heard(message: ToApp): void {
  client.hear(message);
  if (message.type === 'hello') {
    client.connect();
    if (message.open) focusTurn = 1;
  } else if (message.type === 'shown' && message.open && message.focus) focusTurn += 1;
  else if (message.type === 'locale') Object.assign(wish, { explicit: message.explicit, host: message.host });
  else if (message.type === 'look') wish.color = message.color;
  else return;
  void dress();
}
