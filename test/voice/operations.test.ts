import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../eventually.js';
import { aVoiceCompany } from './company.js';
import { hears, talksOf, type VoiceCompany } from './talk.js';

let company: VoiceCompany;
let talks: ReturnType<typeof talksOf>;
beforeAll(async () => {
  company = await aVoiceCompany({ agents: ['Ana', 'Bo', 'Cy'] });
  talks = talksOf(company);
});
afterAll(() => company.close());

it('holds and takes back, once each, with music for the customer and the agent’s name', async () => {
  const talk = await talks.aTalk();
  const { callId: id, phone, page, sid } = talk;
  const twice = await Promise.all([1, 2].map(() => talks.asks('Ana', 'calls.hold', { id }, { on: true })));
  expect(twice.map(({ status }) => status)).toEqual([200, 200]);
  await talks.says(page, 'secret');
  expect(hears(phone, 'secret')).toBe(false);
  expect((await talks.show(id)).legs[0]).toMatchObject({ role: 'customer', held: true });
  await talks.asks('Ana', 'calls.hold', { id }, { on: false });
  await talks.says(page, 'hello again');
  expect(hears(phone, 'hello again')).toBe(true);
  await talks.asks('Ana', 'calls.mute', { id }, { on: true });
  await talks.says(page, 'unheard');
  expect(hears(phone, 'unheard')).toBe(false);
  const told = (await company.told(sid)).filter(({ kind }) => /^(hold|mute)/.test(kind));
  expect(told).toMatchObject([
    { kind: 'hold.on', details: { agentName: 'Ana' } },
    { kind: 'hold.off' },
    { kind: 'mute.on' },
  ]);
  expect((await talks.asks('Bo', 'calls.hold', { id }, { on: true })).error?.code).toBe('call.notOn');
  await talks.isOver(talk);
});

it('38 gives the customer back to the first agent when the target of a warm transfer is busy or does not answer', async () => {
  const talk = await talks.aTalk();
  const { callId: id, phone, page, sid } = talk;
  const outside = company.phone();
  outside.always('decline');
  const clientId = randomUUID();
  const to = { kind: 'number', number: outside.number };
  expect((await talks.transfer(id, 'warm', to, { clientId })).status).toBe(200);
  expect((await talks.transfer(id, 'warm', to, { clientId })).status).toBe(200);
  await company.until(async () => expect(await talks.kinds(sid)).toContain('transfer.failed'));
  await eventually(async () =>
    expect((await talks.show(id)).legs[0]).toMatchObject({ held: false, state: 'inProgress' }),
  );
  await talks.says(page, 'they are busy');
  expect(hears(phone, 'they are busy')).toBe(true);
  expect((await talks.kinds(sid)).filter((kind) => kind === 'transfer.started')).toHaveLength(1);
  await talks.isOver(talk);
});

it('39 goes on after a cold transfer when the agent has left, and ends for all when the customer leaves', async () => {
  const talk = await talks.aTalk();
  const { callId: id, phone, page, sid, conversationId } = talk;
  const bo = await company.online('Bo');
  const second = company.client('Bo');
  expect((await talks.transfer(id, 'cold', { kind: 'agent', id: company.people.Bo!.id })).status).toBe(200);
  await talks.picksUp(second);
  await company.until(async () => expect(await talks.kinds(sid)).toContain('transfer.completed'));
  await eventually(() => expect(page.call()?.status).toBe('completed'));
  await talks.says(second, 'this is Bo');
  expect(hears(phone, 'this is Bo')).toBe(true);
  expect(await company.conversations.byId(conversationId)).toMatchObject({ agentId: company.people.Bo!.id });
  await talks.isOver(talk);
  expect(second.call()?.status).toBe('completed');
  bo.close();
});

