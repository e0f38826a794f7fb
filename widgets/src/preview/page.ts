import type { FromPreview, ToPreview } from '../../../server/contract/preview.js';
import { drawLauncher } from '../loader/launcher.js';
import { DEFAULT_LOOK } from '../loader/site-look.js';
import { launcherWords, panelTitle } from '../loader/words.js';
import { hexColor } from '../shared/color.js';
import { seal, unseal } from '../shared/envelope.js';
import { directionOf } from '../shared/locale.js';
import { hearShower } from './shown-by.js';

/** Stands for the page of the site: the real launcher, which opens and closes the real panel. */
const launcher = drawLauncher(() => show(!open), close);
let open = true;
let latest: ToPreview | null = null;
let frame: HTMLIFrameElement | null = null;

// The button has a name before it is told which language the site speaks.
show(open);
hearShower(draw);
addEventListener('message', (event) => {
  const heard = frame && unseal<FromPreview>(event, frame.contentWindow, location.origin);
  if (heard?.type === 'close') close();
  if (heard?.type === 'ready') passOn();
});

function draw(told: ToPreview): void {
  latest = told;
  const { config, locale } = told;
  document.documentElement.lang = locale;
  document.documentElement.dir = directionOf(locale);
  launcher.setLook({ color: hexColor(config.color) ?? DEFAULT_LOOK.color, position: config.position });
  launcher.setLocale(locale);
  frame ??= launcher.frame('?chat', panelTitle(locale));
  show(open);
  passOn();
}

function show(now: boolean): void {
  open = now;
  const { label, badge } = launcherWords(latest?.locale ?? 'en', 0, open);
  launcher.setLabel(label, badge);
  launcher.setOpen(open);
}

function close(): void {
  show(false);
  launcher.focus();
}

function passOn(): void {
  if (latest) frame?.contentWindow?.postMessage(seal(latest), location.origin);
}
