import type { Item } from './items.js';

/** A timeline of no more lines is in the document whole: the browser's own search finds all of it. */
const WHOLE = 200;
/** So far beyond what is in sight there are lines. */
const BEYOND_PX = 3_000;

/** A line in the document, or the room of those in a row that are not: from the one, up to the other. */
export type Part = { line: number } | { from: number; to: number; px: number };

/** A line in sight, wherever in the box it stands, and the height of the box. */
export interface Centre {
  line: number;
  px: number;
}

/**
 * What of a timeline is in the document: all of a short one; else what is near where one reads, and whatever is held.
 * @param heights of its lines in px, measured or supposed
 */
export function drawnLines(
  heights: readonly number[],
  { line, px }: Centre,
  isHeld: (line: number) => boolean,
): Part[] {
  const isWhole = heights.length <= WHOLE;
  const from = isWhole ? 0 : reach(heights, line, -1, px + BEYOND_PX);
  const to = isWhole ? heights.length : reach(heights, line, 1, px + BEYOND_PX);
  const parts: Part[] = [];
  for (const [at, height] of heights.entries()) {
    const before = parts.at(-1);
    if ((at >= from && at <= to) || isHeld(at)) parts.push({ line: at });
    else if (before && 'px' in before)
      parts[parts.length - 1] = { from: before.from, to: at + 1, px: before.px + height };
    else parts.push({ from: at, to: at + 1, px: height });
  }
  return parts;
}

/** The last line, that way, that begins within so many px of the given one. */
function reach(heights: readonly number[], line: number, step: 1 | -1, px: number): number {
  let [at, left] = [line, px];
  while (left > 0 && heights[at + step] !== undefined) {
    at += step;
    left -= heights[at] ?? 0;
  }
  return at;
}

/** The line at so many px below the top of the first of these, and where it begins. */
export function lineAt(heights: readonly number[], from: number, px: number): { line: number; px: number } {
  let [line, begins] = [from, 0];
  while (line + 1 < heights.length && begins + heights[line]! <= px) begins += heights[line++]!;
  return { line, px: begins };
}

/** Until it was drawn once: only the scroll bar goes by it. */
const SUPPOSED_PX: Record<Item['type'], number> = {
  day: 44,
  unread: 40,
  message: 75,
  note: 66,
  pages: 28,
  call: 120,
  mail: 28,
  system: 28,
  outgoing: 75,
};
export const supposedPx = (item: Item): number =>
  item.type === 'message' && item.touchpoint.details.mail ? 260 : SUPPOSED_PX[item.type];
