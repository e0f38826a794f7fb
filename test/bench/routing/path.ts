/** The whole path: visitors begin over their sockets, the router asks agents, they hear it over theirs; one real server process. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConversationView, OfferView, VisitorConversationView } from '../../../server/contract/index.js';
import { type Api, apiAt } from '../../api.js';
import { type AgentLine, agentAt, aStart, type VisitorLine, visitorAt } from '../../clients.js';
import { hire } from '../../company.js';
import { cpuSeconds } from '../../process-figures.js';
import { freePort, type ServerProcess, startProcess } from '../../server-process.js';

export interface PathSizes {
  /** Arrivals each second, and for how many seconds. */
  rate: number;
  seconds: number;
  agents: number;
  queues: number;
  /** How many wait when the agents come, in the second part. */
  backlog: number;
}

export interface PathFigures {
  arrivals: number;
  tookSeconds: number;
  /** From the visitor's form to the ring at an agent, in milliseconds. */
  toOffer: number[];
  /** From the visitor's form to its answer. */
  toAnswer: number[];
  /** Server's CPU, store included, of one conversation from its beginning to its end, in milliseconds. */
  cpuOfOne: number;
  /** Milliseconds beyond its moment at which an arrival was sent, at most: where it grows, this process is the bottleneck. */
  lateMs: number;
  /** What went wrong with how many arrivals: a socket that was refused or broke. */
  failures: Map<string, number>;
  /** Why not, where it could not be measured. */
  drained: { conversations: number; perSecond: number; cpuOfOne: number } | Error;
}

const ADMIN = { email: 'admin@bench.example', password: 'bench password long' };
const TOGETHER = 25;
const PATIENCE_MS = 120_000;
const ENDINGS = ['SIGINT', 'SIGTERM'] as const;

interface Stage {
  server: ServerProcess;
  api: Api;
  admin: string;
  siteKey: string;
  queueIds: string[];
  agents: { id: string; line: AgentLine; cookie: string }[];
}

export async function measurePath(sizes: PathSizes): Promise<PathFigures> {
  const dataDir = mkdtempSync(join(tmpdir(), 'payvand-bench-'));
  const server = await startProcess({
    ...{ PORT: String(await freePort()), DATA_DIR: dataDir, DEMO: 'false', LOG_LEVEL: 'warn' },
    ...{ ADMIN_EMAIL: ADMIN.email, ADMIN_PASSWORD: ADMIN.password, EMBEDDED_STORE_SYNC: 'true' },
    ...{ CONVERSATIONS_PER_ADDRESS_PER_HOUR: '10000000', SIGNIN_TRIES_PER_QUARTER_HOUR: '100000' },
    SOCKET_EVENTS_PER_SECOND: '100000',
  });
  const kill = (): void => void server.kill();
  const interrupted = (): never => process.exit(1);
  process.once('exit', kill); // should this process end in any other way
  for (const signal of ENDINGS) process.once(signal, interrupted);
  try {
    const stage = await setUp(server, sizes);
    const arrived = await arrive(stage, sizes);
    return { ...arrived, drained: await drain(stage, sizes).catch((error: Error) => error) };
  } finally {
    await server.stop();
    process.off('exit', kill);
    for (const signal of ENDINGS) process.off(signal, interrupted);
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Each queue has agents of its own, as many as another. Every agent takes a hundred at once. */
async function setUp(server: ServerProcess, { agents, queues }: PathSizes): Promise<Stage> {
  const api = apiAt(server.url);
  const signIn = (email = ADMIN.email, password = ADMIN.password) => api.signIn(email, password);
  const admin = await signIn();
  const stage: Stage = { server, api, admin, siteKey: '', queueIds: [], agents: [] };
  for (let n = 0; n < agents; n += 1) {
    const { id, cookie } = await hire({ ...api, signIn }, admin, `Agent${n}`, { capacity: 100 });
    stage.agents.push({ id, cookie, line: await agentAt(server.url, cookie) });
  }
  for (let n = 0; n < queues; n += 1) {
    const memberIds = stage.agents.filter((_, i) => i % queues === n).map(({ id }) => id);
    const body = { name: `Queue ${n}`, memberIds, offerSeconds: 60, wrapUpSeconds: 0 };
    const made = await api.call('queues.create', { cookie: admin, body });
    const hours = { ...made.body.hours, alwaysOpen: true };
    await api.call('queues.change', { cookie: admin, params: { id: made.body.id }, body: { hours } });
    stage.queueIds.push(made.body.id);
  }
  const site = await api.call('sites.create', { cookie: admin, body: { name: 'Bench' } });
  return { ...stage, siteKey: site.body.key };
}

const present = (stage: Stage, presence: 'online' | 'away') =>
  Promise.all(stage.agents.map(({ line }) => line.ask('presence:set', { presence })));

/** Agents accept when it rings; the visitor then ends it and may come again as a new matter. */
async function arrive(stage: Stage, { rate, seconds }: PathSizes): Promise<Omit<PathFigures, 'drained'>> {
  const visitors = new Visitors(stage);
  const rung = new Map<string, number>();
  const begun = new Map<string, number>();
  const toOffer: number[] = [];
  const toAnswer: number[] = [];
  for (const { line } of stage.agents) {
    line.socket.on('offer:made', ({ id, conversationId }: OfferView) => {
      rung.set(conversationId, performance.now());
      void line.ask('offer:accept', { offerId: id }).catch(() => {});
    });
  }
  await present(stage, 'online');
  await visitors.grow(rate);
  const cpuBefore = cpuSeconds(stage.server.pid);
  const began = performance.now();
  const arrivals = rate * seconds;
  const underWay: Promise<void>[] = [];
  let lateMs = 0;
  const failures = new Map<string, number>();
  const failed = ({ message }: Error): void => void failures.set(message, (failures.get(message) ?? 0) + 1);
  async function one(n: number): Promise<void> {
    const line = await visitors.take();
    const at = performance.now();
    const form = aStart({ queueId: stage.queueIds[n % stage.queueIds.length]!, text: `hello ${n}` });
    const { conversation } = await line.ask('conversation:start', form);
    toAnswer.push(performance.now() - at);
    begun.set(conversation.id, at);
    if (conversation.state !== 'active') await isTaken(line, conversation.id);
    await line.ask('conversation:end', { conversationId: conversation.id });
    visitors.give(line);
  }
  for (let n = 0; n < arrivals; n += 1) {
    const due = began + (n * 1_000) / rate;
    const wait = due - performance.now();
    if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait));
    lateMs = Math.max(lateMs, performance.now() - due);
    underWay.push(one(n).catch(failed));
  }
  await Promise.all(underWay);
  const tookSeconds = (performance.now() - began) / 1_000;
  for (const [id, at] of begun) toOffer.push((rung.get(id) ?? Number.NaN) - at);
  const cpuOfOne = ((cpuSeconds(stage.server.pid) - cpuBefore) * 1_000) / arrivals;
  for (const { line } of stage.agents) line.socket.off('offer:made');
  visitors.close();
  return { arrivals, tookSeconds, toOffer, toAnswer, cpuOfOne, lateMs, failures };
}

