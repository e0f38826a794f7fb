import { Catalog, rangeOf } from './catalog.js';
import type { Collection } from './collection.js';
import { Cursors } from './cursors.js';
import { StoreError } from './errors.js';
import { checkFormat, upgrade } from './format.js';
import { InOrder } from './in-order.js';
import { lock } from './lock.js';
import { compileFilter } from './match.js';
import { Operations } from './operations.js';
import { findHits, storedOf } from './query.js';
import type { Request } from './request.js';
import { Storage } from './storage.js';
import { oneTurn, type Pausing, turnBefore } from './turns.js';
import type { Doc } from './value.js';

export interface EngineOptions {
  directory: string;
  /** false skips fsync: for tests, whose data may be lost with the machine. */
  sync: boolean;
  /** How often expired documents are looked for. */
  ttlSeconds?: number;
}

const TTL_BATCH = 100;
const KEYS_PER_STEP = 200;

/** Tests set EMBEDDED_STORE_SYNC=false: their data may be lost with the machine. */
export const syncByDefault = (): boolean => process.env.EMBEDDED_STORE_SYNC !== 'false';

/** All state of one running store: its storage, its catalog and its open cursors. */
export class Engine {
  readonly storage: Storage;
  readonly catalog: Catalog;
  readonly cursors = new Cursors();
  readonly #timer: NodeJS.Timeout;
  readonly #unlock: () => void;
  readonly operations = new Operations();
  /** Index builds, by the collection's name. */
  readonly builds = new InOrder();
  #sweeping: Promise<void> | undefined;
  #closing = false;

  constructor({ directory, sync, ttlSeconds = 60 }: EngineOptions) {
    this.storage = new Storage({ directory, sync, onRollback: () => this.catalog.load() });
    let unlock: (() => void) | undefined;
    try {
      unlock = lock(this.storage, directory);
      this.#unlock = unlock;
      checkFormat(this.storage, directory);
      this.catalog = new Catalog(this.storage);
      upgrade(this.storage, this.catalog);
    } catch (error) {
      void this.storage.close();
      unlock?.();
      throw error;
    }
    // What could not be removed now, as for want of room, is found again in a minute.
    const failed = (error: Error) => console.error(`embedded store: removing what is over failed: ${error.message}`);
    this.#timer = setInterval(() => void this.#everyMinute().catch(failed), ttlSeconds * 1_000);
    this.#timer.unref();
    void this.#tidyUp().catch(failed);
  }

  /** Drops what a crash left half built, and goes on removing what was dropped. */
  async #tidyUp(): Promise<void> {
    const isUnfinished = ({ building }: Collection): boolean => building.length > 0;
    if (this.catalog.all().some(isUnfinished))
      await this.write(() => {
        for (const collection of this.catalog.all().filter(isUnfinished))
          for (const index of collection.building) this.catalog.dropIndex(collection, index);
      });
    this.sweep();
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

  /**
   * Runs a change that may take long, in commits as long as a turn: at each null the work may rest there. Only what it did
   * before an error stays done.
   * @param start begins the work; called again when the first commit had to be undone because of another change in it
   */
  async writeInTurns<T>(start: () => Pausing<T>, request: Request): Promise<T> {
    let work: Pausing<T> | undefined;
    const turn = () => oneTurn(work!, turnBefore(this.storage.diskMs));
    let done = await this.#writeTurn(() => {
      work = start();
      return turn();
    }, false);
    while (!done) {
      if (request.ended) throw request.ended;
      done = await this.#writeTurn(turn, true);
    }
    return done.value;
  }

  /** A turn that is not the last does not wait until it is on the disk. */
  async #writeTurn<T>(run: () => T | undefined, alone: boolean): Promise<T | undefined> {
    const isOver = (outcome: Outcome<T | undefined>) => 'error' in outcome || outcome.value !== undefined;
    const outcome = await this.storage.write(() => this.#attempt(run, alone), alone, isOver);
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  }

  /** Removes what dropped collections and indexes left, a turn at a time; goes on when the store is opened again. */
  sweep(): void {
    this.#sweeping ??= this.#sweepAll()
      .catch((error: unknown) => console.error('embedded store: what was dropped is still there', error))
      .finally(() => {
        this.#sweeping = undefined;
      });
  }

  async #sweepAll(): Promise<void> {
    for (let [id] = this.catalog.garbage; id !== undefined && !this.#closing; [id] = this.catalog.garbage) {
      const wanted = id;
      await this.write(() => oneTurn(this.#removeUnder(wanted)), true);
    }
  }

  *#removeUnder(id: number): Pausing<void> {
    for (;;) {
      // The commit that dropped it may have been undone since.
      if (!this.catalog.garbage.includes(id)) return;
      const keys = this.storage.keys(rangeOf({ id }), KEYS_PER_STEP);
      for (const key of keys) this.storage.remove(key);
      if (keys.length < KEYS_PER_STEP) return this.catalog.forget(id);
      yield null;
    }
  }

  #attempt<T>(run: () => T, alone: boolean): Outcome<T> {
    const outcome = attempt(run);
    if ('error' in outcome && (alone || !(outcome.error instanceof StoreError))) throw outcome.error;
    this.catalog.saveMarks();
    return outcome;
  }

  async #everyMinute(): Promise<void> {
    this.cursors.closeIdle();
    this.sweep();
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
    this.#closing = true;
    clearInterval(this.#timer);
    await this.#sweeping;
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
