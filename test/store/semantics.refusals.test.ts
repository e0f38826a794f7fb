/** What the store refuses, and how: one table, long because each row is one case with the page that its answer is from. */
import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aggregation, command, LIMITS, update as manualUpdate, page, query } from './manual.js';
import { type OpenStore, openStore } from './open-store.js';
import { type Command, codeOf, type Refused } from './refused.js';

const { Long, Timestamp } = mongoose.mongo.BSON;

let store: OpenStore;
beforeAll(async () => {
  store = await openStore();
  await store.db.collection('c').insertMany([{ a: 1 }, { a: 2 }]);
});
afterAll(() => store.close());

const update = (more: Command): Command => ({ update: 'c', updates: [{ q: {}, u: { $set: { a: 1 } }, ...more }] });
const aggregate = (stage: Command): Command => ({ aggregate: 'c', pipeline: [stage], cursor: {} });

/** What MongoDB refuses too, with the same code. */
const WRONG: Refused[] = [
  {
    says: 'an unknown command',
    source: page('reference/command'),
    run: { nope: 1 },
    code: 59,
    codeName: 'CommandNotFound',
  },
  { says: 'an unknown field of a command', source: command('find'), run: { find: 'c', nope: 1 }, code: 40415 },
  { says: 'an unknown field of a statement', source: command('update'), run: update({ nope: 1 }), code: 40415 },
  { says: 'a negative limit', source: command('find'), run: { find: 'c', limit: -1 }, code: 51024 },
  { says: 'a negative skip', source: command('find'), run: { find: 'c', skip: -1 }, code: 51024 },
  { says: 'a negative batch size', source: command('find'), run: { find: 'c', batchSize: -1 }, code: 51024 },
  {
    says: 'a filter that is no document',
    source: command('find'),
    run: { find: 'c', filter: 1 },
    code: 14,
    codeName: 'TypeMismatch',
  },
  { says: 'a variable in capitals', source: command('find'), run: { find: 'c', let: { Big: 1 } }, code: 9 },
  { says: 'a sort by text', source: command('find'), run: { find: 'c', sort: { a: 'up' } }, code: 15974 },
  {
    says: 'a hint at no index',
    source: command('find'),
    run: { find: 'c', hint: 'nope_1' },
    code: 2,
    codeName: 'BadValue',
  },
  { says: 'a hint by keys of no index', source: command('find'), run: { find: 'c', hint: { nope: 1 } }, code: 2 },
  {
    says: 'a collection without a name',
    source: command('find'),
    run: { find: '' },
    code: 73,
    codeName: 'InvalidNamespace',
  },
  {
    says: 'an unknown read concern',
    source: page('reference/read-concern'),
    run: { find: 'c', readConcern: { level: 'best' } },
    code: 2,
  },
  { says: 'a negative maxTimeMS', source: command('find'), run: { find: 'c', maxTimeMS: -1 }, code: 2 },
  { says: 'maxTimeMS as text', source: command('find'), run: { find: 'c', maxTimeMS: 'x' }, code: 14 },
  {
    says: 'maxTimeMS of a getMore',
    source: command('getMore'),
    run: { getMore: Long.fromNumber(1), collection: 'c', maxTimeMS: 5 },
    code: 2,
  },
  {
    says: 'a cursor that nobody opened',
    source: command('getMore'),
    run: { getMore: Long.fromNumber(1), collection: 'c' },
    code: 43,
    codeName: 'CursorNotFound',
  },
  {
    says: 'an aggregation without a cursor',
    source: command('aggregate'),
    run: { aggregate: 'c', pipeline: [] },
    code: 9,
    codeName: 'FailedToParse',
  },
  {
    says: 'an unknown field of a cursor',
    source: command('aggregate'),
    run: { aggregate: 'c', pipeline: [], cursor: { size: 1 } },
    code: 40415,
  },
  {
    says: 'a pipeline that is no list',
    source: command('aggregate'),
    run: { aggregate: 'c', pipeline: {}, cursor: {} },
    code: 14,
  },
  {
    says: 'an empty batch',
    source: command('insert'),
    run: { insert: 'c', documents: [] },
    code: 16,
    codeName: 'InvalidLength',
  },
  {
    says: 'an update without a filter',
    source: command('update'),
    run: { update: 'c', updates: [{ u: { $set: { a: 1 } } }] },
    code: 40414,
  },
  { says: 'a replacement of many', source: command('update'), run: update({ u: { a: 1 }, multi: true }), code: 9 },
  {
    says: 'array filters of a replacement',
    source: command('update'),
    run: update({ u: { a: 1 }, arrayFilters: [{ x: 1 }] }),
    code: 9,
  },
  {
    says: 'a replacement with an operator in it',
    source: command('update'),
    run: update({ u: { a: 1, $set: { b: 1 } } }),
    code: 52,
  },
  {
    says: 'a delete without a limit',
    source: command('delete'),
    run: { delete: 'c', deletes: [{ q: {} }] },
    code: 40414,
  },
  { says: 'a delete of two', source: command('delete'), run: { delete: 'c', deletes: [{ q: {}, limit: 2 }] }, code: 9 },
  {
    says: 'a findAndModify that does nothing',
    source: command('findAndModify'),
    run: { findAndModify: 'c', query: {} },
    code: 9,
  },
  {
    says: 'a findAndModify that removes and updates',
    source: command('findAndModify'),
    run: { findAndModify: 'c', remove: true, update: { $set: { a: 1 } } },
    code: 9,
  },
  {
    says: 'a findAndModify that removes and shows what is new',
    source: command('findAndModify'),
    run: { findAndModify: 'c', remove: true, new: true },
    code: 9,
  },
  {
    says: 'an unknown version of the API',
    source: page('reference/stable-api'),
    run: { ping: 1, apiVersion: '2' },
    code: 322,
    codeName: 'APIVersionError',
  },
  {
    says: 'an _id that is an array',
    source: page('core/document'),
    run: { insert: 'c', documents: [{ _id: [1] }] },
    code: 53,
  },
  {
    says: 'an index without a key',
    source: command('createIndexes'),
    run: { createIndexes: 'c', indexes: [{ key: {}, name: 'x' }] },
    code: 67,
    codeName: 'CannotCreateIndex',
  },
  {
    says: 'an index that is sparse and partial',
    source: page('core/index-partial'),
    run: {
      createIndexes: 'c',
      indexes: [{ key: { a: 1 }, name: 'x', sparse: true, partialFilterExpression: { a: 1 } }],
    },
    code: 67,
  },
  {
    says: 'an operator that no partial index may have',
    source: page('core/index-partial'),
    run: { createIndexes: 'c', indexes: [{ key: { a: 1 }, name: 'x', partialFilterExpression: { a: { $ne: 1 } } }] },
    code: 67,
  },
  {
    says: 'an expiry over two fields',
    source: page('core/index-ttl'),
    run: { createIndexes: 'c', indexes: [{ key: { a: 1, b: 1 }, name: 'x', expireAfterSeconds: 1 }] },
    code: 67,
  },
  {
    says: 'an expiry below zero',
    source: page('core/index-ttl'),
    run: { createIndexes: 'c', indexes: [{ key: { a: 1 }, name: 'x', expireAfterSeconds: -1 }] },
    code: 67,
  },
  {
    says: 'dropping the index of _id',
    source: command('dropIndexes'),
    run: { dropIndexes: 'c', index: '_id_' },
    code: 72,
    codeName: 'InvalidOptions',
  },
  {
    says: 'dropping an index that is not there',
    source: command('dropIndexes'),
    run: { dropIndexes: 'c', index: 'nope_1' },
    code: 27,
    codeName: 'IndexNotFound',
  },
  {
    says: 'a collection that is there',
    source: command('create'),
    run: { create: 'c' },
    code: 48,
    codeName: 'NamespaceExists',
  },
  {
    says: 'an accumulator with a list',
    source: aggregation('sum'),
    run: aggregate({ $group: { _id: 1, x: { $sum: ['$a', '$b'] } } }),
    code: 40237,
  },
  {
    says: 'a $count in a group with an argument',
    source: aggregation('count-accumulator'),
    run: aggregate({ $group: { _id: 1, x: { $count: 1 } } }),
    code: 14,
  },
  {
    says: 'to merge what is no object in a group',
    source: aggregation('mergeObjects'),
    run: aggregate({ $group: { _id: 1, x: { $mergeObjects: '$a' } } }),
    code: 40400,
  },
  {
    says: 'a $firstN without its n',
    source: aggregation('firstN'),
    run: aggregate({ $group: { _id: 1, x: { $firstN: { input: '$a' } } } }),
    code: 5787906,
  },
  ...Object.entries({
    5787801: { $firstN: 1 },
    5787900: { $maxN: 1 },
    5787901: { $maxN: { input: '$a', n: 1, more: 1 } },
    5787907: { $minN: { n: 1 } },
    5787902: { $lastN: { input: '$a', n: 'x' } },
    5787903: { $lastN: { input: '$a', n: 1.5 } },
    5788001: { $top: 1 },
    5788002: { $top: { n: 1, output: '$a', sortBy: { a: 1 } } },
    5788003: { $bottomN: { output: '$a', sortBy: { a: 1 } } },
    5788004: { $bottom: { sortBy: { a: 1 } } },
    5788005: { $topN: { n: 1, output: '$a' } },
    10065: { $top: { output: '$a', sortBy: 1 } },
    7429703: { $percentile: 1 },
    7436100: { $median: 1 },
    7750301: { $percentile: { input: '$a', p: [], method: 'approximate' } },
    7750302: { $percentile: { input: '$a', p: ['x'], method: 'approximate' } },
    40414: { $median: { input: '$a' } },
  }).map(([code, x]) => ({
    says: `in a group ${JSON.stringify(x)}`,
    source: 'https://github.com/mongodb/mongo/blob/v7.0/src/mongo/db/pipeline/accumulator_multi.cpp',
    run: aggregate({ $group: { _id: 1, x } }),
    code: Number(code),
  })),
  ...Object.entries({
    16878: { $map: 1 },
    16879: { $map: { input: [], in: 1, more: 1 } },
    16880: { $map: { in: 1 } },
    16882: { $map: { input: [] } },
    16883: { $map: { input: 'x', in: 1 } },
    28646: { $filter: 1 },
    28647: { $filter: { input: [], cond: 1, more: 1 } },
    28648: { $filter: { cond: 1 } },
    28650: { $filter: { input: [] } },
    40075: { $reduce: 1 },
    40077: { $reduce: { initialValue: 1, in: 1 } },
    17080: { $cond: { else: 1 } },
    34460: { $zip: 3 },
    34461: { $zip: { inputs: 1 } },
    34463: { $zip: { inputs: [[1]], useLongestLength: 1 } },
    34465: { $zip: { inputs: [] } },
    34468: { $zip: { inputs: ['x'] } },
    28667: { $slice: [[1]] },
    51751: { $replaceOne: 1 },
    51748: { $replaceOne: { input: 'x', replacement: 'y' } },
    51745: { $replaceOne: { input: 'x', find: 1, replacement: 'y' } },
    16410: '$a.$b',
    15998: '$a..b',
    40353: '$a.',
    16872: '$',
  }).map(([code, x]) => ({
    says: `the expression ${JSON.stringify(x)}`,
    source: 'https://github.com/mongodb/mongo/blob/v7.0/src/mongo/db/pipeline/expression.cpp',
    run: aggregate({ $project: { x } }),
    code: Number(code),
  })),
  {
    says: 'a $maxN of none',
    source: aggregation('maxN'),
    run: aggregate({ $group: { _id: 1, x: { $maxN: { input: '$a', n: 0 } } } }),
    code: 5787908,
  },
  {
    says: 'a $median by another method',
    source: aggregation('median'),
    run: aggregate({ $group: { _id: 1, x: { $median: { input: '$a', method: 'exact' } } } }),
    code: 2,
  },
  {
    says: 'a $percentile beyond 1',
    source: aggregation('percentile'),
    run: aggregate({ $group: { _id: 1, x: { $percentile: { input: '$a', p: [2], method: 'approximate' } } } }),
    code: 7750303,
  },
  {
    says: 'a $rand with an argument',
    source: aggregation('rand'),
    run: aggregate({ $project: { x: { $rand: 1 } } }),
    code: 3040501,
  },
  {
    says: 'defaults of a $zip to the shortest',
    source: aggregation('zip'),
    run: aggregate({ $project: { x: { $zip: { inputs: [[1]], defaults: [1] } } } }),
    code: 34466,
  },
  {
    says: 'a year of five digits',
    source: aggregation('dateFromParts'),
    run: aggregate({ $project: { x: { $dateFromParts: { year: 99_999 } } } }),
    code: 40523,
  },
  { says: 'a $type of no type', source: query('type'), run: { find: 'c', filter: { a: { $type: [] } } }, code: 9 },
  {
    says: 'values beside an $elemMatch in $all',
    source: query('all'),
    run: { find: 'c', filter: { a: { $all: [{ $elemMatch: { b: 1 } }, 1] } } },
    code: 2,
  },
  {
    says: 'more than $each in $addToSet',
    source: manualUpdate('addToSet'),
    run: update({ u: { $addToSet: { b: { $each: [1], $sort: 1 } } } }),
    code: 2,
  },
];

