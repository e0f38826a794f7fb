import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Transaction } from 'lmdb';
import { DATA_FILE, type Database, openDatabase } from './disk.js';
import type { KeyRange } from './plan.js';
import type { Entry, Records } from './storage.js';

/** A directory as it is at one moment, whoever writes to it meanwhile; nobody is held up by it. Throws where there is none. */
export class Snapshot implements Records {
  readonly #db: Database;
  readonly #transaction: Transaction;

  constructor(directory: string) {
    this.#db = openDatabase(directory, { readOnly: true });
    const { pageSize, lastPageNumber } = this.#db.getStats() as { pageSize: number; lastPageNumber: number };
    // To read behind a file's end ends the process.
    if (statSync(join(directory, DATA_FILE)).size < pageSize * (lastPageNumber + 1)) {
      void this.#db.close();
      throw new Error(`${join(directory, DATA_FILE)} was cut short`);
    }
    // biome-ignore lint/correctness/useHookAtTopLevel: LMDB's word, not React's
    this.#transaction = this.#db.useReadTransaction();
  }

  get(key: Buffer): Buffer | undefined {
    return this.#db.get(key, { transaction: this.#transaction });
  }

  read({ start, end }: KeyRange, reverse: boolean, limit: number, after?: Buffer): Entry[] {
    if (reverse) throw new Error('a snapshot is read forwards');
    const options = { start: after ?? start, exclusiveStart: after !== undefined, end, limit };
    const entries = this.#db.getRange({ ...options, transaction: this.#transaction });
    return Array.from(entries, ({ key, value }) => ({ key: key as Buffer, value }));
  }

  count({ start, end }: KeyRange): number {
    return this.#db.getKeysCount({ start, end, transaction: this.#transaction });
  }

  put(): never {
    throw new Error('a snapshot cannot be changed');
  }

  remove(): never {
    throw new Error('a snapshot cannot be changed');
  }

  async close(): Promise<void> {
    this.#transaction.done();
    await this.#db.close();
  }
}
