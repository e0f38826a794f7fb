import { render } from 'preact';
import type { ToPreview } from '../../../server/contract/preview.js';
import '../app/app.css';
import { loadTongue, type Tongue } from '../app/i18n.js';
import { paint } from '../app/look.js';
import { App } from '../app/views/app.js';
import { directionOf } from '../shared/locale.js';
import { idleClient } from './idle-client.js';
import { hearShower, tellShower } from './shown-by.js';

/** The chat itself, with a client that has no server. */
const client = idleClient();
let wished: ToPreview['locale'] | null = null;
let tongue: Tongue | null = null;

hearShower((told) => void take(told));

async function take({ config, locale }: ToPreview): Promise<void> {
  wished = locale;
  paint(config.color);
  client.store.dispatch({ type: 'config', config });
  if (tongue?.locale !== locale) {
    const loaded = await loadTongue(locale);
    if (wished !== locale) return;
    tongue = loaded;
  }
  document.documentElement.lang = locale;
  document.documentElement.dir = directionOf(locale);
  const root = document.getElementById('app') as HTMLElement;
  render(<App client={client} tongue={tongue} close={() => tellShower({ type: 'close' })} focusTurn={0} />, root);
}
