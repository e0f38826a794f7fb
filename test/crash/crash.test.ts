/**
 * A load of visitors and agents on a server that is killed again and again. `npm run test:crash` has more rounds (CRASH_ROUNDS);
 * CRASH_SEED repeats the chances of an earlier run, if not the moments at which the machine did what.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ConversationRecord, DeskRecord } from '../../server/contract/index.js';
import { startEmbeddedStore } from '../../server/store/embedded/index.js';
import { apiAt } from '../api.js';
import { agentAt } from '../clients.js';
import { aCompany } from '../company.js';
import { eventually } from '../eventually.js';
import { freePort, type ServerProcess, startProcess } from '../server-process.js';
import { Agent } from './agent.js';
import { chanceFrom, pause } from './chance.js';
import type { Load } from './load.js';
import { deskFaults, faultsOf, openConversations, wholeTimeline } from './proof.js';
import { Visitor } from './visitor.js';

const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 3);
const SEED = Number(process.env.CRASH_SEED ?? Date.now() % 1_000_000);
const VISITORS = 14;
const NAMES = ['Ana', 'Bo', 'Cem', 'Dina', 'Elif'];
const CAPACITY = 2;

const ADMIN = { email: 'admin@company.example', password: 'correct horse battery' };
const dataDir = mkdtempSync(join(tmpdir(), 'payvand-crash-'));
const chance = chanceFrom(SEED);
const visitors: Visitor[] = [];
const agents: Agent[] = [];
let env: Record<string, string>;
let server: ServerProcess;
const load: Load = { url: '', chance, paused: true, over: false, surprises: [] };
let admin: string;
let underWay: Promise<unknown> = Promise.resolve();

beforeAll(async () => {
  const port = await freePort();
  env = {
    PORT: String(port),
    DATA_DIR: dataDir,
    DEMO: 'false',
    LOG_LEVEL: 'warn',
    EMBEDDED_STORE_SYNC: 'true',
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
    ROUTER_SWEEP_SECONDS: '0.5',
    VISITOR_MESSAGES_PER_MINUTE: '100000',
  };
  server = await startProcess(env);
  load.url = server.url;
  await openTheDoors();
});
afterAll(async () => {
  load.over = true;
  await server?.kill();
  await underWay;
  rmSync(dataDir, { recursive: true, force: true });
});

async function openTheDoors(): Promise<void> {
  const api = apiAt(server.url);
  const signIn = (email = ADMIN.email, password = ADMIN.password) => api.signIn(email, password);
  const company = await aCompany(
    { ...api, signIn },
    { agents: NAMES, capacity: CAPACITY, queue: { name: 'Asks', offerSeconds: 5, wrapUpSeconds: 1 } },
  );
  admin = company.admin;
  const memberIds = Object.values(company.people).map(({ id }) => id);
  const gives = { name: 'Gives', memberIds, autoAccept: true, wrapUpSeconds: 0, outcomes: ['solved'] };
  const { body } = await api.call('queues.create', { cookie: admin, body: gives });
  const hours = { ...body.hours, alwaysOpen: true };
  await api.call('queues.change', { cookie: admin, params: { id: body.id }, body: { hours } });
  const queueIds = [company.queueId, body.id];
  for (let i = 0; i < VISITORS; i += 1)
    visitors.push(new Visitor(load, `V${i}`, { siteKey: company.siteKey, queueId: queueIds[i % 2]! }));
  for (const name of NAMES) agents.push(new Agent(load, name, company.people[name]!, queueIds));
  underWay = Promise.all([...visitors, ...agents].map((one) => one.run()));
}

/** Everybody is connected and everything begun has been acknowledged. */
const quiet = () =>
  eventually(() => {
    const restless = [...visitors, ...agents].filter((one) => !one.quiet).map(({ name }) => name);
    expect(restless).toEqual([]);
  }, 60_000);

/** Until so many more messages were acknowledged: a slow machine is not killed before it has done anything. */
async function someWork(much: number): Promise<void> {
  const acked = () => [...visitors, ...agents].reduce((sum, one) => sum + one.acked.length, 0);
  const enough = acked() + much;
  const until = Date.now() + 15_000;
  while (acked() < enough && Date.now() < until) await pause(5);
}

/** All that was promised, read through the front door. */
async function prove(): Promise<void> {
  const api = apiAt(server.url);
  const supervisor = await agentAt(server.url, admin);
  await eventually(async () => {
    const { agents: presences } = await supervisor.ask('desk:open', {});
    expect(deskFaults(presences, await openConversations(api, admin))).toEqual([]);
  }, 30_000);
  supervisor.close();
  for (const visitor of visitors) {
    await eventually(async () => {
      const timeline = await wholeTimeline(api, admin, visitor.customerId);
      expect(faultsOf(visitor, agents, timeline)).toEqual([]);
    }, 30_000);
  }
  expect(load.surprises).toEqual([]);
}

it(`loses nothing in ${ROUNDS} kills under load (seed ${SEED})`, { timeout: ROUNDS * 300_000 }, async () => {
  const readyMs: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    load.paused = false;
    await someWork(chance.between(25, 120));
    await server.kill();
    await pause(chance.between(0, 300));
    server = await startProcess(env);
    readyMs.push(server.readyMs);
    load.paused = true;
    await quiet();
    await prove();
  }
  const said = visitors.reduce((sum, { acked }) => sum + acked.length, 0);
  const answered = agents.reduce((sum, { acked }) => sum + acked.length, 0);
  console.log(
    `seed ${SEED}: ${ROUNDS} kills; ${said} messages and ${answered} replies acknowledged, all there once and in order; ` +
      `ready again after ${Math.round(Math.max(...readyMs))} ms at most`,
  );
  expect(said).toBeGreaterThan(VISITORS);
  expect(answered).toBeGreaterThan(0);
  load.over = true;
  await underWay;
  expect(await server.stop()).toBe(0);
  await lookInside();
});

/** What is half done would be finished by sweeps; after a quiet moment nothing is. */
async function lookInside(): Promise<void> {
  const store = await startEmbeddedStore({ directory: join(dataDir, 'store') });
  const client = await mongoose.mongo.MongoClient.connect(store.uri);
  const db = client.db('payvand');
  const conversations = await db.collection<ConversationRecord>('conversations').find().toArray();
  const desks = await db.collection<DeskRecord>('desks').find().toArray();
  expect(conversations.filter(({ unlogged }) => unlogged.length > 0)).toEqual([]);
  const onDesks = desks.flatMap(({ _id, entries }) => entries.map((entry) => `${entry.conversationId} ${_id}`)).sort();
  const held = conversations.flatMap(({ _id, state, agentId, offers }) => {
    if (state === 'offered') return offers.map((offer) => `${_id} ${offer.agentId}`);
    return state === 'active' || state === 'wrapUp' ? [`${_id} ${agentId}`] : [];
  });
  expect(onDesks).toEqual(held.sort());
  expect(new Set(held.map((line) => line.split(' ')[0])).size).toBe(held.length);
  const forgotten = { 'delivery.state': 'pending', 'delivery.dueAt': { $exists: false } };
  expect(await db.collection('touchpoints').countDocuments(forgotten)).toBe(0);
  await client.close();
  await store.close();
}
