import { useEffect, useRef } from 'react';

/** By the name of a key on a US keyboard: `KeyJ`, `Shift+Slash`; `Alt+Digit1`, `Mod+KeyK`. */
export type Keys = Record<string, (event: KeyboardEvent) => void>;

const onMac = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? '');
/** What is printed on the keys: Macs have signs of their own for both. */
export const KEY_SIGNS = { mod: onMac ? '⌘' : 'Ctrl', alt: onMac ? '⌥' : 'Alt' };

/** Where letters are written; in a box they are not. */
const inText = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  !(target instanceof HTMLInputElement && target.type === 'checkbox') &&
  (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));

export type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** The letter that is printed on the key, wherever it lies; where that is no Latin one, as under a Persian layout, the key's place. */
export function nameOf({ key, code, ctrlKey, metaKey, altKey, shiftKey }: Pressed): string {
  const bare = !ctrlKey && !metaKey && !altKey;
  if (bare && (key === '?' || key === '؟')) return 'Shift+Slash'; // Shift and another key, on most keyboards
  const place = /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : code;
  return [(ctrlKey || metaKey) && 'Mod', altKey && 'Alt', shiftKey && 'Shift', place].filter(Boolean).join('+');
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
