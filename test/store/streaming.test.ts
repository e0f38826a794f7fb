import {
  Binary,
  BSONRegExp,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  serialize,
  Timestamp,
} from 'bson';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { neededFields } from '../../server/store/embedded/needed-fields.js';
import { picker } from '../../server/store/embedded/raw-fields.js';
import { decode } from '../../server/store/embedded/value.js';
import { type OpenStore, openStore } from './open-store.js';

describe('fields read from encoded documents', () => {
  const doc = {
    _id: new ObjectId(),
    double: new Double(1.5),
    int: new Int32(-7),
    long: Long.fromString('-9007199254740993'),
    text: 'سلام',
    object: { a: { b: [1, 'x'] } },
    array: [1, [2], { c: 3 }],
    binary: new Binary(Buffer.from('abc'), 5),
    yes: true,
    no: false,
    date: new Date(-12_345_678_901),
    late: new Date(8_640_000_000_000_000),
    nothing: null,
    regex: new BSONRegExp('^a', 'im'),
    timestamp: new Timestamp({ t: 7, i: 9 }),
    decimal: Decimal128.fromString('1.10'),
    least: new MinKey(),
    most: new MaxKey(),
    'a longer name': '',
  };
  const raw = Buffer.from(serialize(doc));
  const whole = decode(raw);

  it.each(Object.keys(doc))('are what the whole document says: %s', (name) => {
    expect(picker([name])(raw)).toEqual({ [name]: whole[name] });
    expect(picker(['most', name, 'missing'])(raw)).toEqual({ [name]: whole[name], most: whole.most });
  });
});

describe('what a pipeline needs of a document', () => {
  it.each<{ pipeline: object[]; fields: string[] | undefined }>([
    { pipeline: [{ $group: { _id: '$a.b', n: { $sum: '$c' } } }], fields: ['a', 'c'] },
    { pipeline: [{ $match: { $or: [{ 'x.y': 1 }, { z: 2 }] } }, { $count: 'n' }], fields: ['x', 'z'] },
    { pipeline: [{ $unwind: { path: '$tags' } }, { $sortByCount: '$tags' }], fields: ['tags'] },
    { pipeline: [{ $project: { a: 1, b: { $add: ['$c', 1] } } }], fields: ['_id', 'a', 'b', 'c'] },
    { pipeline: [{ $project: { a: 0 } }], fields: undefined },
    { pipeline: [{ $match: { a: 1 } }], fields: undefined },
    { pipeline: [{ $group: { _id: null, all: { $push: '$$ROOT' } } }], fields: undefined },
    { pipeline: [{ $group: { _id: null, last: { $top: { sortBy: { at: -1 }, output: '$a' } } } }], fields: undefined },
    { pipeline: [{ $group: { _id: { $getField: 'a' } } }], fields: undefined },
    { pipeline: [{ $facet: { one: [{ $count: 'n' }], two: [{ $sort: { a: 1 } }] } }], fields: undefined },
  ])('$pipeline', ({ pipeline, fields }) => {
    expect(neededFields(pipeline)).toEqual(fields && new Set(fields));
  });
});

