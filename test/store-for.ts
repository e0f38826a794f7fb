import { randomBytes } from 'node:crypto';
import { MongoMemoryServer } from 'mongodb-memory-server';
import mongoose from 'mongoose';

/** A database of its own for a test below HTTP: in TEST_MONGODB_URI when one is named, else in a new embedded store. */
export async function openTestStore(): Promise<{ uri: string; close(): Promise<void> }> {
  const name = `payvand_test_${randomBytes(6).toString('hex')}`;
  const server = process.env.TEST_MONGODB_URI
    ? null
    : await MongoMemoryServer.create({ instance: { args: ['--no-sync'] } });
  const uri = server
    ? server.getUri(name)
    : Object.assign(new URL(process.env.TEST_MONGODB_URI!), { pathname: name }).href;
  await mongoose.connect(uri, { ignoreUndefined: true });
  await Promise.all(Object.values(mongoose.models).map((model) => model.createIndexes()));
  return {
    uri,
    async close() {
      await mongoose.disconnect();
      await server?.stop();
    },
  };
}
