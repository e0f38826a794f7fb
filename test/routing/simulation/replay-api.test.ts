import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DraftView } from '../../../server/contract/index.js';
import { ConversationModel } from '../../../server/conversations/index.js';
import { ADMIN, type Booted, bootApp } from '../../boot.js';

/** The sample company has some months behind it, presence and all. */
let app: Booted;
let cookie: string;
let draft: DraftView;
let date: string;
beforeAll(async () => {
  app = await bootApp({ env: { DEMO: 'true' } });
  const admin = app.demoAccounts.find(({ role }) => role === 'admin');
  cookie = await app.signIn(admin?.email ?? ADMIN.email, admin?.password ?? ADMIN.password);
  draft = (await app.call('routing.drafts.create', { cookie, body: { name: 'Wider' } })).body;
  date = await busiestDay();
});
afterAll(() => app.close());

async function busiestDay(): Promise<string> {
  // Past days only: the sample agents of today are whoever is signed in.
  const today = new Date(new Date().toISOString().slice(0, 10));
  const past = { openedAt: { $lt: new Date(+today - 86_400_000) } };
  const found = await ConversationModel.find(past, { openedAt: 1 }).lean<{ openedAt: Date }[]>();
  const counts = new Map<string, number>();
  for (const { openedAt } of found) {
    const day = openedAt.toISOString().slice(0, 10);
    counts.set(day, (counts.get(day) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]![0];
}

const replay = (body: unknown, id = draft.id, as = cookie) =>
  app.call('routing.replay', { cookie: as, params: { id }, body });

it.each([
  { says: 'a day that is none', body: { date: '2030-02-31' } },
  { says: 'a zone that is none', body: { date: '2030-02-01', timeZone: 'Mars/Olympus' } },
  { says: 'no day', body: {} },
])('refuses $says', async ({ body }) => expect((await replay(body)).error?.code).toBe('input.invalid'));

it('refuses a draft that is not there, and who may not route', async () => {
  expect((await replay({ date }, 'f'.repeat(24))).error?.code).toBe('record.missing');
  const agent = app.demoAccounts.find(({ role }) => role === 'agent')!;
  const theirs = await app.signIn(agent.email, agent.password);
  expect((await replay({ date }, draft.id, theirs)).error?.code).toBe('permission.denied');
});

it('plays a day of the records twice, and the same draft moves nobody', async () => {
  const { status, body } = await replay({ date, timeZone: 'UTC' });
  expect(status).toBe(200);
  expect(body.conversations).toBeGreaterThan(0);
  expect(body.notes).not.toContain('presenceInferred');
  expect(body.now.total.offered).toBe(body.recorded.total.offered);
  expect(body.now.total.answered).toBeGreaterThan(0);
  expect(body.draft).toEqual(body.now);
  expect(body.moved).toEqual({ otherwise: 0, sooner: 0, later: 0, most: [] });
});

it('shows what a draft changes, and changes nothing itself', async () => {
  const queues = Object.fromEntries(Object.keys(draft.content.queues).map((id) => [id, { memberIds: [] }]));
  const changed = await app.call('routing.drafts.change', {
    cookie,
    params: { id: draft.id },
    body: { version: draft.version, queues },
  });
  expect(changed.status).toBe(200);
  const { body } = await replay({ date, timeZone: 'UTC' });
  expect(body.draft.total.answered).toBe(0);
  expect(body.moved.otherwise).toBe(body.now.total.answered);
  expect(body.moved.most[0]).toMatchObject({ now: { end: 'answered' }, draft: { agentId: null } });
});

it('answers an empty day with nothing', async () => {
  const { body } = await replay({ date: '2001-01-01' });
  expect(body).toMatchObject({ conversations: 0, now: { total: { offered: 0, serviceLevel: null } } });
});
