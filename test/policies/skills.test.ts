import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Booted, bootApp } from '../boot.js';
import { eachChannel } from '../build/capacity.js';
import { hire, type Person } from '../company.js';

let app: Booted;
let admin: string;
let boss: Person;
let ana: Person;
let made = 0;
beforeAll(async () => {
  app = await bootApp();
  admin = await app.signIn();
  boss = await hire(app, admin, 'Boss', { role: 'supervisor' });
  ana = await hire(app, admin, 'Ana');
});
afterAll(() => app.close());

const NOBODY = 'f'.repeat(24);
const aName = () => {
  made += 1;
  return `Skill ${made}`;
};
async function aSkill(about: object = {}) {
  const { status, body } = await app.call('skills.create', { cookie: boss.cookie, body: { name: aName(), ...about } });
  expect(status).toBe(201);
  return body;
}
const remove = (id: string) => app.call('skills.delete', { cookie: boss.cookie, params: { id } });
const able = (id: string, body: object, cookie = boss.cookie) =>
  app.call('routing.agents.change', { cookie, params: { id }, body });

describe('a skill', () => {
  it.each([
    { says: 'without a name', body: {}, status: 400, code: 'input.invalid' },
    { says: 'of a language we do not speak', body: { name: 'x', language: 'tlh' }, status: 400, code: 'input.invalid' },
    { says: 'with a field that is none', body: { name: 'x', level: 3 }, status: 400, code: 'input.invalid' },
  ])('$says is refused', async ({ body, status, code }) => {
    const answer = await app.call('skills.create', { cookie: boss.cookie, body });
    expect([answer.status, answer.error?.code]).toEqual([status, code]);
  });

  it('is read by everybody and changed by those who may', async () => {
    const refused = await app.call('skills.create', { cookie: ana.cookie, body: { name: aName() } });
    expect(refused.error?.code).toBe('permission.denied');
    const skill = await aSkill({ nameFa: 'فنی' });
    const renamed = { name: 'Technical', nameFa: '' };
    const changed = await app.call('skills.change', { cookie: boss.cookie, params: { id: skill.id }, body: renamed });
    expect(changed.body).toEqual({ id: skill.id, name: 'Technical', nameFa: null, language: null });
    const { body } = await app.call('skills.list', { cookie: ana.cookie });
    expect(body).toContainEqual(changed.body);
  });

  it('has a name of its own, and a language of its own', async () => {
    const skill = await aSkill({ language: 'fa' });
    const again = await app.call('skills.create', { cookie: boss.cookie, body: { name: skill.name } });
    expect(again.error?.code).toBe('name.taken');
    const second = await app.call('skills.create', { cookie: boss.cookie, body: { name: aName(), language: 'fa' } });
    expect(second.error?.code).toBe('name.taken');
    const other = await aSkill();
    const params = { id: other.id };
    const renamed = await app.call('skills.change', { cookie: boss.cookie, params, body: { name: skill.name } });
    expect(renamed.error?.code).toBe('name.taken');
    const itself = { name: skill.name, language: 'fa' };
    const kept = await app.call('skills.change', { cookie: boss.cookie, params: { id: skill.id }, body: itself });
    expect(kept.status).toBe(200);
  });

  it('goes once nobody has it and nothing asks for it', async () => {
    const skill = await aSkill();
    const need = { skillId: skill.id, level: 2 };
    const { body: queue } = await app.call('queues.create', { cookie: admin, body: { name: aName() } });
    const rules = (needs: object[]) =>
      app.call('queues.change', {
        cookie: admin,
        params: { id: queue.id },
        body: { rules: { ...queue.rules, needs } },
      });
    await rules([need]);
    expect((await remove(skill.id)).error).toMatchObject({ code: 'skill.inUse', details: { queueIds: [queue.id] } });
    await rules([]);
    const site = { name: aName(), topics: [{ queueId: queue.id, label: { en: 'x', fa: 'x' }, needs: [need] }] };
    const { body: made } = await app.call('sites.create', { cookie: admin, body: site });
    expect(made.topics[0]?.needs).toEqual([need]);
    expect((await remove(skill.id)).error).toMatchObject({ code: 'skill.inUse', details: { siteIds: [made.id] } });
    await app.call('sites.delete', { cookie: admin, params: { id: made.id } });
    await able(ana.id, { skills: { [skill.id]: 4 } });
    expect((await remove(skill.id)).error).toMatchObject({ code: 'skill.inUse', details: { agents: true } });
    await able(ana.id, { skills: { [skill.id]: 0 } });
    expect((await remove(skill.id)).status).toBe(204);
    expect((await remove(skill.id)).error?.code).toBe('skill.missing');
  });

  it('that is not there cannot be asked for, by a queue or a topic', async () => {
    const need = { skillId: NOBODY, level: 1 };
    const { body: queue } = await app.call('queues.create', { cookie: admin, body: { name: aName() } });
    const params = { id: queue.id };
    const rules = { ...queue.rules, needs: [need] };
    const asked = await app.call('queues.change', { cookie: admin, params, body: { rules } });
    expect(asked.error).toMatchObject({ code: 'skill.missing', details: { skillIds: [NOBODY] } });
    const topics = [{ queueId: queue.id, label: { en: 'x', fa: 'x' }, needs: [need] }];
    const site = await app.call('sites.create', { cookie: admin, body: { name: aName(), topics } });
    expect(site.error?.code).toBe('skill.missing');
  });
});

