import mongoose from 'mongoose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DraftView, OperationName, QueueRules } from '../../server/contract/index.js';
import { type Booted, bootApp } from '../boot.js';
import { eachChannel } from '../build/capacity.js';
import { aCompany, hire, type Person } from '../company.js';
import { eventually } from '../eventually.js';

let app: Booted;
let company: Awaited<ReturnType<typeof aCompany>>;
let boss: Person;
let skillId: string;
beforeAll(async () => {
  app = await bootApp();
  company = await aCompany(app, { agents: ['Ana', 'Bo'] });
  boss = await hire(app, company.admin, 'Boss', { role: 'supervisor' });
  skillId = (await ask('skills.create', { body: { name: 'Refunds' } })).body.id;
});
afterAll(() => app.close());
beforeEach(async () => {
  for (const { id } of (await ask('routing.drafts.list')).body) await ask('routing.drafts.delete', { params: { id } });
});

const NOBODY = 'f'.repeat(24);
const ask = <K extends OperationName>(
  name: K,
  { cookie = boss.cookie, ...options }: Parameters<typeof app.call>[1] = {},
) => app.call(name, { cookie, ...options });
const aDraft = async (fromVersion?: number): Promise<DraftView> =>
  (await ask('routing.drafts.create', { body: { name: 'Evenings', ...(fromVersion && { fromVersion }) } })).body;
const change = (draft: DraftView, body: object) =>
  ask('routing.drafts.change', { params: { id: draft.id }, body: { version: draft.version, ...body } });
const publish = ({ id, version }: DraftView, note = '') =>
  ask('routing.drafts.publish', { params: { id }, body: { version, note } });
const ofDraft = <K extends OperationName>(name: K, { id }: DraftView) => ask(name, { params: { id } });
const edit = (body: object) => ask('queues.change', { params: { id: company.queueId }, body });
const queueNow = async () => (await ask('queues.list')).body.find(({ id }) => id === company.queueId)!;
const rulesWith = async (about: Partial<QueueRules>) => ({ ...(await queueNow()).rules, ...about });
const inQueue = (about: object) => ({ queues: { [company.queueId]: about } });
const versions = async () => (await ask('routing.versions.list')).body;

describe('versions of the rules', () => {
  it('begin with what was there, and are only for those who may route', async () => {
    const all = await versions();
    expect(all.at(-1)).toMatchObject({ version: 1, cause: 'edited', state: 'live' });
    const refused = await ask('routing.versions.list', { cookie: company.people.Ana!.cookie });
    expect(refused.error?.code).toBe('permission.denied');
    for (const version of ['0', '99999', 'x', '1.5'])
      expect((await ask('routing.versions.show', { params: { version } })).error?.code).toBe('version.missing');
  });

  it('hold what was edited directly, a burst of it as one, with who did it', async () => {
    const [before] = await versions();
    await Promise.all([edit({ offerSeconds: 41 }), edit({ wrapUpSeconds: 7 })]);
    await ask('routing.common.change', { body: { restSeconds: 12 } });
    const params = { id: company.people.Bo!.id };
    await ask('routing.agents.change', { params, body: { skills: { [skillId]: 2 } } });
    const last = await eventually(async () => {
      const found = await mongoose.connection.collection('policyVersions').find().sort({ _id: -1 }).next();
      expect(Number(found?._id)).toBeGreaterThan(before!.version);
      return Number(found?._id);
    });
    const show = { params: { version: String(last) } };
    expect((await ask('routing.versions.show', show)).body).toMatchObject({
      ...{ version: before!.version + 1, cause: 'edited', by: { id: boss.id } },
      content: { queues: { [company.queueId]: { offerSeconds: 41, wrapUpSeconds: 7 } }, common: { restSeconds: 12 } },
    });
    const { body } = await ask('routing.versions.differences', show);
    expect(body).toContainEqual({ path: ['common', 'restSeconds'], kind: 'changed', before: 10, after: 12 });
    expect(body.map(({ path }) => path)).toContainEqual(['agents', company.people.Bo!.id, 'skills', skillId]);
  });

  it('are not written where nothing changed', async () => {
    await edit({ offerSeconds: 41 });
    const [last] = await versions();
    await edit({ offerSeconds: 41, outcomes: ['done'] });
    expect((await versions())[0]).toEqual(last);
  });
});

