import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aggregation, ORDER, page } from './manual.js';
import { type OpenStore, openStore } from './open-store.js';

const { Long, ObjectId, Timestamp } = mongoose.mongo.BSON;

let store: OpenStore;
beforeAll(async () => {
  store = await openStore();
});
afterAll(() => store.close());

type Fields = Record<string, unknown>;
const id = new ObjectId('64b000000000000000000001');

describe('stages', () => {
  const SALES: Fields[] = [
    { _id: 1, item: 'a', n: 2, at: new Date('2030-01-05T10:00:00Z'), tags: ['x', 'y'], by: { name: 'Ana' } },
    { _id: 2, item: 'b', n: 1, at: new Date('2030-01-05T23:30:00Z'), tags: ['y'], by: { name: 'Bo' } },
    { _id: 3, item: 'a', n: 5, at: new Date('2030-01-06T09:00:00Z'), tags: [], by: null },
    { _id: 4, item: 'c', n: null, at: new Date('2030-02-01T00:00:00Z') },
  ];
  beforeAll(async () => {
    await store.db.collection('sales').insertMany(SALES as never[]);
    await store.db.collection('sales').createIndex({ item: 1, n: 1 });
    await store.db.collection('items').insertMany([
      { _id: 'a', title: 'Apple' },
      { _id: 'b', title: 'Bread' },
    ] as never[]);
  });

  it.each<{ says: string; source: string; pipeline: object[]; gives: unknown[] }>([
    {
      says: '$match, $sort, $skip, $limit',
      source: aggregation('match'),
      pipeline: [
        { $match: { n: { $gt: 0 } } },
        { $sort: { n: -1 } },
        { $skip: 1 },
        { $limit: 1 },
        { $project: { n: 1 } },
      ],
      gives: [{ _id: 1, n: 2 }],
    },
    {
      says: '$limit before $sort',
      source: aggregation('limit'),
      pipeline: [{ $limit: 2 }, { $sort: { _id: -1 } }, { $project: { _id: 1 } }],
      gives: [{ _id: 2 }, { _id: 1 }],
    },
    {
      says: '$group with sums, averages and counts',
      source: aggregation('group'),
      pipeline: [
        { $group: { _id: '$item', sum: { $sum: '$n' }, avg: { $avg: '$n' }, count: { $sum: 1 }, n: { $count: {} } } },
        { $sort: { _id: 1 } },
      ],
      gives: [
        { _id: 'a', sum: 7, avg: 3.5, count: 2, n: 2 },
        { _id: 'b', sum: 1, avg: 1, count: 1, n: 1 },
        { _id: 'c', sum: 0, avg: null, count: 1, n: 1 },
      ],
    },
    {
      says: '$group over all',
      source: aggregation('group'),
      pipeline: [
        {
          $group: {
            _id: null,
            min: { $min: '$n' },
            max: { $max: '$n' },
            first: { $first: '$item' },
            last: { $last: '$item' },
          },
        },
      ],
      gives: [{ _id: null, min: 1, max: 5, first: 'a', last: 'c' }],
    },
    {
      says: '$group by an object',
      source: aggregation('group'),
      pipeline: [
        { $group: { _id: { item: '$item', many: { $gte: ['$n', 2] } }, n: { $sum: 1 } } },
        { $sort: { '_id.item': 1 } },
      ],
      gives: [
        { _id: { item: 'a', many: true }, n: 2 },
        { _id: { item: 'b', many: false }, n: 1 },
        { _id: { item: 'c', many: false }, n: 1 },
      ],
    },
    {
      says: '$push and $addToSet leave out what is missing',
      source: aggregation('push'),
      pipeline: [
        { $sort: { _id: 1 } },
        { $group: { _id: null, names: { $push: '$by.name' }, set: { $addToSet: '$none' } } },
      ],
      gives: [{ _id: null, names: ['Ana', 'Bo'], set: [] }],
    },
    {
      says: '$group by a missing field is null',
      source: aggregation('group'),
      pipeline: [{ $group: { _id: '$none', n: { $sum: 1 } } }],
      gives: [{ _id: null, n: 4 }],
    },
    {
      says: '$sum of an expression',
      source: aggregation('sum'),
      pipeline: [{ $group: { _id: null, big: { $sum: { $cond: [{ $gt: ['$n', 1] }, 1, 0] } } } }],
      gives: [{ _id: null, big: 2 }],
    },
    {
      says: '$topN by a field',
      source: aggregation('topN'),
      pipeline: [{ $group: { _id: null, best: { $topN: { n: 2, sortBy: { n: -1 }, output: '$_id' } } } }],
      gives: [{ _id: null, best: [3, 1] }],
    },
    {
      says: '$unwind',
      source: aggregation('unwind'),
      pipeline: [{ $unwind: '$tags' }, { $project: { tags: 1 } }, { $sort: { _id: 1, tags: 1 } }],
      gives: [
        { _id: 1, tags: 'x' },
        { _id: 1, tags: 'y' },
        { _id: 2, tags: 'y' },
      ],
    },
    {
      says: '$unwind that keeps the empty',
      source: aggregation('unwind'),
      pipeline: [
        { $unwind: { path: '$tags', preserveNullAndEmptyArrays: true, includeArrayIndex: 'i' } },
        { $match: { _id: { $gte: 2 } } },
        { $project: { tags: 1, i: 1 } },
      ],
      gives: [
        { _id: 2, tags: 'y', i: Long.fromNumber(0) },
        { _id: 3, i: null },
        { _id: 4, i: null },
      ],
    },
    {
      says: '$project includes, leaves out _id and computes',
      source: aggregation('project'),
      pipeline: [
        { $match: { _id: 1 } },
        { $project: { _id: 0, item: 1, name: '$by.name', double: { $multiply: ['$n', 2] } } },
      ],
      gives: [{ item: 'a', name: 'Ana', double: 4 }],
    },
    {
      says: '$project leaves out',
      source: aggregation('project'),
      pipeline: [{ $match: { _id: 2 } }, { $project: { at: 0, 'by.name': 0, tags: 0 } }],
      gives: [{ _id: 2, item: 'b', n: 1, by: {} }],
    },
    {
      says: '$project of a missing field leaves it out',
      source: aggregation('project'),
      pipeline: [{ $match: { _id: 4 } }, { $project: { none: '$none', tags: 1 } }],
      gives: [{ _id: 4 }],
    },
    {
      says: '$addFields into an object and over itself',
      source: aggregation('addFields'),
      pipeline: [
        { $match: { _id: 1 } },
        { $addFields: { 'by.age': 30, n: { $add: ['$n', 1] } } },
        { $project: { by: 1, n: 1 } },
      ],
      gives: [{ _id: 1, n: 3, by: { name: 'Ana', age: 30 } }],
    },
    {
      says: '$set with $$REMOVE',
      source: page('reference/aggregation-variables'),
      pipeline: [{ $match: { _id: 1 } }, { $set: { n: '$$REMOVE' } }, { $project: { n: 1 } }],
      gives: [{ _id: 1 }],
    },
    {
      says: '$unset of many',
      source: aggregation('unset'),
      pipeline: [{ $match: { _id: 1 } }, { $unset: ['at', 'tags', 'by.name'] }],
      gives: [{ _id: 1, item: 'a', n: 2, by: {} }],
    },
    {
      says: '$replaceRoot',
      source: aggregation('replaceRoot'),
      pipeline: [{ $match: { _id: 1 } }, { $replaceRoot: { newRoot: '$by' } }],
      gives: [{ name: 'Ana' }],
    },
    {
      says: '$replaceWith merged objects',
      source: aggregation('replaceWith'),
      pipeline: [{ $match: { _id: 2 } }, { $replaceWith: { $mergeObjects: [{ age: 1 }, '$by'] } }],
      gives: [{ age: 1, name: 'Bo' }],
    },
    {
      says: '$count',
      source: aggregation('count'),
      pipeline: [{ $match: { item: 'a' } }, { $count: 'all' }],
      gives: [{ all: 2 }],
    },
    {
      says: '$count of nothing gives nothing',
      source: aggregation('count'),
      pipeline: [{ $match: { item: 'z' } }, { $count: 'all' }],
      gives: [],
    },
    {
      says: '$sortByCount',
      source: aggregation('sortByCount'),
      pipeline: [{ $sortByCount: '$item' }, { $limit: 1 }],
      gives: [{ _id: 'a', count: 2 }],
    },
    {
      says: '$facet',
      source: aggregation('facet'),
      pipeline: [
        {
          $facet: {
            total: [{ $count: 'n' }],
            first: [{ $sort: { _id: 1 } }, { $limit: 1 }, { $project: { _id: 1 } }],
            none: [{ $match: { _id: 99 } }],
          },
        },
      ],
      gives: [{ total: [{ n: 4 }], first: [{ _id: 1 }], none: [] }],
    },
    {
      says: '$lookup by fields',
      source: aggregation('lookup'),
      pipeline: [
        { $match: { _id: { $in: [1, 4] } } },
        { $lookup: { from: 'items', localField: 'item', foreignField: '_id', as: 'found' } },
        { $project: { found: 1 } },
      ],
      gives: [
        { _id: 1, found: [{ _id: 'a', title: 'Apple' }] },
        { _id: 4, found: [] },
      ],
    },
    {
      says: '$lookup by a pipeline with variables',
      source: aggregation('lookup'),
      pipeline: [
        { $match: { _id: 2 } },
        {
          $lookup: {
            from: 'sales',
            let: { mine: '$n' },
            pipeline: [
              { $match: { $expr: { $gt: ['$n', '$$mine'] } } },
              { $sort: { _id: 1 } },
              { $project: { _id: 1 } },
            ],
            as: 'more',
          },
        },
        { $project: { more: 1 } },
      ],
      gives: [{ _id: 2, more: [{ _id: 1 }, { _id: 3 }] }],
    },
    {
      says: '$lookup of an array of keys',
      source: aggregation('lookup'),
      pipeline: [
        { $limit: 1 },
        { $set: { keys: ['a', 'b'] } },
        { $lookup: { from: 'items', localField: 'keys', foreignField: '_id', as: 'found' } },
        { $project: { titles: '$found.title' } },
      ],
      gives: [{ _id: 1, titles: ['Apple', 'Bread'] }],
    },
    {
      says: '$unionWith',
      source: aggregation('unionWith'),
      pipeline: [
        { $match: { _id: 1 } },
        { $project: { _id: 1 } },
        { $unionWith: { coll: 'items', pipeline: [{ $match: { _id: 'b' } }] } },
      ],
      gives: [{ _id: 1 }, { _id: 'b', title: 'Bread' }],
    },
    {
      says: '$bucket',
      source: aggregation('bucket'),
      pipeline: [
        { $match: { n: { $gt: 0 } } },
        {
          $bucket: {
            groupBy: '$n',
            boundaries: [0, 2, 4],
            default: 'more',
            output: { n: { $sum: 1 }, ids: { $push: '$_id' } },
          },
        },
      ],
      gives: [
        { _id: 0, n: 1, ids: [2] },
        { _id: 2, n: 1, ids: [1] },
        { _id: 'more', n: 1, ids: [3] },
      ],
    },
    {
      says: 'grouping by day in a time zone',
      source: aggregation('dateToString'),
      pipeline: [
        { $match: { _id: { $lt: 4 } } },
        {
          $group: {
            _id: { $dateToString: { date: '$at', format: '%Y-%m-%d', timezone: 'Asia/Tehran' } },
            n: { $sum: 1 },
          },
        },
        { $sort: { _id: 1 } },
      ],
      gives: [
        { _id: '2030-01-05', n: 1 },
        { _id: '2030-01-06', n: 2 },
      ],
    },
    {
      says: '$dateTrunc',
      source: aggregation('dateTrunc'),
      pipeline: [{ $match: { _id: 1 } }, { $project: { day: { $dateTrunc: { date: '$at', unit: 'day' } } } }],
      gives: [{ _id: 1, day: new Date('2030-01-05T00:00:00Z') }],
    },
    {
      says: '$unwind of what is no array gives it once',
      source: aggregation('unwind'),
      pipeline: [{ $match: { _id: 1 } }, { $unwind: '$item' }, { $project: { item: 1 } }],
      gives: [{ _id: 1, item: 'a' }],
    },
    {
      says: '$project of a constant and of an object',
      source: aggregation('project'),
      pipeline: [{ $match: { _id: 1 } }, { $project: { x: { $literal: 1 }, o: { n: '$n', none: '$none' } } }],
      gives: [{ _id: 1, x: 1, o: { n: 2 } }],
    },
    {
      says: '$project keeps the order of the document for what it includes',
      source: aggregation('project'),
      pipeline: [
        { $match: { _id: 1 } },
        { $project: { n: 1, item: 1 } },
        { $project: { keys: { $objectToArray: '$$ROOT' } } },
        { $project: { keys: '$keys.k' } },
      ],
      gives: [{ _id: 1, keys: ['_id', 'item', 'n'] }],
    },
    {
      says: '$project with $$REMOVE leaves a field out on a condition',
      source: aggregation('project'),
      pipeline: [
        { $match: { _id: { $lte: 2 } } },
        { $sort: { _id: 1 } },
        { $project: { n: { $cond: [{ $gt: ['$n', 1] }, '$n', '$$REMOVE'] } } },
      ],
      gives: [{ _id: 1, n: 2 }, { _id: 2 }],
    },
    {
      says: '$addFields to each element of an array',
      source: aggregation('addFields'),
      pipeline: [{ $limit: 1 }, { $project: { l: { $literal: [{ a: 1 }, { a: 2 }] } } }, { $addFields: { 'l.b': 7 } }],
      gives: [
        {
          _id: 1,
          l: [
            { a: 1, b: 7 },
            { a: 2, b: 7 },
          ],
        },
      ],
    },
    {
      says: '$group of everything by null',
      source: aggregation('group'),
      pipeline: [{ $group: { _id: null, most: { $max: '$n' }, least: { $min: '$n' } } }],
      gives: [{ _id: null, most: 5, least: 1 }],
    },
    {
      says: '$group by equal numbers of different types makes one group',
      source: ORDER,
      pipeline: [
        { $match: { _id: { $lte: 2 } } },
        { $group: { _id: { $cond: [{ $eq: ['$_id', 1] }, Long.fromNumber(1), 1] }, n: { $sum: 1 } } },
        { $project: { _id: 0 } },
      ],
      gives: [{ n: 2 }],
    },
    {
      says: '$sum of Longs beyond 2^53 over documents',
      source: aggregation('sum'),
      pipeline: [
        { $match: { _id: { $lte: 2 } } },
        { $group: { _id: null, sum: { $sum: Long.fromString('9007199254740993') } } },
      ],
      gives: [{ _id: null, sum: Long.fromString('18014398509481986') }],
    },
    {
      says: '$first and $last in the order of a sort',
      source: aggregation('first'),
      pipeline: [
        { $sort: { _id: -1 } },
        { $group: { _id: null, first: { $first: '$_id' }, last: { $last: '$_id' }, gone: { $first: '$n' } } },
      ],
      gives: [{ _id: null, first: 4, last: 1, gone: null }],
    },
    {
      says: '$firstN, $maxN and $minN',
      source: aggregation('firstN'),
      pipeline: [
        { $sort: { _id: 1 } },
        {
          $group: {
            _id: null,
            f: { $firstN: { input: '$_id', n: 2 } },
            x: { $maxN: { input: '$n', n: 2 } },
            l: { $minN: { input: '$n', n: 2 } },
          },
        },
      ],
      gives: [{ _id: null, f: [1, 2], x: [5, 2], l: [1, 2] }],
    },
    {
      says: '$top and $bottom',
      source: aggregation('top'),
      pipeline: [
        {
          $group: {
            _id: null,
            t: { $top: { sortBy: { _id: -1 }, output: '$item' } },
            b: { $bottom: { sortBy: { _id: -1 }, output: ['$_id', '$item'] } },
          },
        },
      ],
      gives: [{ _id: null, t: 'c', b: [1, 'a'] }],
    },
    {
      says: '$stdDevSamp and $avg of nothing are null',
      source: aggregation('stdDevSamp'),
      pipeline: [{ $group: { _id: null, s: { $stdDevSamp: '$item' }, a: { $avg: '$item' }, n: { $sum: '$item' } } }],
      gives: [{ _id: null, s: null, a: null, n: 0 }],
    },
    {
      says: '$mergeObjects over documents',
      source: aggregation('mergeObjects'),
      pipeline: [{ $sort: { _id: 1 } }, { $group: { _id: null, all: { $mergeObjects: '$by' } } }],
      gives: [{ _id: null, all: { name: 'Bo' } }],
    },
    {
      says: '$lookup of missing finds null and missing',
      source: aggregation('lookup'),
      pipeline: [
        { $match: { _id: 1 } },
        { $lookup: { from: 'sales', localField: 'none', foreignField: 'n', as: 'found' } },
        { $project: { found: '$found._id' } },
      ],
      gives: [{ _id: 1, found: [4] }],
    },
    {
      says: '$lookup by fields and a pipeline',
      source: aggregation('lookup'),
      pipeline: [
        { $match: { _id: 3 } },
        {
          $lookup: {
            from: 'sales',
            localField: 'item',
            foreignField: 'item',
            pipeline: [{ $match: { n: { $lt: 5 } } }, { $project: { n: 1 } }],
            as: 'less',
          },
        },
        { $project: { less: 1 } },
      ],
      gives: [{ _id: 3, less: [{ _id: 1, n: 2 }] }],
    },
    {
      says: '$lookup over what is there',
      source: aggregation('lookup'),
      pipeline: [
        { $match: { _id: 1 } },
        { $lookup: { from: 'nothing', localField: 'item', foreignField: 'x', as: 'item' } },
        { $project: { item: 1 } },
      ],
      gives: [{ _id: 1, item: [] }],
    },
    {
      says: '$unionWith of a collection by its name keeps duplicates',
      source: aggregation('unionWith'),
      pipeline: [{ $match: { _id: 1 } }, { $unionWith: 'sales' }, { $count: 'n' }],
      gives: [{ n: 5 }],
    },
    {
      says: '$sortByCount of a field in an array',
      source: aggregation('sortByCount'),
      pipeline: [{ $unwind: '$tags' }, { $sortByCount: '$tags' }],
      gives: [
        { _id: 'y', count: 2 },
        { _id: 'x', count: 1 },
      ],
    },
    {
      says: '$bucket counts by itself',
      source: aggregation('bucket'),
      pipeline: [{ $match: { n: { $gt: 0 } } }, { $bucket: { groupBy: '$n', boundaries: [0, 3, 6] } }],
      gives: [
        { _id: 0, count: 2 },
        { _id: 3, count: 1 },
      ],
    },
    {
      says: '$sample of more than there is gives all',
      source: aggregation('sample'),
      pipeline: [{ $sample: { size: 10 } }, { $count: 'n' }],
      gives: [{ n: 4 }],
    },
    {
      says: '$project of a field computed into each object of an array',
      source: aggregation('project'),
      pipeline: [
        { $limit: 1 },
        { $project: { n: 1, l: { $literal: [{ a: 1, b: 2 }, { a: 3 }] }, o: { $literal: { a: 1, b: 2 } } } },
        { $project: { 'l.n': '$n', o: { a: 1, c: '$n' } } },
      ],
      gives: [{ _id: 1, l: [{ n: 2 }, { n: 2 }], o: { a: 1, c: 2 } }],
    },
    {
      says: '$project of a new _id made of fields',
      source: aggregation('project'),
      pipeline: [
        { $limit: 1 },
        { $project: { _id: { $literal: { z: 1 } }, n: 1 } },
        { $project: { _id: { n: '$n' } } },
      ],
      gives: [{ _id: { n: 2 } }],
    },
    {
      says: '$sort by several fields',
      source: aggregation('sort'),
      pipeline: [{ $sort: { item: -1, n: 1 } }, { $project: { _id: 1 } }],
      gives: [{ _id: 4 }, { _id: 2 }, { _id: 1 }, { _id: 3 }],
    },
    {
      says: '$skip beyond the end',
      source: aggregation('skip'),
      pipeline: [{ $skip: 10 }],
      gives: [],
    },
    {
      says: '$match by an expression',
      source: aggregation('match'),
      pipeline: [
        { $match: { $expr: { $in: ['y', { $ifNull: ['$tags', []] }] } } },
        { $sort: { _id: 1 } },
        { $project: { _id: 1 } },
      ],
      gives: [{ _id: 1 }, { _id: 2 }],
    },
  ])('$says', async ({ pipeline, gives }) => {
    const found = await store.db.collection('sales').aggregate(pipeline, { promoteLongs: false }).toArray();
    expect(found).toEqual(gives);
  });
});

