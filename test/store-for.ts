import mongoose from 'mongoose';
import { ensureIndexes } from '../server/store/index.js';
import { aDatabase } from './a-database.js';

/** A database of its own for a test below HTTP. */
export async function openTestStore(): Promise<{ uri: string; close(): Promise<void> }> {
  const uri = aDatabase();
  await mongoose.connect(uri, { autoIndex: false, autoCreate: false, ignoreUndefined: true });
  await ensureIndexes();
  return { uri, close: () => mongoose.disconnect() };
}
