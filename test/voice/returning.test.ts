/** A page that dies in a talk, or takes none: its customer is not cut off, and waits no longer than they are there. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { AgentLine } from '../clients.js';
import { aVoiceCompany, OURS } from './company.js';

let company: Awaited<ReturnType<typeof aVoiceCompany>>;
const lines: AgentLine[] = [];
beforeAll(async () => {
  company = await aVoiceCompany({ queue: { offerSeconds: 300 } });
});
afterEach(() => {
  for (const line of lines.splice(0)) line.close();
});
afterAll(() => company.close());

async function online(name: string) {
  const line = await company.online(name);
  lines.push(line);
  return line;
}

async function comesIntoTheLine(phone: ReturnType<typeof company.phone>, sid: string): Promise<string> {
  await company.until(async () => {
    phone.press('1');
    await company.carrier.settled();
    expect((await company.calls.bySid(sid))?.conversationId).toBeTruthy();
  });
  return (await company.calls.bySid(sid))!.conversationId!;
}

/** A caller in a talk with Ana, whose page then dies. */
async function aLostTalk() {
  const ana = await online('Ana');
  const phone = company.phone();
  const { sid } = phone.ring(OURS)!;
  const conversationId = await comesIntoTheLine(phone, sid);
  const offer = await ana.hears('offer:made', (made) => made.conversationId === conversationId);
  const page = company.client('Ana');
  await ana.ask('offer:accept', { offerId: offer.id });
  await company.until(() => expect(page.rings()).toBe(true));
  page.answer();
  await company.until(async () => expect((await company.calls.bySid(sid))?.ringing?.joined).toBe(true));
  page.unregister();
  page.hangUp();
  await company.until(async () => expect((await company.calls.bySid(sid))?.holds).toEqual([{ sid, agentId: null }]));
  return { phone, sid, page, conversationId };
}

/** As the sweep does where nobody else looks again: the clock is turned faster than any timer runs. */
const rings = (page: ReturnType<typeof company.client>) =>
  company.until(async () => {
    await company.app.parts.voice.sweep();
    expect(page.rings()).toBe(true);
  });

const conversationOf = (id: string) => company.conversations.byId(id);

async function isOver(phone: ReturnType<typeof company.phone>, sid: string) {
  phone.hangUp();
  await company.until(async () => expect(await company.calls.bySid(sid)).toMatchObject({ open: false }));
}

it('keeps the customer with music, and has them talk on as soon as the page is back', async () => {
  const { phone, sid, page, conversationId } = await aLostTalk();
  expect(phone.call()?.endedAt).toBeNull();
  page.register();
  await rings(page);
  expect(page.call()?.parameters).toMatchObject({ reason: 'offer' });
  page.answer();
  await company.until(async () => expect((await company.calls.bySid(sid))?.holds).toEqual([]));
  page.say('I am back.');
  await company.carrier.settled();
  expect(phone.heard().at(-1)).toMatchObject({ text: 'I am back.' });
  expect(await conversationOf(conversationId)).toMatchObject({ state: 'active', agentId: company.people.Ana!.id });
  await isOver(phone, sid);
});

it('gives the customer to somebody else when it does not come back', async () => {
  const { phone, sid, conversationId } = await aLostTalk();
  const bo = await online('Bo');
  await company.until(async () => {
    await company.app.parts.voice.sweep();
    expect((await conversationOf(conversationId))?.agentId).toBeNull();
  });
  const offer = await bo.hears('offer:made', (made) => made.conversationId === conversationId);
  expect(phone.call()?.endedAt).toBeNull();
  const page = company.client('Bo');
  await bo.ask('offer:accept', { offerId: offer.id });
  await company.until(() => expect(page.rings()).toBe(true));
  page.answer();
  await company.until(async () => expect((await company.calls.bySid(sid))?.holds).toEqual([]));
  await isOver(phone, sid);
});

it('has nobody wait again who has gone, though the word of it was lost', async () => {
  const { phone, sid, conversationId } = await aLostTalk();
  company.carrier.faults.drop({ about: /^call\.completed|^conference\./, times: 100 });
  phone.hangUp();
  await company.carrier.settled();
  company.carrier.faults.clear();
  expect((await company.calls.bySid(sid))?.state.endedAt).toBeNull();
  await company.advance(60);
  await company.app.parts.voice.sweep();
  await company.until(async () => expect((await conversationOf(conversationId))?.state).toBe('closed'));
  expect((await company.told(sid)).map(({ kind }) => kind)).not.toContain('conversation.requeued');
});

/** A caller whom Ana was to have, and whose page declined: they hear music in the talk, and Bo is offered them. */
async function aWaitInTheTalk() {
  const ana = await online('Ana');
  const phone = company.phone();
  const { sid } = phone.ring(OURS)!;
  const conversationId = await comesIntoTheLine(phone, sid);
  const offer = await ana.hears('offer:made', (made) => made.conversationId === conversationId);
  const bo = await online('Bo');
  const page = company.client('Ana');
  await ana.ask('offer:accept', { offerId: offer.id });
  await company.until(() => expect(page.rings()).toBe(true));
  page.decline();
  await bo.hears('offer:made', (made) => made.conversationId === conversationId);
  await company.until(async () =>
    expect((await company.calls.bySid(sid))?.state.legs[0]).toMatchObject({ sid, inConference: true }),
  );
  return { phone, sid, conversationId };
}

it('offers nobody a caller who hung up in the talk, though the word of their leg was lost', async () => {
  const { phone, sid, conversationId } = await aWaitInTheTalk();
  company.carrier.faults.drop({ about: /^call\.completed|^conference\.conference-end/, times: 100 });
  phone.hangUp();
  await company.carrier.settled();
  company.carrier.faults.clear();
  expect(await conversationOf(conversationId)).toMatchObject({ state: 'closed' });
  const { state, open } = (await company.calls.bySid(sid))!;
  expect({ ...state, open }).toMatchObject({ state: 'ended', endedBy: 'customer', open: true });
  await company.advance(45);
  await company.app.parts.voice.sweep();
  expect((await company.told(sid)).at(-1)).toMatchObject({ kind: 'call.ended', details: { reconciled: true } });
  expect(await company.calls.bySid(sid)).toMatchObject({ open: false });
});

it('asks soon about a caller whose talk is over, where that alone was told', async () => {
  const { phone, sid, conversationId } = await aWaitInTheTalk();
  company.carrier.faults.drop({ about: /^call\.completed|^conference\.participant-leave/, times: 100 });
  phone.hangUp();
  await company.carrier.settled();
  company.carrier.faults.clear();
  expect((await company.calls.bySid(sid))?.state.endedAt).toBeNull();
  await company.advance(45);
  await company.app.parts.voice.sweep();
  await company.until(async () => expect(await conversationOf(conversationId)).toMatchObject({ state: 'closed' }));
  expect((await company.told(sid)).map(({ kind }) => kind)).not.toContain('offer.expired');
});
