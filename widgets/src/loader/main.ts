/**
 * The one script a site embeds: <script async src="https://HOST/widget.js" data-site="KEY"></script>. Whatever goes wrong in
 * here stays in here: the host page never sees an exception.
 */
import { HOST_EVENTS, type HostEvent } from '../shared/envelope.js';
import { type Options, optionsFrom, ownScript } from './options.js';
import { createWidget, type Widget } from './widget.js';

type Listener = (data: Record<string, unknown>) => void;
type Command = (name: string, ...rest: unknown[]) => unknown;
type Payvand = Command & { q?: ArrayLike<unknown>[]; loaded?: true };

const page = window as unknown as { Payvand?: Payvand };

function start(script: HTMLScriptElement): void {
  const home = new URL(script.src).origin;
  const listeners = new Map<HostEvent, Listener[]>();
  let widget: Widget | null = null;
  let options: Options = optionsFrom(script.dataset);

  const tell = (name: HostEvent, data: Record<string, unknown>): void => {
    for (const listener of listeners.get(name) ?? []) safely(() => listener(data));
  };
  const commands: Record<string, (argument?: unknown, more?: unknown) => unknown> = {
    boot(wishes) {
      options = optionsFrom((wishes ?? {}) as Partial<Options>, options);
      if (!options.site) return console.warn('Payvand: boot needs a site key (data-site or {site}).');
      if (widget) widget.change(options);
      else widget = createWidget(home, options, tell);
    },
    identify: (jwt) => typeof jwt === 'string' && widget?.identify(jwt),
    open: () => widget?.setOpen(true),
    close: () => widget?.setOpen(false),
    on(name, listener) {
      if (!HOST_EVENTS.includes(name as HostEvent) || typeof listener !== 'function') return;
      listeners.set(name as HostEvent, [...(listeners.get(name as HostEvent) ?? []), listener as Listener]);
    },
    shutdown() {
      const gone = widget;
      widget = null;
      return gone?.shutdown();
    },
  };

  const waiting = Array.from(page.Payvand?.q ?? [], (args) => Array.from(args));
  const payvand: Payvand = (name, ...rest) =>
    safely(() => {
      const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
      return command ? command(...rest) : console.warn(`Payvand: there is no command '${name}'.`);
    });
  payvand.loaded = true;
  page.Payvand = payvand;
  // Whatever the order they were asked in: listeners hear the start, and everything else finds a widget.
  const asked = (...names: string[]) => waiting.filter(([name]) => names.includes(String(name)));
  const boot = asked('boot').length === 0 && options.site ? [['boot']] : asked('boot');
  const rest = waiting.filter(([name]) => name !== 'on' && name !== 'boot');
  for (const [name, ...more] of [...asked('on'), ...boot, ...rest]) payvand(String(name), ...more);
}

function safely(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    console.warn('Payvand:', error);
  }
}

function whenBody(then: () => void): void {
  if (document.body) then();
  else document.addEventListener('DOMContentLoaded', then, { once: true });
}

const script = ownScript();
if (page.Payvand?.loaded) console.warn('Payvand: this page has a widget already.');
else if (script) whenBody(() => safely(() => start(script)));
