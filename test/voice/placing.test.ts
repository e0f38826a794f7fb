import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { CallView } from '../../server/contract/index.js';
import type { AgentLine } from '../clients.js';
import { eventually } from '../eventually.js';
import { aVoiceCompany, OURS } from './company.js';

let company: Awaited<ReturnType<typeof aVoiceCompany>>;
let ana: AgentLine;
let numberId: string;
beforeAll(async () => {
  company = await aVoiceCompany();
  numberId = (await company.app.parts.numbers.all())[0]!._id;
  ana = await company.online('Ana');
});
afterAll(async () => {
  ana.close();
  await company.close();
});

let customerId: string;
let phone: ReturnType<typeof company.phone>;
let page: ReturnType<typeof company.client>;
beforeEach(async () => {
  customerId = (await company.app.parts.customers.createCustomer({ name: 'Sara', locale: 'en' }))._id;
  phone = company.phone();
  phone.always('wait');
  page = company.client('Ana');
  page.always('answer');
});

async function place(more: Record<string, unknown> = {}) {
  const body = { customerId, numberId, number: phone.person, clientId: randomUUID(), ...more };
  const answer = await company.app.call('calls.place', { cookie: company.people.Ana!.cookie, body } as never);
  return answer as unknown as { status: number; body: CallView; error?: { code: string } };
}
const told = async () => (await company.app.parts.timeline.after(customerId, 0, 500)).touchpoints;
const ofKind = async (kind: string) => (await told()).filter((one) => one.kind === kind);

/** The call came to this, and nobody is left with anything. */
async function comesTo(call: CallView, details: Record<string, unknown>) {
  await company.until(async () => expect(await ofKind('call.ended')).toMatchObject([{ details }]));
  await eventually(async () => {
    expect(await company.calls.byId(call.id)).toMatchObject({ open: false, freed: true });
    expect(await company.conversations.byId(call.conversationId!)).toMatchObject({ state: 'closed' });
    expect((await company.app.parts.routing.deskRecord(company.people.Ana!.id)).entries).toEqual([]);
  });
  expect(page.call()?.status).not.toBe('in-progress');
}

it('rings the agent’s own page first, then the customer, once however often it is asked for', async () => {
  page.always('wait');
  const clientId = randomUUID();
  const [first, second] = [await place({ clientId }), await place({ clientId })];
  expect(first).toMatchObject({ status: 201, body: { direction: 'out', number: phone.person } });
  expect(second.body.id).toBe(first.body.id);
  expect(await ofKind('conversation.assigned')).toMatchObject([{ details: { agentName: 'Ana', how: 'began' } }]);
  await company.until(() => expect(page.rings()).toBe(true));
  expect(phone.rings()).toBe(false);
  page.answer();
  await company.until(() => expect(phone.rings()).toBe(true));
  phone.answer();
  await company.until(async () => expect(await ofKind('call.bridged')).toHaveLength(1));
  expect((await place()).error?.code).toBe('call.busy');
  phone.say('hello');
  await company.until(() => expect(page.heard().some(({ text }) => text === 'hello')).toBe(true));
  phone.hangUp();
  await comesTo(first.body, { outcome: 'talked', by: 'customer' });
  expect(await ofKind('call.placed')).toHaveLength(1);
});

it('makes one call of two wishes of one agent at once, and leaves nothing of the other', async () => {
  const answers = await Promise.all([place(), place()]);
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  expect(answers.find(({ status }) => status === 409)?.error?.code).toBe('call.busy');
  const { body } = answers.find(({ status }) => status === 201)!;
  phone.always('decline');
  await company.until(async () => expect(await ofKind('call.ended')).toHaveLength(1));
  await eventually(async () => {
    const opened = await ofKind('conversation.opened');
    expect(opened.length).toBeGreaterThan(0);
    for (const { conversationId } of opened)
      expect(await company.conversations.byId(conversationId!)).toMatchObject({ state: 'closed' });
    expect((await company.app.parts.routing.deskRecord(hers().id)).entries).toEqual([]);
  });
  expect(await company.calls.byId(body.id)).toMatchObject({ open: false });
  const another = await place();
  expect(another.status).toBe(201);
  await company.until(async () => expect(await ofKind('call.ended')).toHaveLength(2));
});

