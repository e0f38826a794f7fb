import { expect, it } from 'vitest';
import { makeTally } from '../../server/platform/tally.js';

it('tells what is in the first of several sets, and what is in none any longer', () => {
  const told: [string[], string[]][] = [];
  const tally = makeTally((came, left) => told.push([came, left]));
  const [one, other] = [new Set<string>(), new Set<string>()];
  tally.moves(one, ['a', 'b'], []);
  tally.moves(other, ['b', 'c'], []);
  tally.moves(one, ['b'], ['a', 'never there']);
  tally.moves(one, [], ['b']);
  expect(tally.isThere('b')).toBe(true);
  tally.moves(other, [], ['b']);
  expect([tally.isThere('b'), tally.isThere('c')]).toEqual([false, true]);
  expect(told).toEqual([
    [['a', 'b'], []],
    [['c'], []],
    [[], ['a']],
    [[], ['b']],
  ]);
});
