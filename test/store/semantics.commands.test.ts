/** What each command takes in its fields and what it refuses: one table, long because each row is one case. */
import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command, LIMITS, page } from './manual.js';
import { type OpenStore, openStore } from './open-store.js';
import { type Command, codeOf, type Refused } from './refused.js';

const { Long } = mongoose.mongo.BSON;

let store: OpenStore;
beforeAll(async () => {
  store = await openStore();
  await store.db.collection('c').insertMany([{ a: 1 }, { a: 2 }]);
});
afterAll(() => store.close());

/** MongoDB describes its commands in files of its own, from which its parsers are made. */
const idl = (path: string): string => `https://github.com/mongodb/mongo/blob/v7.0/src/mongo/db/${path}`;
const WRITE_OPS = idl('ops/write_ops.idl');
const WRITE_CONCERN = idl('write_concern_idl.cpp');
const INDEX_SPEC = idl('index_key_validate.cpp');
const SORT_PATTERN = idl('query/sort_pattern.cpp');

interface Wrong {
  run: Command;
  source: string;
  /** Each field with a value that it cannot have. */
  fields: Command;
  code?: number;
}

const FIND: Command = { find: 'c' };
const update = (more: Command): Command => ({ update: 'c', updates: [{ q: {}, u: { $set: { b: 1 } }, ...more }] });
const remove = (more: Command): Command => ({ delete: 'c', deletes: [{ q: { a: 0 }, limit: 1, ...more }] });
const index = (more: Command): Command => ({ createIndexes: 'c', indexes: [{ key: { z: 1 }, name: 'z_1', ...more }] });
const aggregate = (more: Command): Command => ({ aggregate: 'c', pipeline: [], cursor: {}, ...more });

/** Fields of the wrong type. */
const TYPES: Wrong[] = [
  {
    run: FIND,
    source: idl('query/find_command.idl'),
    fields: {
      filter: 'x',
      projection: 'a',
      sort: 'a',
      skip: 'x',
      limit: true,
      batchSize: '1',
      singleBatch: 1,
      allowDiskUse: 'x',
      allowPartialResults: null,
      returnKey: 1,
      tailable: 'x',
      let: [],
      collation: 'fa',
      readConcern: 'local',
      txnNumber: 1,
      $clusterTime: 1,
      $readPreference: 'primary',
      apiVersion: 1,
      apiStrict: 'x',
    },
  },
  { run: FIND, source: idl('query/hint.idl'), fields: { hint: 5 }, code: 9 },
  { run: { count: 'c' }, source: idl('query/count_command.idl'), fields: { query: 'x', limit: 'x', skip: 'x' } },
  { run: { distinct: 'c', key: 'a' }, source: idl('query/distinct_command.idl'), fields: { key: 1, query: 'x' } },
  {
    run: aggregate({}),
    source: idl('pipeline/aggregate_command.idl'),
    fields: { allowDiskUse: 1, explain: 'x', bypassDocumentValidation: 'x', let: 1, cursor: 'x' },
  },
  {
    run: { getMore: Long.ONE, collection: 'c' },
    source: idl('query/getmore_command.idl'),
    fields: { getMore: 'x', collection: 5, batchSize: 'x' },
  },
  { run: { killCursors: 'c', cursors: [] }, source: idl('query/kill_cursors.idl'), fields: { cursors: 'x' } },
  { run: { killCursors: 'c' }, source: idl('query/kill_cursors.idl'), fields: { cursors: ['x'] } },
  {
    run: { insert: 'd', documents: [{}] },
    source: WRITE_OPS,
    fields: { ordered: 'x', bypassDocumentValidation: 'x', documents: 'x' },
  },
  { run: { insert: 'd' }, source: WRITE_OPS, fields: { documents: [1] } },
  { run: update({}), source: WRITE_OPS, fields: { ordered: 1, let: 'x', updates: {} } },
  { run: { update: 'c' }, source: WRITE_OPS, fields: { updates: ['x'] } },
  { run: { delete: 'c', deletes: [] }, source: WRITE_OPS, fields: { ordered: 'x', deletes: { q: {}, limit: 1 } } },
  {
    run: { findAndModify: 'c', update: { $set: { b: 1 } } },
    source: idl('ops/find_and_modify_command.idl'),
    fields: { query: 'x', sort: 'a', fields: 'a', new: 'x', upsert: 'x', remove: 'x', arrayFilters: {}, let: 1 },
  },
  { run: { create: 'new' }, source: idl('commands/create.idl'), fields: { capped: 'x', viewOn: 1, validator: 'x' } },
  {
    run: { createIndexes: 'c', indexes: [{ key: { z: 1 }, name: 'z_1' }] },
    source: idl('create_indexes.idl'),
    fields: { indexes: 'x', ignoreUnknownIndexOptions: 'x' },
  },
  { run: { createIndexes: 'c' }, source: idl('create_indexes.idl'), fields: { indexes: ['x'] } },
  { run: { dropIndexes: 'c' }, source: idl('drop_indexes.idl'), fields: { index: 5 } },
  { run: { dropIndexes: 'c' }, source: idl('drop_indexes.idl'), fields: { index: [5] } },
  { run: { listIndexes: 'c' }, source: idl('list_indexes.idl'), fields: { cursor: 'x' } },
  { run: { listCollections: 1 }, source: idl('list_collections.idl'), fields: { nameOnly: 1, filter: 'x' } },
  { run: { collStats: 'c' }, source: command('collStats'), fields: { scale: 'x' } },
  { run: { connectionStatus: 1 }, source: command('connectionStatus'), fields: { showPrivileges: 'x' } },
  { run: { endSessions: [] }, source: command('endSessions'), fields: { endSessions: 'x' } },
  { run: { explain: { find: 'c' } }, source: command('explain'), fields: { explain: 'x', verbosity: 1 } },
  { run: { ping: 1 }, source: command('ping'), fields: { maxTimeMS: 'x', writeConcern: 'x' } },
  ...Object.entries({ multi: 'x', upsert: 1, q: 'x', arrayFilters: {} }).map(([field, value]) => ({
    run: { update: 'c' },
    source: WRITE_OPS,
    fields: { updates: update({ [field]: value }).updates },
  })),
  { run: { update: 'c' }, source: WRITE_OPS, fields: { updates: update({ u: 'x' }).updates }, code: 9 },
  { run: { delete: 'c' }, source: WRITE_OPS, fields: { deletes: remove({ q: 'x' }).deletes } },
  { run: { delete: 'c' }, source: WRITE_OPS, fields: { deletes: remove({ limit: 'x' }).deletes }, code: 9 },
  { run: { delete: 'c' }, source: WRITE_OPS, fields: { deletes: remove({ hint: 1 }).deletes }, code: 9 },
  ...['unique', 'sparse', 'v', 'partialFilterExpression'].map((option) => ({
    run: { createIndexes: 'c' },
    source: INDEX_SPEC,
    fields: { indexes: index({ [option]: 'x' }).indexes },
  })),
];