it.each(WRONG)('refuses $says', async ({ run, code, codeName }) => {
  const answer = await codeOf(store, run);
  expect(answer, answer.message).toMatchObject(codeName ? { code, codeName } : { code });
});

/** What MongoDB does and this store does not: one code, and a sentence that names it. */
const LEFT_OUT: { says: string; run: Command }[] = [
  ...['tailable', 'awaitData', 'returnKey', 'showRecordId', 'noCursorTimeout'].map((option) => ({
    says: `the option ${option} of find`,
    run: { find: 'c', [option]: true },
  })),
  { says: 'the option min of find', run: { find: 'c', min: { a: 1 }, hint: { _id: 1 } } },
  { says: 'the option max of find', run: { find: 'c', max: { a: 1 }, hint: { _id: 1 } } },
  { says: 'collation', run: { find: 'c', collation: { locale: 'fa' } } },
  { says: 'collation', run: update({ collation: { locale: 'fa' } }) },
  {
    says: 'collation',
    run: { createIndexes: 'c', indexes: [{ key: { a: 1 }, name: 'x', collation: { locale: 'fa' } }] },
  },
  { says: 'read concern snapshot', run: { find: 'c', readConcern: { level: 'snapshot' } } },
  { says: 'apiStrict', run: { ping: 1, apiVersion: '1', apiStrict: true } },
  { says: '$meta in a sort', run: { find: 'c', sort: { a: { $meta: 'textScore' } } } },
  ...Object.entries({
    capped: true,
    timeseries: { timeField: 't' },
    viewOn: 'c',
    validator: { a: 1 },
    clusteredIndex: { key: { _id: 1 }, unique: true },
    expireAfterSeconds: 5,
  }).map(([option, value]) => ({
    says: `the option ${option} of create`,
    run: { create: 'new', [option]: value },
  })),
  ...['text', '2dsphere', 'hashed'].map((kind) => ({
    says: `a ${kind} index`,
    run: { createIndexes: 'c', indexes: [{ key: { a: kind }, name: 'x' }] },
  })),
  { says: 'a wildcard index', run: { createIndexes: 'c', indexes: [{ key: { '$**': 1 }, name: 'x' }] } },
  ...Object.entries({ hidden: true, storageEngine: {}, wildcardProjection: { a: 1 }, prepareUnique: true }).map(
    ([option, value]) => ({
      says: `the index option ${option}`,
      run: { createIndexes: 'c', indexes: [{ key: { a: 1 }, name: 'x', [option]: value }] },
    }),
  ),
  ...[
    '$out',
    '$merge',
    '$graphLookup',
    '$setWindowFields',
    '$densify',
    '$fill',
    '$bucketAuto',
    '$redact',
    '$geoNear',
    '$changeStream',
    '$collStats',
    '$indexStats',
    '$documents',
    '$search',
    '$vectorSearch',
  ].map((stage) => ({ says: `the aggregation stage ${stage}`, run: aggregate({ [stage]: {} }) })),
  { says: 'the aggregation stage $out', run: aggregate({ $facet: { a: [{ $out: 'x' }] } }) },
  {
    says: '$lookup from another database',
    run: aggregate({ $lookup: { from: { db: 'x', coll: 'y' }, as: 'z', pipeline: [] } }),
  },
  { says: '$function', run: aggregate({ $project: { a: { $function: { body: '', args: [], lang: 'js' } } } }) },
  { says: '$accumulator', run: aggregate({ $group: { _id: 1, a: { $accumulator: {} } } }) },
  { says: '$where', run: { find: 'c', filter: { $where: '1' } } },
  ...['$sampleRate', '$jsonSchema', '$text'].map((op) => ({ says: op, run: { find: 'c', filter: { [op]: 1 } } })),
  ...['$near', '$within', '$maxDistance'].map((op) => ({ says: op, run: { find: 'c', filter: { a: { [op]: 1 } } } })),
  ...['$median', '$percentile', '$toHashedIndexKey'].map((op) => ({
    says: op,
    run: aggregate({ $project: { a: { [op]: 1 } } }),
  })),
  { says: '$add on a Decimal128', run: aggregate({ $project: { x: { $add: [{ $toDecimal: '1' }, '$a'] } } }) },
  { says: '$sum on a Decimal128', run: aggregate({ $group: { _id: 1, x: { $sum: { $toDecimal: '1' } } } }) },
  { says: '$$CLUSTER_TIME', run: aggregate({ $project: { x: '$$CLUSTER_TIME' } }) },
  { says: 'an aggregation over a whole database', run: { aggregate: 1, pipeline: [], cursor: {} } },
  { says: 'explain within aggregate', run: { aggregate: 'c', pipeline: [], explain: true } },
  ...[
    'mapReduce',
    'collMod',
    'validate',
    'compact',
    'bulkWrite',
    'convertToCapped',
    'createUser',
    'serverStatus',
    'hostInfo',
    'getLog',
  ].map((name) => ({
    says: `the command ${name}`,
    run: { [name]: 'c' },
  })),
];

