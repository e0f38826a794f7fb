import { useEffect, useRef } from 'react';

/** Physical keys, so that they work alike under a Persian layout: `KeyJ`, `Slash`; `Alt+Digit1`, `Mod+KeyK`. */
export type Keys = Record<string, (event: KeyboardEvent) => void>;

const onMac = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? '');
/** What is printed on the keys: Macs have signs of their own for both. */
export const KEY_SIGNS = { mod: onMac ? '⌘' : 'Ctrl', alt: onMac ? '⌥' : 'Alt' };

const inText = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));

function nameOf(event: KeyboardEvent): string {
  const parts = [
    (event.ctrlKey || event.metaKey) && 'Mod',
    event.altKey && 'Alt',
    event.shiftKey && 'Shift',
    event.code,
  ];
  return parts.filter(Boolean).join('+');
}

/** Binds keys while the component is there. Keys without Mod or Alt are left alone inside text fields, menus and dialogs. */
export function useKeys(keys: Keys, on: boolean): void {
  const now = useRef(keys);
  now.current = keys;
  useEffect(() => {
    if (!on) return;
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const name = nameOf(event);
      const action = now.current[name];
      const bare = !name.startsWith('Mod+') && !name.startsWith('Alt+');
      if (!action || (bare && (inText(event.target) || document.querySelector('[role="dialog"],[role="menu"]'))))
        return;
      event.preventDefault();
      action(event);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [on]);
}
