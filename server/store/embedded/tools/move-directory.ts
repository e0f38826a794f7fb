import { existsSync } from 'node:fs';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { DATA_FILE } from '../disk.js';
import { startEmbeddedStore } from '../index.js';
import { move } from './move.js';
import type { Progress } from './progress.js';

const { MongoClient } = mongoose.mongo;

const CONNECTION = { serverSelectionTimeoutMS: 10_000, appName: 'payvand store:move' };

/** Nothing may expire while it is copied; a timer waits 24 days at most. */
const TTL_SECONDS = 24 * 24 * 3_600;

/**
 * Moves a directory's data to the database that `to` names, or that of `from` into the directory. The directory is held
 * meanwhile, so the application cannot write to it.
 */
export async function moveDirectory(
  directory: string,
  { to, from }: { to?: string; from?: string },
  progress: Progress,
): Promise<void> {
  const uri = to ?? from;
  if (!uri || (to && from)) throw new Error('name a database: --to mongodb://… or --from mongodb://…');
  if (to && !existsSync(join(directory, DATA_FILE))) throw new Error(`there is no store in ${directory}`);
  const store = await startEmbeddedStore({ directory, sync: true, ttlSeconds: TTL_SECONDS });
  const own = new MongoClient(store.uri, CONNECTION);
  const other = new MongoClient(uri, CONNECTION);
  const [source, target] = to ? [own.db(), other.db()] : [other.db(), own.db()];
  try {
    for (const { name, documents, indexes } of await move(source, target, progress))
      console.log(`${name}: ${documents} documents, ${indexes} indexes, the same on both sides`);
  } finally {
    await Promise.all([own.close(), other.close()]);
    await store.close();
  }
}
