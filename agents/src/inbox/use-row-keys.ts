import { type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react';
import { nameOf } from '../base/keys.js';
import { allOf, spanned, toggled, walked } from './choosing.js';
import { chosen } from './chosen.js';

interface Rows {
  ids: readonly string[];
  /** Those that exist now, for only what is in sight does. */
  drawn: readonly string[];
  openId: string | undefined;
  scrollTo: (index: number) => void;
}

const conversationOf = (target: EventTarget): string | undefined =>
  (target as Element).closest('[data-row]')?.querySelector<HTMLElement>('[data-conversation]')?.dataset.conversation;

/**
 * The keys of a list: the arrows, Home and End go from row to row, with Shift they choose on the way; Space chooses a row, Ctrl+A all.
 * Tab comes into it once.
 */
export function useRowKeys({ ids, drawn, openId, scrollTo }: Rows) {
  const box = useRef<HTMLTableElement>(null);
  const [at, setAt] = useState<string | undefined>(undefined);
  const wanted = useRef<string | null>(null);
  // A row that is scrolled to is drawn a moment later.
  useLayoutEffect(() => {
    const row = wanted.current && box.current?.querySelector<HTMLElement>(`[data-conversation="${wanted.current}"]`);
    if (!row) return;
    wanted.current = null;
    row.focus({ preventScroll: true });
  });

  const tabStop = [at, openId].find((id) => id !== undefined && drawn.includes(id)) ?? drawn[0];

  function go(from: string, to: string | undefined, choosing: boolean): void {
    if (to === undefined || to === from) return;
    wanted.current = to;
    scrollTo(ids.indexOf(to));
    setAt(to);
    if (choosing) chosen.set((now) => walked(now, ids, from, to));
  }

  function onKeyDown(event: KeyboardEvent): void {
    const id = conversationOf(event.target);
    if (!id || event.altKey) return;
    const withMod = event.ctrlKey || event.metaKey;
    const to = withMod ? undefined : ids[placeAfter(event.key, ids.indexOf(id), ids.length)];
    const isAll = nameOf(event) === 'Mod+KeyA';
    // What is pressed in a box of a row is the box's.
    const isSpace = !withMod && event.key === ' ' && !(event.target instanceof HTMLInputElement);
    if (to === undefined && !isAll && !isSpace) return;
    event.preventDefault();
    if (isAll) chosen.set((now) => allOf(ids, now));
    else if (isSpace) chosen.set((now) => (event.shiftKey ? spanned(now, ids, id) : toggled(now, id)));
    else go(id, to, event.shiftKey);
  }

  return {
    box,
    tabStop,
    onKeyDown,
    onFocus: ({ target }: { target: EventTarget }) => setAt(conversationOf(target)),
  };
}

/** Where a key leads from a place in a list; -1 where nowhere. */
function placeAfter(key: string, place: number, length: number): number {
  if (key === 'ArrowDown') return place + 1;
  if (key === 'ArrowUp') return place - 1;
  if (key === 'Home') return 0;
  return key === 'End' ? length - 1 : -1;
}
