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

  it.each<{ says: string; pipeline: object[]; gives: unknown[] }>([
    {
      says: '$match, $sort, $skip, $limit',
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
      pipeline: [{ $limit: 2 }, { $sort: { _id: -1 } }, { $project: { _id: 1 } }],
      gives: [{ _id: 2 }, { _id: 1 }],
    },
    {
      says: '$group with sums, averages and counts',
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
      pipeline: [
        { $sort: { _id: 1 } },
        { $group: { _id: null, names: { $push: '$by.name' }, set: { $addToSet: '$none' } } },
      ],
      gives: [{ _id: null, names: ['Ana', 'Bo'], set: [] }],
    },
    {
      says: '$group by a missing field is null',
      pipeline: [{ $group: { _id: '$none', n: { $sum: 1 } } }],
      gives: [{ _id: null, n: 4 }],
    },
    {
      says: '$sum of an expression',
      pipeline: [{ $group: { _id: null, big: { $sum: { $cond: [{ $gt: ['$n', 1] }, 1, 0] } } } }],
      gives: [{ _id: null, big: 2 }],
    },
    {
      says: '$topN by a field',
      pipeline: [{ $group: { _id: null, best: { $topN: { n: 2, sortBy: { n: -1 }, output: '$_id' } } } }],
      gives: [{ _id: null, best: [3, 1] }],
    },
    {
      says: '$unwind',
      pipeline: [{ $unwind: '$tags' }, { $project: { tags: 1 } }, { $sort: { _id: 1, tags: 1 } }],
      gives: [
        { _id: 1, tags: 'x' },
        { _id: 1, tags: 'y' },
        { _id: 2, tags: 'y' },
      ],
    },
    {
      says: '$unwind that keeps the empty',
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
      pipeline: [
        { $match: { _id: 1 } },
        { $project: { _id: 0, item: 1, name: '$by.name', double: { $multiply: ['$n', 2] } } },
      ],
      gives: [{ item: 'a', name: 'Ana', double: 4 }],
    },
    {
      says: '$project leaves out',
      pipeline: [{ $match: { _id: 2 } }, { $project: { at: 0, 'by.name': 0, tags: 0 } }],
      gives: [{ _id: 2, item: 'b', n: 1, by: {} }],
    },
    {
      says: '$project of a missing field leaves it out',
      pipeline: [{ $match: { _id: 4 } }, { $project: { none: '$none', tags: 1 } }],
      gives: [{ _id: 4 }],
    },
    {
      says: '$addFields into an object and over itself',
      pipeline: [
        { $match: { _id: 1 } },
        { $addFields: { 'by.age': 30, n: { $add: ['$n', 1] } } },
        { $project: { by: 1, n: 1 } },
      ],
      gives: [{ _id: 1, n: 3, by: { name: 'Ana', age: 30 } }],
    },
    {
      says: '$set with $$REMOVE',
      pipeline: [{ $match: { _id: 1 } }, { $set: { n: '$$REMOVE' } }, { $project: { n: 1 } }],
      gives: [{ _id: 1 }],
    },
    {
      says: '$unset of many',
      pipeline: [{ $match: { _id: 1 } }, { $unset: ['at', 'tags', 'by.name'] }],
      gives: [{ _id: 1, item: 'a', n: 2, by: {} }],
    },
    {
      says: '$replaceRoot',
      pipeline: [{ $match: { _id: 1 } }, { $replaceRoot: { newRoot: '$by' } }],
      gives: [{ name: 'Ana' }],
    },
    {
      says: '$replaceWith merged objects',
      pipeline: [{ $match: { _id: 2 } }, { $replaceWith: { $mergeObjects: [{ age: 1 }, '$by'] } }],
      gives: [{ age: 1, name: 'Bo' }],
    },
    { says: '$count', pipeline: [{ $match: { item: 'a' } }, { $count: 'all' }], gives: [{ all: 2 }] },
    { says: '$count of nothing gives nothing', pipeline: [{ $match: { item: 'z' } }, { $count: 'all' }], gives: [] },
    { says: '$sortByCount', pipeline: [{ $sortByCount: '$item' }, { $limit: 1 }], gives: [{ _id: 'a', count: 2 }] },
    {
      says: '$facet',
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
      pipeline: [
        { $match: { _id: 1 } },
        { $project: { _id: 1 } },
        { $unionWith: { coll: 'items', pipeline: [{ $match: { _id: 'b' } }] } },
      ],
      gives: [{ _id: 1 }, { _id: 'b', title: 'Bread' }],
    },
    {
      says: '$bucket',
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
      pipeline: [{ $match: { _id: 1 } }, { $project: { day: { $dateTrunc: { date: '$at', unit: 'day' } } } }],
      gives: [{ _id: 1, day: new Date('2030-01-05T00:00:00Z') }],
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
      ref: id,
      at: new Date('2030-01-31T10:20:30Z'),
      els: [
        { k: 'a', v: 1 },
        { k: 'b', v: 2 },
      ],
    };
    await store.db.collection('one').insertOne(doc as never);
  });

  it.each<{ says: string; expr: unknown; gives: unknown }>([
    { says: '$ifNull of missing', expr: { $ifNull: ['$x', 'd'] }, gives: 'd' },
    { says: '$ifNull of many', expr: { $ifNull: ['$x', '$none', 3] }, gives: 3 },
    { says: '$eq of missing and null', expr: { $eq: ['$x', null] }, gives: false },
    { says: '$gt over types', expr: { $gt: ['$s', '$a'] }, gives: true },
    { says: '$lt of missing', expr: { $lt: ['$x', null] }, gives: true },
    { says: '$eq of ObjectIds', expr: { $eq: ['$ref', id] }, gives: true },
    { says: '$in of ObjectIds', expr: { $in: [id, ['$ref']] }, gives: true },
    { says: '$in of an array field', expr: { $in: [2, '$l'] }, gives: true },
    { says: '$and and $or', expr: { $and: [{ $or: ['$x', '$a'] }, { $not: ['$none'] }] }, gives: true },
    { says: '$cond', expr: { $cond: [{ $gte: ['$a', 5] }, 'y', 'n'] }, gives: 'y' },
    {
      says: '$switch',
      expr: {
        $switch: {
          branches: [branch({ $lt: ['$a', 5] }, 'low'), branch({ $eq: ['$a', 5] }, 'same')],
          default: 'high',
        },
      },
      gives: 'same',
    },
    { says: '$size', expr: { $size: '$l' }, gives: 3 },
    { says: '$filter', expr: { $filter: { input: '$l', as: 'n', cond: { $gt: ['$$n', 1] } } }, gives: [3, 2] },
    { says: '$map', expr: { $map: { input: '$l', as: 'n', in: { $multiply: ['$$n', 2] } } }, gives: [6, 2, 4] },
    {
      says: '$reduce',
      expr: { $reduce: { input: '$l', initialValue: 0, in: { $add: ['$$value', '$$this'] } } },
      gives: 6,
    },
    { says: '$max and $min of an array', expr: [{ $max: '$l' }, { $min: '$l' }], gives: [3, 1] },
    { says: '$max of a list', expr: { $max: ['$a', 7, '$none'] }, gives: 7 },
    { says: '$sum and $avg of an array', expr: [{ $sum: '$l' }, { $avg: '$l' }], gives: [6, 2] },
    { says: '$arrayElemAt from the end', expr: { $arrayElemAt: ['$l', -1] }, gives: 2 },
    { says: '$first and $last', expr: [{ $first: '$l' }, { $last: '$l' }], gives: [3, 2] },
    { says: '$slice', expr: { $slice: ['$l', 2] }, gives: [3, 1] },
    { says: '$concatArrays', expr: { $concatArrays: ['$l', [9]] }, gives: [3, 1, 2, 9] },
    { says: '$sortArray', expr: { $sortArray: { input: '$l', sortBy: 1 } }, gives: [1, 2, 3] },
    {
      says: '$sortArray by a field',
      expr: { $sortArray: { input: '$els', sortBy: { v: -1 } } },
      gives: [
        { k: 'b', v: 2 },
        { k: 'a', v: 1 },
      ],
    },
    { says: 'a path through an array', expr: '$els.v', gives: [1, 2] },
    { says: '$arrayToObject', expr: { $arrayToObject: '$els' }, gives: { a: 1, b: 2 } },
    { says: '$objectToArray', expr: { $objectToArray: '$o' }, gives: [{ k: 'x', v: 1 }] },
    { says: '$mergeObjects', expr: { $mergeObjects: ['$o', { y: 2 }, null] }, gives: { x: 1, y: 2 } },
    { says: '$setUnion keeps one of each', expr: { $size: { $setUnion: ['$l', [1, 9]] } }, gives: 4 },
    { says: '$indexOfArray', expr: { $indexOfArray: ['$l', 2] }, gives: 2 },
    { says: '$concat', expr: { $concat: ['$s', '-', 'c'] }, gives: 'Ab-c' },
    { says: '$concat with null is null', expr: { $concat: ['$s', '$none'] }, gives: null },
    { says: '$toLower', expr: { $toLower: '$s' }, gives: 'ab' },
    { says: '$split', expr: { $split: ['a,b', ','] }, gives: ['a', 'b'] },
    { says: '$regexMatch', expr: { $regexMatch: { input: '$s', regex: '^a', options: 'i' } }, gives: true },
    { says: '$substrCP', expr: { $substrCP: ['$s', 1, 1] }, gives: 'b' },
    { says: '$strLenCP', expr: { $strLenCP: 'سلام' }, gives: 4 },
    { says: '$toString of an ObjectId', expr: { $toString: '$ref' }, gives: id.toHexString() },
    { says: '$toObjectId', expr: { $toObjectId: id.toHexString() }, gives: id },
    { says: '$toInt and $toDouble', expr: [{ $toInt: '12' }, { $toDouble: '1.5' }], gives: [12, 1.5] },
    { says: '$toDate of milliseconds', expr: { $toDate: Long.fromNumber(0) }, gives: new Date(0) },
    {
      says: '$type',
      expr: [{ $type: '$a' }, { $type: '$x' }, { $type: '$ref' }, { $type: '$l' }, { $type: '$at' }],
      gives: ['int', 'missing', 'objectId', 'array', 'date'],
    },
    { says: '$add of a date and milliseconds', expr: { $add: ['$at', 1000] }, gives: new Date('2030-01-31T10:20:31Z') },
    { says: '$subtract of dates', expr: { $subtract: ['$at', new Date('2030-01-31T10:20:00Z')] }, gives: 30_000 },
    { says: '$divide and $mod', expr: [{ $divide: ['$a', 2] }, { $mod: ['$a', 3] }], gives: [2.5, 2] },
    {
      says: '$round and $floor',
      expr: [{ $round: [2.567, 1] }, { $floor: 2.9 }, { $trunc: -2.9 }],
      gives: [2.6, 2, -2],
    },
    {
      says: 'arithmetic with null is null',
      expr: [{ $add: ['$a', '$none'] }, { $multiply: ['$a', '$x'] }],
      gives: [null, null],
    },
    { says: 'a Long in arithmetic', expr: { $add: ['$big', 1] }, gives: 8 },
    {
      says: 'parts of a date',
      expr: [{ $year: '$at' }, { $month: '$at' }, { $dayOfMonth: '$at' }, { $hour: '$at' }, { $dayOfWeek: '$at' }],
      gives: [2030, 1, 31, 10, 5],
    },
    {
      says: '$dateAdd at the end of a month',
      expr: { $dateAdd: { startDate: '$at', unit: 'month', amount: 1 } },
      gives: new Date('2030-02-28T10:20:30Z'),
    },
    {
      says: '$dateSubtract',
      expr: { $dateSubtract: { startDate: '$at', unit: 'day', amount: 31 } },
      gives: new Date('2029-12-31T10:20:30Z'),
    },
    {
      says: '$dateDiff',
      expr: { $dateDiff: { startDate: '$at', endDate: new Date('2030-02-01T00:00:00Z'), unit: 'day' } },
      gives: 1,
    },
    {
      says: '$dateToParts',
      expr: { $getField: { field: 'month', input: { $dateToParts: { date: '$at' } } } },
      gives: 1,
    },
    { says: '$let', expr: { $let: { vars: { b: { $add: ['$a', 1] } }, in: { $multiply: ['$$b', 2] } } }, gives: 12 },
    { says: '$literal', expr: { $literal: '$a' }, gives: '$a' },
    { says: '$$ROOT', expr: '$$ROOT.a', gives: 5 },
    { says: '$isArray and $isNumber', expr: [{ $isArray: '$l' }, { $isNumber: '$big' }], gives: [true, true] },
    { says: '$range', expr: { $range: [0, 3] }, gives: [0, 1, 2] },
    {
      says: '$zip',
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
    { says: '$allElementsTrue', expr: { $allElementsTrue: [[1, true]] }, gives: true },
  ])('$says', async ({ expr, gives }) => {
    const [found] = await store.db
      .collection('one')
      .aggregate([{ $project: { _id: 0, v: expr } }])
      .toArray();
    expect(found!.v).toEqual(gives);
  });
});

it.each([
  { says: 'an unknown stage', pipeline: [{ $nope: 1 }], code: 40324 },
  { says: 'two stages in one', pipeline: [{ $match: {}, $limit: 1 }], code: 40323 },
  { says: '$limit 0', pipeline: [{ $limit: 0 }], code: 15958 },
  { says: '$group without _id', pipeline: [{ $group: { n: { $sum: 1 } } }], code: 15955 },
  { says: 'an unknown accumulator', pipeline: [{ $group: { _id: 1, n: { $nope: 1 } } }], code: 15952 },
  { says: '$unwind without a dollar', pipeline: [{ $unwind: 'tags' }], code: 28818 },
  { says: '$replaceRoot to a number', pipeline: [{ $replaceRoot: { newRoot: 1 } }], code: 40228 },
])('refuses $says', async ({ pipeline, code }) => {
  await store.db.collection('wrong').insertOne({});
  await expect(store.db.collection('wrong').aggregate(pipeline).toArray()).rejects.toMatchObject({ code });
});
