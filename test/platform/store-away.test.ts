import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoMemoryServer } from 'mongodb-memory-server';
import { expect, it } from 'vitest';
import { bootApp } from '../boot.js';
import { eventually } from '../eventually.js';

it('tells when the store is away, leaks nothing of it, and still stops', async () => {
  const store = await MongoMemoryServer.create({ instance: { args: ['--no-sync'] } });
  const storeUri = `${store.getUri('away')}?serverSelectionTimeoutMS=300`;
  const app = await bootApp({ storeUri, dataDir: mkdtempSync(join(tmpdir(), 'payvand-away-')) });
  const cookie = await app.signIn();
  await store.stop();

  const { status, error } = await app.call('session.show', { cookie });
  expect([status, error?.code]).toEqual([503, 'store.unavailable']);
  expect(JSON.stringify(error)).not.toMatch(/mongo|127\.0\.0\.1|ECONN/i);
  const ready = await fetch(`${app.url}/readyz`);
  expect([ready.status, (await ready.json()).store]).toEqual([503, 'failed']);
  expect((await fetch(`${app.url}/healthz`)).status).toBe(200);

  await app.stop();
  await eventually(() => expect(fetch(`${app.url}/healthz`)).rejects.toThrow());
});
