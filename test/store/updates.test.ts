import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenStore, openStore } from './open-store.js';

const { Long, ObjectId } = mongoose.mongo.BSON;

let store: OpenStore;
beforeAll(async () => {
  store = await openStore();
});
afterAll(() => store.close());

type Fields = Record<string, unknown>;
interface Case {
  says: string;
  before: Fields;
  update: object;
  filter?: object;
  options?: object;
  after: Fields;
}

const CASES: Case[] = [
  {
    says: '$set makes the objects on its way',
    before: {},
    update: { $set: { 'a.b.c': 1 } },
    after: { a: { b: { c: 1 } } },
  },
  {
    says: '$set keeps the place of a field',
    before: { a: 1, b: 2 },
    update: { $set: { a: 9 } },
    after: { a: 9, b: 2 },
  },
  {
    says: 'new fields come in the order of their paths',
    before: {},
    update: { $set: { z: 1, b: 2 }, $inc: { c: 3 } },
    after: { b: 2, c: 3, z: 1 },
  },
  { says: '$set into an array by number', before: { a: [1, 2] }, update: { $set: { 'a.1': 9 } }, after: { a: [1, 9] } },
  {
    says: '$set beyond an array fills with null',
    before: { a: [1] },
    update: { $set: { 'a.3': 9 } },
    after: { a: [1, null, null, 9] },
  },
  {
    says: 'a number makes a field of an object',
    before: { a: {} },
    update: { $set: { 'a.0': 9 } },
    after: { a: { 0: 9 } },
  },
  { says: '$set of a whole array', before: { a: 1 }, update: { $set: { a: [{ b: 1 }] } }, after: { a: [{ b: 1 }] } },
  { says: '$set null', before: { a: 1 }, update: { $set: { a: null } }, after: { a: null } },
  { says: '$unset', before: { a: 1, b: 2 }, update: { $unset: { a: '' } }, after: { b: 2 } },
  {
    says: '$unset leaves null in an array',
    before: { a: [1, 2] },
    update: { $unset: { 'a.0': 1 } },
    after: { a: [null, 2] },
  },
  {
    says: '$unset of what is not there changes nothing',
    before: { a: 1 },
    update: { $unset: { 'b.c': 1 } },
    after: { a: 1 },
  },
  { says: '$inc a missing field', before: {}, update: { $inc: { a: 2 } }, after: { a: 2 } },
  { says: '$inc a fraction', before: { a: 1 }, update: { $inc: { a: 0.5 } }, after: { a: 1.5 } },
  {
    says: '$inc a Long beyond 2^53',
    before: { a: Long.fromString('9007199254740993') },
    update: { $inc: { a: 1 } },
    after: { a: Long.fromString('9007199254740994') },
  },
  { says: '$mul', before: { a: 3 }, update: { $mul: { a: 2, b: 5 } }, after: { a: 6, b: 0 } },
  {
    says: '$min takes the lower, over types',
    before: { a: 5, b: 'x' },
    update: { $min: { a: 3, b: 9 } },
    after: { a: 3, b: 9 },
  },
  { says: '$max takes the higher', before: { a: 5 }, update: { $max: { a: 3, b: 1 } }, after: { a: 5, b: 1 } },
  { says: '$rename', before: { a: 1, b: 2 }, update: { $rename: { a: 'c.d' } }, after: { b: 2, c: { d: 1 } } },
  { says: '$rename of what is not there', before: { b: 2 }, update: { $rename: { a: 'c' } }, after: { b: 2 } },
  { says: '$rename over another field', before: { a: 1, b: 2 }, update: { $rename: { a: 'b' } }, after: { b: 1 } },
  {
    says: '$setOnInsert does nothing to what is there',
    before: { a: 1 },
    update: { $set: { b: 1 }, $setOnInsert: { c: 1 } },
    after: { a: 1, b: 1 },
  },
  { says: '$push', before: { a: [1] }, update: { $push: { a: 2 } }, after: { a: [1, 2] } },
  { says: '$push makes the array', before: {}, update: { $push: { 'a.b': 2 } }, after: { a: { b: [2] } } },
  {
    says: '$push of an array adds one element',
    before: { a: [1] },
    update: { $push: { a: [2, 3] } },
    after: { a: [1, [2, 3]] },
  },
  {
    says: '$push with $each',
    before: { a: [1] },
    update: { $push: { a: { $each: [2, 3] } } },
    after: { a: [1, 2, 3] },
  },
  {
    says: '$push with $position',
    before: { a: [1, 4] },
    update: { $push: { a: { $each: [2, 3], $position: 1 } } },
    after: { a: [1, 2, 3, 4] },
  },
  {
    says: '$push with $position from the end',
    before: { a: [1, 4] },
    update: { $push: { a: { $each: [3], $position: -1 } } },
    after: { a: [1, 3, 4] },
  },
  {
    says: '$push keeps the last with $slice',
    before: { a: [1, 2, 3] },
    update: { $push: { a: { $each: [4], $slice: -2 } } },
    after: { a: [3, 4] },
  },
  {
    says: '$push with $slice 0 empties',
    before: { a: [1] },
    update: { $push: { a: { $each: [2], $slice: 0 } } },
    after: { a: [] },
  },
  {
    says: '$push sorts by a field, then cuts',
    before: { a: [{ s: 3 }, { s: 1 }] },
    update: { $push: { a: { $each: [{ s: 2 }], $sort: { s: 1 }, $slice: 2 } } },
    after: { a: [{ s: 1 }, { s: 2 }] },
  },
  {
    says: '$push sorts values down',
    before: { a: [1, 3] },
    update: { $push: { a: { $each: [2], $sort: -1 } } },
    after: { a: [3, 2, 1] },
  },
  {
    says: '$addToSet',
    before: { a: [1, { b: 1 }] },
    update: { $addToSet: { a: { $each: [1, 2, { b: 1 }, 2] } } },
    after: { a: [1, { b: 1 }, 2] },
  },
  {
    says: '$addToSet of an array is one value',
    before: { a: [1] },
    update: { $addToSet: { a: [1] } },
    after: { a: [1, [1]] },
  },
  { says: '$pop the last', before: { a: [1, 2, 3] }, update: { $pop: { a: 1 } }, after: { a: [1, 2] } },
  { says: '$pop the first', before: { a: [1, 2, 3] }, update: { $pop: { a: -1 } }, after: { a: [2, 3] } },
  { says: '$pull a value', before: { a: [1, 2, 1] }, update: { $pull: { a: 1 } }, after: { a: [2] } },
  { says: '$pull by an operator', before: { a: [1, 5, 9] }, update: { $pull: { a: { $gte: 5 } } }, after: { a: [1] } },
  {
    says: '$pull objects by some of their fields',
    before: { a: [{ x: 1, y: 2 }, { x: 2 }] },
    update: { $pull: { a: { x: 1 } } },
    after: { a: [{ x: 2 }] },
  },
  {
    says: '$pull objects by an operator on a field',
    before: { a: [{ x: 1 }, { x: 7 }] },
    update: { $pull: { a: { x: { $gt: 5 } } } },
    after: { a: [{ x: 1 }] },
  },
  {
    says: '$pull with $in',
    before: { a: ['x', 'y', 'z'] },
    update: { $pull: { a: { $in: ['x', 'z'] } } },
    after: { a: ['y'] },
  },
  {
    says: '$pull an array element that is an array',
    before: { a: [[1, 2], [3]] },
    update: { $pull: { a: [1, 2] } },
    after: { a: [[3]] },
  },
  { says: '$pull on nothing', before: { b: 1 }, update: { $pull: { a: 1 } }, after: { b: 1 } },
  { says: '$pullAll', before: { a: [1, 2, 3, 1] }, update: { $pullAll: { a: [1, 3] } }, after: { a: [2] } },
  { says: '$bit', before: { a: 13 }, update: { $bit: { a: { and: 10 } } }, after: { a: 8 } },
  {
    says: 'positional $',
    before: { a: [1, 5, 9] },
    filter: { a: 5 },
    update: { $set: { 'a.$': 6 } },
    after: { a: [1, 6, 9] },
  },
  {
    says: 'positional $ after $elemMatch',
    before: {
      a: [
        { x: 1, y: 1 },
        { x: 1, y: 2 },
      ],
    },
    filter: { a: { $elemMatch: { x: 1, y: 2 } } },
    update: { $set: { 'a.$.z': 1 } },
    after: {
      a: [
        { x: 1, y: 1 },
        { x: 1, y: 2, z: 1 },
      ],
    },
  },
  {
    says: 'positional $ within $and',
    before: { a: [{ x: 1 }, { x: 2 }], b: 1 },
    filter: { $and: [{ b: 1 }, { 'a.x': 2 }] },
    update: { $inc: { 'a.$.x': 5 } },
    after: { a: [{ x: 1 }, { x: 7 }], b: 1 },
  },
  {
    says: 'positional $ with other clauses behind it',
    before: { a: [{ x: 1 }, { x: 2 }], b: 1 },
    filter: { 'a.x': 2, b: 1 },
    update: { $set: { 'a.$.x': 0 } },
    after: { a: [{ x: 1 }, { x: 0 }], b: 1 },
  },
  {
    says: 'positional $ pulls from inside',
    before: { a: [{ x: 1, l: [1, 2] }] },
    filter: { 'a.x': 1 },
    update: { $pull: { 'a.$.l': 1 } },
    after: { a: [{ x: 1, l: [2] }] },
  },
  { says: '$[] changes all', before: { a: [1, 2] }, update: { $inc: { 'a.$[]': 10 } }, after: { a: [11, 12] } },
  {
    says: '$[] twice',
    before: { a: [{ b: [1] }, { b: [2] }] },
    update: { $inc: { 'a.$[].b.$[]': 1 } },
    after: { a: [{ b: [2] }, { b: [3] }] },
  },
  {
    says: 'array filters',
    before: { a: [1, 5, 9] },
    update: { $set: { 'a.$[big]': 0 } },
    options: { arrayFilters: [{ big: { $gt: 3 } }] },
    after: { a: [1, 0, 0] },
  },
  {
    says: 'array filters on fields',
    before: {
      a: [
        { id: 1, n: 0 },
        { id: 2, n: 0 },
      ],
    },
    update: { $inc: { 'a.$[e].n': 1 } },
    options: { arrayFilters: [{ 'e.id': 2 }] },
    after: {
      a: [
        { id: 1, n: 0 },
        { id: 2, n: 1 },
      ],
    },
  },
  {
    says: 'array filters with $or',
    before: { a: [1, 2, 3] },
    update: { $set: { 'a.$[e]': 0 } },
    options: { arrayFilters: [{ $or: [{ e: 1 }, { e: 3 }] }] },
    after: { a: [0, 2, 0] },
  },
  {
    says: 'a pipeline computes from the document',
    before: { a: 2, b: 3 },
    update: [{ $set: { c: { $add: ['$a', '$b'] } } }, { $unset: 'b' }],
    after: { a: 2, c: 5 },
  } as Case,
  {
    says: 'a pipeline may condition',
    before: { n: 5 },
    update: [{ $set: { level: { $cond: [{ $gt: ['$n', 3] }, 'high', 'low'] } } }],
    after: { n: 5, level: 'high' },
  } as Case,
  {
    says: 'operators that change nothing',
    before: { a: 1, b: 1, l: [1] },
    update: { $set: { a: 1 }, $addToSet: { l: 1 }, $max: { b: 0 } },
    after: { a: 1, b: 1, l: [1] },
  },
  {
    says: 'types of untouched fields stay',
    before: { long: Long.fromNumber(5), a: 1 },
    update: { $set: { a: 2 } },
    after: { long: Long.fromNumber(5), a: 2 },
  },
];

