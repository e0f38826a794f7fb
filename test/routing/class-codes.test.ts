import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ClassCodes } from '../../server/routing/core/class-codes.js';
import { Classes } from '../../server/routing/core/classes.js';
import { Roster } from '../../server/routing/core/roster.js';

const code = fc.array(fc.oneof(fc.nat(3), fc.nat(2 ** 31 - 1)), { maxLength: 6 });

test('every code is found by its own number, and no other is', () => {
  fc.assert(
    fc.property(fc.array(code, { maxLength: 1_200, size: 'max' }), fc.array(code), (put, asked) => {
      const codes = new ClassCodes();
      const expected = new Map<string, number>();
      for (const one of put) {
        const no = codes.find(one);
        expect(no).toBe(expected.get(one.join()) ?? -1);
        if (no >= 0) continue;
        expected.set(one.join(), expected.size);
        codes.put(one, expected.size - 1);
      }
      for (const one of [...put, ...asked]) expect(codes.find(one)).toBe(expected.get(one.join()) ?? -1);
      codes.clear();
      for (const one of put) expect(codes.find(one)).toBe(-1);
    }),
    { numRuns: 15 },
  );
});

test('kinds that nobody asks for any more are given up, and the others stay the ones they were', () => {
  const classes = new Classes(new Roster(), 48, () => {});
  const kind = (n: number) => ({ queueIds: ['sales'], skills: { [`s${n}`]: 1, other: 2 } as const });
  const of = (n: number) => classes.of({ queueId: 'sales', channel: 'webchat' }, kind(n));
  const kept = [0, 7, 19_999].map(of);
  for (const one of kept) one.used += 1;
  for (let n = 0; n < 20_010; n += 1) of(n);
  expect(classes.all.size).toBeLessThan(20_000);
  expect([0, 7, 19_999].map(of)).toEqual(kept);
  for (let n = 0; n < 20_000; n += 997) {
    const one = of(n);
    expect(one.need).toEqual(kind(n));
    expect(classes.all.has(one)).toBe(true);
  }
  expect(
    classes.of({ queueId: 'sales', channel: 'webchat' }, { queueIds: ['sales'], skills: { other: 2, s7: 1 } }),
  ).toBe(kept[1]);
});