describe('pipelines', () => {
  let store: OpenStore;
  beforeAll(async () => {
    store = await openStore();
    const docs = Array.from({ length: 400 }, (_, i) => ({
      _id: i,
      state: ['open', 'closed', null, 7, Long.fromNumber(7)][i % 5],
      at: new Date(1_700_000_000_000 + i * 3_600_000),
      by: i % 3 ? { name: `agent ${i % 4}`, level: i % 2 } : [{ name: 'two' }, { name: 'people' }],
      tags: ['a', 'b', 'c'].slice(i % 4),
      n: i % 7 === 0 ? 'none' : i % 11,
      text: 'x'.repeat(i),
    }));
    await store.db.collection('docs').insertMany(docs as never[]);
  });
  afterAll(() => store.close());

  const GROUP = {
    sum: { $sum: '$n' },
    avg: { $avg: '$n' },
    dev: { $stdDevSamp: '$n' },
    least: { $min: '$at' },
    names: { $addToSet: '$by.name' },
    last: { $lastN: { input: '$_id', n: 3 } },
    most: { $maxN: { input: '$n', n: 2 } },
    half: { $median: { input: '$n', method: 'approximate' } },
  };
  it.each<{ pipeline: object[] }>([
    { pipeline: [{ $group: { _id: '$state', ...GROUP } }] },
    { pipeline: [{ $group: { _id: '$by.name', ...GROUP } }] },
    { pipeline: [{ $group: { _id: { state: '$state', level: '$by.level' }, n: { $count: {} } } }] },
    { pipeline: [{ $unwind: '$tags' }, { $group: { _id: '$tags', ids: { $push: '$_id' } } }] },
    { pipeline: [{ $project: { by: 1, early: { $lt: ['$at', new Date(1_700_100_000_000)] } } }] },
    { pipeline: [{ $match: { $expr: { $gt: ['$n', 5] } } }, { $sortByCount: '$state' }] },
    { pipeline: [{ $addFields: { 'by.more': '$n' } }, { $group: { _id: '$by.more', a: { $first: '$by' } } }] },
    { pipeline: [{ $bucket: { groupBy: '$_id', boundaries: [0, 100, 400], output: { s: { $sum: '$n' } } } }] },
    { pipeline: [{ $replaceWith: { at: '$at', who: '$by.name' } }, { $sort: { at: -1 } }, { $limit: 5 }] },
    { pipeline: [{ $sort: { n: -1, _id: 1 } }, { $skip: 3 }, { $limit: 4 }, { $project: { _id: 1 } }] },
    { pipeline: [{ $facet: { a: [{ $count: 'n' }], b: [{ $group: { _id: '$n', x: { $max: '$at' } } }] } }] },
  ])('answer the same from some fields as from whole documents: $pipeline', async ({ pipeline }) => {
    const docs = store.db.collection('docs');
    // Behind a union with nothing, whole documents go through the stages.
    const whole = await docs.aggregate([{ $unionWith: { coll: 'nothing' } }, ...pipeline]).toArray();
    expect(whole.length).toBeGreaterThan(0);
    expect(await docs.aggregate(pipeline).toArray()).toEqual(whole);
  });

  it('give a cursor that goes on where it stood', async () => {
    const pipeline = [{ $unwind: '$tags' }, { $project: { tag: '$tags' } }];
    const cursor = store.db.collection('docs').aggregate(pipeline, { batchSize: 7 });
    expect(await cursor.toArray()).toHaveLength(600);
  });

  describe('over 120 MB of documents', () => {
    beforeAll(async () => {
      const text = 'x'.repeat(4_000_000);
      for (let i = 0; i < 30; i += 1)
        await store.db.collection('large').insertOne({ _id: i as never, text: text + i, n: i % 3 });
    }, 120_000);

    it.each<{ says: string; pipeline: object[] }>([
      { says: '$group by what the documents say', pipeline: [{ $group: { _id: '$n', first: { $first: '$text' } } }] },
      { says: '$sort with a $limit', pipeline: [{ $sort: { text: 1 } }, { $limit: 2 }] },
      { says: '$project and $match', pipeline: [{ $project: { text: 1 } }, { $match: { _id: { $gt: 27 } } }] },
      { says: '$unwind and $count', pipeline: [{ $addFields: { all: [1, 2] } }, { $unwind: '$all' }, { $count: 'n' }] },
    ])('passes what holds little: $says', async ({ pipeline }) => {
      const found = await store.db.collection('large').aggregate(pipeline).toArray();
      expect(found.length).toBeGreaterThan(0);
    });

    it.each<{ says: string; pipeline: object[]; code?: number; message?: string }>([
      { says: '$sort', pipeline: [{ $project: { text: 1 } }, { $sort: { text: 1 } }] },
      {
        says: '$push',
        pipeline: [{ $group: { _id: null, all: { $push: '$text' } } }],
        code: 146,
        message: '$push would use too much memory and cannot spill to disk',
      },
      { says: '$group by large values', pipeline: [{ $group: { _id: '$text' } }] },
      { says: '$facet', pipeline: [{ $facet: { all: [{ $sort: { text: 1 } }] } }] },
      {
        says: '$lookup',
        pipeline: [{ $limit: 1 }, { $lookup: { from: 'large', pipeline: [], as: 'all' } }, { $project: { _id: 1 } }],
      },
    ])('refuses what would hold too much: $says', async ({ pipeline, code = 292, message }) => {
      await expect(store.db.collection('large').aggregate(pipeline).toArray()).rejects.toMatchObject({
        code,
        message: expect.stringContaining(message ?? 'exceeded memory limit of 104857600 bytes'),
      });
    });
  });
});