it.each(
  TYPES.flatMap(({ run, source, fields, code = 14 }) =>
    Object.entries(fields).map(([field, value]) => ({
      name: Object.keys(run)[0],
      field,
      value: JSON.stringify(value),
      run: { ...run, [field]: value },
      code,
      source,
    })),
  ),
)('refuses $value as $field of $name', async ({ run, code }) => {
  const told = await codeOf(store, run);
  expect(told.code, told.message).toBe(code);
});

it.each<Command>([
  { find: 'c' },
  { count: 'c' },
  { distinct: 'c', key: 'a' },
  aggregate({}),
  { explain: { find: 'c' } },
  { getMore: Long.ONE, collection: 'c' },
  { killCursors: 'c', cursors: [] },
  { insert: 'c', documents: [{}] },
  update({}),
  remove({}),
  { findAndModify: 'c', remove: true },
  { create: 'new' },
  { drop: 'new' },
  { createIndexes: 'c', indexes: [{ key: { z: 1 }, name: 'z_1' }] },
  { dropIndexes: 'c', index: 'z_1' },
  { listIndexes: 'c' },
  { listCollections: 1 },
  { collStats: 'c' },
  { dbStats: 1 },
  { ping: 1 },
  { buildInfo: 1 },
  { connectionStatus: 1 },
  { endSessions: [] },
])(`refuses an unknown field of %o (${idl('basic_types.idl')})`, async (run) => {
  const told = await codeOf(store, { ...run, nope: 1 });
  expect(told, told.message).toMatchObject({ code: 40415, codeName: 'Location40415' });
});