describe('a draft', () => {
  it('changes nothing that holds until it is published, and then all of it', async () => {
    const draft = await aDraft();
    const ana = company.people.Ana!.id;
    const rules = await rulesWith({ order: 'due', needs: [{ skillId, level: 2 }] });
    const { body: changed } = await change(draft, {
      ...inQueue({ rules, offerSeconds: 55 }),
      common: { restSeconds: 33 },
      agents: { [ana]: { skills: { [skillId]: 4 }, capacity: eachChannel(6) } },
      skills: { ['a'.repeat(24)]: { name: 'Warranty', nameFa: null, language: null } },
    });
    expect((await queueNow()).offerSeconds).not.toBe(55);
    expect((await ofDraft('routing.drafts.problems', changed)).body).toEqual([]);
    const { body: told } = await ofDraft('routing.drafts.differences', changed);
    expect(told.conflicts).toEqual([]);
    expect(told.differences.map(({ path }) => path.join('.'))).toEqual([
      `agents.${ana}.capacity.email`,
      `agents.${ana}.capacity.sms`,
      `agents.${ana}.capacity.voice`,
      `agents.${ana}.capacity.webchat`,
      `agents.${ana}.skills.${skillId}`,
      'common.restSeconds',
      `queues.${company.queueId}.offerSeconds`,
      `queues.${company.queueId}.rules.needs`,
      `queues.${company.queueId}.rules.order`,
      `skills.${'a'.repeat(24)}`,
    ]);
    const { body: version, status } = await publish(changed, 'for the evenings');
    expect([status, version]).toEqual([
      201,
      expect.objectContaining({
        cause: 'published',
        state: 'live',
        note: 'for the evenings',
        by: { id: boss.id, name: 'Boss' },
      }),
    ]);
    expect(await queueNow()).toMatchObject({ offerSeconds: 55, rules });
    expect((await ask('routing.common.get')).body.restSeconds).toBe(33);
    expect((await ask('skills.list')).body.map(({ name }) => name)).toContain('Warranty');
    const user = (await ask('users.list')).body.find(({ id }) => id === ana);
    expect(user).toMatchObject({ skills: { [skillId]: 4 }, capacity: eachChannel(6) });
    expect((await ofDraft('routing.drafts.show', changed)).error?.code).toBe('record.missing');
    expect((await versions())[0]).toEqual(version);
    expect(app.parts.policies.rulesVersion()).toBe(version.version);
  });

  it('is published beside what others changed elsewhere, and refused where they changed the same', async () => {
    const mine = (await change(await aDraft(), inQueue({ offerSeconds: 61, wrapUpSeconds: 61 }))).body;
    await edit({ slaTarget: 0.61 });
    await edit({ offerSeconds: 62 });
    const refused = await publish(mine);
    const path = ['queues', company.queueId, 'offerSeconds'];
    expect(refused.error).toMatchObject({ code: 'draft.conflict', details: { paths: [path] } });
    expect((await ofDraft('routing.drafts.differences', mine)).body.conflicts).toEqual([path]);
    const rebase = (keep: string, { version, id }: DraftView) =>
      ask('routing.drafts.rebase', { params: { id }, body: { version, keep } });
    const { body: based } = await rebase('live', mine);
    expect(based.content.queues[company.queueId]).toMatchObject({
      offerSeconds: 62,
      wrapUpSeconds: 61,
      slaTarget: 0.61,
    });
    expect((await rebase('draft', mine)).error?.code).toBe('record.moved');
    expect((await publish(based)).status).toBe(201);
    expect(await queueNow()).toMatchObject({ offerSeconds: 62, wrapUpSeconds: 61, slaTarget: 0.61 });
  });

  it('keeps its own word where it is asked to', async () => {
    const mine = (await change(await aDraft(), inQueue({ offerSeconds: 71 }))).body;
    await edit({ offerSeconds: 72 });
    const body = { version: mine.version, keep: 'draft' };
    const { body: based } = await ask('routing.drafts.rebase', { params: { id: mine.id }, body });
    await publish(based);
    expect((await queueNow()).offerSeconds).toBe(71);
  });

  it('is changed by one at a time', async () => {
    const draft = await aDraft();
    const [one, other] = await Promise.all([
      change(draft, { common: { restSeconds: 1 } }),
      change(draft, { common: { restSeconds: 2 } }),
    ]);
    expect([one.status, other.status].sort()).toEqual([200, 409]);
    expect((await publish(draft)).error?.code).toBe('record.moved');
  });

  it('that cannot be is not published, and says why', async () => {
    const rules = await rulesWith({ needs: [{ skillId: NOBODY, level: 1 }] });
    const { body: draft } = await change(await aDraft(), inQueue({ rules }));
    const refused = await publish(draft);
    expect(refused.error).toMatchObject({
      code: 'draft.unsound',
      details: { problems: [{ code: 'skill.unknown', queueId: company.queueId, skillId: NOBODY }] },
    });
  });

  it('may not be without a skill that a website asks for', async () => {
    const needs = [{ skillId, level: 1 }];
    const site = (topics: object[]) =>
      app.call('sites.change', { cookie: company.admin, params: { id: company.siteId }, body: { topics } });
    await site([{ queueId: company.queueId, label: { en: 'x', fa: 'x' }, needs }]);
    const rules = await rulesWith({ needs: [] });
    const { body: draft } = await change(await aDraft(), { ...inQueue({ rules }), skills: { [skillId]: null } });
    expect((await publish(draft)).error).toMatchObject({
      code: 'draft.unsound',
      details: { problems: [{ code: 'skill.inUse', skillId }] },
    });
    await site([]);
  });

  it.each<{ says: string; body: () => object; code: string }>([
    {
      says: 'a queue that is not there',
      body: () => ({ queues: { [NOBODY]: { offerSeconds: 9 } } }),
      code: 'queue.missing',
    },
    { says: 'an agent who is not there', body: () => ({ agents: { [NOBODY]: { skills: {} } } }), code: 'user.missing' },
    { says: 'a member who is not there', body: () => inQueue({ memberIds: [NOBODY] }), code: 'user.missing' },
    { says: 'an offer nobody could answer', body: () => inQueue({ offerSeconds: 0 }), code: 'input.invalid' },
    { says: 'a field that is none', body: () => inQueue({ name: 'x' }), code: 'input.invalid' },
    { says: 'a key that is no id', body: () => ({ queues: { __proto__x: {} } }), code: 'input.invalid' },
  ])('is refused with $says', async ({ body, code }) => {
    expect((await change(await aDraft(), body())).error?.code).toBe(code);
  });

  it('has an end to how many there are', async () => {
    for (let n = 0; n < 50; n += 1) await aDraft();
    const { error } = await ask('routing.drafts.create', { body: { name: 'One more' } });
    expect(error?.code).toBe('draft.tooMany');
  });

  it('takes in who came since it began, and leaves out who went', async () => {
    const draft = await aDraft();
    const late = await hire(app, company.admin, 'Late');
    const { body } = await ofDraft('routing.drafts.show', draft);
    expect(body.content.agents[late.id]).toBeDefined();
    const params = { id: late.id };
    await app.call('users.change', { cookie: company.admin, params, body: { active: false } });
    expect((await ofDraft('routing.drafts.show', draft)).body.content.agents[late.id]).toBeUndefined();
    expect((await ofDraft('routing.drafts.differences', draft)).body.differences).toEqual([]);
  });

  it('lets two skills change their names with each other', async () => {
    const two = await Promise.all(['Bills', 'Boxes'].map((name) => ask('skills.create', { body: { name } })));
    const [bills, boxes] = two.map(({ body }) => body.id) as [string, string];
    const named = (name: string) => ({ name, nameFa: null, language: null });
    const { body } = await change(await aDraft(), { skills: { [bills]: named('Boxes'), [boxes]: named('Bills') } });
    expect((await publish(body)).status).toBe(201);
    const names = new Map((await ask('skills.list')).body.map(({ id, name }) => [id, name]));
    expect([names.get(bills), names.get(boxes)]).toEqual(['Boxes', 'Bills']);
  });
});

describe('rolling back', () => {
  it('makes everything what it was, in one call, and is a version of its own', async () => {
    const [then] = await versions();
    const before = await queueNow();
    await edit({ offerSeconds: before.offerSeconds + 1, rules: await rulesWith({ order: 'strict', offersAtOnce: 3 }) });
    await ask('skills.create', { body: { name: 'Short-lived' } });
    const params = { version: String(then!.version) };
    const { body, status } = await ask('routing.versions.rollBack', { params, body: {} });
    expect([status, body.cause, body.note]).toEqual([201, 'rolledBack', `#${then!.version}`]);
    expect(await queueNow()).toEqual(before);
    expect((await ask('skills.list')).body.map(({ name }) => name)).not.toContain('Short-lived');
    expect(body.version).toBeGreaterThan(then!.version + 1);
    const same = { params: { version: String(body.version) }, query: { with: then!.version } };
    expect((await ask('routing.versions.differences', same)).body).toEqual([]);
  });

  it('is refused to a version that is not there', async () => {
    const params = { version: '4242' };
    expect((await ask('routing.versions.rollBack', { params, body: {} })).error?.code).toBe('version.missing');
  });
});
