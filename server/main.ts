/** The table of contents: what the process is made of, in the order it is opened; it is closed in reverse. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeAccounts } from './accounts/index.js';
import { buildApp } from './app.js';
import { API } from './contract/index.js';
import { type DemoAccount, ensureDemoCompany } from './demo/index.js';
import { makeCanned } from './desk/canned/index.js';
import { AppError, type Clock, type Config, type Handlers, makeBus, makeLog, systemClock } from './platform/index.js';
import { makeQueues } from './queues/index.js';
import { makeSites } from './sites/index.js';
import { openStore } from './store/index.js';

/** What a test puts in place of the real thing. */
export interface Given {
  clock?: Clock;
}

export type Running = Awaited<ReturnType<typeof startServer>>;

export async function startServer(config: Config, { clock = systemClock }: Given = {}) {
  const log = makeLog(config.LOG_LEVEL);
  const bus = makeBus(log);

  // Connections
  const store = await openStore(config, log);

  // Features, in the order of their dependence. Where an earlier one must ask a later one, it gets a function.
  const accounts = makeAccounts({
    bus,
    clock,
    log,
    config,
    membership: {
      queueIdsOf: (userId) => queues.membership.queueIdsOf(userId),
      checkQueues: (queueIds) => queues.membership.checkQueues(queueIds),
      setQueues: (userId, queueIds) => queues.membership.setQueues(userId, queueIds),
    },
  });
  const queues = makeQueues({
    bus,
    audit: accounts.audit,
    strangersAmong: accounts.strangersAmong,
    inUse: async () => false,
  });
  const sites = makeSites({
    bus,
    clock,
    queues: { all: queues.all, checkQueues: queues.membership.checkQueues },
    team: async () => [],
    usualReplySeconds: async () => null,
    audit: accounts.audit,
  });
  const canned = makeCanned({ bus, audit: accounts.audit });

  let demoAccounts: DemoAccount[] = [];
  if (config.DEMO)
    demoAccounts = await ensureDemoCompany({ dataDir: config.DATA_DIR, accounts, queues, sites, canned });
  await accounts.ensureFirstAdmin();

  // HTTP
  const handlers = withGaps({ ...accounts.handlers, ...queues.handlers, ...sites.handlers, ...canned.handlers });
  const app = buildApp({
    config,
    log,
    version: '0.1.0',
    actorOf: accounts.actorOf,
    handlers,
    routers: [],
    checks: { store: async () => void (await store.ping()) },
    siteByKey: sites.siteByKey,
  });
  const server = createServer(app);

  // Sockets

  // Workers

  await listen(server, config);
  log.info({ port: portOf(server), role: config.ROLE, demo: config.DEMO }, 'ready');

  let stopping: Promise<void> | null = null;
  async function closeAll(): Promise<void> {
    log.info('stopping');
    await closeServer(server);
    await store.close();
    log.info('stopped');
  }
  return {
    url: `http://${config.HOST}:${portOf(server)}`,
    demoAccounts,
    parts: { bus, clock, log, config, accounts, queues, sites, canned, server },
    /** Takes nothing new, answers what is under way, then closes in reverse order. Safe to call twice. */
    stop: () => {
      stopping ??= closeAll();
      return stopping;
    },
  };
}

/** Operations whose feature is not plugged in yet answer as missing. */
function withGaps(handlers: Partial<Handlers>): Handlers {
  const gap = async () => Promise.reject(new AppError('route.missing', 'This is not served yet.'));
  return { ...Object.fromEntries(Object.keys(API).map((name) => [name, gap])), ...handlers } as Handlers;
}

const portOf = (server: Server) => (server.address() as AddressInfo).port;

function listen(server: Server, { PORT, HOST }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const busy = `Port ${PORT} on ${HOST} is in use. Stop what uses it, or choose another with PORT=…`;
      reject(error.code === 'EADDRINUSE' ? new Error(busy) : error);
    });
    server.listen(PORT, HOST, resolve);
  });
}

const closeServer = (server: Server) => new Promise<void>((resolve) => server.close(() => resolve()));
