import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ConversationRecord } from '../../server/contract/index.js';
import { ConversationModel } from '../../server/conversations/index.js';
import type { AgentLine } from '../clients.js';
import { eventually } from '../eventually.js';
import { aVoiceCompany, OURS } from './company.js';
import { hears, type Page, type Phone, played, talksOf } from './talk.js';

let company: Awaited<ReturnType<typeof aVoiceCompany>>;
let talks: ReturnType<typeof talksOf>;
let ana: AgentLine;
let page: Page;
beforeAll(async () => {
  company = await aVoiceCompany({ agents: ['Ana'] });
  talks = talksOf(company);
});
afterAll(() => company.close());
beforeEach(() => {
  page = company.client('Ana');
  page.always('answer');
});
afterEach(() => ana?.close());

const MAIN = { key: 'main', prompts: ['for.sales', 'press.1'] };
const choice = (to: object) => ({ digit: '1', words: { en: [], fa: [] }, to });
const conversationOf = async (id: string) => (await company.conversations.byId(id)) as ConversationRecord;
const told = async ({ customerId }: ConversationRecord, kind: string) =>
  (await company.app.parts.timeline.after(customerId, 0, 500)).touchpoints.filter((one) => one.kind === kind);

/** Waits in the line, and leaves it to be called. */
async function leavesForCallback() {
  const waiting = await talks.waits();
  const { phone, conversationId } = waiting;
  await company.until(async () => {
    phone.press('1');
    await company.carrier.settled();
    expect((await conversationOf(conversationId)).callback).toBeTruthy();
  });
  await company.until(() => expect(phone.call()?.status).toBe('completed'));
  return { ...waiting, conversation: await conversationOf(conversationId) };
}

/** Ana comes, and gets them. */
async function isTaken(conversationId: string) {
  ana = await company.online('Ana');
  await accepts(conversationId);
}

async function accepts(conversationId: string) {
  await eventually(async () => {
    const offers = await company.app.parts.routing.offersFor(company.people.Ana!.id);
    const offer = offers.find((made) => made.conversationId === conversationId);
    expect(offer).toBeDefined();
    await ana.ask('offer:accept', { offerId: offer!.id });
  });
}

const rings = (phone: Phone) => company.until(() => expect(phone.rings()).toBe(true));

async function isOver(id: string, how: string) {
  await eventually(async () => {
    const conversation = await conversationOf(id);
    expect(conversation).toMatchObject({ state: 'closed' });
    expect(conversation.callback).toBeUndefined();
    expect(await told(conversation, 'callback.done')).toMatchObject([{ details: { how } }]);
    const { entries } = await company.app.parts.routing.deskRecord(company.people.Ana!.id);
    expect(entries).toEqual([]);
  });
}

