import { resolve } from 'node:path';
import mongoose from 'mongoose';
import type { Config, Log } from '../platform/index.js';
import { MOVE_MARK } from './embedded/tools/move-mark.js';
import { dropFormerIndexes } from './former-indexes.js';

export { storeClock } from './clock.js';
export { giveUpIndexes } from './former-indexes.js';
export { changeTogether, findTogether, insertTogether, updateTogether } from './together.js';

export interface Store {
  /** Rejects when the store does not answer. */
  ping(): Promise<void>;
  /** Ends when running operations have, and (embedded) everything is on disk. */
  close(): Promise<void>;
}

/** mongoose has one default connection per process; whoever opens the same store again shares it. */
let open: { uri: string; users: number; embedded: Promise<{ close(): Promise<void> } | null> } | null = null;

/**
 * Connects mongoose's default connection to MONGODB_URI, else to the embedded store in DATA_DIR/store.
 * @throws Error in plain words when the store cannot be reached, or its directory is in use
 */
export async function openStore(config: Pick<Config, 'MONGODB_URI' | 'DATA_DIR'>, log: Log): Promise<Store> {
  const directory = resolve(config.DATA_DIR, 'store');
  const uri = config.MONGODB_URI ?? `embedded:${directory}`;
  if (open && open.uri !== uri) throw new Error('This process already has another store open.');
  open ??= { uri, users: 0, embedded: connect(config.MONGODB_URI, directory, log) };
  open.users += 1;
  try {
    await open.embedded;
  } catch (error) {
    open = null;
    throw error;
  }
  return { ping, close };
}

async function connect(uri: string | undefined, directory: string, log: Log) {
  const embedded = uri ? null : await startEmbedded(directory, log);
  mongoose.set({
    autoIndex: false,
    autoCreate: false,
    bufferCommands: false,
    strictQuery: 'throw',
    sanitizeFilter: false,
  });
  const connected = mongoose.connect(uri ?? (embedded as { uri: string }).uri, {
    appName: 'payvand',
    ignoreUndefined: true, // an absent field is absent, not null
    ...(uri ? {} : { dbName: 'payvand' }),
    maxPoolSize: 20,
    minPoolSize: 2,
    ...(!uri?.includes('serverSelectionTimeoutMS') && { serverSelectionTimeoutMS: 8_000 }),
    socketTimeoutMS: 60_000,
    waitQueueTimeoutMS: 10_000,
  });
  await connected.catch(async (error: unknown) => {
    await embedded?.close();
    throw new Error(`The store cannot be reached: ${error instanceof Error ? error.message : String(error)}`);
  });
  await refuseHalfMoved().catch(async (error: unknown) => {
    await mongoose.disconnect();
    await embedded?.close();
    throw error;
  });
  await ensureIndexes();
  await dropFormerIndexes();
  log.info({ kind: embedded ? 'embedded' : 'mongodb' }, 'store opened');
  return embedded;
}

async function startEmbedded(directory: string, log: Log): Promise<{ uri: string; close(): Promise<void> }> {
  const { startEmbeddedStore } = await import('./embedded/index.js');
  return startEmbeddedStore({ directory, onSlowQuery: (slow) => log.warn({ ...slow }, 'slow query') });
}

async function refuseHalfMoved(): Promise<void> {
  const [mark] = (await mongoose.connection.db?.listCollections({ name: MOVE_MARK }).toArray()) ?? [];
  if (mark)
    throw new Error('Data is being moved into this database. Run npm run store:move again until it ends, then start.');
}

/** Builds what the models of the loaded features ask for. Free when all are there; a changed index is told, not replaced. */
export async function ensureIndexes(): Promise<void> {
  for (const model of Object.values(mongoose.connection.models)) await ensureIndexesOf(model);
}

/** In one command: mongoose would ask for one index after the other. */
async function ensureIndexesOf({ schema, collection }: mongoose.Model<unknown>): Promise<void> {
  const indexes = schema.indexes().map(([key, options]) => ({ ...options, key }) as mongoose.mongo.IndexDescription);
  if (indexes.length === 0) return;
  await collection.createIndexes(indexes).catch((error: Error) => {
    throw new Error(`The indexes of ${collection.name} cannot be built: ${error.message}`, { cause: error });
  });
}

async function ping(): Promise<void> {
  const { db } = mongoose.connection;
  if (!db) throw new Error('not connected');
  await db.command({ ping: 1 });
}

async function close(): Promise<void> {
  if (!open || --open.users > 0) return;
  const { embedded } = open;
  open = null;
  await mongoose.disconnect();
  await (await embedded)?.close();
}