describe('what an agent can do', () => {
  it('is set by a supervisor, cell by cell', async () => {
    const [one, other] = [await aSkill(), await aSkill()];
    await able(ana.id, { skills: { [one.id]: 3, [other.id]: 1 } });
    const { body } = await able(ana.id, { skills: { [one.id]: 5 }, capacity: eachChannel(4) });
    expect(body).toMatchObject({ skills: { [one.id]: 5, [other.id]: 1 }, capacity: eachChannel(4) });
    const gone = await able(ana.id, { skills: { [one.id]: 0, [other.id]: 0 } });
    expect(gone.body.skills).toEqual({});
    expect(gone.body.email).toBe('');
  });

  it.each([
    { says: 'a skill that is not there', body: { skills: { [NOBODY]: 1 } }, code: 'skill.missing' },
    { says: 'a level above the highest', body: { skills: { [NOBODY]: 6 } }, code: 'input.invalid' },
    { says: 'a key that is no id', body: { skills: { $where: 1 } }, code: 'input.invalid' },
    { says: 'a channel left out', body: { capacity: { webchat: 1 } }, code: 'input.invalid' },
    { says: 'less than nothing at once', body: { capacity: { ...eachChannel(1), voice: -1 } }, code: 'input.invalid' },
  ])('is refused with $says', async ({ body, code }) => {
    expect((await able(ana.id, body)).error?.code).toBe(code);
  });

  it('is not for agents to say, and only of accounts that are there', async () => {
    expect((await able(ana.id, { capacity: eachChannel(9) }, ana.cookie)).error?.code).toBe('permission.denied');
    expect((await able(NOBODY, { capacity: eachChannel(9) })).error?.code).toBe('user.missing');
  });
});

describe('the rules of the whole company', () => {
  const common = (body: object, cookie = boss.cookie) => app.call('routing.common.change', { cookie, body });

  it('are there before anybody sets them, and change part by part', async () => {
    const { body } = await app.call('routing.common.get', { cookie: ana.cookie });
    expect(body).toEqual({ restSeconds: 10, interrupts: { webchat: ['email'], email: [], sms: [], voice: ['email'] } });
    const changed = await common({ restSeconds: 25 });
    expect(changed.body).toEqual({ ...body, restSeconds: 25 });
    const interrupts = { ...body.interrupts, voice: ['email', 'sms'] };
    expect((await common({ interrupts })).body).toEqual({ restSeconds: 25, interrupts });
  });

  it.each([
    { says: 'a channel that is none', body: { interrupts: { fax: [] } } },
    { says: 'a rest without end', body: { restSeconds: 1e9 } },
  ])('are refused with $says', async ({ body }) => expect((await common(body)).error?.code).toBe('input.invalid'));

  it('are not for agents to change', async () =>
    expect((await common({ restSeconds: 1 }, ana.cookie)).error?.code).toBe('permission.denied'));
});

describe('the rules of a queue', () => {
  it('do what was always done until somebody says otherwise, and name only queues that are there', async () => {
    const { body: queue } = await app.call('queues.create', { cookie: admin, body: { name: aName() } });
    expect(queue.rules).toMatchObject({
      order: 'offset',
      choice: 'longestIdle',
      needs: [],
      steps: [],
      offersAtOnce: 1,
    });
    const params = { id: queue.id };
    const overflowTo = (queueId: string) => ({
      rules: { ...queue.rules, overflow: [{ cause: 'age', seconds: 60, to: 'queue', queueId }] },
    });
    const nowhere = await app.call('queues.change', { cookie: admin, params, body: overflowTo(NOBODY) });
    expect(nowhere.error?.code).toBe('queue.missing');
    const itself = await app.call('queues.change', { cookie: admin, params, body: overflowTo(queue.id) });
    expect(itself.error?.code).toBe('input.invalid');
    const { body: other } = await app.call('queues.create', { cookie: admin, body: { name: aName() } });
    expect((await app.call('queues.change', { cookie: admin, params, body: overflowTo(other.id) })).status).toBe(200);
    const kept = await app.call('queues.delete', { cookie: admin, params: { id: other.id } });
    expect(kept.error).toMatchObject({ code: 'queue.inUse', details: { queueIds: [queue.id] } });
  });
});
