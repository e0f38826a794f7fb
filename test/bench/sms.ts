/**
 * `npm run bench:sms [-- --phones 500 --agents 20 --rate 300 --seconds 60 --doubled 0.1]`
 * One node with the embedded store in a process of its own; the carrier and the agents in this one. Each text is a signed webhook,
 * some come twice, and each is followed to the answer that the carrier gets and to the console of whoever has the conversation. One
 * whose connection breaks is brought once more, as the carrier does. At the end every timeline is read: what is not on one is lost.
 */

import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import twilio from 'twilio';
import { eachChannel } from '../build/capacity.js';
import { type AgentLine, agentAt } from '../clients.js';
import { at, cpuSeconds, memory } from '../process-figures.js';
import { freePort, startProcess } from '../server-process.js';

const { values } = parseArgs({
  options: {
    phones: { type: 'string', default: '500' },
    agents: { type: 'string', default: '20' },
    rate: { type: 'string', default: '300' },
    seconds: { type: 'string', default: '60' },
    doubled: { type: 'string', default: '0.1' },
  },
});
const [phones, agents, rate, seconds] = [values.phones, values.agents, values.rate, values.seconds].map(Number) as [
  number,
  number,
  number,
  number,
];
const twice = Number(values.doubled);

const ADMIN = { email: 'admin@bench.example', password: 'bench password long' };
const ACCOUNT = { sid: `AC${'1'.repeat(32)}`, token: 'the token of the bench' };
const OURS = '+982191000000';
const dataDir = mkdtempSync(join(tmpdir(), 'payvand-bench-'));
const server = await startProcess({
  PORT: String(await freePort()),
  DATA_DIR: dataDir,
  DEMO: 'false',
  LOG_LEVEL: 'warn',
  ADMIN_EMAIL: ADMIN.email,
  ADMIN_PASSWORD: ADMIN.password,
  SIGNIN_TRIES_PER_QUARTER_HOUR: '100000',
});

