import mongoose from 'mongoose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OpenStore, openStore } from './open-store.js';

const { Long, ObjectId, Binary, UUID, Decimal128, MinKey, MaxKey, Timestamp } = mongoose.mongo.BSON;

let store: OpenStore;
beforeAll(async () => {
  store = await openStore();
});
afterAll(() => store.close());

/** Stands for a document without the field. */
const MISSING = Symbol('missing');
const id = new ObjectId('64b000000000000000000001');
const day = new Date('2030-01-02T03:04:05Z');
const uuid = new UUID('0b4a1a3e-0000-4000-8000-000000000001');

interface Case {
  says: string;
  values: unknown[];
  filter: object;
  finds: number[];
}

/** Each value becomes `{_id: its place, v: value}`; `finds` lists the places that match. */
const CASES: Case[] = [
  {
    says: 'null finds null and missing, not undefined things',
    values: [null, MISSING, 0, '', false, []],
    filter: { v: null },
    finds: [0, 1],
  },
  { says: '$eq null is the same', values: [null, MISSING, 1], filter: { v: { $eq: null } }, finds: [0, 1] },
  { says: 'null finds an array that holds one', values: [[null], [1], []], filter: { v: null }, finds: [0] },
  { says: '$ne null leaves out missing', values: [null, MISSING, 0, [null]], filter: { v: { $ne: null } }, finds: [2] },
  { says: '$exists true keeps null', values: [null, MISSING, 0], filter: { v: { $exists: true } }, finds: [0, 2] },
  { says: '$exists false', values: [null, MISSING, 0], filter: { v: { $exists: false } }, finds: [1] },
  {
    says: '$gte null finds null and missing',
    values: [null, MISSING, 0],
    filter: { v: { $gte: null } },
    finds: [0, 1],
  },
  { says: '$gt null finds nothing', values: [null, MISSING, 0], filter: { v: { $gt: null } }, finds: [] },
  {
    says: 'a dotted path into a missing object is null',
    values: [{}, { a: null }, { a: 1 }, 5, MISSING],
    filter: { 'v.a': null },
    finds: [0, 1, 3, 4],
  },
  {
    says: 'a dotted path with one element lacking the field is null',
    values: [[{ a: 1 }, {}], [{ a: 1 }]],
    filter: { 'v.a': null },
    finds: [0],
  },
  {
    says: 'a dotted path into an array without objects finds no null',
    values: [[1, 2], []],
    filter: { 'v.a': null },
    finds: [],
  },
  { says: '$gt stays within its type', values: [1, 5, '9', day, null, [7]], filter: { v: { $gt: 3 } }, finds: [1, 5] },
  { says: '$lt on strings stays with strings', values: ['a', 'b', 1, null], filter: { v: { $lt: 'b' } }, finds: [0] },
  {
    says: 'strings are in order of their bytes',
    values: ['Z', 'a', 'é', '\u{1f600}', '\uffee'],
    filter: { v: { $gt: '\uffee' } },
    finds: [3],
  },
  { says: 'an empty string is below all others', values: ['', 'a', '\0'], filter: { v: { $gt: '' } }, finds: [1, 2] },
  { says: 'NaN equals NaN', values: [Number.NaN, 1, null], filter: { v: Number.NaN }, finds: [0] },
  { says: 'NaN is below no number', values: [Number.NaN, 1], filter: { v: { $lt: 5 } }, finds: [1] },
  { says: '$lte NaN finds NaN alone', values: [Number.NaN, 1], filter: { v: { $lte: Number.NaN } }, finds: [0] },
  { says: 'minus zero is zero', values: [-0, 0, 1], filter: { v: 0 }, finds: [0, 1] },
  {
    says: 'infinities are numbers',
    values: [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1],
    filter: { v: { $gte: 1 } },
    finds: [0, 2],
  },
  { says: 'a Long equals the number', values: [Long.fromNumber(5), 5, '5'], filter: { v: 5 }, finds: [0, 1] },
  {
    says: 'Longs beyond 2^53 are told apart',
    values: [Long.fromString('9007199254740993'), Long.fromString('9007199254740992')],
    filter: { v: Long.fromString('9007199254740993') },
    finds: [0],
  },
  {
    says: 'Longs beyond 2^53 are in order',
    values: [Long.fromString('9007199254740993'), Long.fromString('9007199254740992')],
    filter: { v: { $gt: Long.fromString('9007199254740992') } },
    finds: [0],
  },
  {
    says: 'a Decimal128 compares with numbers',
    values: [Decimal128.fromString('2.5'), 2, 3],
    filter: { v: { $gt: 2 } },
    finds: [0, 2],
  },
  { says: 'true is not 1', values: [true, 1, false, 0], filter: { v: true }, finds: [0] },
  { says: 'dates compare', values: [day, new Date(+day + 1), +day], filter: { v: { $gt: day } }, finds: [1] },
  {
    says: 'dates before 1970 are in order',
    values: [new Date(-5), new Date(5)],
    filter: { v: { $lt: new Date(0) } },
    finds: [0],
  },
  {
    says: 'an ObjectId equals its copy, not its text',
    values: [id, id.toHexString()],
    filter: { v: new ObjectId(id.toHexString()) },
    finds: [0],
  },
  {
    says: 'a UUID equals the same bytes of its kind',
    values: [uuid, new Binary(uuid.buffer, 4), new Binary(uuid.buffer, 0)],
    filter: { v: uuid },
    finds: [0, 1],
  },
  {
    says: 'binaries compare by length first',
    values: [Buffer.from([9]), Buffer.from([1, 1])],
    filter: { v: { $gt: Buffer.from([9]) } },
    finds: [1],
  },
  {
    says: 'MinKey is below everything',
    values: [null, 0, 'x', new MinKey()],
    filter: { v: { $gt: new MinKey() } },
    finds: [0, 1, 2],
  },
  {
    says: 'MaxKey is above everything',
    values: [day, 'x', new MaxKey()],
    filter: { v: { $lt: new MaxKey() } },
    finds: [0, 1],
  },
  {
    says: 'timestamps are a type of their own',
    values: [new Timestamp({ t: 5, i: 1 }), day],
    filter: { v: { $gt: new Timestamp({ t: 4, i: 9 }) } },
    finds: [0],
  },
  {
    says: 'object equality looks at the order of fields',
    values: [{ a: 1, b: 2 }, { b: 2, a: 1 }, { a: 1 }],
    filter: { v: { a: 1, b: 2 } },
    finds: [0],
  },
  {
    says: 'an object inside an array is found whole',
    values: [[{ a: 1 }, 2], [{ a: 1, b: 2 }]],
    filter: { v: { a: 1 } },
    finds: [0],
  },
  { says: 'a value finds the arrays that hold it', values: [[1, 2], 2, [[2]], [3]], filter: { v: 2 }, finds: [0, 1] },
  {
    says: 'an array finds itself and arrays that hold it',
    values: [
      [1, 2],
      [[1, 2], 3],
      [2, 1],
      [1, 2, 3],
    ],
    filter: { v: [1, 2] },
    finds: [0, 1],
  },
  {
    says: 'an empty array finds empty arrays',
    values: [[], [[]], [1], null, MISSING],
    filter: { v: [] },
    finds: [0, 1],
  },
  { says: '$in', values: [1, 2, 3, [3, 4], null], filter: { v: { $in: [1, 4] } }, finds: [0, 3] },
  { says: '$in with null', values: [1, null, MISSING, []], filter: { v: { $in: [null, 1] } }, finds: [0, 1, 2] },
  { says: '$in with a whole array', values: [[1, 2], [1], 1], filter: { v: { $in: [[1, 2]] } }, finds: [0] },
  {
    says: '$in with a regular expression',
    values: ['abc', 'xbc', 7],
    filter: { v: { $in: [/^a/, 7] } },
    finds: [0, 2],
  },
  { says: '$in with nothing', values: [1, null], filter: { v: { $in: [] } }, finds: [] },
  { says: '$nin', values: [1, 2, null, MISSING, [1, 5]], filter: { v: { $nin: [1] } }, finds: [1, 2, 3] },
  {
    says: '$ne on arrays means no element',
    values: [[1, 2], [2], 1, MISSING],
    filter: { v: { $ne: 1 } },
    finds: [1, 3],
  },
  {
    says: '$not with an operator keeps other types',
    values: [1, 9, 'x', MISSING],
    filter: { v: { $not: { $gt: 5 } } },
    finds: [0, 2, 3],
  },
  { says: '$not with a regular expression', values: ['ab', 'cd', 5], filter: { v: { $not: /^a/ } }, finds: [1, 2] },
  {
    says: 'two bounds on an array may be met by two elements',
    values: [[1, 9], [4], [1], [9]],
    filter: { v: { $gt: 3, $lt: 5 } },
    finds: [0, 1],
  },
  {
    says: '$elemMatch asks one element for both',
    values: [[1, 9], [4]],
    filter: { v: { $elemMatch: { $gt: 3, $lt: 5 } } },
    finds: [1],
  },
  {
    says: '$elemMatch on objects',
    values: [[{ a: 1, b: 2 }], [{ a: 1 }, { b: 2 }]],
    filter: { v: { $elemMatch: { a: 1, b: 2 } } },
    finds: [0],
  },
  {
    says: 'two dotted conditions may be met by two elements',
    values: [[{ a: 1 }, { b: 2 }], [{ a: 1 }]],
    filter: { 'v.a': 1, 'v.b': 2 },
    finds: [0],
  },
  {
    says: '$elemMatch does not look at a lone object',
    values: [{ a: 1 }, [{ a: 1 }]],
    filter: { v: { $elemMatch: { a: 1 } } },
    finds: [1],
  },
  {
    says: '$elemMatch with $or',
    values: [[{ a: 1 }], [{ b: 1 }], [{ c: 1 }]],
    filter: { v: { $elemMatch: { $or: [{ a: 1 }, { b: 1 }] } } },
    finds: [0, 1],
  },
  { says: '$all', values: [[1, 2, 3], [1], 1, [2, 1]], filter: { v: { $all: [1, 2] } }, finds: [0, 3] },
  { says: '$all with one value finds a lone one', values: [[1, 2], 1, 2], filter: { v: { $all: [1] } }, finds: [0, 1] },
  {
    says: '$all with $elemMatch',
    values: [[{ a: 1 }, { a: 5 }], [{ a: 1 }]],
    filter: { v: { $all: [{ $elemMatch: { a: 1 } }, { $elemMatch: { a: 5 } }] } },
    finds: [0],
  },
  { says: '$all with nothing finds nothing', values: [[], [1]], filter: { v: { $all: [] } }, finds: [] },
  { says: '$size', values: [[], [1], [1, 2], 1, MISSING], filter: { v: { $size: 1 } }, finds: [1] },
  { says: '$mod', values: [4, 7, 8.9, 'x', [3, 12]], filter: { v: { $mod: [4, 0] } }, finds: [0, 2, 4] },
  {
    says: '$type by name',
    values: [1, 1.5, 'x', null, [1], day, id, true],
    filter: { v: { $type: 'string' } },
    finds: [2],
  },
  {
    says: '$type number takes every number',
    values: [1, 1.5, Long.fromNumber(2), Decimal128.fromString('1'), 'x'],
    filter: { v: { $type: 'number' } },
    finds: [0, 1, 2, 3],
  },
  { says: '$type array looks at the array itself', values: [[1], 1], filter: { v: { $type: 'array' } }, finds: [0] },
  { says: '$type looks into arrays', values: [['x'], [1]], filter: { v: { $type: 'string' } }, finds: [0] },
  { says: '$type objectId and date by number', values: [id, day, 1], filter: { v: { $type: [7, 9] } }, finds: [0, 1] },
  { says: '$type null is not missing', values: [null, MISSING], filter: { v: { $type: 'null' } }, finds: [0] },
  {
    says: '$regex with options',
    values: ['Hello', 'bye', 5],
    filter: { v: { $regex: '^HE', $options: 'i' } },
    finds: [0],
  },
  { says: 'a regular expression looks into arrays', values: [['xa', 'b'], ['b']], filter: { v: /a$/ }, finds: [0] },
  { says: 'm lets ^ begin at each line', values: ['a\nb', 'ab'], filter: { v: /^b/m }, finds: [0] },
  {
    says: 's lets the dot take a line end',
    values: ['a\nb', 'a b'],
    filter: { v: { $regex: 'a.b', $options: 's' } },
    finds: [0, 1],
  },
  {
    says: 'a number in a path names an element',
    values: [[5, 6], [6, 5], { 0: 5 }],
    filter: { 'v.0': 5 },
    finds: [0, 2],
  },
  {
    says: 'a number in a path goes on to a field',
    values: [[{ a: 1 }, { a: 2 }], [{ a: 2 }]],
    filter: { 'v.0.a': 1 },
    finds: [0],
  },
  { says: '$or', values: [1, 2, 3], filter: { $or: [{ v: 1 }, { v: 3 }] }, finds: [0, 2] },
  { says: '$nor', values: [1, 2, 3, MISSING], filter: { $nor: [{ v: 1 }, { v: 3 }] }, finds: [1, 3] },
  {
    says: '$and over one field',
    values: [1, 5, 9],
    filter: { $and: [{ v: { $gt: 1 } }, { v: { $lt: 9 } }] },
    finds: [1],
  },
  {
    says: '$expr compares two fields',
    values: [
      { a: 1, b: 2 },
      { a: 3, b: 2 },
    ],
    filter: { $expr: { $gt: ['$v.a', '$v.b'] } },
    finds: [1],
  },
  {
    says: '$expr tells missing from null',
    values: [null, MISSING, 0],
    filter: { $expr: { $eq: ['$v', null] } },
    finds: [0],
  },
  { says: '$comment changes nothing', values: [1, 2], filter: { v: 1, $comment: 'why' }, finds: [0] },
  { says: '$bitsAllSet', values: [6, 4, 2], filter: { v: { $bitsAllSet: 6 } }, finds: [0] },
  { says: '$bitsAnyClear by place', values: [7, 5], filter: { v: { $bitsAnyClear: [1] } }, finds: [1] },
  {
    says: 'a field that JavaScript knows is like any other',
    values: [{ constructor: 1 }, { a: 1 }],
    filter: { 'v.constructor': { $exists: true } },
    finds: [0],
  },
  {
    says: 'a path of three levels through arrays',
    values: [[{ a: [{ b: 1 }, { b: 2 }] }], [{ a: [{ b: 3 }] }]],
    filter: { 'v.a.b': 2 },
    finds: [0],
  },
];

