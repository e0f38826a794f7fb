/**
 * `npm run bench:chat [-- --visitors 1000 --agents 50 --rate 100 --seconds 60]`
 * One node with the embedded store in a process of its own, unless `--url` names one that runs (`--wait`: from the first line of the
 * input on); visitors and agents in this one, over real sockets and HTTP. Every
 * message is followed from its sending to the acknowledgement and to the other side's receipt.
 */

import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { eachChannel } from '../build/capacity.js';
import { type AgentLine, agentAt, aStart, type VisitorLine, visitorAt } from '../clients.js';
import { at, cpuSeconds, memory } from '../process-figures.js';
import { freePort, startProcess } from '../server-process.js';

const { values } = parseArgs({
  options: {
    visitors: { type: 'string', default: '1000' },
    agents: { type: 'string', default: '50' },
    rate: { type: 'string', default: '100' },
    seconds: { type: 'string', default: '60' },
    url: { type: 'string' },
    pid: { type: 'string' },
    wait: { type: 'boolean', default: false },
  },
});
const visitorCount = Number(values.visitors);
const agentCount = Number(values.agents);
const rate = Number(values.rate);
const seconds = Number(values.seconds);

const ADMIN = { email: 'admin@bench.example', password: 'bench password long' };
const dataDir = mkdtempSync(join(tmpdir(), 'payvand-bench-'));
const server = values.url
  ? { url: values.url, pid: Number(values.pid), readyMs: 0, stop: async () => 0 }
  : await startProcess({
      PORT: String(await freePort()),
      DATA_DIR: dataDir,
      DEMO: 'false',
      LOG_LEVEL: 'warn',
      ADMIN_EMAIL: ADMIN.email,
      ADMIN_PASSWORD: ADMIN.password,
      CONVERSATIONS_PER_ADDRESS_PER_HOUR: '1000000',
      SIGNIN_TRIES_PER_QUARTER_HOUR: '100000',
    });

