import { describe, expect, it } from 'vitest';
import { Failure } from '../../agents/src/base/failure.js';
import {
  allOf,
  type Chosen,
  NONE_CHOSEN,
  spanned,
  stillShown,
  toggled,
  walked,
} from '../../agents/src/inbox/choosing.js';
import { inTurns } from '../../agents/src/inbox/in-turns.js';

const shown = ['a', 'b', 'c', 'd', 'e'];
const ids = ({ ids: chosen }: Chosen) => [...chosen].sort().join('');
const of = (...chosen: string[]): Chosen => ({ ids: new Set(chosen), anchor: chosen[0] ?? null });

describe('rows of a list', () => {
  it('are chosen one by one, and let go so', () => {
    const two = toggled(toggled(NONE_CHOSEN, 'b'), 'd');
    expect(ids(two)).toBe('bd');
    expect(ids(toggled(two, 'b'))).toBe('d');
  });

  it.each([
    { says: 'downwards', begun: of('b'), to: 'd', are: 'bcd' },
    { says: 'upwards', begun: of('d'), to: 'b', are: 'bcd' },
    { says: 'beside what was chosen before', begun: toggled(of('a'), 'c'), to: 'd', are: 'acd' },
    { says: 'by itself, where nothing was begun', begun: NONE_CHOSEN, to: 'c', are: 'c' },
    {
      says: 'by itself, where what was begun has left the list',
      begun: { ids: new Set(['a']), anchor: 'x' },
      to: 'c',
      are: 'ac',
    },
  ])('are chosen as a span $says', ({ begun, to, are }) => expect(ids(spanned(begun, shown, to))).toBe(are));

  it('go on from where the span was begun, not from where it ended', () =>
    expect(ids(spanned(spanned(of('c'), shown, 'e'), shown, 'a'))).toBe('abcde'));

  it.each([
    { says: 'choose where one is and where one goes', steps: ['b', 'c'], are: 'bc' },
    { says: 'choose on', steps: ['b', 'c', 'd'], are: 'bcd' },
    { says: 'give up what one leaves on the way back', steps: ['b', 'c', 'd', 'c'], are: 'bc' },
    { says: 'choose on beyond the beginning', steps: ['c', 'd', 'c', 'b'], are: 'bc' },
  ])('$says with Shift and the arrows', ({ steps, are }) => {
    const walk = steps.slice(1).reduce((now, to, i) => walked(now, shown, steps[i]!, to), NONE_CHOSEN);
    expect(ids(walk)).toBe(are);
  });

  it('are all chosen, and no more than are seen', () => {
    const all = allOf(shown, NONE_CHOSEN);
    expect(ids(all)).toBe('abcde');
    expect(ids(stillShown(all, ['a', 'c', 'x']))).toBe('ac');
    expect(stillShown(all, shown)).toBe(all);
  });
});

describe('the same with several', () => {
  const calmly = { atOnce: 2, isStopped: () => false, rest: () => Promise.resolve() };
  const refused = (code: 'conversation.closed' | 'offline' | 'rate.limited') => new Failure(code, code);

  it('is done with each, never with more at once than said', async () => {
    let underWay = 0;
    let most = 0;
    const { done } = await inTurns(
      shown,
      async () => {
        most = Math.max(most, ++underWay);
        await new Promise((resolve) => setImmediate(resolve));
        underWay -= 1;
      },
      calmly,
    );
    expect(done).toEqual(shown);
    expect(most).toBe(2);
  });

  it('goes on after one that is refused, and says which and why', async () => {
    const act = async (id: string) => {
      if (id === 'b') throw refused('conversation.closed');
    };
    expect(await inTurns(shown, act, calmly)).toEqual({
      done: ['a', 'c', 'd', 'e'],
      failed: [{ id: 'b', code: 'conversation.closed' }],
      left: [],
    });
  });

  it('tries no more of them when the server is out of reach', async () => {
    const act = async (id: string) => {
      if (id === 'c') throw refused('offline');
    };
    const { done, failed, left } = await inTurns(shown, act, { ...calmly, atOnce: 1 });
    expect({ done, failed: failed.map(({ id }) => id), left }).toEqual({
      done: ['a', 'b'],
      failed: ['c'],
      left: ['d', 'e'],
    });
  });

  it('waits where the server asks for patience, and does it then', async () => {
    let refusals = 3;
    const rests: number[] = [];
    const act = async () => {
      if (refusals-- > 0) throw new Failure('rate.limited', 'slowly', { retryAfterMs: 700 });
    };
    const rest = async (ms: number) => void rests.push(ms);
    expect((await inTurns(['a'], act, { ...calmly, rest })).done).toEqual(['a']);
    expect(rests).toEqual([700, 700, 700]);
  });

  it('leaves what is not begun when it is stopped', async () => {
    const tried: string[] = [];
    const act = async (id: string) => void tried.push(id);
    const { left } = await inTurns(shown, act, { ...calmly, atOnce: 1, isStopped: () => tried.length >= 2 });
    expect(left).toEqual(['c', 'd', 'e']);
  });
});
