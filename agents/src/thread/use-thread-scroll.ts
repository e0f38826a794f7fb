import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { type Item, seqsOf } from './items.js';

/** So close to the end counts as being there. */
const NEAR_PX = 80;

interface ThreadScroll {
  box: RefObject<HTMLDivElement | null>;
  content: RefObject<HTMLDivElement | null>;
  /** Further up than the end: worth a way back. */
  away: boolean;
  toEnd: () => void;
}

/** Follows the end; keeps the sight still when earlier lines come in above; goes to a named line once it is there. */
export function useThreadScroll(items: readonly Item[], goTo = 0): ThreadScroll {
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const follow = useRef(goTo === 0);
  const height = useRef(0);
  const top = useRef(0);
  const first = useRef<string>(undefined);
  const [away, setAway] = useState(false);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const look = () => {
      const left = element.scrollHeight - element.scrollTop - element.clientHeight;
      // Only somebody who scrolls up leaves the end; lines that wrap anew when a phone is turned do not.
      if (left < NEAR_PX || element.scrollTop < top.current) follow.current = left < NEAR_PX;
      top.current = element.scrollTop;
      height.current = element.scrollHeight;
      setAway(left > element.clientHeight * 0.6);
    };
    element.addEventListener('scroll', look, { passive: true });
    // Pictures that load and a composer that grows change the height without a word.
    const sizes = new ResizeObserver(() => {
      if (follow.current) element.scrollTop = element.scrollHeight;
      height.current = element.scrollHeight;
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
    const firstKey = items[0]?.key;
    const grewAbove = first.current !== undefined && first.current !== firstKey;
    if (follow.current) element.scrollTop = element.scrollHeight;
    else if (grewAbove) element.scrollTop += element.scrollHeight - height.current;
    first.current = firstKey;
    height.current = element.scrollHeight;
  }, [items]);

  const there = goTo > 0 && items.some((item) => seqsOf(item).includes(goTo));
  useEffect(() => {
    if (!there) return;
    follow.current = false;
    content.current?.querySelector(`[data-seq="${goTo}"]`)?.scrollIntoView({ block: 'center' });
  }, [there, goTo]);

  const toEnd = () => box.current?.scrollTo({ top: box.current.scrollHeight, behavior: 'smooth' });
  return { box, content, away, toEnd };
}
