import { Binary, Long } from 'bson';
import { rangeOf } from './catalog.js';
import type { Engine } from './engine.js';
import { StoreError, unsupported } from './errors.js';
import { list } from './first-batch.js';
import { existing } from './index-commands.js';
import { checkIdIndex } from './index-spec.js';
import { truthy } from './leaf-tests.js';
import { checkFullName, namespace, writableNamespace } from './namespaces.js';
import { evaluatorOf, filterOf, type Request } from './request.js';
import { type Doc, isPlainObject } from './value.js';

export function create(engine: Engine, request: Request): Promise<Doc> {
  const ns = writableNamespace(request);
  checkCreate(request.body);
  return engine.write(() => {
    if (engine.catalog.get(ns)) throw new StoreError('NamespaceExists', `Collection ${ns} already exists.`);
    engine.catalog.create(ns);
    return { ok: 1 };
  });
}

function checkCreate({ autoIndexId, idIndex, size, max }: Doc): void {
  if (autoIndexId !== undefined && !truthy(autoIndexId))
    throw new StoreError('Location50001', 'autoIndexId:false is not allowed for a collection that is replicated');
  if (idIndex) checkIdIndex(idIndex as Doc);
  if (size !== undefined || max !== undefined)
    throw new StoreError(
      'InvalidOptions',
      "the 'capped' field needs to be true when either the 'size' or 'max' fields are present",
    );
}

export function drop(engine: Engine, request: Request): Promise<Doc> {
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
  return engine.write(() => {
    for (const collection of engine.catalog.of(request.db)) engine.catalog.drop(collection);
    engine.sweep();
    return { dropped: request.db, ok: 1 };
  });
}

export function listCollections(engine: Engine, request: Request): Promise<Doc> {
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
  return list(engine, request, `${db}.$cmd.listCollections`, docs);
}

export function listDatabases(engine: Engine, request: Request): Doc {
  const names = new Set(engine.catalog.all().map(({ ns }) => ns.slice(0, ns.indexOf('.'))));
  const filter = filterOf(request.body.filter, evaluatorOf(undefined));
  const databases = [...names]
    .map((name) => ({ name, sizeOnDisk: 4096, empty: false }))
    .filter((doc) => filter.test(doc));
  if (request.body.nameOnly) return { databases: databases.map(({ name }) => ({ name })), ok: 1 };
  return { databases, totalSize: Long.fromNumber(databases.length * 4096), ok: 1 };
}

export function renameCollection(engine: Engine, request: Request): Promise<Doc> {
  const { renameCollection: from, to, dropTarget } = request.body;
  checkFullName(String(from), 'source');
  checkFullName(String(to), 'target');
  if (from === to) throw new StoreError('IllegalOperation', "Can't rename a collection to itself");
  return engine.write(() => {
    const collection = existing(engine, String(from));
    const target = engine.catalog.get(String(to));
    if (target && !truthy(dropTarget)) throw new StoreError('NamespaceExists', 'target namespace exists');
    if (target) engine.catalog.drop(target);
    engine.sweep();
    engine.catalog.rename(collection, String(to));
    return { ok: 1 };
  });
}

export function collStats(engine: Engine, request: Request): Doc {
  const ns = namespace(request);
  const collection = engine.catalog.get(ns);
  const indexes = collection?.indexes ?? [];
  const entries = Object.fromEntries(indexes.map((index) => [index.name, engine.storage.count(rangeOf(index))]));
  return { ns, count: collection?.count ?? 0, nindexes: indexes.length, indexEntries: entries, ok: 1 };
}

export function dbStats(engine: Engine, request: Request): Doc {
  const collections = engine.catalog.of(request.db);
  const objects = collections.reduce((sum, { count }) => sum + count, 0);
  return { db: request.db, collections: collections.length, objects, ok: 1 };
}

/** The one parameter that clients ask for. */
export function getParameter(_: Engine, { body }: Request): Doc {
  if (body.getParameter === '*' || isPlainObject(body.getParameter))
    throw unsupported('getParameter of all parameters');
  if (!('featureCompatibilityVersion' in body)) throw new StoreError('InvalidOptions', 'no option found to get');
  return { featureCompatibilityVersion: { version: '7.0' }, ok: 1 };
}