it('tries no longer than two minutes to have the customer rung, and frees the agent', async () => {
  page.always('wait');
  const { body } = await place();
  await company.until(() => expect(page.rings()).toBe(true));
  const { api } = company.carrier;
  api.answer500({ times: 1_000, on: /^POST .*(Calls|Participants)\.json$/ });
  page.answer();
  await company.until(() => expect(page.call()?.status).toBe('in-progress'));
  await company.advance(40);
  await company.app.parts.voice.sweep();
  expect(page.call()?.status).toBe('in-progress');
  await company.advance(100);
  await company.app.parts.voice.sweep();
  api.clear();
  await comesTo(body, { outcome: 'failed' });
});

it('tells that the customer is busy, and frees the agent', async () => {
  phone.always('decline');
  const { body } = await place();
  await comesTo(body, { outcome: 'busy' });
  const ends = (await ofKind('leg.ended')).map(({ details }) => details);
  expect(ends).toContainEqual(expect.objectContaining({ role: 'customer', state: 'busy' }));
  expect(await ofKind('call.bridged')).toEqual([]);
});

it('tells that the customer does not answer', async () => {
  const { body } = await place();
  await comesTo(body, { outcome: 'noAnswer' });
  const ends = (await ofKind('leg.ended')).map(({ details }) => details);
  expect(ends).toContainEqual(expect.objectContaining({ role: 'customer', state: 'noAnswer' }));
});

it('never rings the customer when the agent’s own page does not answer', async () => {
  page.always('wait');
  const { body } = await place();
  await comesTo(body, { outcome: 'failed' });
  expect(phone.call()).toBeNull();
});

it('lets the agent hang up while the customer is still being called', async () => {
  const { body } = await place();
  await company.until(() => expect(phone.rings()).toBe(true));
  const params = { id: body.id };
  const cookie = company.people.Ana!.cookie;
  expect(await company.app.call('calls.hangUp', { cookie, params } as never)).toMatchObject({ status: 200 });
  await comesTo(body, { outcome: 'failed', by: 'agent' });
  await company.until(() => expect(phone.rings()).toBe(false));
});

it('refuses whoever wants no calls, and the hours in which nobody is called', async () => {
  expect(await place({ number: 'nobody' })).toMatchObject({ status: 400 });
  await quiet({ from: '00:00', to: '23:59' });
  expect((await place()).error?.code).toBe('call.quietHours');
  await quiet(null);
  await company.app.parts.customers.recordConsent(customerId, 'voice', false, 'agent');
  expect((await place()).error?.code).toBe('call.unwanted');
  expect(await told()).toEqual([]);
});

async function quiet(hours: { from: string; to: string } | null) {
  const { voice } = (await company.app.parts.numbers.byId(numberId))!;
  const body = { voice: { ...voice, quiet: hours } };
  const cookie = await company.app.signIn();
  const answer = await company.app.call('numbers.change', { cookie, params: { id: numberId }, body } as never);
  expect(answer.status).toBe(200);
}

const hers = () => ({ id: company.people.Ana!.id, name: 'Ana' });

async function aConversation(channel: 'voice' | 'webchat') {
  const { parts } = company.app;
  const conversation = await parts.conversations.open({
    ...{ customer: { _id: customerId, name: 'Sara', value: 0 }, verified: false, channel, siteId: null },
    ...{ queueId: company.queueId, queueName: 'Orders', locale: 'en', by: 'agent', owner: hers() },
    ...{ startKey: randomUUID(), told: () => [] },
  });
  await parts.routing.hold(hers().id, conversation);
  return conversation;
}

it('belongs to the chat it is begun from, and ends without it, and goes on without it', async () => {
  const { _id: conversationId } = await aConversation('webchat');
  const { body } = await place({ conversationId });
  expect(body.conversationId).toBe(conversationId);
  await company.until(() => expect(phone.rings()).toBe(true));
  phone.answer();
  await company.until(async () => expect(await ofKind('call.bridged')).toMatchObject([{ conversationId }]));
  phone.hangUp();
  await company.until(async () =>
    expect(await company.calls.byId(body.id)).toMatchObject({ open: false, freed: true }),
  );
  expect(await company.conversations.byId(conversationId)).toMatchObject({ state: 'active' });

  await place({ conversationId });
  await company.until(() => expect(phone.rings()).toBe(true));
  phone.answer();
  await company.until(async () => expect(await ofKind('call.bridged')).toHaveLength(2));
  await company.conversations.close(conversationId, { by: 'customer', author: { type: 'system' } });
  await company.advance(20);
  await company.app.parts.voice.sweep();
  expect(phone.call()?.status).toBe('in-progress');
  page.hangUp();
  await company.until(() => expect(phone.call()?.status).toBe('completed'));
});

