import { Binary, Long } from 'bson';
import { rangeOf } from './catalog.js';
import { type Collection, sameIndex } from './collection.js';
import type { Engine } from './engine.js';
import { StoreError, unsupported } from './errors.js';
import { type Index, type IndexRecord, openIndex } from './index-keys.js';
import { compileFilter } from './match.js';
import { findHits, storedOf } from './query.js';
import { wholeCursor } from './reply.js';
import { allowOnly, checkCollation, evaluatorOf, filterOf, namespace, type Request } from './request.js';
import { type Doc, isNumber, isPlainObject, sameValue, toNumber } from './value.js';

const INDEX_OPTIONS = [
  'v',
  'key',
  'name',
  'ns',
  'background',
  'unique',
  'sparse',
  'partialFilterExpression',
  'expireAfterSeconds',
];

export function createIndexes(engine: Engine, request: Request): Promise<Doc> {
  allowOnly(request, 'indexes', 'commitQuorum', 'ignoreUnknownIndexOptions');
  const ns = namespace(request);
  const specs = (request.body.indexes as Doc[]).map(parseIndex);
  return engine.write(() => {
    const existed = engine.catalog.get(ns) !== undefined;
    const collection = engine.catalog.ensure(ns);
    const before = collection.indexes.length;
    for (const spec of specs) addIndex(engine, collection, spec);
    const after = collection.indexes.length;
    engine.catalog.save(collection);
    const note = after === before ? { note: 'all indexes already exist' } : {};
    return {
      numIndexesBefore: before,
      numIndexesAfter: after,
      createdCollectionAutomatically: !existed,
      ...note,
      ok: 1,
    };
  }, true);
}

type IndexSpec = Omit<IndexRecord, 'id' | 'multi'>;

function parseIndex(spec: Doc): IndexSpec {
  checkIndexOptions(spec);
  const { key, name, unique, sparse, partialFilterExpression, expireAfterSeconds } = spec;
  if (!isPlainObject(key) || Object.keys(key).length === 0 || typeof name !== 'string' || name === '')
    throw new StoreError('CannotCreateIndex', 'an index needs a name and a key with at least one field');
  for (const [path, direction] of Object.entries(key)) checkDirection(path, direction);
  if (expireAfterSeconds !== undefined && (Object.keys(key).length !== 1 || !isNumber(expireAfterSeconds)))
    throw new StoreError('CannotCreateIndex', 'TTL indexes are single-field indexes with a number of seconds');
  if (partialFilterExpression !== undefined && !isPlainObject(partialFilterExpression))
    throw new StoreError('CannotCreateIndex', 'partialFilterExpression must be an object');
  const flags = { ...(unique ? { unique: true } : {}), ...(sparse ? { sparse: true } : {}) };
  const partial = partialFilterExpression ? { partialFilterExpression } : {};
  const expire = expireAfterSeconds === undefined ? {} : { expireAfterSeconds: toNumber(expireAfterSeconds) };
  return { name, key, ...flags, ...partial, ...expire };
}

function checkIndexOptions(spec: Doc): void {
  for (const [option, value] of Object.entries(spec)) {
    if (option === 'collation') checkCollation(value);
    else if (!INDEX_OPTIONS.includes(option)) throw unsupported(`the index option ${option}`);
  }
}

function checkDirection(path: string, direction: unknown): void {
  if (typeof direction === 'string') throw unsupported(`a ${direction} index`);
  if (path.includes('$**')) throw unsupported('a wildcard index');
  if (
    !isNumber(direction) ||
    toNumber(direction) === 0 ||
    path.split('.').some((part) => part === '' || part.startsWith('$'))
  )
    throw new StoreError('CannotCreateIndex', `bad index key ${path}: ${String(direction)}`);
}

function addIndex(engine: Engine, collection: Collection, spec: IndexSpec): void {
  const wanted = openIndex({ ...spec, id: 0, multi: [] });
  if (sameValue(spec.key, { _id: 1 })) return;
  const same = collection.indexes.find((index) => sameIndex(index, wanted));
  if (same?.name === spec.name) return;
  if (same) throw new StoreError('IndexOptionsConflict', `Index already exists with a different name: ${same.name}`);
  if (collection.indexes.some(({ name }) => name === spec.name)) throw nameTaken(spec);
  if (
    collection.indexes.some(
      (index) =>
        sameValue(index.key, spec.key) && sameValue(index.partialFilterExpression, spec.partialFilterExpression),
    )
  )
    throw new StoreError(
      'IndexOptionsConflict',
      `An equivalent index already exists with the same key but different options: ${spec.name}`,
    );
  const index = engine.catalog.addIndex(collection, spec);
  for (const hit of findHits(engine.storage, collection, { filter: compileFilter({}, () => () => true) }))
    if (hit) collection.addToIndex(index, storedOf(hit));
}

const nameTaken = ({ name }: IndexSpec): StoreError =>
  new StoreError(
    'IndexKeySpecsConflict',
    `An existing index has the same name as the requested index but differs: ${name}`,
  );

export function dropIndexes(engine: Engine, request: Request): Promise<Doc> {
  allowOnly(request, 'index');
  const ns = namespace(request);
  return engine.write(() => {
    const collection = existing(engine, ns);
    const before = collection.indexes.length;
    for (const index of indexesNamed(collection, request.body.index)) engine.catalog.dropIndex(collection, index);
    return { nIndexesWas: before, ok: 1 };
  }, true);
}