/** A branch of $switch; the name `then` is MongoDB's. */
const branch = (test: unknown, value: unknown) => ({ case: test, ...JSON.parse(`{"then": ${JSON.stringify(value)}}`) });

describe('expressions', () => {
  beforeAll(async () => {
    const doc = {
      _id: 1,
      a: 5,
      s: 'Ab',
      l: [3, 1, 2],
      o: { x: 1 },
      none: null,
      big: Long.fromNumber(7),
      huge: Long.fromString('9007199254740993'),
      early: new Date('2016-01-01T00:00:00Z'),
      stamp: new Timestamp({ t: 1_700_000_000, i: 7 }),
      ref: id,
      at: new Date('2030-01-31T10:20:30Z'),
      els: [
        { k: 'a', v: 1 },
        { k: 'b', v: 2 },
      ],
    };
    await store.db.collection('one').insertOne(doc as never);
  });

  it.each<{ says: string; source: string; expr: unknown; gives: unknown }>([
    { says: '$ifNull of missing', source: aggregation('ifNull'), expr: { $ifNull: ['$x', 'd'] }, gives: 'd' },
    { says: '$ifNull of many', source: aggregation('ifNull'), expr: { $ifNull: ['$x', '$none', 3] }, gives: 3 },
    { says: '$eq of missing and null', source: aggregation('eq'), expr: { $eq: ['$x', null] }, gives: false },
    { says: '$gt over types', source: aggregation('gt'), expr: { $gt: ['$s', '$a'] }, gives: true },
    { says: '$lt of missing', source: aggregation('lt'), expr: { $lt: ['$x', null] }, gives: true },
    { says: '$eq of ObjectIds', source: aggregation('eq'), expr: { $eq: ['$ref', id] }, gives: true },
    { says: '$in of ObjectIds', source: aggregation('in'), expr: { $in: [id, ['$ref']] }, gives: true },
    { says: '$in of an array field', source: aggregation('in'), expr: { $in: [2, '$l'] }, gives: true },
    {
      says: '$and and $or',
      source: aggregation('and'),
      expr: { $and: [{ $or: ['$x', '$a'] }, { $not: ['$none'] }] },
      gives: true,
    },
    { says: '$cond', source: aggregation('cond'), expr: { $cond: [{ $gte: ['$a', 5] }, 'y', 'n'] }, gives: 'y' },
    {
      says: '$switch',
      source: aggregation('switch'),
      expr: {
        $switch: {
          branches: [branch({ $lt: ['$a', 5] }, 'low'), branch({ $eq: ['$a', 5] }, 'same')],
          default: 'high',
        },
      },
      gives: 'same',
    },
    { says: '$size', source: aggregation('size'), expr: { $size: '$l' }, gives: 3 },
    {
      says: '$filter',
      source: aggregation('filter'),
      expr: { $filter: { input: '$l', as: 'n', cond: { $gt: ['$$n', 1] } } },
      gives: [3, 2],
    },
    {
      says: '$map',
      source: aggregation('map'),
      expr: { $map: { input: '$l', as: 'n', in: { $multiply: ['$$n', 2] } } },
      gives: [6, 2, 4],
    },
    {
      says: '$reduce',
      source: aggregation('reduce'),
      expr: { $reduce: { input: '$l', initialValue: 0, in: { $add: ['$$value', '$$this'] } } },
      gives: 6,
    },
    {
      says: '$max and $min of an array',
      source: aggregation('max'),
      expr: [{ $max: '$l' }, { $min: '$l' }],
      gives: [3, 1],
    },
    { says: '$max of a list', source: aggregation('max'), expr: { $max: ['$a', 7, '$none'] }, gives: 7 },
    {
      says: '$sum and $avg of an array',
      source: aggregation('sum'),
      expr: [{ $sum: '$l' }, { $avg: '$l' }],
      gives: [6, 2],
    },
    {
      says: '$arrayElemAt from the end',
      source: aggregation('arrayElemAt'),
      expr: { $arrayElemAt: ['$l', -1] },
      gives: 2,
    },
    {
      says: '$first and $last',
      source: aggregation('first'),
      expr: [{ $first: '$l' }, { $last: '$l' }],
      gives: [3, 2],
    },
    { says: '$slice', source: aggregation('slice'), expr: { $slice: ['$l', 2] }, gives: [3, 1] },
    {
      says: '$concatArrays',
      source: aggregation('concatArrays'),
      expr: { $concatArrays: ['$l', [9]] },
      gives: [3, 1, 2, 9],
    },
    {
      says: '$sortArray',
      source: aggregation('sortArray'),
      expr: { $sortArray: { input: '$l', sortBy: 1 } },
      gives: [1, 2, 3],
    },
    {
      says: '$sortArray by a field',
      source: aggregation('sortArray'),
      expr: { $sortArray: { input: '$els', sortBy: { v: -1 } } },
      gives: [
        { k: 'b', v: 2 },
        { k: 'a', v: 1 },
      ],
    },
    { says: 'a path through an array', source: page('core/field-paths'), expr: '$els.v', gives: [1, 2] },
    {
      says: '$arrayToObject',
      source: aggregation('arrayToObject'),
      expr: { $arrayToObject: '$els' },
      gives: { a: 1, b: 2 },
    },
    {
      says: '$objectToArray',
      source: aggregation('objectToArray'),
      expr: { $objectToArray: '$o' },
      gives: [{ k: 'x', v: 1 }],
    },
    {
      says: '$mergeObjects',
      source: aggregation('mergeObjects'),
      expr: { $mergeObjects: ['$o', { y: 2 }, null] },
      gives: { x: 1, y: 2 },
    },
    {
      says: '$setUnion keeps one of each',
      source: aggregation('setUnion'),
      expr: { $size: { $setUnion: ['$l', [1, 9]] } },
      gives: 4,
    },
    { says: '$indexOfArray', source: aggregation('indexOfArray'), expr: { $indexOfArray: ['$l', 2] }, gives: 2 },
    { says: '$concat', source: aggregation('concat'), expr: { $concat: ['$s', '-', 'c'] }, gives: 'Ab-c' },
    {
      says: '$concat with null is null',
      source: aggregation('concat'),
      expr: { $concat: ['$s', '$none'] },
      gives: null,
    },
    { says: '$toLower', source: aggregation('toLower'), expr: { $toLower: '$s' }, gives: 'ab' },
    { says: '$split', source: aggregation('split'), expr: { $split: ['a,b', ','] }, gives: ['a', 'b'] },
    {
      says: '$regexMatch',
      source: aggregation('regexMatch'),
      expr: { $regexMatch: { input: '$s', regex: '^a', options: 'i' } },
      gives: true,
    },
    { says: '$substrCP', source: aggregation('substrCP'), expr: { $substrCP: ['$s', 1, 1] }, gives: 'b' },
    { says: '$strLenCP', source: aggregation('strLenCP'), expr: { $strLenCP: 'سلام' }, gives: 4 },
    {
      says: '$toString of an ObjectId',
      source: aggregation('toString'),
      expr: { $toString: '$ref' },
      gives: id.toHexString(),
    },
    { says: '$toObjectId', source: aggregation('toObjectId'), expr: { $toObjectId: id.toHexString() }, gives: id },
    {
      says: '$toInt and $toDouble',
      source: aggregation('toInt'),
      expr: [{ $toInt: '12' }, { $toDouble: '1.5' }],
      gives: [12, 1.5],
    },
    {
      says: '$toDate of milliseconds',
      source: aggregation('toDate'),
      expr: { $toDate: Long.fromNumber(0) },
      gives: new Date(0),
    },
    {
      says: '$type',
      source: aggregation('type'),
      expr: [{ $type: '$a' }, { $type: '$x' }, { $type: '$ref' }, { $type: '$l' }, { $type: '$at' }],
      gives: ['int', 'missing', 'objectId', 'array', 'date'],
    },
    {
      says: '$add of a date and milliseconds',
      source: aggregation('add'),
      expr: { $add: ['$at', 1000] },
      gives: new Date('2030-01-31T10:20:31Z'),
    },
    {
      says: '$subtract of dates',
      source: aggregation('subtract'),
      expr: { $subtract: ['$at', new Date('2030-01-31T10:20:00Z')] },
      gives: 30_000,
    },
    {
      says: '$divide and $mod',
      source: aggregation('divide'),
      expr: [{ $divide: ['$a', 2] }, { $mod: ['$a', 3] }],
      gives: [2.5, 2],
    },
    {
      says: '$round and $floor',
      source: aggregation('round'),
      expr: [{ $round: [2.567, 1] }, { $floor: 2.9 }, { $trunc: -2.9 }],
      gives: [2.6, 2, -2],
    },
    {
      says: 'arithmetic with null is null',
      source: aggregation('add'),
      expr: [{ $add: ['$a', '$none'] }, { $multiply: ['$a', '$x'] }],
      gives: [null, null],
    },
    { says: 'a Long in arithmetic', source: aggregation('add'), expr: { $add: ['$big', 1] }, gives: 8 },
    {
      says: 'parts of a date',
      source: aggregation('year'),
      expr: [{ $year: '$at' }, { $month: '$at' }, { $dayOfMonth: '$at' }, { $hour: '$at' }, { $dayOfWeek: '$at' }],
      gives: [2030, 1, 31, 10, 5],
    },
    {
      says: '$dateAdd at the end of a month',
      source: aggregation('dateAdd'),
      expr: { $dateAdd: { startDate: '$at', unit: 'month', amount: 1 } },
      gives: new Date('2030-02-28T10:20:30Z'),
    },
    {
      says: '$dateSubtract',
      source: aggregation('dateSubtract'),
      expr: { $dateSubtract: { startDate: '$at', unit: 'day', amount: 31 } },
      gives: new Date('2029-12-31T10:20:30Z'),
    },
    {
      says: '$dateDiff',
      source: aggregation('dateDiff'),
      expr: { $dateDiff: { startDate: '$at', endDate: new Date('2030-02-01T00:00:00Z'), unit: 'day' } },
      gives: 1,
    },
    {
      says: '$dateToParts',
      source: aggregation('dateToParts'),
      expr: { $getField: { field: 'month', input: { $dateToParts: { date: '$at' } } } },
      gives: 1,
    },
    {
      says: '$let',
      source: aggregation('let'),
      expr: { $let: { vars: { b: { $add: ['$a', 1] } }, in: { $multiply: ['$$b', 2] } } },
      gives: 12,
    },
    { says: '$literal', source: aggregation('literal'), expr: { $literal: '$a' }, gives: '$a' },
    { says: '$$ROOT', source: page('reference/aggregation-variables'), expr: '$$ROOT.a', gives: 5 },
    {
      says: '$isArray and $isNumber',
      source: aggregation('isArray'),
      expr: [{ $isArray: '$l' }, { $isNumber: '$big' }],
      gives: [true, true],
    },
    { says: '$range', source: aggregation('range'), expr: { $range: [0, 3] }, gives: [0, 1, 2] },
    {
      says: '$zip',
      source: aggregation('zip'),
      expr: {
        $zip: {
          inputs: [
            [1, 2],
            ['a', 'b'],
          ],
        },
      },
      gives: [
        [1, 'a'],
        [2, 'b'],
      ],
    },
    {
      says: '$allElementsTrue',
      source: aggregation('allElementsTrue'),
      expr: { $allElementsTrue: [[1, true]] },
      gives: true,
    },
    { says: 'a number in a path names no element', source: page('core/field-paths'), expr: '$l.0', gives: [] },
    {
      says: 'a path to nothing is missing, and left out of an object',
      source: page('core/field-paths'),
      expr: { a: '$x', b: '$a' },
      gives: { b: 5 },
    },
    {
      says: 'a missing value in a list is null',
      source: page('reference/aggregation-variables'),
      expr: ['$x', '$a'],
      gives: [null, 5],
    },
    {
      says: 'a Long beyond 2^53 stays as it is',
      source: aggregation('add'),
      expr: { $toString: '$huge' },
      gives: '9007199254740993',
    },
    {
      says: 'a sum of Longs beyond 2^53 is exact',
      source: aggregation('add'),
      expr: { $toString: { $add: ['$huge', 2] } },
      gives: '9007199254740995',
    },
    {
      says: 'a product of Longs is exact',
      source: aggregation('multiply'),
      expr: { $toString: { $multiply: ['$huge', 3] } },
      gives: '27021597764222979',
    },
    {
      says: 'a difference of Longs is exact',
      source: aggregation('subtract'),
      expr: { $subtract: ['$huge', Long.fromString('9007199254740990')] },
      gives: 3,
    },
    { says: '$mod of a Long is exact', source: aggregation('mod'), expr: { $mod: ['$huge', 10] }, gives: 3 },
    { says: '$mod keeps the sign of the dividend', source: aggregation('mod'), expr: { $mod: [-7, 3] }, gives: -1 },
    {
      says: '$abs of a Long',
      source: aggregation('abs'),
      expr: { $toString: { $abs: { $subtract: [0, '$huge'] } } },
      gives: '9007199254740993',
    },
    {
      says: '$sum in a list leaves out what is no number',
      source: aggregation('sum'),
      expr: { $sum: ['$a', 'x', '$none', 2] },
      gives: 7,
    },
    { says: '$avg of nothing is null', source: aggregation('avg'), expr: { $avg: [] }, gives: null },
    { says: '$stdDevPop', source: aggregation('stdDevPop'), expr: { $stdDevPop: [[1, 3]] }, gives: 1 },
    { says: '$pow', source: aggregation('pow'), expr: [{ $pow: [2, 10] }, { $pow: [2, -1] }], gives: [1024, 0.5] },
    {
      says: '$sqrt, $exp, $ln, $log, $log10',
      source: aggregation('sqrt'),
      expr: [{ $sqrt: 9 }, { $exp: 0 }, { $ln: 1 }, { $log: [8, 2] }, { $log10: 100 }],
      gives: [3, 1, 0, 3, 2],
    },
    {
      says: '$ceil and $floor below zero',
      source: aggregation('ceil'),
      expr: [{ $ceil: -2.5 }, { $floor: -2.5 }],
      gives: [-2, -3],
    },
    {
      says: '$round takes half to the even one',
      source: aggregation('round'),
      expr: [{ $round: 10.5 }, { $round: 11.5 }, { $round: 12.5 }],
      gives: [10, 12, 12],
    },
    {
      says: '$round before the point',
      source: aggregation('round'),
      expr: [{ $round: [19.25, -1] }, { $round: [1234, -2] }],
      gives: [20, 1200],
    },
    {
      says: '$trunc at a place',
      source: aggregation('trunc'),
      expr: [{ $trunc: [1.9999, 2] }, { $trunc: [1234.5678, -2] }],
      gives: [1.99, 1200],
    },
    {
      says: '$bitAnd, $bitOr, $bitXor, $bitNot',
      source: aggregation('bitAnd'),
      expr: [{ $bitAnd: [12, 10] }, { $bitOr: [12, 10] }, { $bitXor: [12, 10] }, { $bitNot: 12 }],
      gives: [8, 14, 6, -13],
    },
    {
      says: '$sin and $degreesToRadians',
      source: aggregation('sin'),
      expr: { $round: [{ $sin: { $degreesToRadians: 90 } }, 6] },
      gives: 1,
    },
    { says: '$atan2', source: aggregation('atan2'), expr: { $atan2: [0, 1] }, gives: 0 },
    {
      says: '$cmp',
      source: aggregation('cmp'),
      expr: [{ $cmp: [1, 2] }, { $cmp: ['b', 'a'] }, { $cmp: [2, 2] }],
      gives: [-1, 1, 0],
    },
    {
      says: '$ne and $lte over types',
      source: aggregation('ne'),
      expr: [{ $ne: ['$a', '5'] }, { $lte: [1, 'a'] }],
      gives: [true, true],
    },
    {
      says: '$not of zero and of an empty list',
      source: aggregation('not'),
      expr: [{ $not: [0] }, { $not: [[]] }],
      gives: [true, false],
    },
    {
      says: 'an empty $and is true, an empty $or false',
      source: aggregation('and'),
      expr: [{ $and: [] }, { $or: [] }],
      gives: [true, false],
    },
    {
      says: '$cond by names',
      source: aggregation('cond'),
      expr: { $cond: JSON.parse('{"if": "$none", "then": 1, "else": 2}') },
      gives: 2,
    },
    {
      says: '$ifNull takes the first that is there',
      source: aggregation('ifNull'),
      expr: { $ifNull: ['$a', 9] },
      gives: 5,
    },
    {
      says: '$let sees the outer fields',
      source: aggregation('let'),
      expr: { $let: { vars: { low: 1, high: '$$ROOT.a' }, in: { $gt: ['$$high', '$$low'] } } },
      gives: true,
    },
    {
      says: '$map without a name for its element',
      source: aggregation('map'),
      expr: { $map: { input: '$l', in: { $add: ['$$this', 1] } } },
      gives: [4, 2, 3],
    },
    {
      says: '$map of null is null',
      source: aggregation('map'),
      expr: { $map: { input: '$none', in: 1 } },
      gives: null,
    },
    {
      says: '$filter with a limit',
      source: aggregation('filter'),
      expr: { $filter: { input: '$l', cond: { $gte: ['$$this', 1] }, limit: 2 } },
      gives: [3, 1],
    },
    {
      says: '$reduce of strings',
      source: aggregation('reduce'),
      expr: { $reduce: { input: ['a', 'b'], initialValue: '', in: { $concat: ['$$value', '$$this'] } } },
      gives: 'ab',
    },
    {
      says: '$arrayElemAt beyond the end is missing',
      source: aggregation('arrayElemAt'),
      expr: { a: { $arrayElemAt: ['$l', 9] } },
      gives: {},
    },
    {
      says: '$slice from a place',
      source: aggregation('slice'),
      expr: [{ $slice: ['$l', -2] }, { $slice: ['$l', 1, 1] }, { $slice: ['$l', -2, 1] }],
      gives: [[1, 2], [1], [1]],
    },
    {
      says: '$firstN and $lastN',
      source: aggregation('firstN'),
      expr: [{ $firstN: { n: 2, input: '$l' } }, { $lastN: { n: 2, input: '$l' } }],
      gives: [
        [3, 1],
        [1, 2],
      ],
    },
    {
      says: '$maxN and $minN',
      source: aggregation('maxN'),
      expr: [{ $maxN: { n: 2, input: '$l' } }, { $minN: { n: 2, input: '$l' } }],
      gives: [
        [3, 2],
        [1, 2],
      ],
    },
    {
      says: '$range with steps',
      source: aggregation('range'),
      expr: [{ $range: [0, 10, 3] }, { $range: [3, 0, -1] }, { $range: [0, 0] }],
      gives: [[0, 3, 6, 9], [3, 2, 1], []],
    },
    { says: '$reverseArray', source: aggregation('reverseArray'), expr: { $reverseArray: '$l' }, gives: [2, 1, 3] },
    {
      says: '$indexOfArray that is not there',
      source: aggregation('indexOfArray'),
      expr: [{ $indexOfArray: ['$l', 9] }, { $indexOfArray: ['$none', 1] }],
      gives: [-1, null],
    },
    {
      says: '$zip to the longest',
      source: aggregation('zip'),
      expr: { $zip: { inputs: [[1], [2, 3]], useLongestLength: true, defaults: ['-', '-'] } },
      gives: [
        [1, 2],
        ['-', 3],
      ],
    },
    {
      says: '$setIntersection, $setDifference',
      source: aggregation('setIntersection'),
      expr: [{ $setIntersection: ['$l', [1, 2, 9]] }, { $setDifference: ['$l', [1]] }],
      gives: [
        [1, 2],
        [3, 2],
      ],
    },
    {
      says: '$setUnion counts a Long and an int as one',
      source: aggregation('setUnion'),
      expr: { $size: { $setUnion: [[7], ['$big']] } },
      gives: 1,
    },
    {
      says: '$setEquals and $setIsSubset',
      source: aggregation('setEquals'),
      expr: [
        {
          $setEquals: [
            [1, 2, 2],
            [2, 1],
          ],
        },
        { $setIsSubset: [[1], '$l'] },
      ],
      gives: [true, true],
    },
    {
      says: '$anyElementTrue',
      source: aggregation('anyElementTrue'),
      expr: [{ $anyElementTrue: [[0, false]] }, { $anyElementTrue: [[0, 1]] }],
      gives: [false, true],
    },
    {
      says: '$allElementsTrue of nothing',
      source: aggregation('allElementsTrue'),
      expr: { $allElementsTrue: [[]] },
      gives: true,
    },
    {
      says: '$arrayToObject of pairs',
      source: aggregation('arrayToObject'),
      expr: {
        $arrayToObject: [
          [
            ['a', 1],
            ['b', 2],
          ],
        ],
      },
      gives: { a: 1, b: 2 },
    },
    {
      says: '$mergeObjects keeps the last',
      source: aggregation('mergeObjects'),
      expr: { $mergeObjects: [{ a: 1, b: 1 }, { b: 2 }] },
      gives: { a: 1, b: 2 },
    },
    {
      says: '$getField of a field of the document',
      source: aggregation('getField'),
      expr: [{ $getField: 's' }, { $getField: { field: 'x', input: '$o' } }],
      gives: ['Ab', 1],
    },
    {
      says: '$setField and $unsetField',
      source: aggregation('setField'),
      expr: [{ $setField: { field: 'y', input: '$o', value: 2 } }, { $unsetField: { field: 'x', input: '$o' } }],
      gives: [{ x: 1, y: 2 }, {}],
    },
    {
      says: '$split without the separator in it',
      source: aggregation('split'),
      expr: { $split: ['ab', '-'] },
      gives: ['ab'],
    },
    {
      says: '$trim, $ltrim, $rtrim',
      source: aggregation('trim'),
      expr: [{ $trim: { input: ' a ' } }, { $ltrim: { input: 'xxa', chars: 'x' } }, { $rtrim: { input: 'a \n' } }],
      gives: ['a', 'a', 'a'],
    },
    {
      says: '$replaceOne and $replaceAll take no pattern',
      source: aggregation('replaceOne'),
      expr: [
        { $replaceOne: { input: 'a.a.', find: '.', replacement: { $literal: '$&' } } },
        { $replaceAll: { input: 'a.a.', find: '.', replacement: '-' } },
      ],
      gives: ['a$&a.', 'a-a-'],
    },
    {
      says: '$toUpper changes ASCII alone',
      source: aggregation('toUpper'),
      expr: [{ $toUpper: 'aé' }, { $toUpper: '$none' }],
      gives: ['Aé', ''],
    },
    {
      says: '$strcasecmp',
      source: aggregation('strcasecmp'),
      expr: [{ $strcasecmp: ['ABC', 'abc'] }, { $strcasecmp: ['a', 'b'] }],
      gives: [0, -1],
    },
    {
      says: '$substrBytes counts the bytes of UTF-8',
      source: aggregation('substrBytes'),
      expr: { $substrBytes: ['cafétéria', 0, 5] },
      gives: 'café',
    },
    { says: '$strLenBytes', source: aggregation('strLenBytes'), expr: { $strLenBytes: 'سلام' }, gives: 8 },
    {
      says: '$indexOfCP and $indexOfBytes',
      source: aggregation('indexOfCP'),
      expr: [{ $indexOfCP: ['cafétéria', 't'] }, { $indexOfBytes: ['cafétéria', 't'] }, { $indexOfCP: ['foo', 'z'] }],
      gives: [4, 5, -1],
    },
    {
      says: '$regexFind tells the place and the groups',
      source: aggregation('regexFind'),
      expr: { $regexFind: { input: 'Simple Example', regex: 'm(p)' } },
      gives: { match: 'mp', idx: 2, captures: ['p'] },
    },
    {
      says: '$regexFind of nothing is null',
      source: aggregation('regexFind'),
      expr: { $regexFind: { input: 'a', regex: /b/ } },
      gives: null,
    },
    {
      says: '$regexFindAll',
      source: aggregation('regexFindAll'),
      expr: { $regexFindAll: { input: 'aXbx', regex: 'x', options: 'i' } },
      gives: [
        { match: 'X', idx: 1, captures: [] },
        { match: 'x', idx: 3, captures: [] },
      ],
    },
    {
      says: '$regexMatch of missing is false',
      source: aggregation('regexMatch'),
      expr: { $regexMatch: { input: '$x', regex: 'a' } },
      gives: false,
    },
    {
      says: '$toBool',
      source: aggregation('toBool'),
      expr: [{ $toBool: 0 }, { $toBool: 'false' }, { $toBool: '$none' }],
      gives: [false, true, null],
    },
    {
      says: '$toInt of a boolean and of a fraction',
      source: aggregation('toInt'),
      expr: [{ $toInt: true }, { $toInt: -5.9 }],
      gives: [1, -5],
    },
    {
      says: '$toLong of a string keeps every digit',
      source: aggregation('toLong'),
      expr: { $eq: [{ $toLong: '9007199254740993' }, '$huge'] },
      gives: true,
    },
    {
      says: '$toDecimal of a string',
      source: aggregation('toDecimal'),
      expr: { $toString: { $toDecimal: '1.10' } },
      gives: '1.10',
    },
    {
      says: '$toDate of a string and of an ObjectId',
      source: aggregation('toDate'),
      expr: [{ $toDate: '2018-03-20' }, { $eq: [{ $toDate: '$ref' }, new Date(id.getTimestamp())] }],
      gives: [new Date('2018-03-20T00:00:00Z'), true],
    },
    {
      says: '$toString of a date and of a boolean',
      source: aggregation('toString'),
      expr: [{ $toString: '$at' }, { $toString: true }],
      gives: ['2030-01-31T10:20:30.000Z', 'true'],
    },
    {
      says: '$convert with onError and onNull',
      source: aggregation('convert'),
      expr: [{ $convert: { input: 'x', to: 'int', onError: -1 } }, { $convert: { input: '$x', to: 'int', onNull: 0 } }],
      gives: [-1, 0],
    },
    {
      says: '$convert by the number of a type',
      source: aggregation('convert'),
      expr: { $convert: { input: '7', to: 16 } },
      gives: 7,
    },
    { says: '$isNumber of text', source: aggregation('isNumber'), expr: { $isNumber: '1' }, gives: false },
    {
      says: '$binarySize and $bsonSize',
      source: aggregation('binarySize'),
      expr: [{ $binarySize: 'سلام' }, { $bsonSize: { a: 1 } }],
      gives: [8, 12],
    },
    {
      says: '$dateToString in a zone, with its distance',
      source: aggregation('dateToString'),
      expr: { $dateToString: { date: '$at', format: '%Y-%m-%d %H:%M:%S.%L %z %Z', timezone: 'Asia/Tehran' } },
      gives: '2030-01-31 13:50:30.000 +0330 +210',
    },
    {
      says: '$dateToString of weeks and days',
      source: aggregation('dateToString'),
      expr: { $dateToString: { date: new Date('2017-01-01T00:00:00Z'), format: '%j %w %u %U %V %G %b %B %%' } },
      gives: '001 1 7 01 52 2016 Jan January %',
    },
    {
      says: '$dateToString without a format',
      source: aggregation('dateToString'),
      expr: { $dateToString: { date: '$at' } },
      gives: '2030-01-31T10:20:30.000Z',
    },
    {
      says: '$dateToString of null',
      source: aggregation('dateToString'),
      expr: [{ $dateToString: { date: '$none' } }, { $dateToString: { date: '$none', onNull: '-' } }],
      gives: [null, '-'],
    },
    {
      says: '$hour and $dayOfMonth in a zone',
      source: aggregation('hour'),
      expr: [
        { $hour: { date: new Date('2030-01-31T22:00:00Z'), timezone: 'Asia/Tehran' } },
        { $dayOfMonth: { date: new Date('2030-01-31T22:00:00Z'), timezone: 'Asia/Tehran' } },
      ],
      gives: [1, 1],
    },
    {
      says: 'a zone with summer time',
      source: aggregation('hour'),
      expr: [
        { $hour: { date: new Date('2030-01-15T12:00:00Z'), timezone: 'America/New_York' } },
        { $hour: { date: new Date('2030-07-15T12:00:00Z'), timezone: 'America/New_York' } },
      ],
      gives: [7, 8],
    },
    {
      says: 'a zone by its distance',
      source: aggregation('hour'),
      expr: [{ $hour: { date: '$at', timezone: '+0330' } }, { $hour: { date: '$at', timezone: '-02:00' } }],
      gives: [13, 8],
    },
    {
      says: '$week, $isoWeek, $isoWeekYear, $isoDayOfWeek, $dayOfYear',
      source: aggregation('isoWeekYear'),
      expr: [
        { $week: '$early' },
        { $isoWeek: '$early' },
        { $isoWeekYear: '$early' },
        { $isoDayOfWeek: '$early' },
        { $dayOfYear: '$early' },
      ],
      gives: [0, 53, 2015, 5, 1],
    },
    {
      says: '$minute, $second, $millisecond of an ObjectId',
      source: aggregation('minute'),
      expr: [{ $minute: '$ref' }, { $second: '$ref' }, { $millisecond: '$ref' }],
      gives: [id.getTimestamp().getUTCMinutes(), id.getTimestamp().getUTCSeconds(), 0],
    },
    { says: 'a date part of null is null', source: aggregation('year'), expr: { $year: '$none' }, gives: null },
    {
      says: '$dateToParts in a zone',
      source: aggregation('dateToParts'),
      expr: { $dateToParts: { date: '$at', timezone: 'Asia/Tehran' } },
      gives: { year: 2030, month: 1, day: 31, hour: 13, minute: 50, second: 30, millisecond: 0 },
    },
    {
      says: '$dateToParts of the ISO week',
      source: aggregation('dateToParts'),
      expr: { $dateToParts: { date: '$early', iso8601: true } },
      gives: { isoWeekYear: 2015, isoWeek: 53, isoDayOfWeek: 5, hour: 0, minute: 0, second: 0, millisecond: 0 },
    },
    {
      says: '$dateFromParts carries over',
      source: aggregation('dateFromParts'),
      expr: [
        { $dateFromParts: { year: 2017, month: 14, day: 1, hour: 12 } },
        { $dateFromParts: { year: 2017, month: 0, day: 1 } },
      ],
      gives: [new Date('2018-02-01T12:00:00Z'), new Date('2016-12-01T00:00:00Z')],
    },
    {
      says: '$dateFromParts of an ISO week and of a zone',
      source: aggregation('dateFromParts'),
      expr: [
        { $dateFromParts: { isoWeekYear: 2017, isoWeek: 6, isoDayOfWeek: 3 } },
        { $dateFromParts: { year: 2030, month: 1, day: 1, timezone: 'Asia/Tehran' } },
      ],
      gives: [new Date('2017-02-08T00:00:00Z'), new Date('2029-12-31T20:30:00Z')],
    },
    {
      says: '$dateFromString',
      source: aggregation('dateFromString'),
      expr: [
        { $dateFromString: { dateString: '2017-02-08T12:10:40.787' } },
        { $dateFromString: { dateString: '2017-02-08', timezone: 'America/New_York' } },
      ],
      gives: [new Date('2017-02-08T12:10:40.787Z'), new Date('2017-02-08T05:00:00Z')],
    },
    {
      says: '$dateFromString by a format',
      source: aggregation('dateFromString'),
      expr: { $dateFromString: { dateString: '15-06-2018', format: '%d-%m-%Y' } },
      gives: new Date('2018-06-15T00:00:00Z'),
    },
    {
      says: '$dateFromString that is none',
      source: aggregation('dateFromString'),
      expr: [
        { $dateFromString: { dateString: 'soon', onError: 'no date' } },
        { $dateFromString: { dateString: '$none', onNull: 'none' } },
      ],
      gives: ['no date', 'none'],
    },
    {
      says: '$dateAdd in a zone keeps the hour over summer time',
      source: aggregation('dateAdd'),
      expr: {
        $dateAdd: { startDate: new Date('2030-03-09T17:00:00Z'), unit: 'day', amount: 1, timezone: 'America/New_York' },
      },
      gives: new Date('2030-03-10T16:00:00Z'),
    },
    {
      says: '$dateAdd of a quarter and of a year from a leap day',
      source: aggregation('dateAdd'),
      expr: [
        { $dateAdd: { startDate: '$at', unit: 'quarter', amount: 1 } },
        { $dateAdd: { startDate: new Date('2028-02-29T00:00:00Z'), unit: 'year', amount: 1 } },
      ],
      gives: [new Date('2030-04-30T10:20:30Z'), new Date('2029-02-28T00:00:00Z')],
    },
    {
      says: '$dateDiff counts the boundaries between',
      source: aggregation('dateDiff'),
      expr: [
        {
          $dateDiff: {
            startDate: new Date('2029-12-31T23:00:00Z'),
            endDate: new Date('2030-01-01T01:00:00Z'),
            unit: 'year',
          },
        },
        {
          $dateDiff: {
            startDate: new Date('2029-12-31T23:00:00Z'),
            endDate: new Date('2030-01-01T01:00:00Z'),
            unit: 'hour',
          },
        },
      ],
      gives: [1, 2],
    },
    {
      says: '$dateDiff of weeks by their first day',
      source: aggregation('dateDiff'),
      expr: [
        {
          $dateDiff: {
            startDate: new Date('2030-01-05T00:00:00Z'),
            endDate: new Date('2030-01-06T00:00:00Z'),
            unit: 'week',
          },
        },
        {
          $dateDiff: {
            startDate: new Date('2030-01-05T00:00:00Z'),
            endDate: new Date('2030-01-06T00:00:00Z'),
            unit: 'week',
            startOfWeek: 'monday',
          },
        },
      ],
      gives: [1, 0],
    },
    {
      says: '$dateDiff of days in a zone',
      source: aggregation('dateDiff'),
      expr: {
        $dateDiff: {
          startDate: new Date('2030-01-05T20:00:00Z'),
          endDate: new Date('2030-01-05T21:00:00Z'),
          unit: 'day',
          timezone: 'Asia/Tehran',
        },
      },
      gives: 1,
    },
    {
      says: '$dateTrunc to a day in a zone',
      source: aggregation('dateTrunc'),
      expr: { $dateTrunc: { date: new Date('2030-01-05T23:30:00Z'), unit: 'day', timezone: 'Asia/Tehran' } },
      gives: new Date('2030-01-05T20:30:00Z'),
    },
    {
      says: '$dateTrunc to a week that begins on Saturday',
      source: aggregation('dateTrunc'),
      expr: { $dateTrunc: { date: '$at', unit: 'week', startOfWeek: 'saturday' } },
      gives: new Date('2030-01-26T00:00:00Z'),
    },
    {
      says: '$dateTrunc to bins',
      source: aggregation('dateTrunc'),
      expr: [
        { $dateTrunc: { date: '$at', unit: 'minute', binSize: 15 } },
        { $dateTrunc: { date: '$at', unit: 'month', binSize: 3 } },
        { $dateTrunc: { date: '$at', unit: 'hour', binSize: 2 } },
      ],
      gives: [new Date('2030-01-31T10:15:00Z'), new Date('2030-01-01T00:00:00Z'), new Date('2030-01-31T10:00:00Z')],
    },
    {
      says: '$tsSecond and $tsIncrement',
      source: aggregation('tsSecond'),
      expr: [{ $tsSecond: '$stamp' }, { $tsIncrement: '$stamp' }],
      gives: [1_700_000_000, 7],
    },
    {
      says: '$sortArray of mixed values',
      source: aggregation('sortArray'),
      expr: { $sortArray: { input: ['b', 2, null, 'a', 1], sortBy: -1 } },
      gives: ['b', 'a', 2, 1, null],
    },
    { says: '$in with a Long', source: aggregation('in'), expr: { $in: [7, ['$big']] }, gives: true },
    { says: '$max over types', source: aggregation('max'), expr: { $max: [1, 'a', '$none'] }, gives: 'a' },
    {
      says: '$rand is a number from 0 to below 1',
      source: aggregation('rand'),
      expr: { $let: { vars: { n: { $rand: {} } }, in: { $and: [{ $gte: ['$$n', 0] }, { $lt: ['$$n', 1] }] } } },
      gives: true,
    },
  ])('$says', async ({ expr, gives }) => {
    const [found] = await store.db
      .collection('one')
      .aggregate([{ $project: { _id: 0, v: expr } }])
      .toArray();
    expect(found!.v).toEqual(gives);
  });
});