/** As far as somebody comes who dies right after they claimed it. */
async function claimed(by = numberId) {
  const author = { type: 'agent', ...hers() } as const;
  const conversation = await aConversation('voice');
  const _id = randomUUID().replaceAll('-', '').slice(0, 24);
  const own = { _id, numberId: by, from: OURS, to: phone.person, locale: 'en', author } as const;
  return company.calls.place({ ...own, conversation, reason: 'place', version: conversation.version });
}

it('is carried out by the sweep when whoever claimed it died before the carrier heard of it', async () => {
  const { _id: id } = await claimed();
  await company.app.parts.voice.sweep();
  expect(page.rings()).toBe(false);
  await company.advance(40);
  await company.app.parts.voice.sweep();
  await company.until(() => expect(phone.rings()).toBe(true));
  phone.answer();
  await company.until(async () => expect(await ofKind('call.bridged')).toHaveLength(1));
  phone.hangUp();
  const { conversationId } = (await company.calls.byId(id))!;
  await comesTo({ id, conversationId } as CallView, { outcome: 'talked' });
});

it('calls the customer once when whoever was to call them died over it', async () => {
  page.always('wait');
  const { body } = await place();
  await company.until(() => expect(page.rings()).toBe(true));
  expect(await company.calls.dial(body.id, null)).toBeTruthy();
  page.answer();
  await company.advance(10);
  expect(phone.rings()).toBe(false);
  await company.advance(30);
  await company.app.parts.voice.sweep();
  await company.until(() => expect(phone.rings()).toBe(true));
  phone.answer();
  await company.until(async () => expect(await ofKind('call.bridged')).toHaveLength(1));
  phone.hangUp();
  await comesTo(body, { outcome: 'talked' });
});

it.each([
  {
    says: 'where its number asks for that',
    detectsMachines: true,
    heard: [{ details: { answeredBy: 'machine_start' } }],
  },
  { says: 'and not where it does not', detectsMachines: false, heard: [] },
])('tells that a machine took the call, $says', async ({ detectsMachines, heard }) => {
  await company.answers({ detectsMachines });
  phone.always('machine');
  const { body: call } = await place();
  await company.until(async () => expect(await ofKind('call.bridged')).toHaveLength(1));
  await company.until(async () => expect(await ofKind('amd.result')).toMatchObject(heard));
  phone.hangUp();
  await comesTo(call, { outcome: 'talked' });
  expect(await ofKind('amd.result')).toHaveLength(heard.length);
});

it('keeps no agent from calling when the number of a claimed call is gone', async () => {
  const { _id: id, conversationId } = await claimed('0123456789abcdef01234567');
  expect((await place()).error?.code).toBe('call.busy');
  await company.advance(150);
  await company.app.parts.voice.sweep();
  expect(await company.calls.byId(id)).toMatchObject({ open: false, freed: true });
  await company.conversations.close(conversationId!, { by: 'system' });
  phone.always('decline');
  const { status, body } = await place();
  expect(status).toBe(201);
  await comesTo(body, { outcome: 'busy' });
});

it('leaves nothing with the agent whose page the carrier refuses to ring, and calls when it is asked again', async () => {
  const clientId = randomUUID();
  const { api } = company.carrier;
  api.answer500({ times: 20, on: /^POST .*Participants\.json$/ });
  for (const _ of [1, 2]) {
    expect((await place({ clientId })).error?.code).toBe('carrier.failed');
    await eventually(async () => {
      const [opened] = await ofKind('conversation.opened');
      expect(await company.conversations.byId(opened!.conversationId!)).toMatchObject({ state: 'closed' });
      const { entries } = await company.app.parts.routing.deskRecord(company.people.Ana!.id);
      expect(entries).toEqual([]);
    });
  }
  api.clear();
  phone.always('answer');
  const { status, body } = await place({ clientId });
  expect(status).toBe(201);
  await company.until(async () => expect(await ofKind('call.bridged')).toHaveLength(1));
  expect(await ofKind('conversation.opened')).toHaveLength(1);
  phone.hangUp();
  await comesTo(body, { outcome: 'talked' });
});
