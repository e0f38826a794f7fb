import { describe, expect, it } from 'vitest';
import { levelOf, moved } from '../../agents/src/routing/matrix/level-keys.js';

const size = { rows: 200, cols: 50, page: 10 };

describe('keys of the skills matrix', () => {
  it.each([
    { key: 'ArrowDown', from: [3, 4], to: [4, 4] },
    { key: 'Enter', from: [3, 4], to: [4, 4] },
    { key: 'ArrowUp', from: [0, 4], to: [0, 4] },
    { key: 'ArrowRight', from: [3, 4], to: [3, 5] },
    { key: 'ArrowRight', from: [3, 49], to: [3, 49] },
    { key: 'ArrowLeft', from: [3, 4], to: [3, 3] },
    { key: 'PageDown', from: [195, 4], to: [199, 4] },
    { key: 'PageUp', from: [15, 4], to: [5, 4] },
    { key: 'Home', from: [3, 4], to: [3, 0] },
    { key: 'End', from: [3, 4], to: [3, 49] },
  ])('$key leads from $from to $to', ({ key, from: [row, col], to }) => {
    const cell = moved({ row: row!, col: col! }, key, size, false);
    expect([cell?.row, cell?.col]).toEqual(to);
  });

  it('follow the direction of reading', () => {
    expect(moved({ row: 0, col: 4 }, 'ArrowLeft', size, true)).toEqual({ row: 0, col: 5 });
    expect(moved({ row: 0, col: 4 }, 'ArrowRight', size, true)).toEqual({ row: 0, col: 3 });
    expect(moved({ row: 0, col: 4 }, 'Tab', size, true)).toBeNull();
  });

  it.each([
    ['0', 0],
    ['5', 5],
    ['۳', 3],
    ['٤', 4],
    ['Delete', 0],
    ['Backspace', 0],
    ['6', null],
    ['۹', null],
    ['a', null],
    ['', null],
    ['12', null],
  ])('%s means level %s', (key, level) => expect(levelOf(key)).toBe(level));
});
