/** Routing on a real store, in as many nodes as a test asks for; time is turned by hand. */
import mongoose from 'mongoose';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type {
  ChannelName,
  ConversationRecord,
  DomainEvents,
  QueueRecord,
  UserRecord,
} from '../../server/contract/index.js';
import { makeConversations } from '../../server/conversations/index.js';
import { type Bus, makeBus, makeLog, newId } from '../../server/platform/index.js';
import { COMMON_DEFAULTS } from '../../server/policies/index.js';
import { QUEUE_DEFAULTS } from '../../server/queues/defaults.js';
import { makeRouting } from '../../server/routing/index.js';
import { ensureIndexes } from '../../server/store/index.js';
import { makeTimeline } from '../../server/timeline/index.js';
import { aDatabase } from '../a-database.js';
import { eachChannel } from '../build/capacity.js';

export const SETTINGS = {
  ROLE: 'all',
  PRESENCE_GRACE_SECONDS: 60,
  HEARTBEAT_SECONDS: 5,
  ROUTER_LEASE_SECONDS: 5,
  ROUTER_SWEEP_SECONDS: 2,
} as const;

export interface HandClock {
  now(): Date;
  advance(seconds: number): void;
}

export function handClock(): HandClock {
  let at = Date.parse('2030-01-01T09:00:00Z');
  return {
    now: () => new Date(at),
    advance(seconds) {
      at += seconds * 1_000;
    },
  };
}

export async function aStore(): Promise<{ close(): Promise<void> }> {
  await mongoose.connect(aDatabase(), { autoIndex: false, autoCreate: false });
  await ensureIndexes();
  return { close: () => mongoose.disconnect() };
}

/** Empties every collection: the next test begins with nothing. */
export async function nothing(): Promise<void> {
  for (const model of Object.values(mongoose.connection.models)) await model.deleteMany({});
}

