/** Who waits in the chat, and asks to be called. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ConversationRecord } from '../../server/contract/index.js';
import { type AgentLine, type VisitorLine, visitorAt } from '../clients.js';
import { eventually } from '../eventually.js';
import { aVoiceCompany, OURS } from './company.js';
import { hears, type Page, type Phone } from './talk.js';

const TURKISH = '+905551234567';

let company: Awaited<ReturnType<typeof aVoiceCompany>>;
let ana: AgentLine | undefined;
let page: Page;
const visitors: VisitorLine[] = [];
beforeAll(async () => {
  company = await aVoiceCompany({ agents: ['Ana'] });
});
afterAll(() => company.close());
beforeEach(() => {
  page = company.client('Ana');
  page.always('answer');
});
afterEach(() => {
  ana?.close();
  ana = undefined;
  for (const visitor of visitors.splice(0)) visitor.close();
});

const conversationOf = async (id: string) => (await company.conversations.byId(id)) as ConversationRecord;
const told = async (id: string, kind: string) => {
  const { customerId } = await conversationOf(id);
  return (await company.app.parts.timeline.after(customerId, 0, 500)).touchpoints.filter((one) => one.kind === kind);
};

async function comes(token?: string): Promise<VisitorLine> {
  const visitor = await visitorAt(company.app.url, { siteKey: company.siteKey, ...(token && { token }) });
  visitors.push(visitor);
  return visitor;
}

/** Somebody who has written, and waits. */
async function waits({ queueId = company.queueId } = {}) {
  const visitor = await comes();
  const about = { name: 'Sara', text: 'My order is late.', form: 'prechat', locale: 'en' } as const;
  const start = { ...about, pages: [], clientId: randomUUID(), queueId };
  const { conversation, token } = await visitor.ask('conversation:start', start);
  return { visitor, conversation, id: conversation.id, token: token! };
}

/** Somebody who waits to be called at their phone. */
async function waitsForCall() {
  const waiting = await waits();
  const phone = company.phone();
  const national = `0${phone.person.slice(3)}`;
  await waiting.visitor.ask('call:ask', { conversationId: waiting.id, number: national });
  await waiting.visitor.hears('conversation:changed', ({ callTo }) => callTo?.number === phone.person);
  return { ...waiting, phone, national };
}

async function accepts(conversationId: string) {
  await eventually(async () => {
    const offers = await company.app.parts.routing.offersFor(company.people.Ana!.id);
    const offer = offers.find((made) => made.conversationId === conversationId);
    expect(offer).toBeDefined();
    await ana!.ask('offer:accept', { offerId: offer!.id });
  });
}

async function isTaken(conversationId: string) {
  ana = await company.online('Ana');
  await accepts(conversationId);
}

/** It is put away, and Ana has nothing left of it. */
async function isClosed(id: string) {
  await company.conversations.close(id, { by: 'agent' });
  await eventually(async () => {
    expect((await conversationOf(id)).callback).toBeUndefined();
    const { entries } = await company.app.parts.routing.deskRecord(company.people.Ana!.id);
    expect(entries).toEqual([]);
  });
}

const rings = (phone: Phone) => company.until(() => expect(phone.rings()).toBe(true));

