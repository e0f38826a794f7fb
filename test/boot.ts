/** A whole server for a flow test: real HTTP on a free port, a real store, a data directory of its own. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoMemoryServer } from 'mongodb-memory-server';
import { type Given, startServer } from '../server/main.js';
import { readConfig } from '../server/platform/index.js';
import { apiAt } from './api.js';

export interface BootOptions extends Given {
  /** Settings beside the test's own, by their names in the environment. */
  env?: Record<string, string>;
  /** Another booted app's `storeUri`: two nodes on one store. */
  storeUri?: string;
  dataDir?: string;
}

export const ADMIN = { email: 'admin@payvand.example', password: 'correct horse battery' };

export type Booted = Awaited<ReturnType<typeof bootApp>>;

export async function bootApp({ env = {}, storeUri, dataDir, ...given }: BootOptions = {}) {
  const directory = dataDir ?? mkdtempSync(join(tmpdir(), 'payvand-test-'));
  const store = storeUri ? null : await freshStore();
  const port = await freePort();
  const config = readConfig({
    NODE_ENV: 'test',
    PORT: String(port),
    DATA_DIR: directory,
    MONGODB_URI: storeUri ?? store?.uri,
    DEMO: 'false',
    LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'silent',
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
    // A test asks faster than any person; what the limit does has a test of its own.
    API_REQUESTS_PER_SECOND: '100000',
    ...env,
  });
  const running = await startServer(config, given);

  const api = apiAt(running.url);
  const signIn = (email = ADMIN.email, password = ADMIN.password) => api.signIn(email, password);

  /** Ends the server as it would be ended by SIGTERM, then removes what the test left behind. */
  async function close(): Promise<void> {
    await running.stop();
    await store?.stop();
    if (!dataDir) rmSync(directory, { recursive: true, force: true });
  }

  return {
    ...running,
    call: api.call,
    signIn,
    close,
    dataDir: directory,
    storeUri: storeUri ?? (store?.uri as string),
  };
}

/** A database of its own: in TEST_MONGODB_URI when one is named, else in a new embedded store behind mongodb-memory-server. */
async function freshStore(): Promise<{ uri: string; stop(): Promise<void> }> {
  const name = `payvand_test_${randomBytes(6).toString('hex')}`;
  if (process.env.TEST_MONGODB_URI) {
    const url = new URL(process.env.TEST_MONGODB_URI);
    url.pathname = `/${name}`;
    return { uri: url.href, stop: async () => {} };
  }
  const server = await MongoMemoryServer.create({ instance: { args: ['--no-sync'] } });
  return { uri: server.getUri(name), stop: async () => void (await server.stop()) };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
