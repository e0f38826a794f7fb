import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fileRoutes, makeFiles } from '../../server/files/index.js';
import { serve } from '../carrier.js';
import { openTestStore } from '../store-for.js';

const dataDir = mkdtempSync(join(tmpdir(), 'payvand-ranges-'));
const files = makeFiles({ dataDir, secretKey: 'k'.repeat(40), clock: { now: () => new Date() } });
let store: Awaited<ReturnType<typeof openTestStore>>;
let server: Awaited<ReturnType<typeof serve>>;
let address: string;
beforeAll(async () => {
  store = await openTestStore();
  server = await serve(express().use(fileRoutes(files)));
  const sound = { id: '1'.repeat(24), owner: 'voice', name: 'talk.wav', type: 'audio/wav' };
  const { fileId, name } = await files.keepOwn({ ...sound, bytes: Buffer.from('0123456789') });
  address = server.url + files.fileUrl({ fileId, name });
});
afterAll(async () => {
  await server.close();
  await store.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const part = async (range?: string) => {
  const answer = await fetch(address, { headers: range ? { range } : {} });
  const [length, which] = ['content-length', 'content-range'].map((name) => answer.headers.get(name));
  return { status: answer.status, text: await answer.text(), length, which };
};

it.each([
  { range: undefined, status: 200, text: '0123456789', length: '10', which: null },
  { range: 'bytes=2-4', status: 206, text: '234', length: '3', which: 'bytes 2-4/10' },
  { range: 'bytes=7-', status: 206, text: '789', length: '3', which: 'bytes 7-9/10' },
  { range: 'bytes=-2', status: 206, text: '89', length: '2', which: 'bytes 8-9/10' },
  { range: 'bytes=8-99', status: 206, text: '89', length: '2', which: 'bytes 8-9/10' },
  { range: 'bytes=0-1,5-6', status: 200, text: '0123456789', length: '10', which: null },
  { range: 'words=1-2', status: 200, text: '0123456789', length: '10', which: null },
  { range: 'bytes=x', status: 200, text: '0123456789', length: '10', which: null },
])('a player that asks for $range is answered $status', async ({ range, ...answer }) => {
  expect(await part(range)).toEqual(answer);
});

it('says how long the file is to whoever asks for what is behind its end', async () => {
  expect(await part('bytes=10-20')).toMatchObject({ status: 416, text: '', which: 'bytes */10' });
});

it('gives no part of it to whoever has no right to it', async () => {
  const answer = await fetch(address.replace(/s=[^&]+/, 's=forged'), { headers: { range: 'bytes=0-1' } });
  expect([answer.ok, answer.headers.get('content-range')]).toEqual([false, null]);
});