it('hands over warm, after both have spoken without the customer', async () => {
  const talk = await talks.aTalk();
  const { callId: id, phone, page, conversationId } = talk;
  const bo = await company.online('Bo');
  const second = company.client('Bo');
  await talks.transfer(id, 'warm', { kind: 'agent', id: company.people.Bo!.id });
  expect((await talks.transfer(id, 'add', { kind: 'number', number: '+989120009999' })).error?.code).toBe(
    'call.transferring',
  );
  await talks.picksUp(second);
  await company.until(async () =>
    expect((await talks.show(id)).legs.filter(({ inConference }) => inConference)).toHaveLength(3),
  );
  await talks.says(page, 'a difficult one');
  expect([hears(second, 'a difficult one'), hears(phone, 'a difficult one')]).toEqual([true, false]);
  expect((await talks.asks('Ana', 'calls.complete', { id })).status).toBe(200);
  await company.until(() => expect(page.call()?.status).toBe('completed'));
  await eventually(async () =>
    expect(await company.conversations.byId(conversationId)).toMatchObject({ agentId: company.people.Bo!.id }),
  );
  await talks.says(second, 'now with me');
  expect(hears(phone, 'now with me')).toBe(true);
  await talks.isOver(talk);
  bo.close();
});

it('shows the conversation to whoever is asked from outside its queue, as long as they are asked', async () => {
  const talk = await talks.aTalk();
  const { callId: id, conversationId } = talk;
  const { admin: cookie, queueId, people } = company;
  const membersAre = async (...names: string[]) => {
    const body = { memberIds: names.map((name) => people[name]!.id) };
    const { status } = await company.app.call('queues.change', { cookie, params: { id: queueId }, body } as never);
    expect(status).toBe(200);
  };
  const sees = async (name: string) => (await talks.asks(name, 'conversations.show', { id: conversationId })).status;
  await membersAre('Ana');
  const bo = await company.online('Bo');
  const second = company.client('Bo');
  expect(await sees('Bo')).toBe(404);
  await talks.transfer(id, 'warm', { kind: 'agent', id: people.Bo!.id });
  await company.until(async () => expect([second.rings(), await sees('Bo')]).toEqual([true, 200]));
  await talks.picksUp(second);
  await company.until(async () =>
    expect((await talks.show(id)).legs.filter(({ inConference }) => inConference)).toHaveLength(3),
  );
  expect([await sees('Bo'), await sees('Cy')]).toEqual([200, 404]);
  second.hangUp();
  await company.until(async () => expect(await sees('Bo')).toBe(404));
  await membersAre('Ana', 'Bo', 'Cy');
  await talks.isOver(talk);
  bo.close();
});

it('speaks first with whoever of a queue is free, and the next time with the next', async () => {
  const talk = await talks.aTalk();
  const { callId: id, phone, page, sid, conversationId } = talk;
  const to = { kind: 'queue', id: company.queueId };
  expect((await talks.transfer(id, 'warm', to)).error?.code).toBe('queue.nobodyFree');
  expect((await talks.show(id)).legs[0]).toMatchObject({ held: false });
  const names = ['Bo', 'Cy'] as const;
  const sockets = await Promise.all(names.map((name) => company.online(name)));
  const pages = names.map((name) => company.client(name));
  await company.until(async () => expect((await talks.transfer(id, 'warm', to)).status).toBe(200));
  await company.until(() => expect(pages.some((one) => one.rings())).toBe(true));
  const first = pages.findIndex((one) => one.rings());
  const [asked, next] = [pages[first]!, pages[1 - first]!];
  asked.hangUp();
  await company.until(async () => expect(await talks.kinds(sid)).toContain('transfer.failed'));
  expect((await talks.transfer(id, 'warm', to)).status).toBe(200);
  await talks.picksUp(next);
  await company.until(async () => expect((await talks.asks('Ana', 'calls.complete', { id })).status).toBe(200));
  await eventually(async () =>
    expect(await company.conversations.byId(conversationId)).toMatchObject({
      agentId: company.people[names[1 - first]!]!.id,
    }),
  );
  await company.until(() => expect(page.call()?.status).toBe('completed'));
  await talks.says(next, 'now with me');
  expect(hears(phone, 'now with me')).toBe(true);
  await talks.isOver(talk);
  for (const socket of sockets) socket.close();
});