const LONGS = { promoteLongs: false };

it.each(CASES.map((one, i) => ({ ...one, i })))(
  '$says',
  async ({ before, update, filter = {}, options = {}, after, i }) => {
    const all = store.db.collection<{ _id: number }>(`update${i}`);
    await all.insertOne({ _id: 1, ...before });
    await all.updateOne({ _id: 1, ...filter }, update, options);
    const now = await all.findOne({ _id: 1 }, LONGS);
    expect(now).toEqual({ _id: 1, ...after });
    expect(Object.keys(now!)).toEqual(['_id', ...Object.keys(after)]);
  },
);

it.each([
  { says: '$inc of text', before: { a: 'x' }, update: { $inc: { a: 1 } }, code: 14 },
  { says: '$inc by text', before: { a: 1 }, update: { $inc: { a: 'x' } }, code: 14 },
  { says: '$push to a number', before: { a: 1 }, update: { $push: { a: 1 } }, code: 2 },
  { says: '$addToSet to a number', before: { a: 1 }, update: { $addToSet: { a: 1 } }, code: 2 },
  { says: '$pop from a number', before: { a: 1 }, update: { $pop: { a: 1 } }, code: 14 },
  { says: '$pop by 2', before: { a: [1] }, update: { $pop: { a: 2 } }, code: 9 },
  { says: 'a path through a number', before: { a: 1 }, update: { $set: { 'a.b': 1 } }, code: 28 },
  { says: 'a path through null', before: { a: null }, update: { $set: { 'a.b': 1 } }, code: 28 },
  { says: 'a name within an array', before: { a: [1] }, update: { $set: { 'a.b': 1 } }, code: 28 },
  { says: 'one path twice', before: {}, update: { $set: { a: 1 }, $inc: { a: 1 } }, code: 40 },
  { says: 'a path and one inside it', before: {}, update: { $set: { a: {}, 'a.b': 1 } }, code: 40 },
  { says: 'a new _id', before: {}, update: { $set: { _id: 2 } }, code: 66 },
  { says: 'an unknown operator', before: {}, update: { $put: { a: 1 } }, code: 9 },
  { says: 'positional $ without a match in an array', before: { a: [1] }, update: { $set: { 'a.$': 1 } }, code: 2 },
  { says: 'an array filter nobody named', before: { a: [1] }, update: { $set: { 'a.$[x]': 1 } }, code: 2 },
  {
    says: 'an array filter nobody uses',
    before: { a: [1] },
    update: { $set: { a: 1 } },
    options: { arrayFilters: [{ x: 1 }] },
    code: 9,
  },
  { says: '$[] on a number', before: { a: 1 }, update: { $set: { 'a.$[]': 1 } }, code: 2 },
  { says: 'an empty name', before: {}, update: { $set: { 'a..b': 1 } }, code: 56 },
])('refuses $says and changes nothing', async ({ before, update, options = {}, code }) => {
  const all = store.db.collection('refusals');
  const _id = new ObjectId();
  await all.insertOne({ _id, ...before });
  await expect(all.updateOne({ _id }, update as object, options)).rejects.toMatchObject({ code });
  expect(await all.findOne({ _id })).toEqual({ _id, ...before });
});

