import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SiteRecord, SiteView } from '../../server/contract/index.js';
import { frameAncestors, originAllowed } from '../../server/sites/index.js';
import { type Booted, bootApp } from '../boot.js';

let app: Booted;
let cookie: string;
// A Saturday, 09:00 in Tehran.
const clock = { now: () => new Date('2035-11-24T05:30:00Z') };
beforeAll(async () => {
  app = await bootApp({ clock });
  cookie = await app.signIn();
});
afterAll(() => app.close());

const create = (body: object) => app.call('sites.create', { cookie, body });
const label = { en: 'Orders', fa: 'سفارش‌ها' };
async function aQueue(about: object = {}): Promise<string> {
  const name = `Queue ${Math.random()}`;
  return (await app.call('queues.create', { cookie, body: { name, ...about } })).body.id;
}
async function aSite(about: object = {}): Promise<SiteView> {
  const { status, body } = await create({ name: 'Shop', ...about });
  expect(status).toBe(201);
  return body;
}
const configOf = async (key: string) => (await app.call('widget.config', { params: { key } })).body;

describe('a website', () => {
  it.each([
    { says: 'an address with a path', body: { name: 'x', origins: ['https://a.example/shop'] } },
    { says: 'a wildcard', body: { name: 'x', origins: ['https://*.a.example'] } },
    { says: 'a script', body: { name: 'x', origins: ['javascript:alert(1)'] } },
    {
      says: 'a policy smuggled into an origin',
      body: { name: 'x', origins: ["https://a.example; script-src 'unsafe-inline'"] },
    },
    { says: 'a policy without a space', body: { name: 'x', origins: ['https://a.example;x'] } },
    { says: 'a port as its scheme', body: { name: 'x', origins: ['ftp://a.example'] } },
    { says: 'a colour that is none', body: { name: 'x', color: 'red;}' } },
  ])('with $says is refused', async ({ body }) => expect((await create(body)).status).toBe(400));

  it('with a topic that leads nowhere is refused', async () => {
    const topics = [{ queueId: 'f'.repeat(24), label }];
    expect((await create({ name: 'x', topics })).error?.code).toBe('queue.missing');
  });

  it('cannot choose its own key or secret', async () => {
    expect((await create({ name: 'x', key: 'mine' })).status).toBe(400);
    expect((await create({ name: 'x', identitySecret: 'mine' })).status).toBe(400);
  });

  it('tells its secret once, and another one each time', async () => {
    const site = await aSite();
    expect(site.identitySecretSet).toBe(false);
    const secret = async () => (await app.call('sites.newSecret', { cookie, params: { id: site.id } })).body.secret;
    const [first, second] = [await secret(), await secret()];
    expect(first).toMatch(/^[\w-]{43}$/);
    expect(second).not.toBe(first);
    const { body: all } = await app.call('sites.list', { cookie });
    expect(all.find(({ id }) => id === site.id)?.identitySecretSet).toBe(true);
    expect(JSON.stringify(all)).not.toContain(second);
    expect(JSON.stringify(await configOf(site.key))).not.toContain(second);
  });

  it('stops its widget when deleted', async () => {
    const site = await aSite();
    expect((await app.call('sites.delete', { cookie, params: { id: site.id } })).status).toBe(204);
    expect((await app.call('widget.config', { params: { key: site.key } })).error?.code).toBe('site.missing');
  });
});

describe('what the widget draws', () => {
  it('is missing for a key nobody has', async () => {
    expect((await app.call('widget.config', { params: { key: 'nobody' } })).error?.code).toBe('site.missing');
  });

  it('offers the topics whose queues are in use, with their hours', async () => {
    const week = { sat: [[600, 1020]], sun: [], mon: [], tue: [], wed: [], thu: [], fri: [] };
    const later = await aQueue({ hours: { alwaysOpen: false, timeZone: 'Asia/Tehran', week, holidays: [] } });
    const [open, off] = [await aQueue(), await aQueue({ active: false })];
    const closed = await aSite({ topics: [later, off].map((queueId) => ({ queueId, label })) });
    const config = await configOf(closed.key);
    expect(config.topics).toEqual([
      { queueId: later, label, open: false, busy: false, opensAt: '2035-11-24T06:30:00.000Z' },
    ]);
    expect(config).toMatchObject({ open: false, busy: false, opensAt: '2035-11-24T06:30:00.000Z' });
    const both = await aSite({ topics: [later, open].map((queueId) => ({ queueId, label })) });
    expect(await configOf(both.key)).toMatchObject({ open: true, busy: false, opensAt: null });
  });

  it('offers every queue in use where no topics were chosen', async () => {
    const queueId = await aQueue({ nameFa: 'فروش' });
    const { topics } = await configOf((await aSite()).key);
    expect(topics.find((topic) => topic.queueId === queueId)?.label.fa).toBe('فروش');
  });

  it('is clean of what would turn the page around it', async () => {
    const site = await aSite({ title: { en: 'Shop\u202e', fa: 'فروشگاه\u2067' } });
    expect((await configOf(site.key)).title).toEqual({ en: 'Shop', fa: 'فروشگاه' });
  });
});

