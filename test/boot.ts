/** A whole server for a flow test: real HTTP on a free port, a real store, a data directory of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Given, startServer } from '../server/main.js';
import { readConfig } from '../server/platform/index.js';
import { aDatabase } from './a-database.js';
import { apiAt } from './api.js';
import { freePort } from './server-process.js';

export interface BootOptions extends Given {
  /** Settings beside the test's own, by their names in the environment. */
  env?: Record<string, string>;
  /** Another booted app's `storeUri`: two nodes on one store. */
  storeUri?: string;
  dataDir?: string;
}

export const ADMIN = { email: 'admin@payvand.example', password: 'correct horse battery' };

export type Booted = Awaited<ReturnType<typeof bootApp>>;

export async function bootApp({ env = {}, storeUri = aDatabase(), dataDir, ...given }: BootOptions = {}) {
  const directory = dataDir ?? mkdtempSync(join(tmpdir(), 'payvand-test-'));
  const port = await freePort();
  const config = readConfig({
    NODE_ENV: 'test',
    PORT: String(port),
    DATA_DIR: directory,
    MONGODB_URI: storeUri,
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
    if (!dataDir) rmSync(directory, { recursive: true, force: true });
  }

  return {
    ...running,
    call: api.call,
    signIn,
    close,
    dataDir: directory,
    storeUri,
  };
}
