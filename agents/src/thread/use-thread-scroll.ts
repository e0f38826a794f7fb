import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { Part } from './drawn-lines.js';
import { cameAfter, type Item, opensAt, seqsOf } from './items.js';
import { lineOf, putBack, type Sight } from './sight.js';
import { useDrawnLines } from './use-drawn-lines.js';

/** So close to the end counts as being there. */
const NEAR_PX = 80;
/** So close to the beginning, what was before is fetched while one still reads. */
const AHEAD_PX = 600;
/** What it opens at stands so far below the upper edge: what is before it shows that there is something before. */
const ABOVE_PX = 32;
/** A script's own movement heeds no style sheet. */
const STILL = '(prefers-reduced-motion: reduce)';

interface Reading {
  /** The place on the timeline of a line that was asked for; 0 for none. */
  goTo: number;
  /** Which one is read; absent where all of a customer's are. */
  conversationId?: string;
  onNearStart: () => void;
}

interface ThreadScroll {
  box: RefObject<HTMLDivElement | null>;
  content: RefObject<HTMLDivElement | null>;
  /** What of the lines is in the document. */
  parts: readonly Part[];
  /** Further up than the end: worth a way back. */
  away: boolean;
  /** What the customer wrote below while one was reading further up. */
  newer: number;
  toEnd: () => void;
  /** Puts a message into sight and the focus on it; it may be further up than what is loaded. */
  lookAt: (touchpointId: string) => void;
}

/**
 * Opens at the end, or where reading begins if that would be out of sight; follows the end, and goes there with what one sends;
 * keeps the sight still when lines come and grow above, which are asked for when one comes near; goes to a named line once it is there.
 */
