import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoMemoryServer } from 'mongodb-memory-server';
import mongoose from 'mongoose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bootApp } from '../boot.js';
import { agentAt, aStart, isServed, visitorAt } from '../clients.js';
import { aCompany, online } from '../company.js';
import { eventually } from '../eventually.js';

let store: MongoMemoryServer;
let dataDir: string;
beforeAll(async () => {
  store = await MongoMemoryServer.create({ instance: { args: ['--no-sync'] } });
  dataDir = mkdtempSync(join(tmpdir(), 'payvand-test-'));
});
afterAll(async () => {
  await store.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

it('after a stop and a start the same agent has the conversation, and both go on where they were', async () => {
  const storeUri = store.getUri('restart');
  const before = await bootApp({ storeUri, dataDir });
  const { people, ...company } = await aCompany(before, { queue: { autoAccept: true } });
  const ana = people.Ana!;
  const line = await online(before, ana);
  const visitor = await visitorAt(before.url, { siteKey: company.siteKey });
  const begun = await visitor.ask('conversation:start', aStart({ queueId: company.queueId }));
  await isServed(visitor, begun);
  const conversationId = begun.conversation.id;
  const params = { id: conversationId };
  const say = (text: string) => ({ clientId: randomUUID(), text, attachmentIds: [] });
  const last = say('پیش از توقف');
  const acked = await visitor.ask('message:send', last);
  const snapshot = await line.ask('conversation:open', { conversationId, after: 0 });
  await before.close();
  const stored = await mongoose.createConnection(storeUri).asPromise();
  const desk = await stored.collection('desks').findOne({ _id: ana.id as never });
  expect(desk?.lostAt, 'that they are cut off is written down before the store is closed').toBeInstanceOf(Date);
  await stored.close();

  const after = await bootApp({ storeUri, dataDir });
  const back = await visitorAt(after.url, { siteKey: company.siteKey, token: begun.token! });
  const here = await agentAt(after.url, ana.cookie);
  await eventually(async () => {
    const { presence } = await here.ask('desk:open', {});
    expect(presence).toMatchObject({ state: 'online', load: 1 });
  });
  expect(await back.ask('message:send', last)).toEqual(acked);
  const now = await here.ask('conversation:open', { conversationId, after: 0 });
  expect(now.conversation).toMatchObject({ state: 'active', agent: { id: ana.id } });
  expect(now.touchpoints.map(({ id }) => id)).toEqual(snapshot.touchpoints.map(({ id }) => id));
  await back.ask('visit:open', { after: acked.seq });
  const body = say('پس از آغاز');
  const answered = await after.call('conversations.reply', { cookie: ana.cookie, params, body });
  expect(answered.status).toBe(202);
  await back.hears('touchpoint:appended', ({ text }) => text === 'پس از آغاز');
  await back.ask('message:send', say('ممنون'));
  await here.hears('touchpoint:appended', ({ text }) => text === 'ممنون');
  back.close();
  here.close();
  await after.close();
});
