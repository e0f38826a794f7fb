import { Catalog } from './catalog.js';
import { Cursors } from './cursors.js';
import { StoreError } from './errors.js';
import { checkFormat, upgrade } from './format.js';
import { lock } from './lock.js';
import { compileFilter } from './match.js';
import { findHits, storedOf } from './query.js';
import { Storage } from './storage.js';
import type { Doc } from './value.js';

export interface EngineOptions {
  directory: string;
  /** false skips fsync: for tests, whose data may be lost with the machine. */
  sync: boolean;
  /** How often expired documents are looked for. */
  ttlSeconds?: number;
}

const TTL_BATCH = 500;

/** Tests set EMBEDDED_STORE_SYNC=false: their data may be lost with the machine. */
export const syncByDefault = (): boolean => process.env.EMBEDDED_STORE_SYNC !== 'false';

/** All state of one running store: its storage, its catalog and its open cursors. */
export class Engine {
  readonly storage: Storage;
  readonly catalog: Catalog;
  readonly cursors = new Cursors();
  readonly #timer: NodeJS.Timeout;
  readonly #unlock: () => void;

  constructor({ directory, sync, ttlSeconds = 60 }: EngineOptions) {
    this.storage = new Storage({ directory, sync, onRollback: () => this.catalog.load() });
    try {
      checkFormat(this.storage, directory);
      this.#unlock = lock(this.storage, directory);
      this.catalog = new Catalog(this.storage);
      upgrade(this.storage, this.catalog);
    } catch (error) {
      void this.storage.close();
      throw error;
    }
    // What could not be removed now, as for want of room, is found again in a minute.
    const failed = (error: Error) => console.error(`embedded store: removing what expired failed: ${error.message}`);
    this.#timer = setInterval(() => void this.#everyMinute().catch(failed), ttlSeconds * 1_000);
    this.#timer.unref();
  }

  /**
   * Runs a change in the next commit; resolves once it is durable. A StoreError leaves nothing half done, so only the
   * caller hears of it; any other error, and every error of a change that is `alone`, undoes the commit.
   */
  async write<T>(run: () => T, alone = false): Promise<T> {
    const outcome = await this.storage.write(() => this.#attempt(run, alone), alone);
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  }

  #attempt<T>(run: () => T, alone: boolean): Outcome<T> {
    const outcome = attempt(run);
    if ('error' in outcome && (alone || !(outcome.error instanceof StoreError))) throw outcome.error;
    for (const collection of this.catalog.all()) if (collection.multiChanged) this.catalog.save(collection);
    return outcome;
  }

  async #everyMinute(): Promise<void> {
    this.cursors.closeIdle();
    this.storage.forgetDeadReaders();
    for (const collection of this.catalog.all())
      for (const { expireAfterSeconds, fields } of collection.indexes) {
        if (expireAfterSeconds === undefined) continue;
        const filter = { [fields[0]!.path]: { $lt: new Date(Date.now() - expireAfterSeconds * 1_000) } };
        while ((await this.write(() => this.#removeSome(collection.ns, filter))) === TTL_BATCH);
      }
  }

  #removeSome(ns: string, filter: Doc): number {
    const collection = this.catalog.get(ns);
    if (!collection) return 0;
    const query = { filter: compileFilter(filter, () => () => false), limit: TTL_BATCH };
    const found = [...findHits(this.storage, collection, query)].flatMap((hit) => (hit ? [storedOf(hit)] : []));
    for (const stored of found) collection.remove(stored);
    return found.length;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.storage.close();
    this.#unlock();
  }
}

type Outcome<T> = { value: T } | { error: unknown };

function attempt<T>(run: () => T): Outcome<T> {
  try {
    return { value: run() };
  } catch (error) {
    return { error };
  }
}
