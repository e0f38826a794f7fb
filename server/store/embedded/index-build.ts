import type { Collection } from './collection.js';
import type { Engine } from './engine.js';
import { StoreError } from './errors.js';
import type { Index } from './index-keys.js';
import { picker } from './raw-fields.js';
import type { Request } from './request.js';
import type { Pausing } from './turns.js';

const DOCS_PER_STEP = 50;

/** The numbers of a collection and of indexes of it that are to be filled. */
export interface Build {
  collection: number;
  indexes: number[];
}

/**
 * Gives new indexes the entries of all documents, in commits as long as a turn. Writes keep the indexes up meanwhile, and
 * making an entry twice does no harm, so that what comes, changes or goes during the build is right in the end.
 * @throws StoreError when documents clash or cannot be indexed; the indexes are then gone
 */
export async function fillIndexes(engine: Engine, build: Build, request: Request): Promise<void> {
  if (build.indexes.length === 0) return;
  try {
    await engine.writeInTurns(() => fill(engine, build), request);
  } catch (error) {
    await engine.write(() => giveUp(engine, build));
    engine.sweep();
    throw error;
  }
}

function* fill(engine: Engine, build: Build): Pausing<void> {
  let after: Buffer | undefined;
  for (;;) {
    const { collection, indexes } = underWay(engine, build);
    const pick = picker(new Set(indexes.flatMap(({ roots }) => [...roots])));
    const entries = engine.storage.read(collection.range, false, DOCS_PER_STEP, after);
    for (const { key, value: raw } of entries) {
      const stored = { rid: key.readUIntBE(4, 6), raw, doc: pick(raw) };
      for (const index of indexes) collection.addToIndex(index, stored);
      after = key;
    }
    if (entries.length < DOCS_PER_STEP) {
      for (const index of indexes) engine.catalog.finishIndex(collection, index);
      return;
    }
    yield null;
  }
}

/** What is being built, as the catalog has it now: others may have dropped it. */
function underWay({ catalog }: Engine, build: Build): { collection: Collection; indexes: Index[] } {
  const collection = catalog.byId(build.collection);
  const indexes = collection?.building.filter(({ id }) => build.indexes.includes(id)) ?? [];
  if (!collection || indexes.length < build.indexes.length)
    throw new StoreError('IndexBuildAborted', 'the collection was dropped while the index was built');
  return { collection, indexes };
}

function giveUp({ catalog }: Engine, build: Build): void {
  const collection = catalog.byId(build.collection);
  for (const index of collection?.building ?? [])
    if (build.indexes.includes(index.id)) catalog.dropIndex(collection!, index);
}