describe('what the widget would draw', () => {
  const preview = (id: string, body: object, by = cookie) =>
    app.call('sites.preview', { cookie: by, params: { id }, body });

  it('is told of settings that are not saved, and changes nothing', async () => {
    const [queueId, off] = [await aQueue(), await aQueue({ active: false })];
    const site = await aSite();
    const before = await configOf(site.key);
    const topics = [queueId, off, 'f'.repeat(24)].map((id) => ({ queueId: id, label }));
    const { body } = await preview(site.id, { topics, color: '#123456', title: { en: 'New\u202e', fa: 'نو' } });
    expect(body).toMatchObject({ color: '#123456', title: { en: 'New', fa: 'نو' }, greeting: before.greeting });
    expect(body.topics).toEqual([{ queueId, label, open: true, busy: false, opensAt: null }]);
    expect(await configOf(site.key)).toEqual(before);
  });

  it('is missing for a site nobody has, and refused for settings that could not be saved', async () => {
    expect((await preview('f'.repeat(24), {})).error?.code).toBe('site.missing');
    expect((await preview((await aSite()).id, { color: 'red' })).status).toBe(400);
  });
});

describe('where the widget may stand', () => {
  const site = { origins: ['https://shop.example'] } as SiteRecord;
  it.each([
    { origin: undefined, allowed: false },
    { origin: 'null', allowed: false },
    { origin: 'https://evil.example', allowed: false },
    { origin: 'http://shop.example', allowed: false },
    { origin: 'https://shop.example.evil.example', allowed: false },
    { origin: 'https://shop.example:8443', allowed: false },
    { origin: 'http://localhost:3001', allowed: false },
    { origin: 'https://shop.example', allowed: true },
    { origin: 'http://127.0.0.1:3000', allowed: true },
    { origin: 'http://localhost:3000', allowed: true },
  ])('from $origin: $allowed', ({ origin, allowed }) => {
    expect(originAllowed(site, origin, 'http://127.0.0.1:3000')).toBe(allowed);
  });

  it('is told to the browser: on its site and on our own pages, and an unknown key on ours only', async () => {
    expect(frameAncestors(null)).toBe("'self'");
    const shop = await aSite({ origins: ['https://shop.example', 'https://www.shop.example'] });
    const policy = async (key: string) =>
      (await fetch(`${app.url}/widget/?site=${key}`)).headers
        .get('content-security-policy')
        ?.split(';')
        .find((part) => part.startsWith('frame-ancestors'));
    expect(await policy(shop.key)).toBe("frame-ancestors 'self' https://shop.example https://www.shop.example");
    expect(await policy('nobody')).toBe("frame-ancestors 'self'");
    expect(await policy(`${shop.key}&site=other`)).toBe("frame-ancestors 'self'");
  });
});

describe('canned replies', () => {
  const post = (body: object) => app.call('canned.create', { cookie, body });
  it('may have one shortcut once per language, in letters of any script', async () => {
    const reply = { shortcut: 'سلام', title: 'خوشامد', text: 'سلام!', locale: 'fa' };
    const { status, body } = await post(reply);
    expect(status).toBe(201);
    expect(body).toMatchObject(reply);
    expect((await post(reply)).error?.code).toBe('name.taken');
    expect((await post({ ...reply, locale: 'en' })).status).toBe(201);
    expect((await post({ ...reply, shortcut: 'two words' })).status).toBe(400);
  });

  it('are changed and deleted once', async () => {
    const { body } = await post({ shortcut: 'bye', title: 'Bye', text: 'Bye\u202e!' });
    expect(body.text).toBe('Bye!');
    const params = { id: body.id };
    expect((await app.call('canned.change', { cookie, params, body: { text: 'So long!' } })).body.text).toBe(
      'So long!',
    );
    expect((await app.call('canned.delete', { cookie, params })).status).toBe(204);
    expect((await app.call('canned.delete', { cookie, params })).error?.code).toBe('record.missing');
    expect((await app.call('canned.change', { cookie, params, body: {} })).error?.code).toBe('record.missing');
  });
});
