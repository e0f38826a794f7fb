/**
 * Three routers on one store and one Redis, while they are killed and stopped, while their clocks are set and what they tell each
 * other is lost or doubled. `npm run test:chaos` has more conversations (CHAOS_CONVERSATIONS); CHAOS_SEED repeats the chances of an
 * earlier run, if not the moments at which the machine did what.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ConversationRecord,
  type DecisionRecord,
  type DeskRecord,
  type TouchpointRecord,
  UNFINISHED_STATES,
} from '../../server/contract/index.js';
import { ConversationModel } from '../../server/conversations/index.js';
import { DecisionModel, DeskModel } from '../../server/routing/models.js';
import { MOST_RARELY } from '../../server/routing/timers.js';
import { TouchpointModel } from '../../server/timeline/index.js';
import { type Booted, bootApp } from '../boot.js';
import { aCompany } from '../company.js';
import { chanceFrom, pause } from '../crash/chance.js';
import { eventually } from '../eventually.js';
import { at } from '../process-figures.js';
import { hasRedis, startRedis } from '../redis.js';
import { Crew } from './crew.js';
import { Havoc } from './havoc.js';
import { trouble } from './nudges.js';
import { follow, outOfOrder, type Story } from './proof.js';
import { Router } from './routers.js';

const LONG = process.env.CHAOS_CONVERSATIONS !== undefined;
const CONVERSATIONS = Number(process.env.CHAOS_CONVERSATIONS ?? 50);
const SEED = Number(process.env.CHAOS_SEED ?? Date.now() % 1_000_000);
const LEASE_SECONDS = LONG ? 5 : 1;
const SWEEP_SECONDS = LONG ? 2 : 0.5;
/** Open at the same time: enough that there is always a line. */
const MOST_OPEN = LONG ? 150 : 60;
/**
 * By then whoever decides has heard of it, whatever was lost: a router reads everything before it begins, and again in each sweep;
 * it may have stood still in the middle of one, though not for as long as its lease.
 */
const LATE_MS = (LEASE_SECONDS + MOST_RARELY * SWEEP_SECONDS) * 1_000;
/** A sweep reads this many times as much as a look of the crew. */
const LOOKS_OF_A_SWEEP = 5;
/** Who come at the same moment. */
const LANES = 12;
const STEADY = ['Ana', 'Bo', 'Cem', 'Dina', 'Elif', 'Farid', 'Gita', 'Hadi'];
const LEADS = ['Kia', 'Lena', 'Mani'];

const chance = chanceFrom(SEED);
const routers: Router[] = [];
/** How many may be asked at once in each queue. */
const queues = new Map<string, number>();
const apps: Booted[] = [];
let redis: Awaited<ReturnType<typeof startRedis>>;
let web: Booted;
let siteId: string;
let crew: Crew;
let havoc: Havoc;

describe.skipIf(!hasRedis)('three routers on one store', () => {
  beforeAll(async () => {
    redis = await startRedis();
    const env = {
      ...{ REDIS_URL: redis.url, ROUTER_LEASE_SECONDS: String(LEASE_SECONDS) },
      ROUTER_SWEEP_SECONDS: String(SWEEP_SECONDS),
    };
    apps.push(await bootApp({ env: { ...env, ROLE: 'worker' } }));
    web = await bootApp({ env: { ...env, ROLE: 'web' }, storeUri: apps[0]!.storeUri });
    apps.unshift(web);
    const router = { ...env, ROLE: 'router', MONGODB_URI: web.storeUri, DATA_DIR: web.dataDir, DEMO: 'false' };
    // The third one's clock was never right.
    for (const aheadMs of [0, 0, 45_000]) routers.push(new Router({ ...router, LOG_LEVEL: 'warn' }, aheadMs));
    await Promise.all([...routers.map((one) => one.start()), openTheDoors()]);
    havoc = new Havoc({ routers, chance, nudges: await trouble(redis.url), leaseMs: LEASE_SECONDS * 1_000 });
  });
  afterAll(async () => {
    await Promise.all(routers.map((router) => router.kill()));
    havoc?.close();
    for (const app of apps) await app.close();
    await redis?.stop();
  });

  it(`lose nothing, double nothing and keep the order of ${CONVERSATIONS} conversations (seed ${SEED})`, {
    timeout: 600_000 + CONVERSATIONS * 500,
  }, async () => {
    const began = performance.now();
    const working = crew.run();
    const wreaking = havoc.run();
    await arrivals();
    havoc.over = true;
    await wreaking;
    await comesToRest();
    crew.over = true;
    await working;
    report(performance.now() - began, await prove());
    expect([...crew.wrong, ...havoc.wrong]).toEqual([]);
    for (const router of routers) expect(await router.end()).toBe(0);
  });
});