async function ask(path: string, cookie: string, body: unknown, method = 'POST') {
  const answer = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status} ${await answer.text()}`);
  return { cookie: answer.headers.getSetCookie()[0]?.split(';')[0] ?? cookie, body: await answer.json() };
}

interface ListPage {
  items: { id: string; customerId: string; agent: { id: string } | null }[];
  next: string | null;
}
interface Timeline {
  touchpoints: { seq: number; text: string | null }[];
  more: boolean;
}

async function get<T>(path: string): Promise<T> {
  const answer = await fetch(`${server.url}/api/v1${path}`, { headers: { cookie: admin } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

/** By text: when it was sent, and how often a console showed it. */
const sent = new Map<string, { at: number; shown: number }>();
const toAnswer: number[] = [];
const toConsole: number[] = [];
/** A console that the server gave up, since nothing was heard of it, would come back and ask; here it only counts. */
let linesLost = 0;
let over = false;
const customerIds = new Set<string>();

function shown(text: string | null): void {
  const one = text ? sent.get(text) : undefined;
  if (!one) return;
  one.shown += 1;
  if (one.shown === 1) toConsole.push(performance.now() - one.at);
}

const { cookie: admin } = await ask('/session', '', ADMIN);
await setUp();
const cpuBefore = cpuSeconds(server.pid);
const began = performance.now();
const refused = await load();
await settle();
over = true;
await report(await kept());
await server.stop();
rmSync(dataDir, { recursive: true, force: true });
process.exit(0);

function numberOf(i: number): string {
  return `+9891200${String(i).padStart(5, '0')}`;
}

/** A text as the carrier brings it. @returns its status */
async function bring(i: number, sid: string, text: string): Promise<number> {
  const url = `${server.url}/hooks/sms/in`;
  const form = { MessageSid: sid, AccountSid: ACCOUNT.sid, From: numberOf(i), To: OURS, Body: text };
  const signature = twilio.getExpectedTwilioSignature(ACCOUNT.token, url, form);
  const body = new URLSearchParams(form).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature };
  const answer = await fetch(url, { method: 'POST', headers, body });
  await answer.arrayBuffer();
  return answer.status;
}

function newSid(): string {
  return `SM${randomUUID().replaceAll('-', '')}`;
}

async function setUp(): Promise<void> {
  const lines: AgentLine[] = [];
  const memberIds: string[] = [];
  const capacity = eachChannel(Math.min(50, Math.ceil(phones / agents) + 2));
  for (let i = 0; i < agents; i += 1) {
    const who = { email: `agent${i}@bench.example`, password: ADMIN.password };
    const { body } = await ask('/users', admin, { ...who, name: `Agent ${i}`, role: 'agent', capacity });
    memberIds.push(body.id);
    lines.push(await agentAt(server.url, (await ask('/session', '', who)).cookie));
  }
  const { body: queue } = await ask('/queues', admin, { name: 'Bench', memberIds, autoAccept: true });
  await ask(`/queues/${queue.id}`, admin, { hours: { ...queue.hours, alwaysOpen: true } }, 'PATCH');
  const { body: account } = await ask('/carrier-accounts', admin, { name: 'Bench', ...ACCOUNT });
  const number = { number: OURS, name: 'Bench', carrierAccountId: account.id, sms: { on: true, queueId: queue.id } };
  await ask('/numbers', admin, number);
  for (const line of lines) {
    line.socket.on('touchpoint:appended', (t) => t.kind === 'message' && t.direction === 'in' && shown(t.text));
    line.socket.on('disconnect', () => {
      if (!over) linesLost += 1;
    });
    await line.ask('desk:open', {});
    await line.ask('presence:set', { presence: 'online' });
  }
  for (let i = 0; i < phones; i += 1) await bring(i, newSid(), `hello ${i}`);
  for (const [id, line] of await everyOwner(lines, memberIds))
    await line.ask('conversation:open', { conversationId: id, after: 0 });
  console.log(`${phones} phones write to ${agents} agents; ready in ${Math.round(server.readyMs)} ms`);
}

/** Who has which conversation, once all have somebody. */
async function everyOwner(lines: AgentLine[], memberIds: string[]): Promise<[string, AgentLine][]> {
  for (;;) {
    const owners: [string, AgentLine][] = [];
    for (let after = ''; after !== 'end'; ) {
      const query = new URLSearchParams({ view: 'all', limit: '100', ...(after && { after }) });
      const { items, next } = await get<ListPage>(`/conversations?${query}`);
      for (const { id, customerId, agent } of items) {
        customerIds.add(customerId);
        const line = agent && lines[memberIds.indexOf(agent.id)];
        if (line) owners.push([id, line]);
      }
      after = next ?? 'end';
    }
    if (owners.length >= phones) return owners;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** @returns how many webhooks were not answered with 200, by their status or what went wrong on the way */
async function load(): Promise<Map<string, number>> {
  const refusals = new Map<string, number>();
  const underWay: Promise<void>[] = [];
  for (let i = 0; i < rate * seconds; i += 1) {
    const wait = began + (i * 1_000) / rate - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const one = { phone: Math.floor(Math.random() * phones), sid: newSid(), text: `${i} ${randomUUID()}` };
    const times = Math.random() < twice ? 2 : 1;
    for (let n = 0; n < times; n += 1)
      underWay.push(
        deliver(one).then((outcome) => {
          if (outcome !== '200') refusals.set(outcome, (refusals.get(outcome) ?? 0) + 1);
        }),
      );
  }
  await Promise.all(underWay);
  return refusals;
}

async function deliver({ phone, sid, text }: { phone: number; sid: string; text: string }): Promise<string> {
  const at = performance.now();
  if (!sent.has(text)) sent.set(text, { at, shown: 0 });
  const once = () => bring(phone, sid, text).then(String, wentWrong);
  let outcome = await once();
  if (/\D/.test(outcome)) outcome = await once();
  toAnswer.push(performance.now() - at);
  return outcome;
}

function wentWrong(error: Error & { cause?: { code?: string } }): string {
  return error.cause?.code ?? error.name;
}

async function settle(): Promise<void> {
  const until = Date.now() + 30_000;
  while (Date.now() < until && toConsole.length < sent.size) await new Promise((resolve) => setTimeout(resolve, 50));
}

/** How often each text stands on a timeline. */
async function kept(): Promise<Map<string, number>> {
  const times = new Map<string, number>();
  for (const customerId of customerIds) {
    for (let after: number | null = 0; after !== null; ) {
      const query = `after=${after}&limit=100`;
      const page: Timeline = await get<Timeline>(`/customers/${customerId}/timeline?${query}`);
      for (const { text } of page.touchpoints) if (text) times.set(text, (times.get(text) ?? 0) + 1);
      after = page.more ? (page.touchpoints.at(-1)?.seq ?? null) : null;
    }
  }
  return times;
}

async function report(onTimelines: Map<string, number>): Promise<void> {
  const wall = (performance.now() - began) / 1_000;
  const times = [...sent.keys()].map((text) => onTimelines.get(text) ?? 0);
  const lost = times.filter((n) => n === 0).length;
  const doubled = times.filter((n) => n > 1).length;
  const unseen = [...sent.values()].filter(({ shown }) => shown === 0).length;
  const ms = (figures: number[], share: number) => at(figures, share).toFixed(1).padStart(7);
  const row = (name: string, figures: number[]) =>
    `${name.padEnd(24)} p50 ${ms(figures, 0.5)}  p95 ${ms(figures, 0.95)}  p99 ${ms(figures, 0.99)}  max ${ms(figures, 1)} ms`;
  console.log(`${sent.size} texts in ${wall.toFixed(1)} s (${(sent.size / wall).toFixed(0)}/s)`);
  console.log(row('to the carrier’s answer', toAnswer));
  console.log(row('to the console', toConsole));
  const refusals = [...refused].map(([outcome, times]) => `${times} ${outcome}`).join(', ') || 'none';
  console.log(
    `lost ${lost}, doubled ${doubled}, refused: ${refusals}; ${unseen} not pushed, ${linesLost} consoles cut off`,
  );
  const cpu = ((cpuSeconds(server.pid) - cpuBefore) / wall) * 100;
  const { rss, own } = memory(server.pid);
  console.log(`server: RSS ${rss} MB (${own} its own), CPU ${cpu.toFixed(0)} % of one core`);
}
