/** In an order in which waiting counts more for some, places change by time alone: who waits is told of it. */
import { expect, it } from 'vitest';
import { virtualTime } from '../../server/demo/index.js';
import { bootApp } from '../boot.js';
import { aStart, visitorAt } from '../clients.js';
import { aCompany } from '../company.js';

/** Its clock is turned by minutes, and nothing in it can be owed to a sweep of the router. */
const PATIENT = { ROUTER_LEASE_SECONDS: '1000000', HEARTBEAT_SECONDS: '1000000', ROUTER_SWEEP_SECONDS: '600' };

it('tells whoever overtakes another, though nobody came or went', async () => {
  const time = virtualTime();
  const app = await bootApp({ clock: time, env: { ...PATIENT, WIDGET_SWEEP_SECONDS: '0.2' } });
  const turn = (seconds: number) => time.advance(seconds * 1_000, async () => {});
  const { admin: cookie, queueId, siteKey } = await aCompany(app);
  const params = { id: queueId };
  const { rules } = (await app.call('queues.list', { cookie })).body.find(({ id }) => id === queueId)!;
  const body = {
    rules: { ...rules, order: 'accumulating' as const, valuePoints: [0, 0, 0, 0, 0, 100], mostHeldBackSeconds: 86_400 },
  };
  expect((await app.call('queues.change', { cookie, params, body })).status).toBe(200);

  const [first, valued] = [await visitorAt(app.url, { siteKey }), await visitorAt(app.url, { siteKey })];
  await first.ask('conversation:start', aStart({ queueId }));
  await turn(60);
  const { customerId } = await valued.ask('conversation:start', aStart({ queueId }));
  await app.call('customers.change', { cookie, params: { id: customerId }, body: { value: 5 } });
  await valued.hears('place:changed', ({ position }) => position === 2);
  await turn(10); // of which each second counts eleven times for them
  await valued.hears('place:changed', ({ position }) => position === 1);
  await first.hears('place:changed', ({ position }) => position === 2);
  for (const line of [first, valued]) line.close();
  await app.close();
});
