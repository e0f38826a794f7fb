/** Visitors who have a page open learn that new ones get the form, and when they no longer do. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Booted, bootApp } from '../boot.js';
import { aStart, visitorAt } from '../clients.js';
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

it('lets them begin under a topic that came while they had the page open', async () => {
  const { admin, queueId, siteKey, siteId } = await aCompany(app, { agents: ['Ana'] });
  const other = await app.call('queues.create', { cookie: admin, body: { name: 'Returns' } });
  const topicsAre = (...queueIds: string[]) => {
    const topics = queueIds.map((id) => ({ queueId: id, label: { en: 'Topic', fa: 'موضوع' }, needs: [] }));
    return app.call('sites.change', { cookie: admin, params: { id: siteId }, body: { topics } });
  };
  await topicsAre(other.body.id);
  const visitor = await visitorAt(app.url, { siteKey });
  await visitor.ask('visit:open', { after: 0 });
  const start = () => visitor.ask('conversation:start', aStart({ queueId, text: 'سلام' }));
  await expect(start()).rejects.toMatchObject({ code: 'queue.missing' });

  await topicsAre(other.body.id, queueId);
  await visitor.hears('config:changed', ({ topics }) => topics.some((topic) => topic.queueId === queueId));
  expect((await start()).conversation.id).toBeTruthy();
  visitor.close();
});
