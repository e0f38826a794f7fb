/** Visitors who have a page open learn that new ones get the form, and when they no longer do. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Booted, bootApp } from '../boot.js';
import { visitorAt } from '../clients.js';
import { aCompany, online } from '../company.js';

let app: Booted;

beforeEach(async () => {
  app = await bootApp({ env: { WIDGET_SWEEP_SECONDS: '0.2' } });
});
afterEach(() => app.close());

it('follows a queue’s rule of its own accord, to and fro', async () => {
  const company = await aCompany(app, { agents: ['Ana'] });
  const params = { id: company.queueId };
  const queue = (await app.call('queues.list', { cookie: company.admin })).body.find(({ id }) => id === params.id);
  const overflow = [{ cause: 'nobodySignedIn', seconds: 60, to: 'offlineForm', queueId: null }];
  const rules = { ...queue?.rules, overflow };
  const changed = await app.call('queues.change', { cookie: company.admin, params, body: { rules } });
  expect(changed.status).toBe(200);

  const visitor = await visitorAt(app.url, { siteKey: company.siteKey });
  const { config } = await visitor.ask('visit:open', { after: 0 });
  expect(config).toMatchObject({ open: false, topics: [{ open: false, opensAt: null }] });

  const ana = await online(app, company.people.Ana!);
  await visitor.hears('config:changed', ({ open, topics }) => open && topics.every((topic) => topic.open));
  visitor.forget();
  await ana.ask('presence:set', { presence: 'offline' });
  await visitor.hears('config:changed', ({ open, topics }) => !open && topics.every((topic) => !topic.open));
  visitor.close();
  ana.close();
});