it.each([
  {
    says: 'an unknown stage',
    source: page('reference/operator/aggregation-pipeline'),
    pipeline: [{ $nope: 1 }],
    code: 40324,
  },
  {
    says: 'two stages in one',
    source: page('reference/operator/aggregation-pipeline'),
    pipeline: [{ $match: {}, $limit: 1 }],
    code: 40323,
  },
  { says: '$limit 0', source: aggregation('limit'), pipeline: [{ $limit: 0 }], code: 15958 },
  { says: '$group without _id', source: aggregation('group'), pipeline: [{ $group: { n: { $sum: 1 } } }], code: 15955 },
  {
    says: 'an unknown accumulator',
    source: aggregation('group'),
    pipeline: [{ $group: { _id: 1, n: { $nope: 1 } } }],
    code: 15952,
  },
  { says: '$unwind without a dollar', source: aggregation('unwind'), pipeline: [{ $unwind: 'tags' }], code: 28818 },
  {
    says: '$replaceRoot to a number',
    source: aggregation('replaceRoot'),
    pipeline: [{ $replaceRoot: { newRoot: 1 } }],
    code: 40228,
  },
  { says: '$match without a document', source: aggregation('match'), pipeline: [{ $match: 1 }], code: 15959 },
  { says: '$sort by nothing', source: aggregation('sort'), pipeline: [{ $sort: {} }], code: 15976 },
  { says: '$sort by 2', source: aggregation('sort'), pipeline: [{ $sort: { a: 2 } }], code: 15975 },
  { says: '$skip below zero', source: aggregation('skip'), pipeline: [{ $skip: -1 }], code: 15956 },
  { says: '$count with a dollar', source: aggregation('count'), pipeline: [{ $count: '$n' }], code: 40158 },
  { says: '$count without a name', source: aggregation('count'), pipeline: [{ $count: '' }], code: 40156 },
  { says: '$unset of a number', source: aggregation('unset'), pipeline: [{ $unset: 1 }], code: 31120 },
  {
    says: '$unwind with an unknown option',
    source: aggregation('unwind'),
    pipeline: [{ $unwind: { path: '$a', keep: true } }],
    code: 28811,
  },
  {
    says: '$lookup without a field',
    source: aggregation('lookup'),
    pipeline: [{ $lookup: { from: 'a', localField: 'b', as: 'c' } }],
    code: 9,
  },
  {
    says: '$lookup with an unknown field',
    source: aggregation('lookup'),
    pipeline: [{ $lookup: { from: 'a', localField: 'b', foreignField: 'c', as: 'd', e: 1 } }],
    code: 9,
  },
  {
    says: '$unionWith without a collection',
    source: aggregation('unionWith'),
    pipeline: [{ $unionWith: { pipeline: [] } }],
    code: 9,
  },
  {
    says: '$bucket with boundaries out of order',
    source: aggregation('bucket'),
    pipeline: [{ $bucket: { groupBy: '$a', boundaries: [2, 1] } }],
    code: 40194,
  },
  {
    says: '$bucket with boundaries of two types',
    source: aggregation('bucket'),
    pipeline: [{ $bucket: { groupBy: '$a', boundaries: [1, 'a'] } }],
    code: 40193,
  },
  {
    says: '$bucket with its default between',
    source: aggregation('bucket'),
    pipeline: [{ $bucket: { groupBy: '$a', boundaries: [1, 5], default: 3 } }],
    code: 40199,
  },
  {
    says: '$bucket without a bucket for a document',
    source: aggregation('bucket'),
    pipeline: [{ $bucket: { groupBy: '$_id', boundaries: [1, 5] } }],
    code: expect.any(Number),
  },
  { says: '$sample of none', source: aggregation('sample'), pipeline: [{ $sample: { size: 0 } }], code: 28747 },
  {
    says: '$facet within $facet',
    source: aggregation('facet'),
    pipeline: [{ $facet: { a: [{ $facet: { b: [] } }] } }],
    code: 40600,
  },
  { says: '$facet of nothing', source: aggregation('facet'), pipeline: [{ $facet: {} }], code: 40169 },
  {
    says: '$group by a dotted name',
    source: aggregation('group'),
    pipeline: [{ $group: { _id: 1, 'a.b': { $sum: 1 } } }],
    code: 40235,
  },
  {
    says: '$group without an accumulator',
    source: aggregation('group'),
    pipeline: [{ $group: { _id: 1, a: 1 } }],
    code: 40234,
  },
  {
    says: '$group with two accumulators in one',
    source: aggregation('group'),
    pipeline: [{ $group: { _id: 1, a: { $sum: 1, $max: 1 } } }],
    code: 40238,
  },
  { says: '$addFields of nothing', source: aggregation('addFields'), pipeline: [{ $addFields: {} }], code: 40177 },
  { says: '$project of nothing', source: aggregation('project'), pipeline: [{ $project: {} }], code: 51272 },
  {
    says: '$project that includes and leaves out',
    source: aggregation('project'),
    pipeline: [{ $project: { a: 1, b: 0 } }],
    code: 31254,
  },
  {
    says: '$replaceRoot without newRoot',
    source: aggregation('replaceRoot'),
    pipeline: [{ $replaceRoot: {} }],
    code: 40231,
  },
  {
    says: '$sortByCount of a plain text',
    source: aggregation('sortByCount'),
    pipeline: [{ $sortByCount: 'a' }],
    code: 40149,
  },
  {
    says: 'an unknown expression',
    source: aggregation('add'),
    pipeline: [{ $project: { a: { $nope: 1 } } }],
    code: 168,
  },
  {
    says: 'two operators in one expression',
    source: aggregation('add'),
    pipeline: [{ $project: { a: { $add: [1], $abs: 1 } } }],
    code: expect.any(Number),
  },
  { says: 'too few arguments', source: aggregation('eq'), pipeline: [{ $project: { a: { $eq: [1] } } }], code: 16020 },
  { says: 'a dollar alone', source: aggregation('project'), pipeline: [{ $project: { a: '$' } }], code: 16872 },
  { says: 'an unknown variable', source: aggregation('let'), pipeline: [{ $project: { a: '$$nobody' } }], code: 17276 },
  {
    says: 'a variable in capitals',
    source: aggregation('let'),
    pipeline: [{ $project: { a: { $let: { vars: { Big: 1 }, in: 1 } } } }],
    code: 9,
  },
  { says: '$add of text', source: aggregation('add'), pipeline: [{ $project: { a: { $add: [1, 'x'] } } }], code: 14 },
  {
    says: '$divide by zero',
    source: aggregation('divide'),
    pipeline: [{ $project: { a: { $divide: [1, 0] } } }],
    code: 2,
  },
  { says: '$mod by zero', source: aggregation('mod'), pipeline: [{ $project: { a: { $mod: [1, 0] } } }], code: 16610 },
  {
    says: '$sqrt below zero',
    source: aggregation('sqrt'),
    pipeline: [{ $project: { a: { $sqrt: -1 } } }],
    code: 28714,
  },
  {
    says: '$size of no array',
    source: aggregation('size'),
    pipeline: [{ $project: { a: { $size: '$none' } } }],
    code: 17124,
  },
  { says: '$in of no array', source: aggregation('in'), pipeline: [{ $project: { a: { $in: [1, 2] } } }], code: 40081 },
  {
    says: '$arrayElemAt of text',
    source: aggregation('arrayElemAt'),
    pipeline: [{ $project: { a: { $arrayElemAt: ['x', 0] } } }],
    code: 28689,
  },
  {
    says: '$concat of a number',
    source: aggregation('concat'),
    pipeline: [{ $project: { a: { $concat: ['x', 1] } } }],
    code: 16702,
  },
  { says: '$toInt of text', source: aggregation('toInt'), pipeline: [{ $project: { a: { $toInt: 'x' } } }], code: 241 },
  {
    says: '$toInt beyond 32 bits',
    source: aggregation('toInt'),
    pipeline: [{ $project: { a: { $toInt: '5000000000' } } }],
    code: 241,
  },
  {
    says: '$toDate of an int',
    source: aggregation('toDate'),
    pipeline: [{ $project: { a: { $toDate: 0 } } }],
    code: 241,
  },
  {
    says: '$toObjectId of too short a text',
    source: aggregation('toObjectId'),
    pipeline: [{ $project: { a: { $toObjectId: 'abc' } } }],
    code: 241,
  },
  {
    says: '$convert to an unknown type',
    source: aggregation('convert'),
    pipeline: [{ $project: { a: { $convert: { input: 1, to: 'thing' } } } }],
    code: 2,
  },
  { says: '$year of text', source: aggregation('year'), pipeline: [{ $project: { a: { $year: 'x' } } }], code: 16006 },
  {
    says: '$dateToString with an unknown letter',
    source: aggregation('dateToString'),
    pipeline: [{ $project: { a: { $dateToString: { date: '$$NOW', format: '%x' } } } }],
    code: 18536,
  },
  {
    says: 'an unknown time zone',
    source: aggregation('dateToString'),
    pipeline: [{ $project: { a: { $hour: { date: '$$NOW', timezone: 'Nowhere/At' } } } }],
    code: 40485,
  },
  {
    says: '$switch without a branch that holds',
    source: aggregation('switch'),
    pipeline: [{ $project: { a: { $switch: { branches: [JSON.parse('{"case": false, "then": 1}')] } } } }],
    code: 40066,
  },
  {
    says: '$substrBytes within a character',
    source: aggregation('substrBytes'),
    pipeline: [{ $project: { a: { $substrBytes: ['é', 1, 1] } } }],
    code: 28656,
  },
  {
    says: '$mergeObjects of a number',
    source: aggregation('mergeObjects'),
    pipeline: [{ $project: { a: { $mergeObjects: [1] } } }],
    code: 40400,
  },
])('refuses $says', async ({ pipeline, code }) => {
  await store.db.collection('wrong').updateOne({}, { $set: { a: 9 } }, { upsert: true });
  await expect(store.db.collection('wrong').aggregate(pipeline).toArray()).rejects.toMatchObject({ code });
});
