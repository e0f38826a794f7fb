import { expect, it } from 'vitest';
import { drawnLines, lineAt, type Part } from '../../agents/src/thread/drawn-lines.js';

const HEIGHTS = Array.from({ length: 1_000 }, (_, i) => 20 + (i % 9) * 20);
const BOX_PX = 700;

const drawn = (parts: Part[]): number[] => parts.flatMap((part) => ('line' in part ? [part.line] : []));
const sum = (heights: number[]): number => heights.reduce((all, px) => all + px, 0);
const height = (parts: Part[]): number => sum(parts.map((part) => ('line' in part ? HEIGHTS[part.line]! : part.px)));
const nobody = () => false;

it.each([
  { says: 'the beginning', line: 0 },
  { says: 'the middle', line: 500 },
  { says: 'the end', line: 999 },
])('draws what is around $says, a few screens of it on either side, and leaves room for the rest', ({ line }) => {
  const parts = drawnLines(HEIGHTS, { line, px: BOX_PX }, nobody);
  const lines = drawn(parts);
  const [first, last] = [lines[0]!, lines.at(-1)!];
  expect(lines).toEqual(Array.from({ length: last - first + 1 }, (_, i) => first + i));
  expect(lines).toContain(line);
  expect(lines.length).toBeLessThan(120);
  if (first > 0) expect(sum(HEIGHTS.slice(first, line))).toBeGreaterThan(3 * BOX_PX);
  if (last < 999) expect(sum(HEIGHTS.slice(line, last + 1))).toBeGreaterThan(4 * BOX_PX);
  expect(height(parts)).toBe(sum(HEIGHTS));
});

it('draws a short one whole', () =>
  expect(drawn(drawnLines(HEIGHTS.slice(0, 200), { line: 0, px: BOX_PX }, nobody))).toHaveLength(200));

it('draws nothing of nothing', () => expect(drawnLines([], { line: 0, px: BOX_PX }, nobody)).toEqual([]));

it('keeps what is held, however far away, between two rooms', () => {
  const parts = drawnLines(HEIGHTS, { line: 999, px: BOX_PX }, (line) => line === 3);
  expect(parts.slice(0, 3)).toEqual([{ from: 0, to: 3, px: 120 }, { line: 3 }, expect.objectContaining({ from: 4 })]);
  expect(height(parts)).toBe(sum(HEIGHTS));
});

it.each([
  { px: 0, line: 10, begins: 0 },
  { px: 39, line: 10, begins: 0 },
  { px: 40, line: 11, begins: 40 },
  { px: 1_000_000, line: 999, begins: sum(HEIGHTS.slice(10, 999)) },
])('finds the line at $px px below the tenth', ({ px, line, begins }) =>
  expect(lineAt(HEIGHTS, 10, px)).toEqual({ line, px: begins }),
);