// A real MongoDB does these.
it.skipIf(process.env.TEST_MONGODB_URI).each(LEFT_OUT)('says that $says is left out', async ({ says, run }) => {
  const answer = await codeOf(store, run);
  expect(answer.message).toContain(`${says} is not supported by the embedded store`);
  expect(answer.code).toBe(115);
});

describe('limits', () => {
  const nested = (levels: number): Command =>
    Array.from({ length: levels - 1 }).reduce<Command>((inner) => ({ a: inner }), { a: 1 });

  it(`holds a document of 16 MB and no larger one (${LIMITS})`, async () => {
    const all = store.db.collection<{ _id: number; text: string }>('large');
    const most = 16 * 1024 * 1024 - 100;
    await all.insertOne({ _id: 1, text: 'x'.repeat(most) });
    const larger = all.updateOne({ _id: 1 }, { $set: { more: 'y'.repeat(200) } } as never);
    await expect(larger).rejects.toMatchObject({ code: expect.any(Number) });
    expect(await all.findOne({ _id: 1 }, { projection: { more: 1 } })).toEqual({ _id: 1 });
  });

  it(`holds 100 levels (${LIMITS})`, async () => {
    const all = store.db.collection('deep');
    await all.insertOne(nested(100));
    expect(await all.countDocuments()).toBe(1);
  });

  it.skipIf(process.env.TEST_MONGODB_URI)('holds no more than 100 levels', async () => {
    const all = store.db.collection('deeper');
    await expect(all.insertOne(nested(101))).rejects.toMatchObject({ code: 15 });
    await all.insertOne({ _id: 1 } as never);
    const set = all.updateOne({}, { $set: { a: nested(100) } });
    await expect(set).rejects.toMatchObject({ code: 15 });
  });

  it(`takes at most 100,000 statements at once (${LIMITS})`, async () => {
    const deletes = Array.from({ length: 100_001 }, () => ({ q: { _id: 0 }, limit: 1 }));
    expect(await codeOf(store, { delete: 'c', deletes })).toMatchObject({ code: 16 });
  });
});

