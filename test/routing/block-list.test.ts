import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BlockList } from '../../server/routing/core/index.js';

interface Item {
  key: number;
  id: number;
}

const before = (a: Item, b: Item) => a.key - b.key || a.id - b.id;
/** Few keys, so that many are alike; and more items than one block takes. */
const anItem = fc.record({ key: fc.integer({ min: 0, max: 40 }), id: fc.integer({ min: 0, max: 60 }) });
const steps = fc.array(fc.record({ item: anItem, adds: fc.boolean(), often: fc.integer({ min: 1, max: 40 }) }), {
  minLength: 1,
  maxLength: 120,
});

test('A list of blocks is a sorted list, whatever comes and goes', () => {
  fc.assert(
    fc.property(steps, (given) => {
      const list = new BlockList<Item>(
        ({ key }) => key,
        (a, b) => a.id - b.id,
      );
      let sorted: Item[] = [];
      for (const { item, adds, often } of given) {
        for (let i = 0; i < often; i += 1) {
          const one = { key: (item.key + 7 * i) % 41, id: (item.id + 11 * i) % 61 };
          const there = sorted.some((other) => before(one, other) === 0);
          if (adds && !there) {
            list.add(one);
            sorted = [...sorted, one].sort(before);
          }
          if (adds) continue;
          expect(list.remove(one)).toBe(there);
          sorted = sorted.filter((other) => before(one, other) !== 0);
        }
        expect([...list]).toEqual(sorted);
        expect([list.size, list.first()]).toEqual([sorted.length, sorted[0]]);
        expect(list.rank(item)).toBe(sorted.filter((other) => before(other, item) < 0).length);
        const holds = (other: Item) => before(other, item) <= 0;
        expect(list.countWhile(holds)).toBe(sorted.filter(holds).length);
      }
      for (const one of sorted) expect(list.remove(one)).toBe(true);
      expect([...list, list.size]).toEqual([0]);
    }),
    { numRuns: 200 },
  );
});
