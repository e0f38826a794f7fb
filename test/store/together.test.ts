/** Many writes in one command are as many writes: each has its own end. */
import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeTogether, findTogether, insertTogether, updateTogether } from '../../server/store/index.js';
import { openTestStore } from '../store-for.js';

interface Thing {
  _id: string;
  key: string;
  count?: number;
}
const schema = new mongoose.Schema<Thing>(
  { _id: String, key: String, count: Number },
  { collection: 'togetherThings' },
);
schema.index({ key: 1 }, { unique: true });
const ThingModel = mongoose.model<Thing>('TogetherThing', schema);

let store: Awaited<ReturnType<typeof openTestStore>>;
beforeAll(async () => {
  store = await openTestStore();
  await ThingModel.createIndexes();
});
afterAll(async () => {
  await store.close();
  mongoose.deleteModel('TogetherThing');
});

describe('what is asked of the store at the same time', () => {
  it('is written each by itself: one that clashes keeps back no other', async () => {
    const insert = insertTogether(ThingModel);
    const keys = ['a', 'b', 'a', 'c', 'b'];
    const ends = await Promise.allSettled(keys.map((key, i) => insert({ _id: `${key}${i}`, key })));
    expect(ends.map((end) => (end.status === 'rejected' ? end.reason.code : 'written'))).toEqual([
      ...['written', 'written', 11_000, 'written', 11_000],
    ]);
    expect(await ThingModel.countDocuments()).toBe(3);
  });

  it('is changed each by itself', async () => {
    const update = updateTogether(ThingModel);
    await Promise.all([
      update({ filter: { _id: 'a0' }, update: { $inc: { count: 1 } } }),
      update({ filter: { _id: 'a0' }, update: { $inc: { count: 1 } } }),
      update({ filter: { _id: 'd' }, update: { $setOnInsert: { key: 'd' } }, upsert: true }),
    ]);
    const clash = update({ filter: { _id: 'd' }, update: { $set: { key: 'a' } } });
    const fine = update({ filter: { _id: 'b1' }, update: { $set: { count: 7 } } });
    await expect(clash).rejects.toMatchObject({ code: 11_000 });
    await fine;
    const counts = (await ThingModel.find().sort({ _id: 1 }).lean()).map(({ _id, count }) => [_id, count]);
    expect(counts).toEqual([
      ['a0', 2],
      ['b1', 7],
      ['c3', undefined],
      ['d', undefined],
    ]);
  });

  it('is changed under its own condition, and each asker is told what stands there then, alone or with others', async () => {
    await ThingModel.insertMany([
      { _id: 'm1', key: 'm1', count: 5 },
      { _id: 'm2', key: 'm2', count: 5 },
    ]);
    const change = changeTogether(ThingModel);
    const upTo = (_id: string, count: number) =>
      change({ filter: { _id, count: { $lt: count } }, update: { $set: { count } } });
    const counts = async (asked: Promise<Thing | null>[]) =>
      (await Promise.all(asked)).map((one) => one?.count ?? null);

    expect(await counts([upTo('m1', 6)])).toEqual([6]);
    expect(await counts([upTo('m1', 4)])).toEqual([6]);
    expect(await counts([upTo('nobody', 4)])).toEqual([null]);
    expect(await counts([upTo('m1', 8), upTo('m1', 7), upTo('m2', 3), upTo('nobody', 1)])).toEqual([8, 8, 5, null]);

    const ends = await Promise.allSettled([
      change({ filter: { _id: 'm1' }, update: { $set: { key: 'm2' } } }),
      change({ filter: { _id: 'm2' }, update: { $inc: { count: 1 } } }),
    ]);
    expect(ends[0]).toMatchObject({ status: 'rejected', reason: { code: 11_000 } });
    expect(ends[1]).toMatchObject({ value: { count: 6 } });
  });

  it('is read in one command, and each asker is given what they asked for', async () => {
    const byKey = findTogether(ThingModel, 'key');
    const found = await Promise.all(['c', 'none', 'a', 'c'].map(byKey));
    expect(found.map((one) => one?._id)).toEqual(['c3', undefined, 'a0', 'c3']);
  });
});