export async function until<T>(what: () => Promise<T> | T, says: string, limitMs = 20_000): Promise<NonNullable<T>> {
  const end = Date.now() + limitMs;
  for (;;) {
    const result = await what();
    if (result) return result as NonNullable<T>;
    if (Date.now() > end) throw new Error(`waited in vain: ${says}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export class Company {
  readonly users: UserRecord[] = [];
  readonly queues: QueueRecord[] = [];

  agent(
    name: string,
    { capacity = 1, ...about }: Partial<Omit<UserRecord, 'capacity'>> & { capacity?: number } = {},
  ): string {
    const able = { capacity: eachChannel(capacity), skills: {} };
    const user = { _id: newId(), name, role: 'agent', active: true, ...able, ...about } as UserRecord;
    this.users.push(user);
    return user._id;
  }

  queue(memberIds: string[], about: Partial<QueueRecord> = {}): string {
    const given = {
      rules: QUEUE_DEFAULTS.rules,
      hours: QUEUE_DEFAULTS.hours,
      name: `queue ${this.queues.length}`,
      offerSeconds: 20,
      autoAccept: false,
      wrapUpSeconds: 0,
      ...about,
    };
    const queue = { _id: newId(), memberIds, ...given } as QueueRecord;
    this.queues.push(queue);
    return queue._id;
  }
}

/** A bus that knows when its listeners are done. */
function attentive(bus: Bus): { bus: Bus; heeded: () => Promise<void> } {
  const busy = new Set<Promise<unknown>>();
  const on: Bus['on'] = (name, listener) =>
    bus.on(name, (event) => {
      const done = Promise.resolve(listener(event)).finally(() => busy.delete(done));
      busy.add(done);
      return done;
    });
  return {
    bus: { ...bus, on },
    async heeded() {
      while (busy.size > 0) await Promise.allSettled(busy);
    },
  };
}

export type Node = Awaited<ReturnType<typeof aNode>>;

interface NodeOptions {
  company: Company;
  clock: HandClock;
  settings?: Partial<Record<Exclude<keyof typeof SETTINGS, 'ROLE'>, number>> & {
    ROLE?: 'all' | 'web' | 'router' | 'worker';
  };
  isAlone?: boolean;
}

export async function aNode({ company, clock, settings = {}, isAlone = false }: NodeOptions) {
  const log = makeLog(process.env.TEST_LOG_LEVEL ?? 'silent');
  const { bus, heeded } = attentive(makeBus(log));
  const timeline = makeTimeline({ bus, clock, fileUrl: () => '' });
  const conversations = makeConversations({
    ...{ bus, clock, log, timeline },
    queueName: async (id) => company.queues.find(({ _id }) => _id === id)?.name ?? '',
    slaDueAt: async (_queueId, _kind, from) => new Date(+from + 60_000),
    onwardSeconds: async () => null,
  });
  const heard: DomainEvents['offer.ended'][] = [];
  const calls: { id: string; agentId: string; text: string }[] = [];
  const routing = makeRouting({
    ...{ bus, clock, log, conversations, isAlone },
    config: { ...SETTINGS, ...settings },
    activeAgents: async () => company.users.filter(({ active }) => active),
    queues: async () => company.queues,
    commonRules: async () => COMMON_DEFAULTS,
    rulesVersion: () => 7,
    promiseCall: async (conversation, agentId, text) => void calls.push({ id: conversation._id, agentId, text }),
    onTheLine: async () => null,
    languages: async () => ({ en: null, fa: null }),
    access: async (_actor, id) => (await conversations.byId(id)) as ConversationRecord,
  });

  bus.on('offer.ended', (event) => void heard.push(event));
  await routing.start();
  let made = 0;

  return {
    bus,
    /** Ends when every listener is done with what it heard until now. */
    heeded,
    routing,
    conversations,
    /** Follow-ups that overflowing asked for. */
    calls,
    timeline,
    heard,
    async online(...agentIds: string[]): Promise<void> {
      for (const id of agentIds) {
        await routing.agentConnected(id, `connection-${id}`);
        await routing.setPresence(id, 'online', null);
      }
    },
    opens(
      queueId: string,
      {
        value = 0,
        customerId = newId(),
        channel = 'webchat',
      }: { value?: number; customerId?: string; channel?: ChannelName } = {},
    ): Promise<ConversationRecord> {
      made += 1;
      return conversations.open({
        ...{
          customer: { _id: customerId, name: `customer ${made}`, value },
          verified: false,
          channel,
          siteId: null,
        },
        ...{ queueId, queueName: 'a queue', locale: 'en', by: 'customer', startKey: newId(), told: () => [] },
      });
    },
    /** The conversation, once it is in this state, and with this agent when one is named. */
    reaches(id: string, state: ConversationRecord['state'], agentId?: string): Promise<ConversationRecord> {
      return until(
        async () => {
          const found = await conversations.byId(id);
          const holder = found?.offers[0]?.agentId ?? found?.agentId;
          return found?.state === state && (!agentId || holder === agentId) ? found : null;
        },
        `${id} ${state} ${agentId ?? ''}`,
      );
    },
    /** Lets everything that was begun come to rest. */
    rests: () => until(() => routing.isIdle(), 'rest'),
  };
}

interface Stage {
  clock: HandClock;
  company: Company;
}

/** A company anew for each test, and as many nodes as it begins; registers what begins and ends them. */
export function stage() {
  const now = {} as Stage;
  const nodes: Node[] = [];
  let store: { close(): Promise<void> };
  beforeAll(async () => {
    store = await aStore();
  });
  afterAll(() => store.close());
  beforeEach(async () => {
    await nothing();
    Object.assign(now, { clock: handClock(), company: new Company() });
  });
  afterEach(async () => {
    for (const node of nodes.splice(0)) await node.routing.stop();
  });
  return {
    now,
    async start(settings: NodeOptions['settings'] = {}, clock = now.clock): Promise<Node> {
      const node = await aNode({ company: now.company, clock, settings });
      nodes.push(node);
      return node;
    },
    /** Time passes, and every node notices. */
    async passes(seconds: number): Promise<void> {
      now.clock.advance(seconds);
      for (const node of nodes) await node.routing.turn();
      for (const node of nodes) await node.rests();
    },
  };
}

interface Lone {
  clock: HandClock;
  company: Company;
  node: Node;
  ana: string;
  bo: string;
  /** A queue of both. */
  sales: string;
}

/** The only node of a company of two, anew for each test; registers what begins and ends it. */
export function loneNode() {
  const now = {} as Lone;
  let store: { close(): Promise<void> };
  beforeAll(async () => {
    store = await aStore();
  });
  afterAll(() => store.close());
  beforeEach(async () => {
    await nothing();
    const [clock, company] = [handClock(), new Company()];
    const [ana, bo] = [company.agent('Ana'), company.agent('Bo')];
    const sales = company.queue([ana, bo]);
    Object.assign(now, { clock, company, ana, bo, sales, node: await aNode({ company, clock, isAlone: true }) });
  });
  afterEach(() => now.node.routing.stop());
  return {
    now,
    /** Time passes, and everything notices. */
    async passes(seconds: number): Promise<void> {
      now.clock.advance(seconds);
      await now.node.routing.turn();
      await now.node.rests();
    },
    loadOf: async (agentId: string) => (await now.node.routing.deskOf(agentId)).load,
  };
}

/** What another node tells of what it wrote, by ids. */
export const elsewhere = (told: { conversations?: string[]; words?: string[]; desks?: string[] }) => ({
  ...{ conversations: [], customers: [], joined: [], desks: [], users: [], queues: [], words: [] },
  ...{ rules: [], sites: [], mailboxes: [], numbers: [], cannedReplies: [], ...told },
});