async function post(path: string, cookie: string, body: unknown, method = 'POST') {
  const answer = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status} ${await answer.text()}`);
  const set = answer.headers.getSetCookie()[0]?.split(';')[0];
  return { cookie: set ?? cookie, body: await answer.json() };
}

interface Chat {
  visitor: VisitorLine;
  conversationId: string;
  agent: { line: AgentLine; cookie: string } | null;
}

/** Sent times by text, until both sides are through. */
const sent = new Map<string, { at: number; receipts: number }>();
const toAck: number[] = [];
const toOther: number[] = [];
let doubled = 0;

function received(text: string | null): void {
  const message = text ? sent.get(text) : undefined;
  if (!message) return;
  message.receipts += 1;
  if (message.receipts > 1) doubled += 1;
  else toOther.push(performance.now() - message.at);
}

if (values.wait) await once(process.stdin, 'data');
const { cookie: admin } = await post('/session', '', ADMIN);
const chats = await setUp();
const cpuBefore = cpuSeconds(server.pid);
const began = performance.now();
const failed = await load();
await settle();
report();
for (const chat of chats) chat.visitor.close();
await server.stop();
rmSync(dataDir, { recursive: true, force: true });
process.exit(0);

async function setUp(): Promise<Chat[]> {
  const capacity = Math.min(50, Math.ceil(visitorCount / agentCount) + 2);
  const agents = [];
  for (let i = 0; i < agentCount; i += 1) {
    const email = `agent${i}-${process.pid}@bench.example`;
    const password = ADMIN.password;
    const { body } = await post('/users', admin, {
      name: `Agent ${i}`,
      email,
      role: 'agent',
      password,
      capacity: eachChannel(capacity),
    });
    const { cookie } = await post('/session', '', { email, password });
    agents.push({ id: body.id as string, cookie });
  }
  const memberIds = agents.map(({ id }) => id);
  const { body: queue } = await post('/queues', admin, { name: `Bench ${process.pid}`, memberIds, autoAccept: true });
  await post(`/queues/${queue.id}`, admin, { hours: { ...queue.hours, alwaysOpen: true } }, 'PATCH');
  const { body: site } = await post('/sites', admin, { name: 'Bench' });
  const lines = new Map<string, { line: AgentLine; cookie: string }>();
  for (const { id, cookie } of agents) {
    const line = await agentAt(server.url, cookie);
    await line.ask('presence:set', { presence: 'online' });
    line.socket.on('touchpoint:appended', (t) => t.kind === 'message' && t.direction === 'in' && received(t.text));
    lines.set(id, { line, cookie });
  }
  const made: Chat[] = [];
  for (let i = 0; i < visitorCount; i += 1) {
    const visitor = await visitorAt(server.url, { siteKey: site.key });
    visitor.socket.on('touchpoint:appended', (t) => t.kind === 'message' && t.direction === 'out' && received(t.text));
    const begun = await visitor.ask('conversation:start', aStart({ queueId: queue.id, text: `hello ${i}` }));
    made.push({ visitor, conversationId: begun.conversation.id, agent: null });
  }
  for (const chat of made) chat.agent = await ownerOf(chat, lines);
  console.log(
    `${visitorCount} visitors and ${agentCount} agents are connected and talking; ready in ${Math.round(server.readyMs)} ms`,
  );
  return made;
}

async function ownerOf({ conversationId }: Chat, lines: Map<string, { line: AgentLine; cookie: string }>) {
  for (let tries = 0; tries < 600; tries += 1) {
    const answer = await fetch(`${server.url}/api/v1/conversations/${conversationId}`, { headers: { cookie: admin } });
    const owner = lines.get(((await answer.json()) as { agent: { id: string } | null }).agent?.id ?? '');
    if (owner) {
      await owner.line.ask('conversation:open', { conversationId, after: 0 });
      return owner;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('a conversation was never assigned');
}

/** @returns how many messages were refused */
async function load(): Promise<number> {
  let refused = 0;
  const total = rate * seconds;
  const underWay: Promise<void>[] = [];
  for (let i = 0; i < total; i += 1) {
    const due = began + (i * 1_000) / rate;
    const wait = due - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const chat = chats[Math.floor(Math.random() * chats.length)] as Chat;
    underWay.push(
      say(chat, i).catch(() => {
        refused += 1;
      }),
    );
  }
  await Promise.all(underWay);
  return refused;
}

async function say({ visitor, agent, conversationId }: Chat, i: number): Promise<void> {
  const text = `${i} ${randomUUID()}`;
  const at = performance.now();
  sent.set(text, { at, receipts: 0 });
  const message = { clientId: randomUUID(), text, attachmentIds: [] };
  if (i % 2 === 0) await visitor.ask('message:send', message);
  else await post(`/conversations/${conversationId}/replies`, agent!.cookie, message);
  toAck.push(performance.now() - at);
}

async function settle(): Promise<void> {
  const until = Date.now() + 10_000;
  while (Date.now() < until && toOther.length < toAck.length) await new Promise((resolve) => setTimeout(resolve, 50));
}

function report(): void {
  const wall = (performance.now() - began) / 1_000;
  const lost = [...sent.values()].filter(({ receipts }) => receipts === 0).length - failed;
  const ms = (figures: number[], share: number) => at(figures, share).toFixed(1).padStart(6);
  const row = (name: string, figures: number[]) =>
    `${name.padEnd(24)} p50 ${ms(figures, 0.5)}  p95 ${ms(figures, 0.95)}  p99 ${ms(figures, 0.99)}  max ${ms(figures, 1)} ms`;
  console.log(`${sent.size} messages in ${wall.toFixed(1)} s (${(sent.size / wall).toFixed(0)}/s)`);
  console.log(row('to the acknowledgement', toAck));
  console.log(row('to the other side', toOther));
  console.log(`lost ${lost}, doubled ${doubled}, refused ${failed}`);
  const cpu = ((cpuSeconds(server.pid) - cpuBefore) / wall) * 100;
  const { rss, own, files } = memory(server.pid);
  console.log(`server: RSS ${rss} MB (${own} its own, ${files} mapped files), CPU ${cpu.toFixed(0)} % of one core`);
}
