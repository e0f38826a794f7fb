import { MongoMemoryServer } from 'mongodb-memory-server';
import mongoose from 'mongoose';

const { MongoClient } = mongoose.mongo;
type Client = InstanceType<typeof MongoClient>;

export interface OpenStore {
  uri: string;
  client: Client;
  db: ReturnType<Client['db']>;
  close(): Promise<void>;
}

let made = 0;

/** A database of its own: on the embedded store, or on the MongoDB that TEST_MONGODB_URI names. */
export async function openStore(): Promise<OpenStore> {
  const given = process.env.TEST_MONGODB_URI;
  const server = given ? undefined : await MongoMemoryServer.create();
  const uri = given ?? server!.getUri();
  const client = await MongoClient.connect(uri);
  made += 1;
  const db = client.db(`payvand_store_test_${process.pid}_${made}`);
  return {
    uri,
    client,
    db,
    async close() {
      await db.dropDatabase();
      await client.close();
      await server?.stop();
    },
  };
}