it.each(CASES.map((one, i) => ({ ...one, i })))('$says', async ({ values, filter, finds, i }) => {
  const plain = store.db.collection<{ _id: number }>(`filter${i}`);
  const docs = values.map((v, place) => (v === MISSING ? { _id: place } : { _id: place, v }));
  await plain.insertMany(docs);
  const found = async (): Promise<number[]> =>
    (await plain.find(filter, { sort: { _id: 1 } }).toArray()).map(({ _id }) => _id);
  expect(await found(), 'without an index').toEqual(finds);
  await plain.createIndex({ v: 1 });
  expect(await found(), 'with an index').toEqual(finds);
  await plain.dropIndex('v_1');
  await plain.createIndex({ v: -1, w: 1 });
  expect(await found(), 'with a descending index').toEqual(finds);
  expect(await plain.countDocuments(filter), 'counted').toBe(finds.length);
});

it.each([
  { says: 'an unknown operator', filter: { v: { $like: 'x' } }, code: 2 },
  { says: 'an unknown operator at the top', filter: { $also: [] }, code: 2 },
  { says: '$in without an array', filter: { v: { $in: 5 } }, code: 2 },
  { says: 'an empty $or', filter: { $or: [] }, code: 2 },
  { says: '$size below zero', filter: { v: { $size: -1 } }, code: 2 },
  { says: '$mod by zero', filter: { v: { $mod: [0, 1] } }, code: 2 },
  { says: '$options alone', filter: { v: { $options: 'i' } }, code: 2 },
  { says: 'a regular expression that is none', filter: { v: { $regex: '(' } }, code: 51091 },
])('refuses $says', async ({ filter, code }) => {
  await expect(store.db.collection('refused').find(filter).toArray()).rejects.toMatchObject({ code });
});

// A real MongoDB knows these.
it.skipIf(process.env.TEST_MONGODB_URI).each([
  { says: '$where', filter: { $where: 'true' } },
  { says: '$text', filter: { $text: { $search: 'x' } } },
  { says: '$jsonSchema', filter: { $jsonSchema: {} } },
  { says: '$near', filter: { v: { $near: [0, 0] } } },
  { says: '$function within $expr', filter: { $expr: { $function: { body: 'x', args: [], lang: 'js' } } } },
])('says that $says is not supported', async ({ filter }) => {
  const answer = store.db
    .collection('refused')
    .find(filter as object)
    .toArray();
  await expect(answer).rejects.toMatchObject({ codeName: 'CommandNotSupported' });
});
