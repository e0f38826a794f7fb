import { readableOn } from '../shared/color.js';
import { sheetFor } from './styles.js';

export interface Launcher {
  setLook(look: { color: string; position: 'start' | 'end' }): void;
  setLabel(label: string, badge: string): void;
  setOpen(open: boolean): void;
  setHidden(hidden: boolean): void;
  setLocale(locale: string): void;
  /** Puts the chat's iframe beside the button; once. */
  frame(src: string, title: string): HTMLIFrameElement;
  focus(): void;
  remove(): void;
}

/** The button and the place of the chat, in a closed shadow root: the host page's styles and scripts do not reach in. */
export function drawLauncher(onPress: () => void, onEscape: () => void): Launcher {
  const host = document.createElement('payvand-widget');
  const root = host.attachShadow({ mode: 'closed' });
  const sheet = new CSSStyleSheet();
  root.adoptedStyleSheets = [sheet];

  const box = element('div', { popover: 'manual' });
  const button = element('button', { type: 'button', 'data-testid': 'launcher', 'aria-expanded': 'false' });
  const badge = element('span', { 'data-testid': 'launcher-badge', 'aria-hidden': 'true' });
  button.append(icon('b', BUBBLE), icon('x', CROSS), badge);
  button.addEventListener('click', onPress);
  box.addEventListener('keydown', (event) => event.key === 'Escape' && onEscape());
  box.append(button);
  root.append(box);
  let isOpen = false;
  // Whoever opened the chat sees it: on the browser's top layer nothing of the page covers it but a later dialog.
  const raise = (): void => {
    if (host.isConnected) box.togglePopover?.(isOpen);
  };
  const stopStaying = stay(host, raise);

  return {
    setLook: ({ color, position }) => sheet.replaceSync(sheetFor({ color, ink: readableOn(color), position })),
    setLabel(label, count) {
      button.setAttribute('aria-label', label);
      button.title = label;
      badge.textContent = count;
    },
    setOpen(open) {
      isOpen = open;
      box.classList.toggle('open', open);
      raise();
      button.setAttribute('aria-expanded', String(open));
    },
    setHidden: (hidden) => box.classList.toggle('gone', hidden),
    setLocale: (locale) => host.setAttribute('lang', locale),
    frame(src, title) {
      const frame = element('iframe', { src, title, allow: 'autoplay; clipboard-write', 'data-testid': 'panel' });
      box.append(frame);
      return frame;
    },
    focus: () => button.focus({ preventScroll: true }),
    remove() {
      stopStaying();
      host.remove();
    },
  };
}

/** A page that takes us away more often than this means it. */
const MOST_RETURNS = 50;

/** At the end of the body; also of the next one, where going on to another page of the site puts in another body or empties it. */
function stay(host: HTMLElement, then: () => void): () => void {
  let returns = 0;
  const watch = new MutationObserver(place);
  function place(): void {
    const { body } = document;
    if (host.isConnected || !body || returns > MOST_RETURNS) return;
    returns += 1;
    body.append(host);
    then();
    watch.observe(body, { childList: true });
  }
  watch.observe(document.documentElement, { childList: true });
  place();
  return () => watch.disconnect();
}

const BUBBLE =
  'M4 5.5A2.5 2.5 0 0 1 6.5 3h11A2.5 2.5 0 0 1 20 5.5v8a2.5 2.5 0 0 1-2.5 2.5H11l-4.6 4.300c-.5.5-1.4.1-1.4-.6V16A2.5 2.5 0 0 1 4 13.5z';
const CROSS = 'M6.5 9.5 12 15l5.5-5.5';

function icon(name: string, path: string): SVGElement {
  const make = (tag: string, attributes: Record<string, string>): SVGElement =>
    withAttributes(document.createElementNS('http://www.w3.org/2000/svg', tag) as SVGElement, attributes);
  const line = { fill: 'none', stroke: 'currentColor', 'stroke-width': '2.5', 'stroke-linecap': 'round' };
  const svg = make('svg', { class: name, viewBox: '0 0 24 24', 'aria-hidden': 'true' });
  svg.append(
    make('path', name === 'x' ? { d: path, ...line, 'stroke-linejoin': 'round' } : { d: path, fill: 'currentColor' }),
  );
  return svg;
}

function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string>,
): HTMLElementTagNameMap[K] {
  return withAttributes(document.createElement(tag), attributes);
}

function withAttributes<E extends Element>(made: E, attributes: Record<string, string>): E {
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}
