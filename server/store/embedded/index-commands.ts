import type { IndexSpec } from './catalog.js';
import { type Collection, sameIndex } from './collection.js';
import type { Engine } from './engine.js';
import { StoreError } from './errors.js';
import { list } from './first-batch.js';
import { type Build, fillIndexes } from './index-build.js';
import { type Index, openIndex } from './index-keys.js';
import { knownOptions, parseIndex } from './index-spec.js';
import { truthy } from './leaf-tests.js';
import { namespace, writableNamespace } from './namespaces.js';
import type { Request } from './request.js';
import { type Doc, isPlainObject, sameValue } from './value.js';

/** Builds indexes beside reads and writes. All of one command come to be, or none; one command after the other on a collection. */
export async function createIndexes(engine: Engine, request: Request): Promise<Doc> {
  const ns = writableNamespace(request);
  const specs = specsOf(request.body);
  return engine.builds.inOrder(ns, async () => {
    const { reply, build } = await engine.write(() => begin(engine, ns, specs), true);
    await fillIndexes(engine, build, request);
    return reply;
  });
}

function specsOf({ indexes, ignoreUnknownIndexOptions }: Doc): IndexSpec[] {
  const specs = indexes as Doc[];
  if (specs.length === 0) throw new StoreError('BadValue', 'Must specify at least one index to create');
  return specs.map((spec) => parseIndex(truthy(ignoreUnknownIndexOptions) ? knownOptions(spec) : spec));
}

function begin(engine: Engine, ns: string, specs: IndexSpec[]): { reply: Doc; build: Build } {
  const { catalog } = engine;
  const existed = catalog.get(ns) !== undefined;
  const collection = catalog.ensure(ns);
  // Left by a build that could not even be given up.
  for (const index of collection.building) catalog.dropIndex(collection, index);
  const before = collection.indexes.length;
  const begun = specs.flatMap((spec) => (isNew(collection, spec) ? [catalog.beginIndex(collection, spec)] : []));
  const reply = {
    numIndexesBefore: before,
    numIndexesAfter: before + begun.length,
    createdCollectionAutomatically: !existed,
    ...(begun.length === 0 && { note: 'all indexes already exist' }),
    ok: 1,
  };
  if (collection.count === 0) for (const index of begun.splice(0)) catalog.finishIndex(collection, index);
  return { reply, build: { collection: collection.id, indexes: begun.map(({ id }) => id) } };
}

/** Whether an index is to be built; throws when it is in the way of another one. */
function isNew(collection: Collection, spec: IndexSpec): boolean {
  const wanted = openIndex({ ...spec, id: 0, multi: [] });
  if (sameValue(spec.key, { _id: 1 })) return false;
  const same = collection.maintained.find((index) => sameIndex(index, wanted));
  if (same?.name === spec.name) return false;
  if (same) throw new StoreError('IndexOptionsConflict', `Index already exists with a different name: ${same.name}`);
  if (collection.maintained.some(({ name }) => name === spec.name)) throw nameTaken(spec);
  if (
    collection.maintained.some(
      (index) =>
        sameValue(index.key, spec.key) && sameValue(index.partialFilterExpression, spec.partialFilterExpression),
    )
  )
    throw new StoreError(
      'IndexOptionsConflict',
      `An equivalent index already exists with the same key but different options: ${spec.name}`,
    );
  return true;
}

const nameTaken = ({ name }: IndexSpec): StoreError =>
  new StoreError(
    'IndexKeySpecsConflict',
    `An existing index has the same name as the requested index but differs: ${name}`,
  );

export function dropIndexes(engine: Engine, request: Request): Promise<Doc> {
  const ns = namespace(request);
  return engine.write(() => {
    const collection = existing(engine, ns);
    const before = collection.indexes.length;
    for (const index of indexesNamed(collection, request.body.index)) engine.catalog.dropIndex(collection, index);
    engine.sweep();
    return { nIndexesWas: before, ok: 1 };
  }, true);
}

export function existing(engine: Engine, ns: string): Collection {
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

export function listIndexes(engine: Engine, request: Request): Promise<Doc> {
  const ns = namespace(request);
  return list(engine, request, ns, existing(engine, ns).indexes.map(shown));
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