describe('whoever asks to be called back', () => {
  it('43 asks once however often they press, keeps their place, and hears the agent when they answer', async () => {
    const { phone, conversationId, conversation } = await leavesForCallback();
    phone.always('wait');
    expect(conversation).toMatchObject({ state: 'queued', callback: { number: phone.person, tries: 0 } });
    expect(await told(conversation, 'callback.requested')).toHaveLength(1);
    const later = await talks.waits();
    await isTaken(conversationId);
    await rings(phone);
    expect(page.call()?.status).toBe('in-progress');
    phone.answer();
    await company.until(async () => expect(await told(conversation, 'call.bridged')).toHaveLength(1));
    phone.say('here I am');
    await company.until(() => expect(hears(page, 'here I am')).toBe(true));
    later.phone.hangUp();
    await company.until(async () => expect((await conversationOf(later.conversationId)).state).toBe('closed'));
    phone.hangUp();
    await isOver(conversationId, 'talked');
  });

  it('43 is tried three times, some minutes apart, and then no more', async () => {
    const { phone, conversationId, conversation } = await leavesForCallback();
    phone.always('decline');
    await isTaken(conversationId);
    for (const attempt of [1, 2]) {
      await company.until(async () => expect(await conversationOf(conversationId)).toMatchObject({ state: 'snoozed' }));
      expect((await told(conversation, 'callback.tried')).map(({ details }) => details)).toContainEqual({
        attempt,
        state: 'busy',
      });
      const { routingKey } = await conversationOf(conversationId);
      expect(routingKey).toBe(conversation.routingKey);
      await company.advance(301);
      await company.app.parts.desk.wake(await conversationOf(conversationId), 'due');
      await accepts(conversationId);
    }
    await company.until(async () => expect((await conversationOf(conversationId)).state).toBe('closed'));
    await isOver(conversationId, 'givenUp');
    expect(await told(conversation, 'callback.tried')).toHaveLength(3);
  });

  it('goes on waiting for it when the server dies between the try and the end of its call', async () => {
    const { phone, conversationId } = await leavesForCallback();
    phone.always('decline');
    await isTaken(conversationId);
    await company.until(async () => expect(await conversationOf(conversationId)).toMatchObject({ state: 'snoozed' }));
    const tried = (await company.calls.byConversation(conversationId))!;
    await eventually(async () => expect((await company.calls.byId(tried._id))?.freed).toBe(true));
    await company.calls.change(tried._id, {}, { $set: { freed: false } });
    await company.advance(20);
    await company.app.parts.voice.sweep();
    expect((await company.calls.byId(tried._id))?.freed).toBe(true);
    expect(await conversationOf(conversationId)).toMatchObject({ state: 'snoozed', callback: { tries: 1 } });
    await company.conversations.close(conversationId, { by: 'customer' });
    await isOver(conversationId, 'cancelled');
  });

  it('is not called while they still hear that they will be', async () => {
    const { phone, conversationId } = await talks.waits();
    const call = (await company.calls.byConversation(conversationId))!;
    const author = { type: 'customer', id: call.customerId } as const;
    const wish = { number: phone.person, numberId: call.numberId, author };
    expect(await company.conversations.wantCallback(conversationId, wish)).toBeTruthy();
    await isTaken(conversationId);
    await company.app.parts.voice.sweep();
    expect(await conversationOf(conversationId)).toMatchObject({
      state: 'active',
      callback: { callId: null, tries: 0 },
    });
    phone.always('wait');
    phone.hangUp();
    await rings(phone);
    await company.conversations.close(conversationId, { by: 'customer' });
    await isOver(conversationId, 'cancelled');
  });

  it('is called by somebody else, or later, when the agent’s page does not answer: that is no try', async () => {
    const { phone, conversationId } = await leavesForCallback();
    page.always('wait');
    await isTaken(conversationId);
    await company.until(async () =>
      expect(await conversationOf(conversationId)).toMatchObject({
        state: 'queued',
        callback: { tries: 0, callId: null },
      }),
    );
    expect(phone.rings()).toBe(false);
    await company.conversations.close(conversationId, { by: 'customer' });
    await isOver(conversationId, 'cancelled');
  });

  it('goes on at their place when they call again themselves', async () => {
    const { phone, conversationId } = await leavesForCallback();
    phone.ring(OURS);
    await company.until(async () => {
      phone.press('1');
      await company.carrier.settled();
      expect((await conversationOf(conversationId)).callback).toBeUndefined();
    });
    expect(await conversationOf(conversationId)).toMatchObject({ state: 'queued' });
    expect((await company.calls.byConversation(conversationId))?.state.endedAt).toBeNull();
    phone.hangUp();
    await isOver(conversationId, 'cancelled');
  });

  it('is not called in quiet hours when that was asked for long ago, but after them, at their place', async () => {
    await company.answers({ quiet: { from: '00:00', to: '23:59' } });
    const { phone, conversationId, conversation } = await leavesForCallback();
    phone.always('wait');
    await company.advance(61 * 60);
    const before = page.call();
    await isTaken(conversationId);
    await eventually(async () => expect(await conversationOf(conversationId)).toMatchObject({ state: 'snoozed' }));
    const { routingKey, snoozedUntil } = await conversationOf(conversationId);
    expect(snoozedUntil!.toISOString()).toMatch(/T\d\d:[25]9:00/);
    expect([routingKey, phone.rings()]).toEqual([conversation.routingKey, false]);
    expect(page.call()).toBe(before);
    expect(await told(conversation, 'conversation.snoozed')).toHaveLength(1);
    await company.answers({ quiet: null });
    await company.app.parts.desk.wake(await conversationOf(conversationId), 'due');
    await accepts(conversationId);
    await rings(phone);
    phone.answer();
    await company.until(async () => expect(await told(conversation, 'call.bridged')).toHaveLength(1));
    phone.hangUp();
    await isOver(conversationId, 'talked');
  });

  it('has left for it, also where the server died before their call said so', async () => {
    const { phone, sid, callId, conversationId } = await talks.waits();
    const { customerId, numberId, from: number } = (await company.calls.byId(callId))!;
    const author = { type: 'customer', id: customerId } as const;
    await company.conversations.wantCallback(conversationId, { number, numberId, author });
    phone.hangUp();
    await company.until(async () => expect(await talks.kinds(sid)).toContain('call.ended'));
    const steps = await company.told(sid);
    expect(steps.filter(({ kind }) => kind === 'queue.left' || kind === 'call.ended')).toMatchObject([
      { details: { reason: 'callback' } },
      { details: { outcome: 'callback' } },
    ]);
    await company.conversations.close(conversationId, { by: 'system' });
  });

  it('is called all the same when the server died between the claim and the call', async () => {
    const { phone, conversationId, conversation } = await leavesForCallback();
    phone.always('wait');
    const { people, conversations } = company;
    // As if it had died there: it is Ana's and claimed, and nobody was rung.
    const owned = await conversations.assign(conversationId, {
      ...{ agentId: people.Ana!.id, agentName: 'Ana', how: 'picked', author: { type: 'system' } },
    });
    expect(owned).toBeTruthy();
    await company.app.parts.voice.sweep();
    await rings(phone);
    phone.answer();
    await company.until(async () => expect(await told(conversation, 'call.bridged')).toHaveLength(1));
    phone.hangUp();
    await isOver(conversationId, 'talked');
  });
});