// A MongoDB may take the memory.
describe.skipIf(process.env.TEST_MONGODB_URI)('what an expression makes', () => {
  const repeated = (initialValue: unknown, times: number, operator: string): Command => ({
    $reduce: { input: { $range: [0, times] }, initialValue, in: { [operator]: ['$$value', '$$value'] } },
  });
  const MANY = { $range: [0, 5_000_000] };
  /** 60 different texts of 1 MB. */
  const large = (begin: string): Command => ({
    $map: {
      input: { $range: [0, 60] },
      in: { $concat: [begin, { $toString: '$$this' }, repeated('x', 20, '$concat')] },
    },
  });
  const commas = repeated('x,', 22, '$concat');
  it.each<{ op: string; expr: Command }>([
    { op: '$range', expr: { $range: [0, 1_000_000_000] } },
    { op: '$concatArrays', expr: { $concatArrays: [MANY, MANY] } },
    { op: '$concat', expr: repeated('x', 40, '$concat') },
    { op: '$map', expr: { $map: { input: { $range: [0, 1_000] }, in: { $range: [0, 200_000] } } } },
    { op: '$reduce', expr: { $reduce: { input: [1, 2, 3], initialValue: [], in: [MANY, MANY] } } },
    { op: '$zip', expr: { $zip: { inputs: [MANY, MANY] } } },
    { op: '$split', expr: { $split: [commas, ','] } },
    { op: '$setUnion', expr: { $setUnion: [large('a'), large('b')] } },
    { op: '$regexFindAll', expr: { $regexFindAll: { input: commas, regex: 'x' } } },
    { op: '$replaceAll', expr: { $replaceAll: { input: commas, find: ',', replacement: 'y'.repeat(99) } } },
  ])('by $op may not outgrow the memory of a stage', async ({ op, expr }) => {
    expect(await codeOf(store, aggregate({ $project: { n: { $type: expr } } }))).toMatchObject({
      code: 146,
      codeName: 'ExceededMemoryLimit',
      message: expect.stringContaining(op),
    });
    expect(await store.db.command({ ping: 1 })).toMatchObject({ ok: 1 });
  });

  it.each<Command>([
    { $push: '$many' },
    { $addToSet: { $concatArrays: ['$many', ['$n']] } },
    { $firstN: { input: '$many', n: 1_000 } },
    { $topN: { sortBy: { n: 1 }, output: '$many', n: 1_000 } },
  ])(`by %o over all documents may not either (${page('reference/limits')})`, async (accumulator) => {
    const pipeline = [
      { $limit: 1 },
      { $set: { n: { $range: [0, 100] } } },
      { $unwind: '$n' },
      { $set: { many: { $range: [0, 100_000] } } },
      { $group: { _id: 1, all: accumulator } },
    ];
    const run = { aggregate: 'c', pipeline, cursor: {} };
    expect(await codeOf(store, run)).toMatchObject({ code: 146, codeName: 'ExceededMemoryLimit' });
  });

  it(`is refused where it is no document any more (${LIMITS})`, async () => {
    expect(await codeOf(store, aggregate({ $project: { n: MANY } }))).toMatchObject({ code: 10334 });
    const nest = { $reduce: { input: { $range: [0, 5_000] }, initialValue: {}, in: { a: '$$value' } } };
    expect(await codeOf(store, aggregate({ $project: { nest } }))).toMatchObject({ code: 15, codeName: 'Overflow' });
  });

  it.each<{ says: string; nested: (inner: unknown) => unknown; of: (nested: unknown) => Command }>([
    { says: 'a filter', nested: (a) => ({ $nor: [a] }), of: (filter) => ({ find: 'c', filter }) },
    { says: 'an expression', nested: (a) => ({ $not: [a] }), of: (x) => aggregate({ $project: { x } }) },
    { says: 'a value', nested: (a) => ({ a }), of: (a) => update({ u: { $set: { a } } }) },
  ])(`refuses $says that is nested too deeply (${LIMITS})`, async ({ nested, of }) => {
    const deep = Array.from({ length: 3_000 }).reduce<unknown>(nested, { a: 1 });
    expect(await codeOf(store, of(deep))).toMatchObject({ code: 15, codeName: 'Overflow' });
  });
});

