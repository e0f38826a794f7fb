import mongoose from 'mongoose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Booted, bootApp } from '../boot.js';
import { hire } from '../company.js';

let app: Booted;
let node2: Booted | null = null;
beforeAll(async () => {
  app = await bootApp();
});
afterAll(async () => {
  await node2?.close();
  await app.close();
});

it('brings accounts and queues of an earlier version to the present shape at the next start, and only once', async () => {
  const admin = await app.signIn();
  const ana = await hire(app, admin, 'Ana');
  const { body: queue } = await app.call('queues.create', { cookie: admin, body: { name: 'Old' } });
  const users = mongoose.connection.collection<{ _id: string }>('users');
  const queues = mongoose.connection.collection<{ _id: string }>('queues');
  await users.updateOne({ _id: ana.id }, { $set: { capacity: 4 }, $unset: { skills: 1 } });
  const holidays = [{ date: '2026-03-21', name: 'Nowruz' }];
  const unset = { rules: 1, 'hours.byChannel': 1 } as const;
  await queues.updateOne({ _id: queue.id }, { $set: { 'hours.holidays': holidays }, $unset: unset });

  node2 = await bootApp({ storeUri: app.storeUri });
  const cookie = await node2.signIn();
  const found = (await node2.call('users.list', { cookie })).body.find(({ id }) => id === ana.id);
  expect(found).toMatchObject({ capacity: { webchat: 4, email: 4, sms: 4, voice: 1 }, skills: {} });
  const now = (await node2.call('queues.list', { cookie })).body.find(({ id }) => id === queue.id);
  expect(now?.rules).toEqual(queue.rules);
  expect(now?.hours).toEqual({ ...queue.hours, holidays: [{ ...holidays[0], yearly: null }], byChannel: {} });

  const capacity = { webchat: 1, email: 0, sms: 0, voice: 0 };
  await node2.call('users.change', { cookie, params: { id: ana.id }, body: { capacity } });
  await node2.parts.accounts.migrate();
  const later = (await node2.call('users.list', { cookie })).body.find(({ id }) => id === ana.id);
  expect(later?.capacity).toEqual(capacity);
});
