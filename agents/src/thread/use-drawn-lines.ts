import { type RefObject, useMemo, useReducer, useRef } from 'react';
import { drawnLines, lineAt, type Part, supposedPx } from './drawn-lines.js';
import type { Item } from './items.js';
import { gapNear, heldIn, type Sight, sightOf } from './sight.js';

export interface DrawnLines {
  parts: readonly Part[];
  /** Draws the lines around what is the middle by now. */
  redraw: () => void;
  /** Remembers how high the lines in the document are; to be called whenever they may have changed. */
  measure: () => void;
  /** What is in sight, also where nothing was drawn yet. */
  look: () => Sight;
  /** Lines that are not drawn are in sight, or nearly. */
  isShort: () => boolean;
}

/**
 * The lines of a timeline that are in the document.
 * @param middle keys of lines: they are drawn around the first that is there; around the end where none is
 */
export function useDrawnLines(
  items: readonly Item[],
  box: RefObject<HTMLDivElement | null>,
  middle: () => readonly string[],
): DrawnLines {
  const known = useRef(new Map<string, number>());
  const heights = useRef<number[]>([]);
  const [drawing, redraw] = useReducer((times: number) => times + 1, 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: where one reads is asked for when something is to be drawn, and only then
  const parts = useMemo(() => {
    heights.current = items.map((item) => known.current.get(item.key) ?? supposedPx(item));
    const places = new Map(items.map(({ key }, at) => [key, at]));
    const line = middle().flatMap((key) => places.get(key) ?? [])[0] ?? Math.max(0, items.length - 1);
    const held = box.current ? heldIn(box.current) : new Set();
    const centre = { line, px: box.current?.clientHeight ?? innerHeight };
    return drawnLines(heights.current, centre, (at) => held.has(items[at]!.key));
  }, [items, drawing]);

  const measure = () => {
    const element = box.current;
    if (!element || element.clientHeight === 0) return; // out of sight, all of it has no height
    for (const line of element.querySelectorAll<HTMLElement>('[data-line]'))
      known.current.set(line.dataset.line!, line.getBoundingClientRect().height);
  };
  const look = (): Sight => {
    const sight = sightOf(box.current!);
    const gap = sight.lines.length === 0 ? gapNear(box.current!, 0) : null;
    if (!gap) return sight;
    const { line, px } = lineAt(heights.current, gap.from, -gap.px);
    const key = items[line]?.key;
    return key === undefined ? sight : { ...sight, lines: [{ key, px: gap.px + px }] };
  };
  const isShort = () => box.current!.clientHeight > 0 && gapNear(box.current!) !== null;
  return { parts, redraw, measure, look, isShort };
}
