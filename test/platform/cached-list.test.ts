import { describe, expect, it } from 'vitest';
import { cachedList } from '../../server/platform/index.js';

interface Item {
  _id: string;
}

function aList(items: Item[]) {
  let reads = 0;
  const list = cachedList(async () => {
    reads += 1;
    return [...items];
  }, 60_000);
  return { list, reads: () => reads };
}

const named = (id: string) => (item: Item) => item._id === id;

describe('a list that is read all the time and changed seldom', () => {
  it('is read once', async () => {
    const { list, reads } = aList([{ _id: 'a' }]);
    await list.all();
    expect(await list.byId('a')).toEqual({ _id: 'a' });
    expect(await list.find(named('a'))).toEqual({ _id: 'a' });
    expect(reads()).toBe(1);
  });

  it('finds what another process made since', async () => {
    const items = [{ _id: 'a' }];
    const { list } = aList(items);
    await list.all();
    items.push({ _id: 'b' });
    expect(await list.byId('b')).toBeNull();
    expect(await list.find(named('b'))).toEqual({ _id: 'b' });
    items.push({ _id: 'c' });
    expect(await list.find(named('c'))).toEqual({ _id: 'c' });
  });

  it('asks the store once for all who seek at the same time what is not there', async () => {
    const { list, reads } = aList([{ _id: 'a' }]);
    await list.all();
    const found = await Promise.all(Array.from({ length: 1_000 }, (_, i) => list.find(named(`no-${i}`))));
    expect(found.every((item) => item === null)).toBe(true);
    expect(reads()).toBe(2);
  });

  it('does not keep a reading that failed', async () => {
    let fails = true;
    const list = cachedList(async () => {
      if (fails) throw new Error('the store is away');
      return [{ _id: 'a' }];
    });
    await expect(list.all()).rejects.toThrow('the store is away');
    fails = false;
    expect(await list.byId('a')).toEqual({ _id: 'a' });
  });
});
