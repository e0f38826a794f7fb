import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConversationModel } from '../../server/conversations/index.js';
import { type Booted, bootApp } from '../boot.js';
import { aStart, visitorAt } from '../clients.js';
import { aCompany, hire, type Person } from '../company.js';

let app: Booted;
let company: Awaited<ReturnType<typeof aCompany>>;
let boss: Person;
let secret: string;
beforeAll(async () => {
  app = await bootApp();
  company = await aCompany(app, { agents: ['Ana'] });
  boss = await hire(app, company.admin, 'Boss', { role: 'supervisor' });
  const made = await app.call('sites.newSecret', { cookie: company.admin, params: { id: company.siteId } });
  secret = made.body.secret;
});
afterAll(() => app.close());

function aJwt(claims: { sub: string; value?: unknown }): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const payload = { aud: company.siteKey, exp: Math.floor(Date.now() / 1_000) + 600, ...claims };
  const unsigned = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(payload)}`;
  return `${unsigned}.${createHmac('sha256', secret).update(unsigned).digest('base64url')}`;
}
async function chatting() {
  const visitor = await visitorAt(app.url, { siteKey: company.siteKey });
  const begun = await visitor.ask('conversation:start', aStart({ queueId: company.queueId }));
  return { visitor, customerId: begun.customerId, conversationId: begun.conversation.id };
}
const change = (id: string, body: object, cookie = boss.cookie) =>
  app.call('customers.change', { cookie, params: { id }, body });
const worthOf = async (conversationId: string) => (await ConversationModel.findById(conversationId).lean())?.value;

describe('what a customer is worth', () => {
  it('is nothing until a supervisor says so, and moves with what waits', async () => {
    const { customerId, conversationId } = await chatting();
    expect(await worthOf(conversationId)).toBe(0);
    const { body } = await change(customerId, { value: 4 });
    expect(body.value).toBe(4);
    expect(await worthOf(conversationId)).toBe(4);
  });

  it.each([{ value: 6 }, { value: -1 }, { value: 2.5 }, { value: '3' }])('is refused as %o', async (body) => {
    const { customerId } = await chatting();
    expect((await change(customerId, body)).error?.code).toBe('input.invalid');
  });

  it('is not for an agent to say, who may change the rest', async () => {
    const { customerId } = await chatting();
    const cookie = company.people.Ana!.cookie;
    const refused = await change(customerId, { name: 'Mani', value: 5 }, cookie);
    expect(refused.error).toMatchObject({ code: 'permission.denied', details: { permission: 'customer.value' } });
    const renamed = await change(customerId, { name: 'Mani' }, cookie);
    expect(renamed.body).toMatchObject({ name: 'Mani', value: 0 });
  });

  it('is said by the host page too, for what waits and for what comes', async () => {
    const sub = randomUUID();
    const { visitor, conversationId, customerId } = await chatting();
    await visitor.ask('visitor:identify', { jwt: aJwt({ sub, value: 3 }) });
    expect(await worthOf(conversationId)).toBe(3);
    await app.call('conversations.close', { cookie: boss.cookie, params: { id: conversationId }, body: {} });
    const again = await visitor.ask('conversation:start', aStart({ queueId: company.queueId }));
    expect(again.customerId).toBe(customerId);
    expect(await worthOf(again.conversation.id)).toBe(3);
  });

  it.each([9, 'a lot', null, 1.5])('stays what it was where the host page says %o', async (value) => {
    const sub = randomUUID();
    const { visitor, conversationId } = await chatting();
    await visitor.ask('visitor:identify', { jwt: aJwt({ sub, value: 2 }) });
    await visitor.ask('visitor:identify', { jwt: aJwt({ sub, value }) });
    expect(await worthOf(conversationId)).toBe(2);
  });

  it('is the joined customer’s own again once they are taken apart', async () => {
    const [one, other] = [await chatting(), await chatting()];
    await change(one.customerId, { value: 5 });
    const joining = { cookie: boss.cookie, params: { id: one.customerId }, body: { otherId: other.customerId } };
    await app.call('customers.merge', joining);
    expect(await worthOf(other.conversationId)).toBe(5);
    await app.call('customers.unmerge', joining);
    expect(await worthOf(other.conversationId)).toBe(0);
  });
});

it('a topic’s needs are asked of the agent by what is begun with it', async () => {
  const { body: skill } = await app.call('skills.create', { cookie: boss.cookie, body: { name: 'Refunds' } });
  const needs = [{ skillId: skill.id, level: 3 }];
  const topics = [{ queueId: company.queueId, label: { en: 'Refund', fa: 'بازپرداخت' }, needs }];
  await app.call('sites.change', { cookie: company.admin, params: { id: company.siteId }, body: { topics } });
  const { conversationId } = await chatting();
  expect((await ConversationModel.findById(conversationId).lean())?.needs).toEqual(needs);
  const deleted = await app.call('skills.delete', { cookie: boss.cookie, params: { id: skill.id } });
  expect(deleted.error?.code).toBe('skill.inUse');
  await app.call('sites.change', { cookie: company.admin, params: { id: company.siteId }, body: { topics: [] } });
  const still = await app.call('skills.delete', { cookie: boss.cookie, params: { id: skill.id } });
  expect(still.error).toMatchObject({ code: 'skill.inUse', details: { siteIds: [], conversations: true } });
});