it.each<Command>([
  { distinct: 'c' },
  { aggregate: 'c', cursor: {} },
  { getMore: Long.ONE },
  { killCursors: 'c' },
  { insert: 'c' },
  { update: 'c' },
  { update: 'c', updates: [{ u: {} }] },
  { update: 'c', updates: [{ q: {} }] },
  { delete: 'c' },
  { delete: 'c', deletes: [{ limit: 1 }] },
  { createIndexes: 'c' },
  { dropIndexes: 'c' },
  { find: 'c', collation: { strength: 1 } },
])(`asks for what is missing in %o (${idl('basic_types.idl')})`, async (run) => {
  const told = await codeOf(store, run);
  expect(told.code, told.message).toBe(40414);
});

const concern = (writeConcern: Command): Command => ({ insert: 'd', documents: [{}], writeConcern });
const preference = ($readPreference: Command): Command => ({ find: 'c', $readPreference });
const sorted = (sort: Command): Command => ({ find: 'c', sort });

const WRONG: Refused[] = [
  ...[{ nope: 1 }, { w: 1, more: 1 }].map((given) => ({
    says: `the write concern ${JSON.stringify(given)}`,
    source: WRITE_CONCERN,
    run: concern(given),
    code: 40415,
  })),
  ...[
    { w: -1 },
    { w: 51 },
    { w: {} },
    { w: { tag: 'x' } },
    { w: true },
    { wtimeout: 3e9 },
    { j: true, fsync: true },
  ].map((given) => ({
    says: `the write concern ${JSON.stringify(given)}`,
    source: WRITE_CONCERN,
    run: concern(given),
    code: 9,
    codeName: 'FailedToParse',
  })),
  { says: 'a journal that is text', source: WRITE_CONCERN, run: concern({ j: 'x' }), code: 14 },
  {
    says: 'a write concern of a read',
    source: page('reference/write-concern'),
    run: { find: 'c', writeConcern: { w: 1 } },
    code: 72,
    codeName: 'InvalidOptions',
  },
  { says: 'an unknown mode of reading', source: page('core/read-preference'), run: preference({ mode: 'x' }), code: 9 },
  {
    says: 'tags of the primary',
    source: page('core/read-preference'),
    run: preference({ mode: 'primary', tags: [{ a: 'b' }] }),
    code: 2,
  },
  {
    says: 'a staleness of the primary',
    source: page('core/read-preference'),
    run: preference({ mode: 'primary', maxStalenessSeconds: 120 }),
    code: 2,
  },
  {
    says: 'a staleness of seconds',
    source: page('core/read-preference-staleness'),
    run: preference({ mode: 'secondary', maxStalenessSeconds: 5 }),
    code: 160,
    codeName: 'MaxStalenessOutOfRange',
  },
  {
    says: 'an unknown field of a read concern',
    source: page('reference/read-concern'),
    run: { find: 'c', readConcern: { nope: 1 } },
    code: 40415,
  },
  {
    says: 'a level of reading that is a number',
    source: page('reference/read-concern'),
    run: { find: 'c', readConcern: { level: 1 } },
    code: 14,
  },
  {
    says: 'a level of reading for a write',
    source: page('reference/read-concern'),
    run: { insert: 'd', documents: [{}], readConcern: { level: 'majority' } },
    code: 72,
  },
  { says: 'a sort by an operator', source: SORT_PATTERN, run: sorted({ $a: 1 }), code: 16410 },
  { says: 'a sort by a path with a hole', source: SORT_PATTERN, run: sorted({ 'a..b': 1 }), code: 15998 },
  { says: 'a sort by a path without an end', source: SORT_PATTERN, run: sorted({ 'a.': 1 }), code: 40353 },
  { says: 'a sort by nothing', source: SORT_PATTERN, run: sorted({ '': 1 }), code: 40352 },
  { says: 'a sort in the direction 2', source: SORT_PATTERN, run: sorted({ a: 2 }), code: 15975 },
  { says: 'a sort by an expression', source: SORT_PATTERN, run: sorted({ a: { $add: [1] } }), code: 17312 },
  {
    says: 'a natural order beside another',
    source: page('reference/method/cursor.sort'),
    run: sorted({ $natural: 1, a: 1 }),
    code: 2,
  },
  { says: 'a natural order of 2', source: page('reference/method/cursor.sort'), run: sorted({ $natural: 2 }), code: 2 },
  {
    says: 'a natural hint of 2',
    source: page('reference/method/cursor.hint'),
    run: { find: 'c', hint: { $natural: 2 } },
    code: 2,
  },
  {
    says: 'a collection whose name is a number',
    source: LIMITS,
    run: { find: 5 },
    code: 73,
    codeName: 'InvalidNamespace',
  },
  { says: 'a collection whose name begins with a dot', source: LIMITS, run: { find: '.x' }, code: 73 },
  { says: 'a collection with a dollar', source: LIMITS, run: { insert: 'a$b', documents: [{}] }, code: 73 },
  { says: 'a collection with a dollar', source: LIMITS, run: { create: 'a$b' }, code: 73 },
  { says: 'a name of 300 letters', source: LIMITS, run: { create: 'x'.repeat(300) }, code: 73 },
  {
    says: 'to write to a collection of the system',
    source: page('reference/system-collections'),
    run: { insert: 'system.nope', documents: [{}] },
    code: 73,
  },
  {
    says: 'to index a collection of the system',
    source: page('reference/system-collections'),
    run: { ...index({}), createIndexes: 'system.nope' },
    code: 73,
  },
  {
    says: 'a collection without its index of _id',
    source: idl('commands/create.idl'),
    run: { create: 'new', autoIndexId: false },
    code: 50001,
  },
  {
    says: 'an index of _id on something else',
    source: INDEX_SPEC,
    run: { create: 'new', idIndex: { key: { a: 1 }, name: 'x' } },
    code: 2,
  },
  {
    says: 'the size of what is not capped',
    source: command('create'),
    run: { create: 'new', size: 1_000 },
    code: 72,
  },
  { says: 'no index to create', source: INDEX_SPEC, run: { createIndexes: 'c', indexes: [] }, code: 2 },
  ...['unique', 'sparse', 'expireAfterSeconds', 'partialFilterExpression'].map((option) => ({
    says: `the option ${option} of the index of _id`,
    source: INDEX_SPEC,
    run: index({ key: { _id: 1 }, name: '_id_', [option]: option === 'partialFilterExpression' ? {} : 1 }),
    code: 197,
    codeName: 'InvalidIndexSpecificationOption',
  })),
  { says: 'an index of _id downwards', source: INDEX_SPEC, run: index({ key: { _id: -1 } }), code: 2 },
  { says: 'an index option of no name', source: INDEX_SPEC, run: index({ nope: 1 }), code: 197 },
  { says: 'an index of the third version', source: INDEX_SPEC, run: index({ v: 3 }), code: 67 },
  { says: 'an index with the name *', source: INDEX_SPEC, run: index({ name: '*' }), code: 2 },
  { says: 'an index that takes the name of _id', source: INDEX_SPEC, run: index({ name: '_id_' }), code: 2 },
  { says: 'an index whose name is empty', source: INDEX_SPEC, run: index({ name: '' }), code: 67 },
  {
    says: 'an index without a name',
    source: INDEX_SPEC,
    run: { createIndexes: 'c', indexes: [{ key: { a: 1 } }] },
    code: 9,
  },
  ...[0, Number.NaN, true, { b: 1 }, 'nope'].map((direction) => ({
    says: `an index in the direction ${JSON.stringify(direction)}`,
    source: INDEX_SPEC,
    run: index({ key: { z: direction } }),
    code: 67,
  })),
  ...['', 'a..b', '$a'].map((path) => ({
    says: `an index on the path '${path}'`,
    source: INDEX_SPEC,
    run: index({ key: { [path]: 1 } }),
    code: 67,
  })),
  {
    says: 'an index over 33 fields',
    source: LIMITS,
    run: index({ key: Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`f${i}`, 1])) }),
    code: 13103,
  },
  {
    says: 'to explain at an unknown length',
    source: command('explain'),
    run: { explain: { find: 'c' }, verbosity: 'all' },
    code: 2,
  },
  {
    says: 'to explain a command with an unknown field',
    source: command('explain'),
    run: { explain: { find: 'c', nope: 1 } },
    code: 40415,
  },
  {
    says: 'to explain two changes',
    source: command('explain'),
    run: {
      explain: {
        delete: 'c',
        deletes: [
          { q: {}, limit: 1 },
          { q: {}, limit: 1 },
        ],
      },
    },
    code: 16,
  },
  {
    says: 'a number of a read',
    source: page('core/retryable-writes'),
    run: { find: 'c', txnNumber: Long.ONE },
    code: 50768,
  },
  { says: 'to drop a database by a name', source: command('dropDatabase'), run: { dropDatabase: 'x' }, code: 5255100 },
  ...[
    { listDatabases: 1 },
    { renameCollection: 'x.y', to: 'x.z' },
    { currentOp: 1 },
    { killOp: 1, op: 1 },
    { getParameter: '*' },
  ].map((run) => ({
    says: `${Object.keys(run)[0]} of another database than admin`,
    source: command(Object.keys(run)[0]!),
    run: run as Command,
    code: 13,
  })),
  {
    says: 'a parameter that nobody names',
    source: command('getParameter'),
    run: { getParameter: 1 },
    code: 72,
    admin: true,
  },
  {
    says: 'to rename a collection to itself',
    source: command('renameCollection'),
    run: { renameCollection: 'x.y', to: 'x.y' },
    code: 20,
    admin: true,
  },
  {
    says: 'to rename a collection to a database',
    source: command('renameCollection'),
    run: { renameCollection: 'x.y', to: 'x' },
    code: 73,
    admin: true,
  },
];