function existing(engine: Engine, ns: string): Collection {
  const collection = engine.catalog.get(ns);
  if (!collection) throw new StoreError('NamespaceNotFound', `ns not found ${ns}`);
  return collection;
}

function indexesNamed(collection: Collection, wanted: unknown): Index[] {
  if (wanted === '*') return collection.indexes.slice(1);
  const list = Array.isArray(wanted) ? wanted : [wanted];
  return list.map((one) => {
    const found = collection.indexes.find(
      ({ name, key }) => name === one || (isPlainObject(one) && sameValue(key, one)),
    );
    if (!found) throw new StoreError('IndexNotFound', `index not found with name [${String(one)}]`);
    if (found === collection.idIndex) throw new StoreError('InvalidOptions', 'cannot drop _id index');
    return found;
  });
}

export function listIndexes(engine: Engine, request: Request): Doc {
  allowOnly(request, 'cursor');
  const ns = namespace(request);
  return wholeCursor(ns, existing(engine, ns).indexes.map(shown));
}

function shown({ key, name, unique, sparse, partialFilterExpression, expireAfterSeconds }: Index): Doc {
  // MongoDB does not say that _id is unique.
  return {
    v: 2,
    key,
    name,
    unique: name === '_id_' ? undefined : unique,
    sparse,
    partialFilterExpression,
    expireAfterSeconds,
  };
}

const CREATE_FIELDS = ['autoIndexId', 'idIndex'];

export function create(engine: Engine, request: Request): Promise<Doc> {
  for (const option of [
    'capped',
    'timeseries',
    'viewOn',
    'validator',
    'clusteredIndex',
    'changeStreamPreAndPostImages',
    'expireAfterSeconds',
    'encryptedFields',
  ])
    if (request.body[option]) throw unsupported(`the option ${option} of create`);
  allowOnly(request, ...CREATE_FIELDS, 'capped');
  const ns = namespace(request);
  return engine.write(() => {
    if (engine.catalog.get(ns)) throw new StoreError('NamespaceExists', `Collection ${ns} already exists.`);
    engine.catalog.create(ns);
    return { ok: 1 };
  });
}

export function drop(engine: Engine, request: Request): Promise<Doc> {
  allowOnly(request);
  const ns = namespace(request);
  return engine.write(() => {
    const collection = engine.catalog.get(ns);
    if (!collection) return { ok: 1 };
    const nIndexesWas = collection.indexes.length;
    engine.catalog.drop(collection);
    return { nIndexesWas, ns, ok: 1 };
  });
}

export function dropDatabase(engine: Engine, request: Request): Promise<Doc> {
  allowOnly(request);
  return engine.write(() => {
    for (const collection of engine.catalog.of(request.db)) engine.catalog.drop(collection);
    return { dropped: request.db, ok: 1 };
  });
}

export function listCollections(engine: Engine, request: Request): Doc {
  allowOnly(request, 'filter', 'nameOnly', 'authorizedCollections', 'cursor');
  const { db, body } = request;
  const filter = filterOf(body.filter, evaluatorOf(undefined));
  const all = engine.catalog.of(db).map(({ ns, uuid, idIndex }) => ({
    name: ns.slice(db.length + 1),
    type: 'collection',
    options: {},
    info: { readOnly: false, uuid: new Binary(uuid, 4) },
    idIndex: { v: 2, key: idIndex.key, name: idIndex.name },
  }));
  const found = all.filter((doc) => filter.test(doc));
  const docs = body.nameOnly ? found.map(({ name, type }) => ({ name, type })) : found;
  return wholeCursor(`${db}.$cmd.listCollections`, docs);
}

export function listDatabases(engine: Engine, request: Request): Doc {
  allowOnly(request, 'filter', 'nameOnly', 'authorizedDatabases');
  const names = new Set(engine.catalog.all().map(({ ns }) => ns.slice(0, ns.indexOf('.'))));
  const filter = filterOf(request.body.filter, evaluatorOf(undefined));
  const databases = [...names]
    .map((name) => ({ name, sizeOnDisk: 4096, empty: false }))
    .filter((doc) => filter.test(doc));
  if (request.body.nameOnly) return { databases: databases.map(({ name }) => ({ name })), ok: 1 };
  return { databases, totalSize: Long.fromNumber(databases.length * 4096), ok: 1 };
}

export function renameCollection(engine: Engine, request: Request): Promise<Doc> {
  allowOnly(request, 'to', 'dropTarget');
  const { renameCollection: from, to, dropTarget } = request.body;
  return engine.write(() => {
    const collection = existing(engine, String(from));
    const target = engine.catalog.get(String(to));
    if (target && !dropTarget) throw new StoreError('NamespaceExists', 'target namespace exists');
    if (target) engine.catalog.drop(target);
    engine.catalog.rename(collection, String(to));
    return { ok: 1 };
  });
}

export function collStats(engine: Engine, request: Request): Doc {
  allowOnly(request, 'scale');
  const ns = namespace(request);
  const collection = engine.catalog.get(ns);
  const indexes = collection?.indexes ?? [];
  const entries = Object.fromEntries(indexes.map((index) => [index.name, engine.storage.count(rangeOf(index))]));
  return { ns, count: collection?.count ?? 0, nindexes: indexes.length, indexEntries: entries, ok: 1 };
}

export function dbStats(engine: Engine, request: Request): Doc {
  allowOnly(request, 'scale', 'freeStorage');
  const collections = engine.catalog.of(request.db);
  const objects = collections.reduce((sum, { count }) => sum + count, 0);
  return { db: request.db, collections: collections.length, objects, ok: 1 };
}
