import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ARRAYS_OF_DOCUMENTS, ORDER, page } from './manual.js';
import { type OpenStore, openStore } from './open-store.js';

const { Long, ObjectId, MinKey, MaxKey, Timestamp, Decimal128 } = mongoose.mongo.BSON;

let store: OpenStore;
beforeAll(async () => {
  store = await openStore();
});
afterAll(() => store.close());

const MISSING = Symbol('missing');
const SORT = page('reference/method/cursor.sort');
const PROJECT = page('tutorial/project-fields-from-query-results');
const projection = (operator: string): string => page(`reference/operator/projection/${operator}`);

interface Sorted {
  says: string;
  source: string;
  values: unknown[];
  /** Places of the values in the order of a sort upwards. */
  up: number[];
}

describe('order', () => {
  it.each<Sorted & { i?: number }>([
    {
      says: 'types one after the other',
      source: ORDER,
      values: [
        new MaxKey(),
        /a/,
        new Timestamp({ t: 1, i: 1 }),
        new Date(0),
        true,
        new ObjectId(),
        Buffer.from('a'),
        { a: 1 },
        'a',
        1,
        null,
        new MinKey(),
      ],
      up: [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
    },
    {
      says: 'numbers of all types by their value',
      source: ORDER,
      values: [3, Long.fromNumber(2), 2.5, Decimal128.fromString('2.25'), -1, Number.NEGATIVE_INFINITY, Number.NaN],
      up: [6, 5, 4, 1, 3, 2, 0],
    },
    { says: 'missing like null, below all else', source: ORDER, values: [0, MISSING, null], up: [1, 2, 0] },
    {
      says: 'an array by its lowest element',
      source: ORDER,
      values: [[5, 1], 2, [3, 4], [0, 9]],
      up: [3, 0, 1, 2],
    },
    { says: 'an empty array below null', source: ORDER, values: [null, [], 0], up: [1, 0, 2] },
    {
      says: 'text by its bytes in UTF-8, not by its units in UTF-16',
      source: ORDER,
      values: ['\u{1f600}', '\uffee', 'پ', 'ب', 'Z', 'a', ''],
      up: [6, 4, 5, 3, 2, 1, 0],
    },
    {
      says: 'objects by type, name and value of each field in turn',
      source: ORDER,
      values: [{ a: 2 }, { b: 1 }, { a: 1, b: 0 }, { a: 1 }, {}, { a: 'x' }],
      up: [4, 3, 2, 0, 1, 5],
    },
    {
      says: 'binaries by length, then by content',
      source: ORDER,
      values: ['b', 'aa', 'a'].map((t) => Buffer.from(t)),
      up: [2, 0, 1],
    },
    { says: 'false below true', source: ORDER, values: [true, false], up: [1, 0] },
    {
      says: 'dates before 1970 below later ones',
      source: ORDER,
      values: [new Date(1), new Date(-1), new Date(0)],
      up: [1, 2, 0],
    },
    {
      says: 'Longs beyond 2^53 apart',
      source: ORDER,
      values: ['9007199254740993', '9007199254740992', '9007199254740994'].map((digits) => Long.fromString(digits)),
      up: [1, 0, 2],
    },
  ])('$says', async ({ says, values, up }) => {
    const all = store.db.collection<{ _id: number }>(`order ${says}`);
    await all.insertMany(values.map((v, _id) => (v === MISSING ? { _id } : { _id, v })));
    const places = async (direction: 1 | -1) =>
      (await all.find({}, { sort: { v: direction, _id: direction } }).toArray()).map(({ _id }) => _id);
    const hasArrays = values.some(Array.isArray);
    expect(await places(1), 'in memory').toEqual(up);
    if (!hasArrays) expect(await places(-1), 'down').toEqual(up.toReversed());
    await all.createIndex({ v: 1, _id: 1 });
    expect(await places(1), 'by an index').toEqual(up);
    if (!hasArrays) expect(await places(-1), 'by an index, backwards').toEqual(up.toReversed());
  });

  it.each<{ says: string; source: string; sort: Record<string, 1 | -1>; gives: number[] }>([
    { says: 'an array downwards by its highest element', source: ORDER, sort: { l: -1, _id: 1 }, gives: [1, 2, 3] },
    { says: 'the second field where the first is the same', source: SORT, sort: { a: 1, _id: -1 }, gives: [3, 1, 2] },
    { says: 'a field within an object', source: SORT, sort: { 'o.x': 1 }, gives: [2, 3, 1] },
    { says: 'a field of objects in an array', source: ARRAYS_OF_DOCUMENTS, sort: { 'd.x': 1 }, gives: [3, 1, 2] },
    { says: 'the order of insertion, backwards', source: SORT, sort: { $natural: -1 }, gives: [3, 2, 1] },
  ])('sorts by $says', async ({ sort, gives }) => {
    const all = store.db.collection<{ _id: number }>('sorted');
    await all.deleteMany({});
    await all.insertMany([
      { _id: 1, a: 1, l: [1, 9], o: { x: 3 }, d: [{ x: 2 }, { x: 8 }] },
      { _id: 2, a: 2, l: [5, 6], o: { x: 1 }, d: [{ x: 5 }] },
      { _id: 3, a: 1, l: [2], o: { x: 2 }, d: [{ x: 7 }, { x: 1 }] },
    ] as never[]);
    expect((await all.find({}, { sort }).toArray()).map(({ _id }) => _id)).toEqual(gives);
  });
});

const DOC = {
  _id: 1,
  item: 'journal',
  size: { h: 14, w: 21, uom: 'cm' },
  stock: [
    { at: 'A', qty: 5 },
    { at: 'B', qty: 9 },
    { at: 'C', qty: 9 },
  ],
  l: [1, 2, 3, 4, 5],
};

describe('projections', () => {
  beforeAll(async () => {
    await store.db.collection('projected').insertOne(DOC as never);
  });

  it.each<{ says: string; source: string; projection: object; filter?: object; gives: object }>([
    { says: 'named fields and _id', source: PROJECT, projection: { item: 1 }, gives: { _id: 1, item: 'journal' } },
    { says: 'no _id', source: PROJECT, projection: { item: 1, _id: 0 }, gives: { item: 'journal' } },
    { says: '_id alone', source: PROJECT, projection: { _id: 1 }, gives: { _id: 1 } },
    {
      says: 'all but some',
      source: PROJECT,
      projection: { stock: 0, l: 0 },
      gives: { _id: 1, item: 'journal', size: DOC.size },
    },
    {
      says: 'a field within an object',
      source: PROJECT,
      projection: { 'size.uom': 1 },
      gives: { _id: 1, size: { uom: 'cm' } },
    },
    {
      says: 'a field within an object, written nested',
      source: PROJECT,
      projection: { size: { uom: 1 }, _id: 0 },
      gives: { size: { uom: 'cm' } },
    },
    {
      says: 'all but a field within an object',
      source: PROJECT,
      projection: { 'size.uom': 0, stock: 0, l: 0 },
      gives: { _id: 1, item: 'journal', size: { h: 14, w: 21 } },
    },
    {
      says: 'a field of the objects in an array',
      source: PROJECT,
      projection: { 'stock.qty': 1 },
      gives: { _id: 1, stock: [{ qty: 5 }, { qty: 9 }, { qty: 9 }] },
    },
    {
      says: 'a computed field',
      source: PROJECT,
      projection: { _id: 0, area: { $multiply: ['$size.h', '$size.w'] } },
      gives: { area: 294 },
    },
    {
      says: 'a text with a dollar as the field that it names, and a plain text as it is',
      source: PROJECT,
      projection: { _id: 0, name: '$item', kind: 'book' },
      gives: { name: 'journal', kind: 'book' },
    },
    {
      says: 'the first of an array',
      source: projection('slice'),
      projection: { l: { $slice: 2 }, stock: 0, size: 0 },
      gives: { _id: 1, item: 'journal', l: [1, 2] },
    },
    {
      says: 'the last of an array',
      source: projection('slice'),
      projection: { l: { $slice: -1 }, item: 1 },
      gives: { _id: 1, item: 'journal', l: [5] },
    },
    {
      says: 'a part of an array',
      source: projection('slice'),
      projection: { l: { $slice: [1, 2] }, item: 1 },
      gives: { _id: 1, item: 'journal', l: [2, 3] },
    },
    {
      says: 'a part from the end',
      source: projection('slice'),
      projection: { l: { $slice: [-3, 2] }, item: 1 },
      gives: { _id: 1, item: 'journal', l: [3, 4] },
    },
    {
      says: 'the first element that matches',
      source: projection('elemMatch'),
      projection: { stock: { $elemMatch: { qty: { $gt: 5 } } } },
      gives: { _id: 1, stock: [{ at: 'B', qty: 9 }] },
    },
    {
      says: 'no array where no element matches',
      source: projection('elemMatch'),
      projection: { item: 1, stock: { $elemMatch: { qty: 100 } } },
      gives: { _id: 1, item: 'journal' },
    },
    {
      says: 'the element that the filter found',
      source: projection('positional'),
      filter: { stock: { $elemMatch: { qty: 9 } } },
      projection: { 'stock.$': 1 },
      gives: { _id: 1, stock: [{ at: 'B', qty: 9 }] },
    },
    {
      says: 'the element that a dotted filter found',
      source: projection('positional'),
      filter: { 'stock.at': 'C' },
      projection: { _id: 0, 'stock.$': 1 },
      gives: { stock: [{ at: 'C', qty: 9 }] },
    },
    {
      says: 'fields in the order of the document',
      source: PROJECT,
      projection: { l: { $slice: 1 }, item: 1, _id: 0 },
      gives: { item: 'journal', l: [1] },
    },
  ])('give $says', async ({ projection: fields, filter = {}, gives }) => {
    const found = await store.db.collection('projected').findOne(filter, { projection: fields });
    expect(found).toEqual(gives);
    expect(Object.keys(found!)).toEqual(Object.keys(gives));
  });

  it.each<{ says: string; source: string; projection: object; code: number }>([
    { says: 'leaving out among naming', source: PROJECT, projection: { a: 1, b: 0 }, code: 31254 },
    { says: 'naming among leaving out', source: PROJECT, projection: { a: 0, b: 1 }, code: 31253 },
    { says: 'a field and one within it', source: PROJECT, projection: { a: 1, 'a.b': 1 }, code: 31249 },
    {
      says: 'an element that the filter did not look for',
      source: projection('positional'),
      projection: { 'l.$': 1 },
      code: 31277,
    },
    { says: 'a name with a dollar', source: PROJECT, projection: { $a: 1 }, code: 16410 },
    { says: 'an unknown expression', source: PROJECT, projection: { a: { $nope: 1 } }, code: 168 },
  ])('refuse $says', async ({ projection: fields, code }) => {
    const found = store.db.collection('projected').find({}, { projection: fields }).toArray();
    await expect(found).rejects.toMatchObject({ code });
  });
});