it.each(WRONG)('refuses $says', async ({ run, code, codeName, admin }) => {
  const told = await codeOf(store, run, admin);
  expect(told, told.message).toMatchObject(codeName ? { code, codeName } : { code });
});

it.each<Command>([{ ping: 1 }, { find: 'c' }, { insert: 'd', documents: [{}] }])(
  `takes a null for an absent field of %o (${idl('idl_parser.cpp')})`,
  async (run) => {
    const concerns = { readConcern: null, writeConcern: null, maxTimeMS: null };
    expect(await store.db.command({ ...run, ...concerns })).toMatchObject({ ok: 1 });
  },
);

describe('a command that is wrong in its last part', () => {
  it.each<Command>([
    {
      update: 'whole',
      updates: [
        { q: {}, u: { $set: { a: 1 } }, upsert: true },
        { q: {}, u: { $set: { a: 1 } }, nope: 1 },
      ],
    },
    { insert: 'whole', documents: [{}], nope: 1 },
  ])(`does nothing of it (${idl('basic_types.idl')})`, async (run) => {
    expect(await codeOf(store, run)).toMatchObject({ code: 40415 });
    expect(await store.db.collection('whole').countDocuments()).toBe(0);
  });
});

it(`keeps a list of objects in a field that is called documents (${page('core/document')})`, async () => {
  const all = store.db.collection<{ _id: number; documents: unknown[]; inner?: unknown }>('named');
  await all.insertOne({ _id: 1, documents: [{ a: 1 }] });
  await all.updateOne({ _id: 1 }, { $set: { inner: { documents: [{ b: 2 }] } } });
  expect(await all.findOne({ documents: [{ a: 1 }] })).toEqual({
    _id: 1,
    documents: [{ a: 1 }],
    inner: { documents: [{ b: 2 }] },
  });
});

