/**
 * `npm run bench:voice [-- --calls 200 --agents 160 --talk 60 --seconds 250]`
 * One node with the embedded store in a process of its own; the simulated carrier, the callers and the agents in this one. So many
 * calls are under way at once: each goes through the menu and the line to an agent, is handed on to a second queue, and ends. They
 * begin evenly over the length of one call, as many calls at once do that nobody began together; then none comes in waves. Two talks
 * of a minute make a short call for a contact centre; shorter ones make as many more webhooks a second (`--talk 20` nearly three times). Each
 * webhook is timed as the carrier sees it, and at the end every call's timeline is read.
 */

import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import type { TouchpointView } from '../../server/contract/index.js';
import { realTime } from '../../server/demo/carrier/time.js';
import { eachChannel } from '../build/capacity.js';
import { ACCOUNT, bootCarrier } from '../carrier.js';
import { agentAt } from '../clients.js';
import { cpuSeconds, memory } from '../process-figures.js';
import { freePort, startProcess } from '../server-process.js';
import { callOnce, rest } from './voice/caller.js';
import { measuredHooks } from './voice/hooks.js';
import { countSteps } from './voice/steps.js';

const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '200' },
    agents: { type: 'string', default: '160' },
    talk: { type: 'string', default: '60' },
    seconds: { type: 'string', default: '250' },
  },
});
const [calls, agents, talk, seconds] = [values.calls, values.agents, values.talk, values.seconds].map(Number) as [
  number,
  number,
  number,
  number,
];

const ADMIN = { email: 'admin@bench.example', password: 'bench password long' };
const OURS = '+982191000000';
const ANSWERED_AFTER_MS = 500;
const BETWEEN_CALLS_MS = 1_000;
const SETTLED_WITHIN_MS = 60_000;
/** Of a call, beside its two talks: menu, line, handing on, and the time until the next. */
const BESIDE_TALK_MS = 5_000;
/** All callers have rung once after so long. */
const RAMP_MS = Math.min(2 * talk * 1_000 + BESIDE_TALK_MS, (seconds * 1_000) / 2);

const dataDir = mkdtempSync(join(tmpdir(), 'payvand-bench-'));
const hooks = measuredHooks();
const { carrier, url: carrierUrl, close } = await bootCarrier({ time: realTime(), fetch: hooks.fetch });
const server = await startProcess({
  PORT: String(await freePort()),
  DATA_DIR: dataDir,
  DEMO: 'false',
  LOG_LEVEL: 'warn',
  TWILIO_API_BASE: carrierUrl,
  ADMIN_EMAIL: ADMIN.email,
  ADMIN_PASSWORD: ADMIN.password,
  SIGNIN_TRIES_PER_QUARTER_HOUR: '100000',
});

const failures = new Map<string, number>();
/** Of each agent, by the identity of their page. */
const cookies = new Map<string, string>();
let ended = 0;

const { cookie: admin } = await ask('/session', '', ADMIN);
const second = await setUp();
/** Of this process: who waits for it is the carrier's own fault. */
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
const cpuBefore = [cpuSeconds(server.pid), cpuSeconds(process.pid)] as const;
const began = performance.now();
await Promise.all(Array.from({ length: calls }, (_, i) => callAgain(i)));
delay.disable();
const wall = (performance.now() - began) / 1_000;
const cpu = [cpuSeconds(server.pid) - cpuBefore[0], cpuSeconds(process.pid) - cpuBefore[1]] as const;
await settle();
await report();
await server.stop();
await close();
rmSync(dataDir, { recursive: true, force: true });
process.exit(0);

