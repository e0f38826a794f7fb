import mongoose from 'mongoose';
import { aDatabase } from './a-database.js';

/** A database of its own for a test below HTTP. */
export async function openTestStore(): Promise<{ uri: string; close(): Promise<void> }> {
  const uri = aDatabase();
  await mongoose.connect(uri, { ignoreUndefined: true });
  await Promise.all(Object.values(mongoose.models).map((model) => model.createIndexes()));
  return { uri, close: () => mongoose.disconnect() };
}
