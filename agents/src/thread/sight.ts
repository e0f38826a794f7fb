/** What a reader has before them of a timeline, told by its lines: it stays while lines come, go and grow above it. */

export interface Sight {
  scrollTop: number;
  /** The lines in sight from the first on, and how far below the box's upper edge each begins. */
  lines: { key: string; px: number }[];
}

/** Nobody reads a line of which so little is left at the upper edge: what grows in it grows above the sight. */
const SLIVER_PX = 24;
/** So near to the sight there are lines, or they are drawn. */
const NEAR_PX = 1_000;

export const lineOf = (box: HTMLElement, key: string): HTMLElement | null =>
  box.querySelector<HTMLElement>(`[data-line="${CSS.escape(key)}"]`);

export function sightOf(box: HTMLElement): Sight {
  const { top, bottom } = box.getBoundingClientRect();
  const lines: Sight['lines'] = [];
  for (const line of box.querySelectorAll<HTMLElement>('[data-line]')) {
    const edges = line.getBoundingClientRect();
    if (edges.top >= bottom) break;
    if (edges.bottom > top + SLIVER_PX) lines.push({ key: line.dataset.line!, px: edges.top - top });
  }
  return { scrollTop: box.scrollTop, lines };
}

/** Moves the box so that the first of those lines that is still there is where it was, but for what the reader has moved since. */
export function putBack(box: HTMLElement, { scrollTop, lines }: Sight): void {
  const { top } = box.getBoundingClientRect();
  for (const { key, px } of lines) {
    const line = lineOf(box, key);
    if (!line) continue;
    const moved = line.getBoundingClientRect().top - top - px + (box.scrollTop - scrollTop);
    if (Math.abs(moved) >= 1) box.scrollTop += moved;
    return;
  }
}

/** The room of lines that are not drawn, where it is in sight or nearly; its beginning, from the box's upper edge. */
export function gapNear(box: HTMLElement, nearPx = NEAR_PX): { from: number; px: number } | null {
  const { top, bottom } = box.getBoundingClientRect();
  for (const gap of box.querySelectorAll<HTMLElement>('[data-from]')) {
    const edges = gap.getBoundingClientRect();
    if (edges.bottom > top - nearPx && edges.top < bottom + nearPx)
      return { from: Number(gap.dataset.from), px: edges.top - top };
  }
  return null;
}

/** The lines that somebody is at: has opened, listens to, has the focus in, or is marking words of. They stay in the document. */
export function heldIn(box: HTMLElement): ReadonlySet<string> {
  const marks = getSelection();
  const isMarking = marks !== null && !marks.isCollapsed && box.contains(marks.anchorNode);
  const at = isMarking ? '[data-line]' : '[aria-expanded="true"], :focus, audio';
  const held = new Set<string>();
  for (const one of box.querySelectorAll<HTMLElement>(at)) {
    const key = one.closest<HTMLElement>('[data-line]')?.dataset.line;
    if (key !== undefined && !(one instanceof HTMLMediaElement && one.paused)) held.add(key);
  }
  return held;
}
