import { randomUUID } from 'node:crypto';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { QueueView } from '../../server/contract/index.js';
import { makeClosing } from '../../server/queues/closing.js';
import { type Booted, bootApp } from '../boot.js';

let app: Booted;
let cookie: string;
let made = 0;
beforeAll(async () => {
  app = await bootApp();
  cookie = await app.signIn();
});
afterAll(() => app.close());

const aName = () => {
  made += 1;
  return `Queue ${made}`;
};
const create = (body: object) => app.call('queues.create', { cookie, body });
const change = (id: string, body: object) => app.call('queues.change', { cookie, params: { id }, body });
async function aQueue(about: Partial<QueueView> = {}): Promise<QueueView> {
  const { status, body } = await create({ name: aName(), ...about });
  expect(status).toBe(201);
  return body;
}

describe('a queue', () => {
  const week = { sat: [], sun: [], mon: [], tue: [], wed: [], thu: [], fri: [] };
  const hours = { alwaysOpen: false, timeZone: 'Asia/Tehran', week, holidays: [] };
  it.each<{ says: string; body: object; path: string }>([
    { says: 'without a name', body: {}, path: 'name' },
    { says: 'with an empty name', body: { name: '  ' }, path: 'name' },
    { says: 'with a name nobody can see', body: { name: '\u202e\u200b' }, path: 'name' },
    { says: 'with a share above one', body: { name: 'x', slaTarget: 80 }, path: 'slaTarget' },
    { says: 'with an offer nobody could answer', body: { name: 'x', offerSeconds: 1 }, path: 'offerSeconds' },
    {
      says: 'in a zone that is nowhere',
      body: { name: 'x', hours: { ...hours, timeZone: 'Mars/Olympus' } },
      path: 'hours.timeZone',
    },
    {
      says: 'that closes before it opens',
      body: { name: 'x', hours: { ...hours, week: { ...week, sat: [[600, 540]] } } },
      path: 'hours.week.sat',
    },
    {
      says: 'with spans that overlap',
      body: {
        name: 'x',
        hours: {
          ...hours,
          week: {
            ...week,
            sat: [
              [0, 600],
              [540, 700],
            ],
          },
        },
      },
      path: 'hours.week.sat',
    },
    {
      says: 'with a day too many',
      body: { name: 'x', hours: { ...hours, week: { ...week, doomsday: [] } } },
      path: 'hours.week.doomsday',
    },
    {
      says: 'with a holiday that is no date',
      body: { name: 'x', hours: { ...hours, holidays: [{ date: '2026-02-30', name: '' }] } },
      path: 'hours.holidays.0.date',
    },
    { says: 'with members that are no ids', body: { name: 'x', memberIds: ['me'] }, path: 'memberIds.0' },
  ])('$says is refused', async ({ body, path }) => {
    const { status, error } = await create(body);
    expect(status).toBe(400);
    expect(error).toMatchObject({ code: 'input.invalid', details: { issues: [{ path }] } });
  });

  it('with members that are not active accounts is refused', async () => {
    const { body: user } = await app.call('users.create', {
      cookie,
      body: { name: 'Gone', email: 'gone@queue.example', role: 'agent', password: 'long enough' },
    });
    await app.call('users.change', { cookie, params: { id: user.id }, body: { active: false } });
    for (const memberIds of [['f'.repeat(24)], [user.id]]) {
      expect((await create({ name: aName(), memberIds })).error).toMatchObject({
        code: 'user.missing',
        details: { userIds: memberIds },
      });
    }
  });

  it('with a taken name is refused, new or renamed', async () => {
    const [one, other] = [await aQueue(), await aQueue()];
    expect((await create({ name: one.name })).error?.code).toBe('name.taken');
    expect((await change(other.id, { name: one.name })).error?.code).toBe('name.taken');
  });

  it('that is not there cannot be changed or deleted', async () => {
    const params = { id: 'f'.repeat(24) };
    expect((await change(params.id, { name: 'x' })).error?.code).toBe('queue.missing');
    expect((await app.call('queues.delete', { cookie, params })).error?.code).toBe('queue.missing');
  });

  it('has sensible defaults, and an Iranian week for later', async () => {
    const queue = await aQueue();
    expect(queue).toMatchObject({
      offerSeconds: 30,
      autoAccept: false,
      wrapUpSeconds: 30,
      slaTarget: 0.8,
      active: true,
      memberIds: [],
    });
    expect(queue.hours).toMatchObject({
      alwaysOpen: true,
      timeZone: 'Asia/Tehran',
      week: { sat: [[540, 1020]], thu: [[540, 780]], fri: [] },
    });
  });

  it('keeps its hours with breaks and holidays as they were given', async () => {
    const given = {
      ...hours,
      week: {
        ...week,
        sat: [
          [540, 720],
          [780, 1020],
        ],
      },
      holidays: [
        { date: '2027-03-21', name: 'نوروز', yearly: 'jalali' as const },
        { date: '2027-03-20', name: '', yearly: null, open: [[540, 720]] },
      ],
      byChannel: { voice: { alwaysOpen: false, week } },
    };
    const queue = await aQueue();
    expect((await change(queue.id, { hours: given })).body.hours).toEqual(given);
    const { body: all } = await app.call('queues.list', { cookie });
    expect(all.find(({ id }) => id === queue.id)?.hours).toEqual(given);
  });

  it('changes only what is named, says so, and cleans names of what would turn the text around them', async () => {
    const queue = await aQueue({ description: 'Before' });
    const heard: string[] = [];
    const stop = app.parts.bus.on('queue.changed', ({ queueId }) => void heard.push(queueId));
    const { body } = await change(queue.id, { name: 'Sales\u202e\u0007 team', nameFa: 'فروش\u2066' });
    stop();
    expect(body).toEqual({ ...queue, name: 'Sales team', nameFa: 'فروش' });
    expect(heard).toEqual([queue.id]);
  });

  it('is closed once, since one moment, when two close it at once', async () => {
    const queue = await aQueue();
    let at = +app.parts.clock.now();
    const now = () => new Date(++at); // each begins later than the one before
    const closing = makeClosing({ bus: app.parts.bus, clock: { ...app.parts.clock, now } });
    const closed = await Promise.all(
      ['Ana', 'Bo', 'Kim'].map((name) => closing.close(queue.id, { id: 'a'.repeat(24), name }, null)),
    );
    expect(new Set(closed.map(({ closedByHand }) => +closedByHand!.since)).size).toBe(1);
  });

  it('is closed by hand for longer, but since when it was; a change of its settings leaves it closed, and it opens again', async () => {
    const queue = await aQueue();
    const params = { id: queue.id };
    const close = (until: Date | null) =>
      app.call('queues.close', { cookie, params, body: { until: until?.toISOString() ?? null } });
    const soon = new Date(+app.parts.clock.now() + 60_000);
    const closed = (await close(soon)).body.closedByHand;
    expect(closed).toMatchObject({ until: soon.toISOString(), by: expect.any(String) });
    expect(await close(new Date(+app.parts.clock.now() - 1))).toMatchObject({
      status: 400,
      error: { code: 'input.invalid' },
    });
    expect((await close(null)).body.closedByHand).toEqual({ ...closed, until: null });
    expect((await change(queue.id, { description: 'Changed' })).body.closedByHand).toEqual({ ...closed, until: null });
    const board = await app.call('board.show', { cookie });
    expect(board.body.queues.find(({ queueId }) => queueId === queue.id)).toMatchObject({
      open: false,
      closedByHand: { ...closed, until: null },
    });
    for (let twice = 0; twice < 2; twice += 1)
      expect((await app.call('queues.reopen', { cookie, params })).body.closedByHand).toBeNull();
    const { body: entries } = await app.call('audit.list', { cookie });
    const told = entries.items.filter(({ target }) => target === queue.id).map(({ action }) => action);
    expect(told).toEqual(expect.arrayContaining(['queue.closed', 'queue.reopened']));
  });

  it('is seen by another node within seconds', async () => {
    const other = await bootApp({ storeUri: app.storeUri });
    const queue = await aQueue();
    await expect
      .poll(async () => (await other.parts.queues.byId(queue.id))?.name, { timeout: 30_000 })
      .toBe(queue.name);
    await other.close();
  });

  it('in which somebody waits is not deleted', async () => {
    const queue = await aQueue();
    const topics = [{ queueId: queue.id, label: { en: 'Help', fa: 'کمک' } }];
    const { body: site } = await app.call('sites.create', { cookie, body: { name: 'Shop', topics } });
    const auth = { siteKey: site.key, locale: 'fa' };
    const visitor = io(`${app.url}/visitor`, { transports: ['websocket'], auth });
    const start = { clientId: randomUUID(), name: 'Sara', queueId: queue.id, text: 'سلام', form: 'prechat', pages: [] };
    const begun = await visitor.emitWithAck('conversation:start', { ...start, locale: 'fa' });
    visitor.close();
    expect(begun).toMatchObject({ ok: true });
    const answer = await app.call('queues.delete', { cookie, params: { id: queue.id } });
    expect(answer).toMatchObject({ status: 409, error: { code: 'queue.inUse' } });
    expect((await app.call('queues.list', { cookie })).body).toContainEqual(queue);
  });

  it('goes when nobody is in it', async () => {
    const queue = await aQueue();
    expect((await app.call('queues.delete', { cookie, params: { id: queue.id } })).status).toBe(204);
    const { body: all } = await app.call('queues.list', { cookie });
    expect(all.some(({ id }) => id === queue.id)).toBe(false);
  });
});