it(`leaves out index options that it does not know when it is told so (${command('createIndexes')})`, async () => {
  const run = {
    createIndexes: 'known',
    indexes: [{ key: { a: 1 }, name: 'a_1', nope: 1 }],
    ignoreUnknownIndexOptions: true,
  };
  expect(await store.db.command(run)).toMatchObject({ numIndexesAfter: 2 });
});

it(`gives what it lists in batches, when it is asked to (${command('listCollections')}, ${command('listIndexes')})`, async () => {
  const named = store.db.collection('lists');
  for (const field of ['a', 'b', 'c', 'd']) await named.createIndex({ [field]: 1 });
  const { collectionName } = named;
  const db = store.db;
  const read = async (first: Command): Promise<number[]> => {
    let { cursor } = await db.command(first);
    const sizes: number[] = [cursor.firstBatch.length];
    while (!Long.fromValue(cursor.id).isZero()) {
      const collection = String(cursor.ns).slice(db.databaseName.length + 1);
      ({ cursor } = await db.command({ getMore: Long.fromValue(cursor.id), collection, batchSize: 2 }));
      sizes.push(cursor.nextBatch.length);
    }
    return sizes;
  };
  expect(await read({ listIndexes: collectionName, cursor: { batchSize: 2 } })).toEqual([2, 2, 1]);
  expect(await read({ listIndexes: collectionName })).toEqual([5]);
  const filter = { name: collectionName };
  expect(await read({ listCollections: 1, filter, cursor: { batchSize: 0 } })).toEqual([0, 1]);
});
