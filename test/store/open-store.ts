import { rmSync } from 'node:fs';
import { aDirectory, MongoClient, startStore } from './child.js';

type Client = InstanceType<typeof MongoClient>;

export interface OpenStore {
  uri: string;
  client: Client;
  db: ReturnType<Client['db']>;
  close(): Promise<void>;
}

let made = 0;

/** A database of its own: on an embedded store of the file's own, or on the MongoDB that TEST_MONGODB_URI names. */
export async function openStore(): Promise<OpenStore> {
  const given = process.env.TEST_MONGODB_URI;
  const directory = aDirectory();
  const server = given ? undefined : await startStore(directory, [], ['--port', '0', '--no-sync']);
  const uri = given ?? server!.uri;
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
      await server?.kill();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