describe('upserts', () => {
  it.each([
    {
      says: 'take what the filter demands',
      filter: { a: 1, 'b.c': 2 },
      update: { $set: { d: 3 } },
      made: { a: 1, b: { c: 2 }, d: 3 },
    },
    {
      says: 'take from $eq, $and and a lone $in',
      filter: { $and: [{ a: { $eq: 1 } }, { b: { $in: [2] } }] },
      update: { $set: { d: 3 } },
      made: { a: 1, b: 2, d: 3 },
    },
    {
      says: 'leave out other operators',
      filter: { a: { $gt: 1 }, b: /x/, c: { $in: [1, 2] } },
      update: { $set: { d: 3 } },
      made: { d: 3 },
    },
    {
      says: 'do $setOnInsert',
      filter: { a: 1 },
      update: { $setOnInsert: { b: 2 }, $inc: { n: 1 } },
      made: { a: 1, b: 2, n: 1 },
    },
    { says: 'of a replacement take only _id', filter: { a: 1 }, update: { b: 2 }, made: { b: 2 } },
    {
      says: 'by a pipeline start from the filter',
      filter: { a: 1 },
      update: [{ $set: { b: { $add: ['$a', 1] } } }],
      made: { a: 1, b: 2 },
    },
  ])('$says', async ({ says, filter, update, made }) => {
    const all = store.db.collection(`upsert ${says.replaceAll('$', '')}`);
    const replaces = !Array.isArray(update) && !Object.keys(update)[0]!.startsWith('$');
    const answer = replaces
      ? await all.replaceOne(filter, update, { upsert: true })
      : await all.updateOne(filter, update, { upsert: true });
    expect(answer).toMatchObject({ matchedCount: 0, upsertedCount: 1 });
    const { _id, ...rest } = (await all.findOne({}))!;
    expect(_id).toEqual(answer.upsertedId);
    expect(rest).toEqual(made);
    expect((await all.updateOne({ _id }, { $set: made }, { upsert: true })).matchedCount).toBe(1);
  });

  it('keep an _id that the filter names', async () => {
    const all = store.db.collection<{ _id: string }>('upsert id');
    await all.updateOne({ _id: 'x' }, { $set: { a: 1 } }, { upsert: true });
    expect(await all.findOne({})).toEqual({ _id: 'x', a: 1 });
  });
});

