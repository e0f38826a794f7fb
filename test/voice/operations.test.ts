import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CallView } from '../../server/contract/index.js';
import type { AgentLine } from '../clients.js';
import { eventually } from '../eventually.js';
import { aVoiceCompany, OURS } from './company.js';

let company: Awaited<ReturnType<typeof aVoiceCompany>>;
let ana: AgentLine;
beforeAll(async () => {
  company = await aVoiceCompany();
});
afterAll(() => company.close());

type Phone = ReturnType<typeof company.phone>;
type Client = ReturnType<typeof company.client>;

/** A caller in a talk with Ana, who alone is there to be asked. */
async function aTalk() {
  ana = await company.online('Ana');
  const phone = company.phone();
  const { sid } = phone.ring(OURS)!;
  await company.until(async () => {
    phone.press('1');
    await company.carrier.settled();
    expect((await company.calls.bySid(sid))?.conversationId).toBeTruthy();
  });
  const { _id: callId, conversationId } = (await company.calls.bySid(sid))!;
  const offer = await ana.hears('offer:made', (made) => made.conversationId === conversationId);
  const page = company.client('Ana');
  await ana.ask('offer:accept', { offerId: offer.id });
  await picksUp(page);
  await company.until(async () =>
    expect((await show(callId)).legs.map(({ inConference }) => inConference)).toEqual([true, true]),
  );
  return { phone, sid, callId, conversationId: conversationId!, page };
}

async function picksUp(page: Client | Phone) {
  await company.until(() => expect(page.rings()).toBe(true));
  page.answer();
}

const as = (name: string) => ({ cookie: company.people[name]!.cookie });
async function asks(name: string, operation: string, params: Record<string, string>, body?: unknown) {
  const answer = await company.app.call(
    operation as never,
    { ...as(name), params, ...(body !== undefined && { body }) } as never,
  );
  return answer as unknown as { status: number; body: CallView; error?: { code: string } };
}
const show = async (id: string) => (await asks('Ana', 'calls.show', { id })).body;
const transfer = (id: string, way: string, to: object, clientId: string = randomUUID()) =>
  asks('Ana', 'calls.transfer', { id }, { way, to, clientId });
const kinds = async (sid: string) => (await company.told(sid)).map(({ kind }) => kind);
const hears = (listener: Phone | Client, words: string) => listener.heard().some(({ text }) => text === words);

async function says(speaker: Phone | Client, words: string) {
  speaker.say(words);
  await company.carrier.settled();
}

/** Ends it, and sees that nobody is left with anything. */
async function isOver({ phone, sid, callId }: { phone: Phone; sid: string; callId: string }) {
  phone.hangUp();
  await company.until(async () => expect(await kinds(sid)).toContain('call.ended'));
  await eventually(async () => {
    expect(await company.calls.byId(callId)).toMatchObject({ open: false, transfer: null });
    for (const { id } of Object.values(company.people))
      expect((await company.app.parts.routing.deskRecord(id)).entries).toEqual([]);
  });
  ana.close();
}

it('holds and takes back, once each, with music for the customer and the agent’s name', async () => {
  const talk = await aTalk();
  const { callId: id, phone, page, sid } = talk;
  const twice = await Promise.all([1, 2].map(() => asks('Ana', 'calls.hold', { id }, { on: true })));
  expect(twice.map(({ status }) => status)).toEqual([200, 200]);
  await says(page, 'secret');
  expect(hears(phone, 'secret')).toBe(false);
  expect((await show(id)).legs[0]).toMatchObject({ role: 'customer', held: true });
  await asks('Ana', 'calls.hold', { id }, { on: false });
  await says(page, 'hello again');
  expect(hears(phone, 'hello again')).toBe(true);
  await asks('Ana', 'calls.mute', { id }, { on: true });
  await says(page, 'unheard');
  expect(hears(phone, 'unheard')).toBe(false);
  const told = (await company.told(sid)).filter(({ kind }) => /^(hold|mute)/.test(kind));
  expect(told).toMatchObject([
    { kind: 'hold.on', details: { agentName: 'Ana' } },
    { kind: 'hold.off' },
    { kind: 'mute.on' },
  ]);
  expect((await asks('Bo', 'calls.hold', { id }, { on: true })).error?.code).toBe('call.notOn');
  await isOver(talk);
});

it('38 gives the customer back to the first agent when the target of a warm transfer is busy or does not answer', async () => {
  const talk = await aTalk();
  const { callId: id, phone, page, sid } = talk;
  const outside = company.phone();
  outside.always('decline');
  const clientId = randomUUID();
  const to = { kind: 'number', number: outside.number };
  expect((await transfer(id, 'warm', to, clientId)).status).toBe(200);
  expect((await transfer(id, 'warm', to, clientId)).status).toBe(200);
  await company.until(async () => expect(await kinds(sid)).toContain('transfer.failed'));
  await eventually(async () => expect((await show(id)).legs[0]).toMatchObject({ held: false, state: 'inProgress' }));
  await says(page, 'they are busy');
  expect(hears(phone, 'they are busy')).toBe(true);
  expect((await kinds(sid)).filter((kind) => kind === 'transfer.started')).toHaveLength(1);
  await isOver(talk);
});

it('39 goes on after a cold transfer when the agent has left, and ends for all when the customer leaves', async () => {
  const talk = await aTalk();
  const { callId: id, phone, page, sid, conversationId } = talk;
  const bo = await company.online('Bo');
  const second = company.client('Bo');
  expect((await transfer(id, 'cold', { kind: 'agent', id: company.people.Bo!.id })).status).toBe(200);
  await picksUp(second);
  await company.until(async () => expect(await kinds(sid)).toContain('transfer.completed'));
  await eventually(() => expect(page.call()?.status).toBe('completed'));
  await says(second, 'this is Bo');
  expect(hears(phone, 'this is Bo')).toBe(true);
  expect(await company.conversations.byId(conversationId)).toMatchObject({ agentId: company.people.Bo!.id });
  await isOver(talk);
  expect(second.call()?.status).toBe('completed');
  bo.close();
});

it('hands over warm, after both have spoken without the customer', async () => {
  const talk = await aTalk();
  const { callId: id, phone, page, conversationId } = talk;
  const bo = await company.online('Bo');
  const second = company.client('Bo');
  await transfer(id, 'warm', { kind: 'agent', id: company.people.Bo!.id });
  expect((await transfer(id, 'add', { kind: 'number', number: '+989120009999' })).error?.code).toBe(
    'call.transferring',
  );
  await picksUp(second);
  await company.until(async () =>
    expect((await show(id)).legs.filter(({ inConference }) => inConference)).toHaveLength(3),
  );
  await says(page, 'a difficult one');
  expect([hears(second, 'a difficult one'), hears(phone, 'a difficult one')]).toEqual([true, false]);
  expect((await asks('Ana', 'calls.complete', { id })).status).toBe(200);
  await company.until(() => expect(page.call()?.status).toBe('completed'));
  await eventually(async () =>
    expect(await company.conversations.byId(conversationId)).toMatchObject({ agentId: company.people.Bo!.id }),
  );
  await says(second, 'now with me');
  expect(hears(phone, 'now with me')).toBe(true);
  await isOver(talk);
  bo.close();
});