it('a call missed in the line leaves a follow-up in its conversation, once', async () => {
  const { phone, conversationId } = await talks.waits();
  phone.hangUp();
  await company.until(async () => expect(await conversationOf(conversationId)).toMatchObject({ state: 'closed' }));
  const conversation = await conversationOf(conversationId);
  expect(await told(conversation, 'followUp.set')).toMatchObject([{ conversationId }]);
});

it('whoever chooses to be called, and rings and chooses it again, is to be called once', async () => {
  await company.answers({ menu: { steps: [{ ...MAIN, choices: [choice({ kind: 'callback' })] }] } });
  const phone = company.phone();
  const chooses = async () => {
    const { sid } = phone.ring(OURS)!;
    await company.until(async () => {
      phone.press('1');
      await company.carrier.settled();
      expect((await company.calls.bySid(sid))?.left).toBe('callback');
    });
    await company.until(() => expect(phone.call()?.status).toBe('completed'));
    return (await company.calls.bySid(sid))!;
  };
  const [first, second] = [await chooses(), await chooses()];
  expect(second.conversationId).toBe(first.conversationId);
  expect(await ConversationModel.countDocuments({ customerId: first.customerId })).toBe(1);
  expect(await conversationOf(first.conversationId!)).toMatchObject({ state: 'queued', callback: { tries: 0 } });
  await company.conversations.close(first.conversationId!, { by: 'system' });
});

it('whoever presses 2 in the line waits on where the number takes no messages', async () => {
  const queue = { kind: 'queue', queueId: company.queueId };
  await company.answers({ voicemailSeconds: 0, menu: { steps: [{ ...MAIN, choices: [choice(queue)] }] } });
  const { phone, sid, conversationId } = await talks.waits();
  await company.until(() => expect(played(phone)).toContain('en/for.callback'));
  phone.press('2');
  await company.advance(30);
  expect(phone.call()?.status).toBe('in-progress');
  expect([(await company.calls.bySid(sid))?.left, (await conversationOf(conversationId)).state]).toEqual([
    null,
    'queued',
  ]);
  phone.hangUp();
  await company.until(async () => expect(await talks.kinds(sid)).toContain('call.ended'));
});