describe('findAndModify', () => {
  it('answers the old or the new document, projected, in the order of a sort', async () => {
    const all = store.db.collection<{ _id: number; n: number; tag: string }>('modify');
    await all.insertMany([1, 2, 3].map((_id) => ({ _id, n: _id * 10, tag: 'x' })));
    expect(await all.findOneAndUpdate({ tag: 'x' }, { $inc: { n: 1 } }, { sort: { n: -1 } })).toMatchObject({
      _id: 3,
      n: 30,
    });
    const after = { returnDocument: 'after', projection: { n: 1, _id: 0 } } as const;
    expect(await all.findOneAndUpdate({ _id: 3 }, { $inc: { n: 1 } }, after)).toEqual({ n: 32 });
    expect(await all.findOneAndReplace({ _id: 2 }, { n: 5, tag: 'y' }, { returnDocument: 'after' })).toEqual({
      _id: 2,
      n: 5,
      tag: 'y',
    });
    expect(await all.findOneAndDelete({ tag: 'x' }, { sort: { n: 1 } })).toMatchObject({ _id: 1 });
    expect(await all.findOneAndUpdate({ _id: 99 }, { $set: { n: 1 } })).toBeNull();
    expect(await all.countDocuments()).toBe(2);
  });

  it('upserts and answers what was made', async () => {
    const all = store.db.collection('modify upsert');
    const options = { upsert: true, returnDocument: 'after', includeResultMetadata: true } as const;
    const made = await all.findOneAndUpdate({ key: 'a' }, { $inc: { n: 1 } }, options);
    expect(made.lastErrorObject).toMatchObject({ n: 1, updatedExisting: false, upserted: made.value!._id });
    const again = await all.findOneAndUpdate({ key: 'a' }, { $inc: { n: 1 } }, options);
    expect(again).toMatchObject({ lastErrorObject: { n: 1, updatedExisting: true }, value: { key: 'a', n: 2 } });
  });

  it('takes a ticket from many at once without giving one twice', async () => {
    const all = store.db.collection<{ _id: string; n: number }>('tickets');
    await all.insertOne({ _id: 'counter', n: 0 });
    const take = () => all.findOneAndUpdate({ _id: 'counter' }, { $inc: { n: 1 } }, { returnDocument: 'after' });
    const tickets = await Promise.all(Array.from({ length: 50 }, take));
    expect(new Set(tickets.map((ticket) => ticket!.n)).size).toBe(50);
  });
});