/** However long it takes: a slow machine is to be measured as well. @throws Error when the socket breaks before */
function isTaken(line: VisitorLine, id: string): Promise<void> {
  const { socket } = line;
  const taken = (changed: VisitorConversationView): boolean => changed.id === id && changed.state !== 'waiting';
  if (line.all('conversation:changed').some(taken)) return Promise.resolve(); // told before the answer to the form
  return new Promise((resolve, reject) => {
    const end = (): void => {
      socket.off('conversation:changed', hear);
      socket.off('disconnect', broken);
    };
    const hear = (changed: VisitorConversationView): void => {
      if (!taken(changed)) return;
      end();
      resolve();
    };
    const broken = (reason: string): void => {
      end();
      reject(new Error(`a visitor's socket broke: ${reason}`));
    };
    socket.on('conversation:changed', hear);
    socket.on('disconnect', broken);
    if (!socket.connected) broken('before it could listen');
  });
}

/** Everybody waits in a queue that gives without asking; then its agents come. */
async function drain(stage: Stage, { backlog }: PathSizes): Promise<PathFigures['drained']> {
  await present(stage, 'away');
  for (const id of stage.queueIds)
    await stage.api.call('queues.change', { cookie: stage.admin, params: { id }, body: { autoAccept: true } });
  for (let n = 0; n < backlog; n += TOGETHER)
    await Promise.all(Array.from({ length: Math.min(TOGETHER, backlog - n) }, (_, i) => leaveWords(stage, n + i)));
  const given = new Set<string>();
  const all = new Promise<number>((resolve, reject) => {
    setTimeout(() => reject(new Error(`only ${given.size} of ${backlog} were given`)), PATIENCE_MS).unref();
    for (const { id, line } of stage.agents)
      line.socket.on('conversation:changed', ({ id: conversationId, state, agent }: ConversationView) => {
        if (state !== 'active' || agent?.id !== id) return;
        given.add(conversationId);
        if (given.size === backlog) resolve(performance.now());
      });
  });
  const cpuBefore = cpuSeconds(stage.server.pid);
  const began = performance.now();
  await present(stage, 'online');
  const tookSeconds = ((await all) - began) / 1_000;
  const cpuOfOne = ((cpuSeconds(stage.server.pid) - cpuBefore) * 1_000) / backlog;
  return { conversations: backlog, perSecond: backlog / tookSeconds, cpuOfOne };
}

/** Somebody who writes and closes the page. */
async function leaveWords(stage: Stage, n: number): Promise<void> {
  const line = await visitorAt(stage.server.url, { siteKey: stage.siteKey });
  const queueId = stage.queueIds[n % stage.queueIds.length]!;
  await line.ask('conversation:start', aStart({ queueId, text: `waits ${n}` }));
  line.close();
}

/** Visitors' sockets, each used again once its matter has ended. */
class Visitors {
  private readonly idle: VisitorLine[] = [];
  private readonly all: VisitorLine[] = [];

  constructor(private readonly stage: Stage) {}

  async grow(to: number): Promise<void> {
    while (this.all.length < to)
      for (const line of await Promise.all(Array.from({ length: TOGETHER }, () => this.make()))) this.give(line);
  }

  async take(): Promise<VisitorLine> {
    return this.idle.pop() ?? this.make();
  }

  give(line: VisitorLine): void {
    line.forget();
    this.idle.push(line);
  }

  close(): void {
    for (const line of this.all) line.close();
  }

  private async make(): Promise<VisitorLine> {
    const line = await visitorAt(this.stage.server.url, { siteKey: this.stage.siteKey });
    this.all.push(line);
    return line;
  }
}