describe('maxTimeMS', () => {
  const MANY = 20_000;
  beforeAll(async () => {
    await store.db.collection('many').insertMany(Array.from({ length: MANY }, (_, n) => ({ n, text: `number ${n}` })));
  });

  // Each reads all documents and sorts or computes, which takes many times the limit on any machine.
  const heavy = { $expr: { $regexMatch: { input: { $toLower: '$text' }, regex: 'nowhere$' } } };
  it.each<{ says: string; run: Command }>([
    { says: 'a find', run: { find: 'many', filter: heavy } },
    { says: 'a find that sorts', run: { find: 'many', sort: { text: -1 }, limit: 5 } },
    { says: 'a count', run: { count: 'many', query: heavy } },
    { says: 'a distinct', run: { distinct: 'many', key: 'text' } },
    { says: 'an aggregation', run: { aggregate: 'many', pipeline: [{ $group: { _id: '$text' } }], cursor: {} } },
    { says: 'a findAndModify', run: { findAndModify: 'many', query: heavy, remove: true } },
    { says: 'a delete', run: { delete: 'many', deletes: [{ q: heavy, limit: 0 }] } },
  ])(`ends $says (${page('tutorial/terminate-running-operations')})`, async ({ run }) => {
    expect(await codeOf(store, { ...run, maxTimeMS: 1 })).toMatchObject({ code: 50, codeName: 'MaxTimeMSExpired' });
    await store.db.command({ ...run, maxTimeMS: 600_000 });
  });
});