it('tells matched from modified, and updates many', async () => {
  const all = store.db.collection<{ _id: number; n: number }>('many');
  await all.insertMany([1, 2, 3].map((_id) => ({ _id, n: _id })));
  expect(await all.updateMany({ n: { $gte: 2 } }, { $set: { n: 2 } })).toMatchObject({
    matchedCount: 2,
    modifiedCount: 1,
  });
  expect(await all.updateMany({}, { $inc: { n: 1 } })).toMatchObject({ matchedCount: 3, modifiedCount: 3 });
  expect(await all.deleteMany({ n: 3 })).toMatchObject({ deletedCount: 2 });
});

it('ends an ordered batch at its first error, and goes through an unordered one', async () => {
  const all = store.db.collection<{ _id: number }>('batches');
  await all.insertOne({ _id: 2 });
  const documents = [{ _id: 1 }, { _id: 2 }, { _id: 3 }];
  await expect(all.insertMany(documents)).rejects.toMatchObject({ code: 11000, insertedCount: 1 });
  await all.deleteOne({ _id: 1 });
  const unordered = all.insertMany(documents, { ordered: false });
  await expect(unordered).rejects.toMatchObject({ code: 11000, insertedCount: 2, writeErrors: [{ index: 1 }] });
  expect(await all.countDocuments()).toBe(3);
});

it('answers a repeated retryable write with the first answer', async () => {
  const session = store.client.startSession();
  try {
    // Far above what the driver, which may hand out a used session, has counted to.
    const numbered = (n: number) => ({
      update: 'retried',
      updates: [{ q: { _id: 1 }, u: { $inc: { n: 1 } }, upsert: true }],
      txnNumber: Long.fromNumber(1_000_000 + n),
    });
    const first = await store.db.command(numbered(7), { session });
    expect(await store.db.command(numbered(7), { session })).toMatchObject({ n: first.n, upserted: first.upserted });
    expect(await store.db.collection('retried').findOne({})).toMatchObject({ n: 1 });
    await store.db.command(numbered(8), { session });
    expect(await store.db.collection('retried').findOne({})).toMatchObject({ n: 2 });
  } finally {
    await session.endSession();
  }
});
