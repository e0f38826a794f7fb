import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { cameAfter, type Item, opensAt, seqsOf } from './items.js';

/** So close to the end counts as being there. */
const NEAR_PX = 80;
/** So close to the beginning, what was before is fetched while one still reads. */
const AHEAD_PX = 600;
/** What it opens at stands so far below the upper edge: what is before it shows that there is something before. */
const ABOVE_PX = 44;
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
  /** Further up than the end: worth a way back. */
  away: boolean;
  /** What the customer wrote below while one was reading further up. */
  newer: number;
  toEnd: () => void;
}

/**
 * Opens at the end, or where reading begins if that would be out of sight; follows the end, and goes there with what one sends;
 * keeps the sight still when earlier lines come in above, which are asked for when one comes near; goes to a named line once it is there.
 */
export function useThreadScroll(items: readonly Item[], { goTo, conversationId, onNearStart }: Reading): ThreadScroll {
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const follow = useRef(goTo === 0);
  const height = useRef(0);
  const top = useRef(0);
  /** Where it opened, for as long as nobody moves: a mail grows as it is drawn. */
  const opening = useRef<string | null>(null);
  const first = useRef<string>(undefined);
  const last = useRef<string>(undefined);
  /** The last line there was when one left the end. */
  const seen = useRef<string>(undefined);
  const nearStart = useRef(onNearStart);
  nearStart.current = onNearStart;
  const [away, setAway] = useState(false);
  const [newer, setNewer] = useState(0);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const look = () => {
      const left = leftBelow(element);
      setAway(left > element.clientHeight * 0.6);
      if (opening.current !== null && Math.abs(element.scrollTop - top.current) <= 1) return;
      if (opening.current !== null) [follow.current, opening.current] = [left < NEAR_PX, null];
      // Only somebody who scrolls up leaves the end; lines that wrap anew when a phone is turned do not.
      const isUpwards = element.scrollTop < top.current;
      if (left < NEAR_PX || isUpwards) follow.current = left < NEAR_PX;
      if (follow.current) {
        seen.current = last.current;
        setNewer(0);
      } else if (isUpwards && element.scrollTop < AHEAD_PX) nearStart.current();
      top.current = element.scrollTop;
      height.current = element.scrollHeight;
    };
    element.addEventListener('scroll', look, { passive: true });
    // Pictures that load and a composer that grows change the height without a word.
    const sizes = new ResizeObserver(() => {
      if (opening.current !== null) top.current = openAt(element, opening.current);
      else if (follow.current) element.scrollTop = element.scrollHeight;
      height.current = element.scrollHeight;
      setAway(leftBelow(element) > element.clientHeight * 0.6);
    });
    sizes.observe(element);
    if (content.current) sizes.observe(content.current);
    return () => {
      element.removeEventListener('scroll', look);
      sizes.disconnect();
    };
  }, []);

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const [firstKey, end] = [items[0]?.key, items.at(-1)];
    if (last.current === undefined) opening.current = follow.current ? opensAt(items, conversationId) : null;
    else if (end?.type === 'outgoing' && end.key !== last.current) [follow.current, opening.current] = [true, null];
    else if (opening.current !== null && cameAfter(items, last.current) > 0)
      [follow.current, opening.current] = [height.current - top.current - element.clientHeight < NEAR_PX, null];
    last.current = end?.key;
    if (follow.current) seen.current = last.current;
    setNewer(cameAfter(items, seen.current));
    const grewAbove = first.current !== undefined && first.current !== firstKey;
    if (opening.current !== null) top.current = openAt(element, opening.current);
    else if (follow.current) element.scrollTop = element.scrollHeight;
    else if (grewAbove) element.scrollTop += element.scrollHeight - height.current;
    first.current = firstKey;
    height.current = element.scrollHeight;
  }, [items, conversationId]);

  const there = goTo > 0 && items.some((item) => seqsOf(item).includes(goTo));
  useEffect(() => {
    if (!there) return;
    [follow.current, opening.current] = [false, null];
    content.current?.querySelector(`[data-seq="${goTo}"]`)?.scrollIntoView({ block: 'center' });
  }, [there, goTo]);

  const toEnd = () =>
    box.current?.scrollTo({
      top: box.current.scrollHeight,
      behavior: matchMedia(STILL).matches ? 'instant' : 'smooth',
    });
  return { box, content, away, newer, toEnd };
}

const leftBelow = ({ scrollHeight, scrollTop, clientHeight }: HTMLElement): number =>
  scrollHeight - scrollTop - clientHeight;

/** Puts the line's beginning into sight, and as much of what follows as there is room for. */
function openAt(box: HTMLElement, messageId: string): number {
  const line = document.getElementById(`message-${messageId}`);
  if (line) box.scrollTop += line.getBoundingClientRect().top - box.getBoundingClientRect().top - ABOVE_PX;
  return box.scrollTop;
}