describe('what is harmless by design', () => {
  it.each<{ says: string; source: string; run: Command }>([
    {
      says: 'every level of reading but snapshot',
      source: page('reference/read-concern'),
      run: { find: 'c', readConcern: { level: 'majority' } },
    },
    {
      says: 'linearizable',
      source: page('reference/read-concern'),
      run: { find: 'c', readConcern: { level: 'linearizable' } },
    },
    {
      says: 'the simple collation',
      source: page('reference/collation'),
      run: { find: 'c', collation: { locale: 'simple' } },
    },
    { says: 'leave to use the disk', source: command('find'), run: { find: 'c', sort: { a: 1 }, allowDiskUse: true } },
    {
      says: 'partial results, which shards give',
      source: command('find'),
      run: { find: 'c', allowPartialResults: true },
    },
    { says: 'a comment of any type', source: command('find'), run: { find: 'c', comment: { why: ['x'] } } },
    {
      says: 'passing validation by',
      source: command('insert'),
      run: { insert: 'd', documents: [{}], bypassDocumentValidation: true },
    },
    {
      says: 'a write that the journal has',
      source: page('reference/write-concern'),
      run: { insert: 'd', documents: [{}], writeConcern: { w: 'majority', j: true } },
    },
    {
      says: 'an index in the background',
      source: command('createIndexes'),
      run: { createIndexes: 'd', indexes: [{ key: { a: 1 }, name: 'a_1', background: true }] },
    },
    { says: 'an empty hint', source: command('find'), run: { find: 'c', hint: {} } },
  ])('takes $says', async ({ run }) => {
    expect(await store.db.command(run)).toMatchObject({ ok: 1 });
  });

  it(`writes, and tells of a write concern that no single node meets (${page('reference/write-concern')})`, async () => {
    const run = { insert: 'concern', documents: [{ _id: 1 }], writeConcern: { w: 3, wtimeout: 1 } };
    const answer = await store.db
      .command(run)
      .catch((error: { errorResponse?: Command }) => error.errorResponse ?? error);
    expect(answer).toMatchObject({ writeConcernError: { code: 100 } });
    expect(await store.db.collection('concern').countDocuments()).toBe(1);
  });

  it(`stamps an empty timestamp as it is inserted (${page('reference/bson-types')})`, async () => {
    const all = store.db.collection('stamped');
    await all.insertOne({ at: new Timestamp({ t: 0, i: 0 }), inner: { at: new Timestamp({ t: 0, i: 0 }) } });
    const found = await all.findOne({});
    expect(found!.at.t).toBeGreaterThan(1_600_000_000);
    expect(found!.inner.at.t).toBe(0);
  });
});