export function useThreadScroll(items: readonly Item[], { goTo, conversationId, onNearStart }: Reading): ThreadScroll {
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const follow = useRef(goTo === 0);
  const height = useRef(0);
  const sight = useRef<Sight>({ scrollTop: 0, lines: [] });
  /** Where it opened, for as long as nobody moves: a mail grows as it is drawn. */
  const opening = useRef<string | null>(null);
  /** The line one goes to, until it is there. */
  const aim = useRef<{ key: string; focus: boolean } | null>(null);
  const last = useRef<string>(undefined);
  /** The last line there was when one left the end. */
  const seen = useRef<string>(undefined);
  /** So many parts there were when it was drawn last. */
  const tried = useRef(0);
  const nearStart = useRef(onNearStart);
  nearStart.current = onNearStart;
  const [away, setAway] = useState(false);
  const [newer, setNewer] = useState(0);

  const isSent = (end: Item | undefined) => end?.type === 'outgoing' && end.key !== last.current;
  const begin = () => (follow.current ? opensAt(items, conversationId) : null);
  const middle = (): readonly string[] => {
    if (aim.current) return [aim.current.key];
    const opens = last.current === undefined ? begin() : opening.current;
    if (opens !== null) return [opens];
    return follow.current || isSent(items.at(-1)) ? [] : sight.current.lines.map(({ key }) => key);
  };
  const drawn = useDrawnLines(items, box, middle);

  /** Puts the sight where it belongs, as soon as anything has another height than before. */
  const settle = (element: HTMLElement) => {
    drawn.measure();
    if (aim.current) goToLine(element, aim.current);
    else if (opening.current !== null) openAt(element, opening.current);
    else if (follow.current) element.scrollTop = element.scrollHeight;
    else putBack(element, sight.current);
    if (aim.current && lineOf(element, aim.current.key)) aim.current = null;
    sight.current = drawn.look();
    height.current = element.scrollHeight;
    setAway(leftBelow(element) > element.clientHeight * 0.6);
    // What was supposed is known now, and may be less; drawn for that already, it cannot be more.
    if (drawn.isShort() && tried.current !== drawn.parts.length) drawn.redraw();
    tried.current = drawn.parts.length;
  };
  const onScroll = (element: HTMLElement) => {
    const left = leftBelow(element);
    setAway(left > element.clientHeight * 0.6);
    const before = sight.current.scrollTop;
    if (opening.current !== null && Math.abs(element.scrollTop - before) <= 1) return;
    if (opening.current !== null) [follow.current, opening.current] = [left < NEAR_PX, null];
    // Only somebody who scrolls up leaves the end; lines that wrap anew when a phone is turned do not.
    const isUpwards = element.scrollTop < before;
    if (left < NEAR_PX || isUpwards) follow.current = left < NEAR_PX;
    if (follow.current) {
      seen.current = last.current;
      setNewer(0);
    } else if (isUpwards && element.scrollTop < AHEAD_PX) nearStart.current();
    sight.current = drawn.look();
    height.current = element.scrollHeight;
    // Whoever is quicker than the lines shall not see that.
    if (drawn.isShort()) flushSync(drawn.redraw);
  };
  const hands = useRef({ settle, onScroll });
  hands.current = { settle, onScroll };

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const look = () => hands.current.onScroll(element);
    element.addEventListener('scroll', look, { passive: true });
    // Pictures that load and a composer that grows change the height without a word.
    const sizes = new ResizeObserver(() => hands.current.settle(element));
    sizes.observe(element);
    if (content.current) sizes.observe(content.current);
    return () => {
      element.removeEventListener('scroll', look);
      sizes.disconnect();
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: anew with other lines, or others of them in the document
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const end = items.at(-1);
    if (last.current === undefined) opening.current = begin();
    else if (isSent(end)) [follow.current, opening.current] = [true, null];
    else if (opening.current !== null && cameAfter(items, last.current) > 0)
      [follow.current, opening.current] = [height.current - element.scrollTop - element.clientHeight < NEAR_PX, null];
    last.current = end?.key;
    if (follow.current) seen.current = last.current;
    setNewer(cameAfter(items, seen.current));
    settle(element);
  }, [items, drawn.parts, conversationId]);

  const goToKey = (key: string | undefined, focus: boolean) => {
    if (key === undefined) return;
    [follow.current, opening.current, aim.current] = [false, null, { key, focus }];
    drawn.redraw();
  };
  const there = goTo > 0 ? items.find((item) => seqsOf(item).includes(goTo))?.key : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each line that is asked for
  useLayoutEffect(() => goToKey(there, false), [there]);

  const toEnd = () => {
    const element = box.current;
    if (!element) return;
    const isDrawn = drawn.parts.at(-1) !== undefined && 'line' in drawn.parts.at(-1)!;
    if (isDrawn)
      return element.scrollTo({
        top: element.scrollHeight,
        behavior: matchMedia(STILL).matches ? 'instant' : 'smooth',
      });
    [follow.current, opening.current] = [true, null];
    drawn.redraw();
  };
  const lookAt = (touchpointId: string) =>
    goToKey(items.find((item) => 'touchpoint' in item && item.touchpoint.id === touchpointId)?.key, true);
  return { box, content, parts: drawn.parts, away, newer, toEnd, lookAt };
}

const leftBelow = ({ scrollHeight, scrollTop, clientHeight }: HTMLElement): number =>
  scrollHeight - scrollTop - clientHeight;

/** Puts the line's beginning into sight, and as much of what follows as there is room for. */
function openAt(box: HTMLElement, key: string): void {
  const line = lineOf(box, key);
  if (line) box.scrollTop += line.getBoundingClientRect().top - box.getBoundingClientRect().top - ABOVE_PX;
}

function goToLine(box: HTMLElement, { key, focus }: { key: string; focus: boolean }): void {
  const line = lineOf(box, key);
  line?.scrollIntoView({ block: 'center' });
  if (focus) line?.querySelector<HTMLElement>('[tabindex="-1"]')?.focus({ preventScroll: true });
}