async function openTheDoors(): Promise<void> {
  const company = await aCompany(web, { agents: [...STEADY, ...LEADS], capacity: 3, queue: { offerSeconds: 5 } });
  const { admin, people } = company;
  siteId = company.siteId;
  const memberIds = Object.values(people).map(({ id }) => id);
  const { body: all } = await web.call('queues.list', { cookie: admin });
  const asks = all.find(({ id }) => id === company.queueId)!;
  queues.set(asks.id, 1);
  const about = { memberIds, offerSeconds: 5, wrapUpSeconds: 0, hours: asks.hours, outcomes: ['solved'] };
  const gives = { ...about, name: 'Gives', autoAccept: true };
  const together = { ...about, name: 'Together', rules: { ...asks.rules, offersAtOnce: 2 } };
  for (const [body, atOnce] of [[gives, 1] as const, [together, 2] as const]) {
    const made = await web.call('queues.create', { cookie: admin, body });
    expect(made.error).toBeUndefined();
    queues.set(made.body.id, atOnce);
  }
  for (const { id } of Object.values(people)) {
    await web.parts.routing.agentConnected(id, `connection of ${id}`);
    await web.parts.routing.setPresence(id, 'online', null);
  }
  const ids = (names: string[]) => names.map((name) => people[name]!.id);
  const queueIds = [...queues.keys()];
  crew = new Crew({
    ...{ parts: web.parts, chance, queueIds, leads: ids(LEADS), steady: new Set(ids(STEADY)) },
    talkMs: LONG ? 250 : 400,
  });
}

const OPEN = { state: { $in: UNFINISHED_STATES } };
const stillOpen = () => ConversationModel.countDocuments(OPEN as never);

/** As fast as they are served; some leave again at once, or a moment later. */
async function arrivals(): Promise<void> {
  let come = 0;
  async function lane(): Promise<void> {
    while (come < CONVERSATIONS) {
      come += 1;
      while ((await stillOpen()) >= MOST_OPEN) await pause(30);
      await arrive(come);
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane));
}

async function arrive(n: number): Promise<void> {
  const queueId = chance.of([...queues.keys()])!;
  const words = { clientId: randomUUID(), name: `V${n}`, text: 'salaam', attachments: [], locale: 'fa' as const };
  const { conversation } = await web.parts.intake.begin({
    ...{ ...words, customerId: null, siteId, queueId, form: 'prechat', pages: [] },
  });
  if (chance.is(0.05)) void leaves(conversation._id);
}

async function leaves(id: string): Promise<void> {
  await pause(chance.between(0, 1_500));
  await web.parts.conversations.close(id, { by: 'customer' });
}

/** Everybody has been served, and everything that followed from it is done. */
async function comesToRest(): Promise<void> {
  const asLeft = async () => ({
    open: await stillOpen(),
    untold: await ConversationModel.countDocuments({ 'unlogged.sourceId': { $gt: '' } }),
    entries: (await DeskModel.find().lean<DeskRecord[]>()).flatMap(({ entries }) => entries).length,
  });
  await eventually(async () => {
    await web.parts.conversations.sweepUntold();
    expect(await asLeft()).toEqual({ open: 0, untold: 0, entries: 0 });
  }, 300_000);
}

async function prove(): Promise<number> {
  const conversations = await ConversationModel.find().lean<ConversationRecord[]>();
  expect(conversations).toHaveLength(CONVERSATIONS);
  const faults: string[] = [];
  const stories = new Map<string, Story>();
  for (const conversation of conversations) {
    const { _id, customerId } = conversation;
    const told = await TouchpointModel.find({ customerId }).sort({ seq: 1 }).lean<TouchpointRecord[]>();
    const story = follow(conversation, told, queues);
    stories.set(_id, story);
    faults.push(...story.faults);
  }
  const decisions = await DecisionModel.find().lean<DecisionRecord[]>();
  const lateMs = LATE_MS + LOOKS_OF_A_SWEEP * crew.slowestLookMs;
  const waitsOf = (id: string) => stories.get(id)?.waits ?? [];
  for (const queueId of queues.keys()) {
    const line = decisions.filter((decision) => decision.queueId === queueId);
    faults.push(...outOfOrder(line, waitsOf, lateMs));
  }
  if (faults.length > 0) await keepEvidence(decisions, [...faults, `late after ${lateMs} ms`]);
  expect(faults).toEqual([]);
  return decisions.filter(({ outcome }) => outcome !== 'waits').length;
}

/** All that was decided and told: the same chances meet another machine the next time. */
async function keepEvidence(decisions: DecisionRecord[], faults: string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'payvand-chaos-'));
  const told = await TouchpointModel.find().sort({ customerId: 1, seq: 1 }).lean();
  for (const [name, all] of Object.entries({ decisions, told, havoc: havoc.events, faults }))
    writeFileSync(join(folder, `${name}.jsonl`), all.map((one) => JSON.stringify(one)).join('\n'));
  console.log(`what was decided and told is in ${folder}`);
}

function report(tookMs: number, decisions: number): void {
  const { done, takeOvers } = havoc;
  console.log(
    `seed ${SEED}: ${CONVERSATIONS} conversations, ${decisions} decisions in ${(tookMs / 1_000).toFixed(1)} s; ` +
      `${JSON.stringify(done)}; taken over ${takeOvers.length} times after a kill, ` +
      `p50 ${at(takeOvers, 0.5).toFixed(0)} ms, at most ${at(takeOvers, 1).toFixed(0)} ms`,
  );
  expect(done.kills).toBeGreaterThan(0);
  expect(done.pauses).toBeGreaterThan(0);
}
