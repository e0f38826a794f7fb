import { afterAll, beforeAll, expect, it } from 'vitest';
import { hashOf } from '../../server/policies/content.js';
import { PolicyVersionModel } from '../../server/policies/models.js';
import { type Booted, bootApp } from '../boot.js';
import { aCompany } from '../company.js';

let app: Booted;
let company: Awaited<ReturnType<typeof aCompany>>;
beforeAll(async () => {
  app = await bootApp();
  company = await aCompany(app, { agents: ['Ana'] });
});
afterAll(() => app.close());

const queueAt = async (node: Booted, cookie: string) =>
  (await node.call('queues.list', { cookie })).body.find(({ id }) => id === company.queueId)!;

it('that a crash left after its version was written is finished by the next start, and does not become an edit', async () => {
  const content = structuredClone(await app.parts.policies.contentNow());
  const number = app.parts.policies.rulesVersion()!;
  const queue = content.queues[company.queueId]!;
  Object.assign(queue, { offerSeconds: 77, rules: { ...queue.rules, order: 'strict' } });
  const [one, other] = ['1'.repeat(24), '2'.repeat(24)];
  content.skills = {
    [one]: { name: 'One', nameFa: null, language: null },
    [other]: { name: 'Other', nameFa: null, language: null },
  };
  // The process died here: written down, and one of two skills carried over.
  const about = { at: new Date(), by: null, note: '', cause: 'published', hash: hashOf(content), content } as const;
  await PolicyVersionModel.create({ _id: number + 1, ...about, state: 'publishing' });
  await app.parts.policies.skills.put({ _id: one, name: 'One', nameFa: null, language: null });

  const next = await bootApp({ storeUri: app.storeUri });
  const cookie = await next.signIn();
  expect(await queueAt(next, cookie)).toMatchObject({ offerSeconds: 77, rules: { order: 'strict' } });
  expect((await next.call('skills.list', { cookie })).body.map(({ name }) => name)).toEqual(['One', 'Other']);
  const { body: versions } = await next.call('routing.versions.list', { cookie });
  expect(versions[0]).toMatchObject({ version: number + 1, state: 'live', cause: 'published' });
  expect(next.parts.policies.rulesVersion()).toBe(number + 1);
  await next.close();
});

it('of two nodes at once is done by one of them, and the other hears so or goes on from there', async () => {
  const next = await bootApp({ storeUri: app.storeUri });
  const cookies = await Promise.all([app.signIn(), next.signIn()]);
  const drafts = await Promise.all(
    [app, next].map(async (node, n) => {
      const cookie = cookies[n]!;
      const { body } = await node.call('routing.drafts.create', { cookie, body: { name: `draft ${n}` } });
      const change = {
        version: 1,
        queues: { [company.queueId]: n === 0 ? { offerSeconds: 88 } : { wrapUpSeconds: 88 } },
      };
      return (await node.call('routing.drafts.change', { cookie, params: { id: body.id }, body: change })).body;
    }),
  );
  const publish = (n: 0 | 1) =>
    [app, next][n]!.call('routing.drafts.publish', {
      ...{ cookie: cookies[n]!, params: { id: drafts[n]!.id }, body: { version: 2, note: '' } },
    });
  const answers = await Promise.all([publish(0), publish(1)]);
  for (const [n, { status, error }] of answers.entries()) {
    if (status === 201) continue;
    expect(error?.code).toBe('record.moved');
    expect((await publish(n as 0 | 1)).status).toBe(201);
  }
  await Promise.all([app, next].map((node) => node.parts.policies.settle()));
  expect(await queueAt(app, cookies[0]!)).toMatchObject({ offerSeconds: 88, wrapUpSeconds: 88 });
  await next.close();
});

it('keeps the last two hundred versions, and those that drafts began from', async () => {
  const cookie = await app.signIn();
  const { body: draft } = await app.call('routing.drafts.create', { cookie, body: { name: 'Old' } });
  const last = app.parts.policies.rulesVersion()!;
  const { content, hash } = (await PolicyVersionModel.findById(last).lean())!;
  const old = { at: new Date(), by: null, note: '', cause: 'edited', state: 'live', hash, content } as const;
  await PolicyVersionModel.insertMany(Array.from({ length: 230 }, (_none, n) => ({ _id: last + 1 + n, ...old })));
  await app.call('queues.change', { cookie, params: { id: company.queueId }, body: { offerSeconds: 99 } });
  await app.parts.policies.settle();
  const numbers = await PolicyVersionModel.distinct('_id');
  expect(numbers).toContain(draft.baseVersion);
  expect(numbers.filter((number) => number !== draft.baseVersion)).toHaveLength(200);
});