describe('whoever waits in the chat and asks to be called', () => {
  it('asks once however often, keeps their place, is called by whoever gets them, and goes on in the chat', async () => {
    const { visitor, id, token, phone, national } = await waitsForCall();
    const { routingKey, queuedAt } = await conversationOf(id);
    await visitor.ask('call:ask', { conversationId: id, number: phone.person });
    expect(await told(id, 'callback.requested')).toMatchObject([{ details: { number: phone.person } }]);
    expect(await told(id, 'identity.added')).toMatchObject([{ details: { kind: 'phone', evidence: 'claimed' } }]);
    expect(await conversationOf(id)).toMatchObject({ state: 'queued', routingKey, queuedAt });

    const tab = await comes(token);
    const { conversation } = await tab.ask('visit:open', { after: 0 });
    expect(conversation).toMatchObject({
      state: 'waiting',
      callTo: { number: phone.person, tries: 0, calling: false, talking: false },
    });

    phone.always('wait');
    ana = await company.online('Ana');
    const offer = await ana.hears('offer:made', (made) => made.conversationId === id);
    expect(offer).toMatchObject({ channel: 'webchat', callTo: phone.person });
    await ana.ask('offer:accept', { offerId: offer.id });
    const { entries } = await company.app.parts.routing.deskRecord(company.people.Ana!.id);
    expect(entries).toMatchObject([{ conversationId: id, channel: 'voice' }]);
    await rings(phone);
    expect(page.call()?.status).toBe('in-progress');
    await tab.hears('conversation:changed', ({ callTo }) => callTo?.calling === true);
    expect(await visitor.refusal('call:ask', { conversationId: id, number: null })).toBe('conversation.moved');
    phone.answer();
    await tab.hears('conversation:changed', ({ callTo }) => callTo?.talking === true);
    await company.advance(2); // of a talk of no time nobody knows that it was one
    await company.until(async () => expect(await told(id, 'call.bridged')).toHaveLength(1));
    phone.say(national);
    await company.until(() => expect(hears(page, national)).toBe(true));
    phone.hangUp();
    await company.until(async () =>
      expect(await told(id, 'callback.done')).toMatchObject([{ details: { how: 'talked' } }]),
    );
    await tab.hears('conversation:changed', ({ callTo, agent }) => callTo === null && agent?.name === 'Ana');
    expect(await conversationOf(id)).toMatchObject({
      ...{ state: 'active', agentId: company.people.Ana!.id },
      ...{ sla: null, customerWaitsSince: null, firstResponseAt: expect.any(Date) },
    });
    await isClosed(id);
  });

  it('may wait in the chat after all, and is not called', async () => {
    const { visitor, id, phone } = await waitsForCall();
    await visitor.ask('call:ask', { conversationId: id, number: null });
    await visitor.ask('call:ask', { conversationId: id, number: null });
    expect((await visitor.ask('visit:open', { after: 0 })).conversation).toMatchObject({
      state: 'waiting',
      callTo: null,
    });
    expect(await told(id, 'callback.done')).toMatchObject([{ details: { how: 'cancelled' } }]);
    await isTaken(id);
    await company.app.parts.voice.sweep();
    await company.carrier.settled();
    expect([page.rings(), phone.rings()]).toEqual([false, false]);
    expect(await visitor.refusal('call:ask', { conversationId: id, number: phone.person })).toBe('conversation.moved');
    await isClosed(id);
  });

  it('who does not answer three times is called no more, and their chat goes on', async () => {
    const { visitor, id, phone } = await waitsForCall();
    phone.always('decline');
    await isTaken(id);
    for (const tries of [1, 2]) {
      await company.until(() =>
        expect(visitor.all('conversation:changed').at(-1)).toMatchObject({ callTo: { tries, calling: false } }),
      );
      await company.advance(301);
      await company.app.parts.desk.wake(await conversationOf(id), 'due');
      await accepts(id);
    }
    await company.until(async () =>
      expect(await told(id, 'callback.done')).toMatchObject([{ details: { how: 'givenUp' } }]),
    );
    await visitor.hears('touchpoint:appended', ({ kind, details }) => {
      return kind === 'callback.done' && details.reason === 'givenUp';
    });
    await company.app.parts.voice.sweep();
    expect(await conversationOf(id)).toMatchObject({ state: 'active' });
    await isClosed(id);
  });

  it('is called all the same when the server died between the claim and the call', async () => {
    const { id, phone } = await waitsForCall();
    phone.always('wait');
    // As if it had died there: it is Ana's and claimed, and nobody was rung.
    const to = {
      agentId: company.people.Ana!.id,
      agentName: 'Ana',
      how: 'picked',
      author: { type: 'system' },
    } as const;
    const owned = await company.conversations.assign(id, to);
    expect(owned).toBeTruthy();
    await company.app.parts.voice.sweep();
    await rings(phone);
    phone.answer();
    await company.until(async () => expect(await told(id, 'call.bridged')).toHaveLength(1));
    phone.hangUp();
    await company.until(async () => expect(await told(id, 'callback.done')).toHaveLength(1));
    await isClosed(id);
  });
});

describe('a call is asked for', () => {
  it('only at a phone number, which is not our own', async () => {
    const { visitor, id } = await waits();
    for (const number of ['', '12', 'call me', '0912', OURS])
      expect(await visitor.refusal('call:ask', { conversationId: id, number })).toBe('input.invalid');
    expect((await conversationOf(id)).callback).toBeUndefined();
    await isClosed(id);
  });

  it('only in the country of our number, or in those that are set, and never where it costs more than a call', async () => {
    const { visitor, id } = await waits();
    const ask = (number: string) => visitor.refusal('call:ask', { conversationId: id, number });
    for (const number of [TURKISH, '+18765551234', '+881612345678']) expect(await ask(number)).toBe('call.country');
    await company.answers({ callbackCountries: ['TR', 'GB'] });
    expect(await ask('+98 912 000 9999')).toBe('call.country');
    for (const number of ['+44 909 879 0000', '+979123456789']) expect(await ask(number)).toBe('call.premium');
    expect((await conversationOf(id)).callback).toBeUndefined();
    expect([await told(id, 'callback.requested'), await told(id, 'identity.added')]).toEqual([[], []]);
    expect(await ask(TURKISH)).toBe('was accepted');
    expect(await conversationOf(id)).toMatchObject({ callback: { number: TURKISH } });
    await company.answers({});
    await visitor.ask('call:ask', { conversationId: id, number: null });
    await isClosed(id);
  });

  it('for one’s own talk only, so many times an hour, and at so many', async () => {
    const [mine, other] = [await waits(), await waits()];
    const { person: number } = company.phone();
    const ask = (visitor: VisitorLine, id: string) => visitor.refusal('call:ask', { conversationId: id, number });
    expect(await ask(mine.visitor, other.id)).toBe('conversation.missing');
    for (let n = 0; n < 5; n += 1) expect(await ask(mine.visitor, mine.id)).toBe('was accepted');
    expect(await ask(mine.visitor, mine.id)).toBe('rate.limited');
    expect(await ask(other.visitor, other.id)).toBe('rate.limited');
    await mine.visitor.ask('call:ask', { conversationId: mine.id, number: null });
    for (const { id } of [mine, other]) await isClosed(id);
  });

  it('only where a number of ours calls back', async () => {
    const { visitor, id, conversation } = await waits();
    const { person: number } = company.phone();
    expect(conversation).toMatchObject({ mayAskCall: true, callTo: null });
    await company.answers({ callbacks: false });
    expect((await visitor.ask('visit:open', { after: 0 })).conversation).toMatchObject({ mayAskCall: false });
    expect(await visitor.refusal('call:ask', { conversationId: id, number })).toBe('channel.none');
    await company.answers({ callbacks: true });
    await isClosed(id);
    const other = { name: 'Elsewhere', nameFa: 'جای دیگر', memberIds: [], wrapUpSeconds: 0, outcomes: [] };
    const made = await company.app.call('queues.create', { cookie: company.admin, body: other } as never);
    const there = await waits({ queueId: (made.body as { id: string }).id });
    expect(there.conversation.mayAskCall).toBe(false);
    await isClosed(there.id);
  });
});
