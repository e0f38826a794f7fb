import { existsSync, readdirSync } from 'node:fs';
import { getPriority } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Booted, bootApp } from '../boot.js';
import { aStart, visitorAt } from '../clients.js';
import { aCompany, online } from '../company.js';
import { hasRedis, startRedis } from '../redis.js';
import { freePort, startProcess } from '../server-process.js';
import { aDirectory, tidy } from '../store/child.js';

describe.skipIf(!hasRedis)('a process for each role', () => {
  let redis: Awaited<ReturnType<typeof startRedis>>;
  let base: Booted;
  let web: Booted;
  let router: Booted;
  let company: Awaited<ReturnType<typeof aCompany>>;

  beforeAll(async () => {
    redis = await startRedis();
    // The first only lends its store; it may not route.
    base = await bootApp({ env: { ROLE: 'worker', REDIS_URL: redis.url } });
    router = await bootApp({ env: { ROLE: 'router', REDIS_URL: redis.url }, storeUri: base.storeUri });
    web = await bootApp({ env: { ROLE: 'web', REDIS_URL: redis.url }, storeUri: base.storeUri });
    company = await aCompany(web);
  });
  afterAll(async () => {
    for (const app of [web, router, base]) await app.close();
    await redis.stop();
    tidy();
  });

  it('serves people only in the web process, and the probes in each', async () => {
    for (const [app, routes] of [
      [web, 'elsewhere'],
      [router, 'here'],
      [base, 'elsewhere'],
    ] as const) {
      const ready = await (await fetch(`${app.url}/readyz`)).json();
      expect(ready).toEqual({ ok: true, store: 'ready', router: routes });
    }
    expect((await fetch(`${web.url}/console/`)).status).toBe(200);
    for (const app of [router, base]) {
      expect((await fetch(`${app.url}/console/`)).status).toBe(404);
      expect((await app.call('session.show')).error?.code).toBe('route.missing');
    }
  });

  it.runIf(existsSync('/proc/self/task'))('lets mails give way to those who talk', async () => {
    const env = { ROLE: 'worker', MONGODB_URI: base.storeUri, REDIS_URL: redis.url, PORT: String(await freePort()) };
    const worker = await startProcess({ ...env, DATA_DIR: aDirectory(), DEMO: 'false', LOG_LEVEL: 'error' });
    const steps = readdirSync(`/proc/${worker.pid}/task`).map((thread) => getPriority(Number(thread)));
    expect(steps.length).toBeGreaterThan(4);
    expect(new Set(steps)).toEqual(new Set([10]));
    expect(await worker.stop()).toBe(0);
  });

  it('brings a visitor of the web process to an agent by the decision of the router process', async () => {
    const ana = await online(web, company.people.Ana!);
    const visitor = await visitorAt(web.url, { siteKey: company.siteKey });
    await visitor.ask('visit:open', { after: 0 });
    const { conversation } = await visitor.ask('conversation:start', aStart({ queueId: company.queueId }));
    const offer = await ana.hears('offer:made', ({ conversationId }) => conversationId === conversation.id);
    await ana.ask('offer:accept', { offerId: offer.id });
    await visitor.hears('conversation:changed', ({ state, agent }) => state === 'active' && agent !== null);
    const params = { id: conversation.id };
    const { body } = await web.call('conversations.routing', { cookie: company.admin, params });
    expect(body.decisions.at(-1)?.chosenAgentId).toBe(company.people.Ana!.id);
    ana.close();
    visitor.close();
  });
});
