import { Binary, Long } from 'bson';
import { rangeOf } from './catalog.js';
import type { Engine } from './engine.js';
import { StoreError, unsupported } from './errors.js';
import { existing } from './index-commands.js';
import { wholeCursor } from './reply.js';
import { allowOnly, evaluatorOf, filterOf, namespace, type Request } from './request.js';
import type { Doc } from './value.js';

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
    engine.sweep();
    return { nIndexesWas, ns, ok: 1 };
  });
}

export function dropDatabase(engine: Engine, request: Request): Promise<Doc> {
  allowOnly(request);
  return engine.write(() => {
    for (const collection of engine.catalog.of(request.db)) engine.catalog.drop(collection);
    engine.sweep();
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
    engine.sweep();
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
