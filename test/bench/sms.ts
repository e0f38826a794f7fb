/**
 * `npm run bench:sms [-- --phones 500 --agents 20 --rate 300 --seconds 60 --doubled 0.1]`
 * One node with the embedded store in a process of its own; the carrier and the agents in this one. Each text is a signed webhook,
 * some come twice, and each is followed to the answer that the carrier gets and to the console of whoever has the conversation.
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

/** By text: when it was sent, and how often a console showed it. */
const sent = new Map<string, { at: number; shown: number }>();
const toAnswer: number[] = [];
const toConsole: number[] = [];

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
await report();
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
      const answer = await fetch(`${server.url}/api/v1/conversations?${query}`, { headers: { cookie: admin } });
      const { items, next } = (await answer.json()) as {
        items: { id: string; agent: { id: string } | null }[];
        next: string | null;
      };
      for (const { id, agent } of items) {
        const line = agent && lines[memberIds.indexOf(agent.id)];
        if (line) owners.push([id, line]);
      }
      after = next ?? 'end';
    }
    if (owners.length >= phones) return owners;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** @returns how many webhooks were not answered with 200 */
async function load(): Promise<number> {
  let refusals = 0;
  const underWay: Promise<void>[] = [];
  for (let i = 0; i < rate * seconds; i += 1) {
    const wait = began + (i * 1_000) / rate - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const one = { phone: Math.floor(Math.random() * phones), sid: newSid(), text: `${i} ${randomUUID()}` };
    const times = Math.random() < twice ? 2 : 1;
    for (let n = 0; n < times; n += 1)
      underWay.push(
        deliver(one).then((good) => {
          if (!good) refusals += 1;
        }),
      );
  }
  await Promise.all(underWay);
  return refusals;
}

async function deliver({ phone, sid, text }: { phone: number; sid: string; text: string }): Promise<boolean> {
  const at = performance.now();
  if (!sent.has(text)) sent.set(text, { at, shown: 0 });
  const status = await bring(phone, sid, text).catch(() => 0);
  toAnswer.push(performance.now() - at);
  return status === 200;
}

async function settle(): Promise<void> {
  const until = Date.now() + 30_000;
  while (Date.now() < until && toConsole.length < sent.size) await new Promise((resolve) => setTimeout(resolve, 50));
}

async function report(): Promise<void> {
  const wall = (performance.now() - began) / 1_000;
  const all = [...sent.values()];
  const lost = all.filter(({ shown: times }) => times === 0).length;
  const doubled = all.filter(({ shown: times }) => times > 1).length;
  const ms = (figures: number[], share: number) => at(figures, share).toFixed(1).padStart(7);
  const row = (name: string, figures: number[]) =>
    `${name.padEnd(24)} p50 ${ms(figures, 0.5)}  p95 ${ms(figures, 0.95)}  p99 ${ms(figures, 0.99)}  max ${ms(figures, 1)} ms`;
  console.log(`${sent.size} texts in ${wall.toFixed(1)} s (${(sent.size / wall).toFixed(0)}/s)`);
  console.log(row('to the carrier’s answer', toAnswer));
  console.log(row('to the console', toConsole));
  console.log(`lost ${lost}, doubled ${doubled}, refused ${refused}`);
  const cpu = ((cpuSeconds(server.pid) - cpuBefore) / wall) * 100;
  const { rss, own } = memory(server.pid);
  console.log(`server: RSS ${rss} MB (${own} its own), CPU ${cpu.toFixed(0)} % of one core`);
}