async function ask(path: string, cookie: string, body?: unknown, method = 'POST') {
  const answer = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: { 'content-type': 'application/json', cookie },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status} ${await answer.text()}`);
  return { cookie: answer.headers.getSetCookie()[0]?.split(';')[0] ?? cookie, body: await answer.json() };
}

/** @returns the queue to which calls are handed on */
async function setUp(): Promise<string> {
  const [first, other] = [await aQueue('First', 0), await aQueue('Second', 1)];
  const { body: account } = await ask('/carrier-accounts', admin, { name: 'Bench', ...ACCOUNT });
  const choices = [{ digit: '1', words: { en: [], fa: [] }, to: { kind: 'queue', queueId: first } }];
  const menu = { steps: [{ key: 'main', prompts: ['for.sales', 'press.1'], choices }] };
  const voice = { on: true, queueId: first, menu };
  await ask('/numbers', admin, { number: OURS, name: 'Bench', carrierAccountId: account.id, voice });
  const at = (name: string) => `${server.url}/hooks/voice/${name}`;
  const told = { voiceUrl: at('in'), voiceFallbackUrl: at('fallback'), statusCallback: at('status') };
  carrier.number({ accountSid: ACCOUNT.sid, number: OURS, ...told });
  console.log(`${calls} calls at once, ${agents} agents in two queues; ready in ${Math.round(server.readyMs)} ms`);
  return other;
}

/** With every second agent, the first of them this one. */
async function aQueue(name: string, from: number): Promise<string> {
  const memberIds: string[] = [];
  for (let i = from; i < agents; i += 2) memberIds.push(await anAgent(i));
  const { body: queue } = await ask('/queues', admin, { name, memberIds, wrapUpSeconds: 0 });
  await ask(`/queues/${queue.id}`, admin, { hours: { ...queue.hours, alwaysOpen: true } }, 'PATCH');
  return queue.id;
}

/** At their desk, with a page that answers. */
async function anAgent(i: number): Promise<string> {
  const who = { email: `agent${i}@bench.example`, password: ADMIN.password };
  const { body } = await ask('/users', admin, { ...who, name: `Agent ${i}`, role: 'agent', capacity: eachChannel(1) });
  const { cookie } = await ask('/session', '', who);
  cookies.set(`agent_${body.id}`, cookie);
  const page = carrier.client(`agent_${body.id}`);
  page.register();
  page.always('answer', ANSWERED_AFTER_MS);
  const line = await agentAt(server.url, cookie);
  line.socket.on('offer:made', ({ id }) => void line.ask('offer:accept', { offerId: id }).catch(failed));
  await line.ask('desk:open', {});
  await line.ask('presence:set', { presence: 'online' });
  return body.id;
}

function failed(error: Error): void {
  failures.set(error.message, (failures.get(error.message) ?? 0) + 1);
}

async function callAgain(i: number): Promise<void> {
  await rest((i * RAMP_MS) / calls);
  const phone = carrier.phone(`+9891200${String(i).padStart(5, '0')}`);
  while (performance.now() - began < seconds * 1_000) {
    await callOnce({ phone, to: OURS, talkMs: talk * 1_000, handOn })
      .then(() => {
        ended += 1;
      })
      .catch(failed);
    await rest(BETWEEN_CALLS_MS);
  }
}

async function handOn(identity: string): Promise<void> {
  const id = carrier.client(identity).call()?.parameters.call;
  const transfer = { way: 'cold', to: { kind: 'queue', id: second }, clientId: randomUUID() };
  await ask(`/calls/${id}/transfer`, cookies.get(identity)!, transfer);
}

/** Until nobody is in a conversation any more. */
async function settle(): Promise<void> {
  for (const late = Date.now() + SETTLED_WITHIN_MS; Date.now() < late; await rest(500)) {
    const { body } = await ask('/conversations?view=all&limit=1', admin, undefined, 'GET');
    if (body.items.length === 0) return;
  }
  failed(new Error('a conversation is still with somebody'));
}

async function everyStep(): Promise<TouchpointView[]> {
  const customers = new Set<string>();
  for (let after: string | null = ''; after !== null; ) {
    const query: string = new URLSearchParams({ limit: '100', ...(after && { after }) }).toString();
    const { body }: { body: { items: { id: string }[]; next: string | null } } = await ask(
      `/customers?${query}`,
      admin,
      undefined,
      'GET',
    );
    for (const { id } of body.items) customers.add(id);
    after = body.next;
  }
  const steps: TouchpointView[] = [];
  for (const id of customers) {
    for (let after = 0, more = true; more; ) {
      const { body } = await ask(`/customers/${id}/timeline?after=${after}&limit=100`, admin, undefined, 'GET');
      steps.push(...body.touchpoints);
      more = body.more;
      after = body.touchpoints.at(-1)?.seq ?? after;
    }
  }
  return steps;
}

async function report(): Promise<void> {
  const { calls: known, lost, doubled } = countSteps(await everyStep());
  console.log(`${ended} calls in ${wall.toFixed(0)} s (${(ended / wall).toFixed(1)}/s); on the timelines: ${known}`);
  for (const line of hooks.lines(began, began + RAMP_MS)) console.log(line);
  console.log(`webhooks that failed: ${listed(hooks.wrong)}`);
  console.log(`calls that went wrong: ${listed(failures)}`);
  console.log(`steps lost: ${lost.join(', ') || 'none'}; doubled: ${doubled.join(', ') || 'none'}`);
  const { rss, own } = memory(server.pid);
  const share = (used: number) => `${((used / wall) * 100).toFixed(0)} % of one core`;
  const each = `${((cpu[0] / known) * 1_000).toFixed(0)} ms a call`;
  console.log(
    `server: RSS ${rss} MB (${own} its own), CPU ${share(cpu[0])}, ${each}; carrier and people: ${share(cpu[1])}, ` +
      `their loop late by p99 ${(delay.percentile(99) / 1e6).toFixed(0)} ms`,
  );
}

function listed(counted: Map<string, number>): string {
  return [...counted].map(([what, count]) => `${what} (${count})`).join(', ') || 'none';
}
