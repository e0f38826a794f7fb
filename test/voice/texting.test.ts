/** Texts to somebody who is, or was, on the phone: into the conversation of their call. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallRecord, TouchpointView } from '../../server/contract/index.js';
import { ConversationModel } from '../../server/conversations/index.js';
import { aVoiceCompany, OURS } from './company.js';
import { type Phone, played, talksOf, type VoiceCompany } from './talk.js';

let company: VoiceCompany;
let talks: ReturnType<typeof talksOf>;
beforeAll(async () => {
  company = await aVoiceCompany({ queue: { wrapUpSeconds: 600 }, sms: { quiet: { from: '00:00', to: '23:59' } } });
  talks = talksOf(company);
});
afterAll(() => company.close());

const AS_TEXT = { channel: 'sms' };

function texts(conversationId: string, text: string, about: object = AS_TEXT) {
  const body = { clientId: randomUUID(), text, ...about };
  const asked = company.app.call('conversations.reply', {
    cookie: company.people.Ana!.cookie,
    params: { id: conversationId },
    body,
  } as never);
  return asked as unknown as Promise<{ status: number; body: TouchpointView; error?: { code: string } }>;
}

const arrivedAt = async (number: string) =>
  (await company.sdk.messages.list({ to: number, limit: 50 })).map(({ body, from }) => ({ body, from })).reverse();

async function finish({ conversationId, ana }: { conversationId: string; ana: { close(): void } }) {
  const closed = await talks.asks('Ana', 'conversations.close', { id: conversationId }, { outcome: 'solved' });
  expect(closed.status, closed.error?.code).toBe(200);
  ana.close();
}

describe('whoever is on the phone', () => {
  it('gets a text from the number they called, while they talk and while it is written up, and answers into the same matter', async () => {
    const talk = await talks.aTalk();
    const { conversationId, phone, sid } = talk;
    const sent = await texts(conversationId, 'https://shop.example/42');
    expect(sent.status, sent.error?.code).toBe(202);
    expect(sent.body).toMatchObject({ channel: 'sms', details: { sms: { from: OURS, to: phone.number } } });
    await company.until(async () =>
      expect(await arrivedAt(phone.number)).toEqual([{ body: 'https://shop.example/42', from: OURS }]),
    );
    expect(await company.conversations.byId(conversationId)).toMatchObject({ channel: 'voice', state: 'active' });

    phone.text(OURS, 'it opens', []);
    await company.until(async () => {
      const told = (await company.told(sid)).filter(({ kind }) => kind === 'message');
      expect(told.map(({ text, conversationId: of }) => [text, of])).toEqual([
        ['https://shop.example/42', conversationId],
        ['it opens', conversationId],
      ]);
    });

    phone.hangUp();
    await company.until(async () =>
      expect(await company.conversations.byId(conversationId)).toMatchObject({ state: 'wrapUp' }),
    );
    const summary = await texts(conversationId, 'You spoke with Ana.');
    expect(summary.status, summary.error?.code).toBe(202);
    await company.until(async () => expect(await arrivedAt(phone.number)).toHaveLength(2));
    expect(await company.conversations.byId(conversationId)).toMatchObject({ state: 'wrapUp' });
    await finish(talk);
  });

  it('gets none into the call itself, at another’s number, or where they want none', async () => {
    const talk = await talks.aTalk();
    const { conversationId, phone, sid } = talk;
    const { customerId } = (await company.calls.bySid(sid))!;
    const refused = async (about: object) => (await texts(conversationId, 'hello', about)).error?.code;
    expect(await refused({})).toBe('channel.none');
    expect(await refused({ channel: 'webchat' })).toBe('channel.none');
    expect(await refused({ ...AS_TEXT, sms: { to: '+989129999999' } })).toBe('sms.noNumber');
    const { customers } = company.app.parts;
    await customers.addIdentity(customerId, 'phone', '+982188888888', 'verified');
    expect(await refused({ ...AS_TEXT, sms: { to: '+982188888888' } })).toBe('sms.landline');
    await customers.recordConsent(customerId, 'sms', false, 'test');
    expect(await refused(AS_TEXT)).toBe('sms.optedOut');
    expect(await arrivedAt(phone.number)).toEqual([]);
    await customers.recordConsent(customerId, 'sms', true, 'test');
    expect((await texts(conversationId, 'hello', AS_TEXT)).body.details).toMatchObject({ sms: { to: phone.number } });
    phone.hangUp();
    await company.until(async () => expect(await talks.kinds(sid)).toContain('call.ended'));
    await finish(talk);
  });

  it('is told by their view where a text can arrive', async () => {
    const caller = await company.app.parts.customers.createCustomer({ name: 'Reza', locale: 'fa' });
    for (const number of ['+989120000099', '+982188888877'])
      await company.app.parts.customers.addIdentity(caller._id, 'phone', number, 'agent');
    const shown = await company.app.call('customers.show', { cookie: company.admin, params: { id: caller._id } });
    const told = shown.body.identities.map(({ value, takesTexts }) => [value, takesTexts]);
    expect(Object.fromEntries(told)).toEqual({ '+989120000099': true, '+982188888877': false });
  });
});

describe('whoever waits on the line and would rather write', () => {
  /** Hears that they may, and does. */
  async function wantsTexts(phone: Phone): Promise<void> {
    await company.until(() => expect(played(phone)).toEqual(expect.arrayContaining(['en/for.text', 'en/press.3'])));
    phone.press('3');
    await company.carrier.settled();
  }
  const conversationOf = async (id: string) => (await company.conversations.byId(id))!;

  it('leaves with one text and keeps their place, also at night; what they write and hear back is the same matter', async () => {
    const { phone, sid, conversationId } = await talks.waits();
    const { routingKey, queuedAt } = await conversationOf(conversationId);
    await wantsTexts(phone);
    await company.until(() => expect(phone.call()?.status).toBe('completed'));
    expect(played(phone)).toContain('en/text.kept');
    await company.until(async () => expect(await arrivedAt(phone.number)).toHaveLength(1));
    expect(await conversationOf(conversationId)).toMatchObject({
      channel: 'sms',
      state: 'queued',
      routingKey,
      queuedAt,
    });
    await company.until(async () => expect(await talks.kinds(sid)).toContain('call.ended'));
    const steps = await company.told(sid);
    expect(steps.filter(({ kind }) => kind === 'queue.left' || kind === 'call.ended')).toMatchObject([
      { details: { reason: 'text' } },
      { details: { outcome: 'text' } },
    ]);
    expect(steps.map(({ kind }) => kind)).not.toContain('followUp.set');

    phone.text(OURS, 'my parcel', []);
    await company.until(async () => expect((await conversationOf(conversationId)).lastMessage?.text).toBe('my parcel'));
    const ana = await company.online('Ana');
    const page = company.client('Ana');
    const before = page.call();
    const offer = await ana.hears('offer:made', (made) => made.conversationId === conversationId);
    await ana.ask('offer:accept', { offerId: offer.id });
    const answered = await texts(conversationId, 'It is on its way.', {});
    expect(answered.status, answered.error?.code).toBe(202);
    await company.until(async () => expect(await arrivedAt(phone.number)).toHaveLength(2));
    expect([page.rings(), page.call() === before]).toEqual([false, true]);
    await finish({ conversationId, ana });
  });

  it('is not offered it, and stays on the line, where they want no texts', async () => {
    const { customers } = company.app.parts;
    const phone = company.phone();
    const { _id } = await customers.callerAt({ number: phone.number, locale: 'en', vouched: true });
    await customers.recordConsent(_id, 'sms', false, 'test');
    const { sid, conversationId } = await talks.waits(phone);
    await company.until(() => expect(played(phone)).toContain('en/for.message'));
    phone.press('3');
    await company.advance(30);
    expect(played(phone)).not.toContain('en/for.text');
    expect([(await conversationOf(conversationId)).channel, phone.call()?.status]).toEqual(['voice', 'in-progress']);
    expect(await arrivedAt(phone.number)).toEqual([]);
    phone.hangUp();
    await company.until(async () => expect(await talks.kinds(sid)).toContain('call.ended'));
  });

  describe('and whose server dies over it', () => {
    const FIRST = 'Write here.';
    type Waiting = Awaited<ReturnType<typeof talks.waits>>;

    function asked({ callId, conversationId, phone }: Waiting, { customerId, numberId }: CallRecord) {
      const sms = { numberId, number: OURS, peer: phone.number, oneWay: false };
      const told = { text: FIRST, held: sms, sourceId: '' };
      return { callId, sms, first: company.app.parts.sms.automatic({ _id: customerId }, conversationId, told) };
    }

    /** The conversation goes by text, and nothing else has happened. */
    async function written(waiting: Waiting): Promise<void> {
      const { conversationId: _id, callId } = waiting;
      const { sms, first } = asked(waiting, (await company.calls.byId(callId))!);
      const unlogged = { ...first, sourceId: `${_id}:change:${callId}:byText` };
      const update = { $set: { channel: 'sms', sms }, $inc: { version: 1 }, $push: { unlogged } };
      await ConversationModel.updateOne({ _id }, update as never);
    }
    /** Its step is on the timeline as well. */
    async function told(waiting: Waiting): Promise<void> {
      const about = asked(waiting, (await company.calls.byId(waiting.callId))!);
      expect(await company.conversations.goesByText(waiting.conversationId, about)).toMatchObject({ channel: 'sms' });
    }

    async function hasGone({ phone, sid, conversationId }: Waiting): Promise<void> {
      await company.until(async () => {
        await company.conversations.sweepUntold();
        await company.app.parts.voice.sweep();
        expect(await arrivedAt(phone.number)).toEqual([{ body: FIRST, from: OURS }]);
        expect(await talks.kinds(sid)).toContain('call.ended');
      });
      const steps = await company.told(sid);
      const how = steps.map(({ kind, details }) => [kind, details as { reason?: string; outcome?: string }] as const);
      expect(how.filter(([kind]) => kind === 'queue.left')).toMatchObject([['queue.left', { reason: 'text' }]]);
      expect(how.filter(([kind]) => kind === 'call.ended')).toMatchObject([['call.ended', { outcome: 'text' }]]);
      expect(how.map(([kind]) => kind)).not.toContain('followUp.set');
      expect(await conversationOf(conversationId)).toMatchObject({ channel: 'sms', state: 'queued' });
      await company.conversations.close(conversationId, { by: 'system' });
    }

    it.each([
      { died: 'before the first text was told', before: written },
      { died: 'before their call was said to have left', before: told },
    ])('has gone by text when they hang up, where it died $died', async ({ before }) => {
      const waiting = await talks.waits();
      await before(waiting);
      waiting.phone.hangUp();
      await hasGone(waiting);
    });

    it('may go, and hears so, where they stay on the line', async () => {
      const waiting = await talks.waits();
      await told(waiting);
      await hasGone(waiting);
      expect(played(waiting.phone)).toContain('en/text.kept');
    });

    it('has one text where they press again', async () => {
      const waiting = await talks.waits();
      await told(waiting);
      await wantsTexts(waiting.phone);
      await hasGone(waiting);
    });

    it('is not rung for by whoever takes it to write', async () => {
      const waiting = await talks.waits();
      await told(waiting);
      const page = company.client('Ana');
      const rang = page.call();
      const ana = await company.online('Ana');
      const offer = await ana.hears('offer:made', (made) => made.conversationId === waiting.conversationId);
      await ana.ask('offer:accept', { offerId: offer.id });
      await company.until(async () =>
        expect(await company.calls.byId(waiting.callId)).toMatchObject({ left: 'text', ringing: null }),
      );
      expect([page.rings(), page.call() === rang]).toEqual([false, true]);
      await company.until(() => expect(waiting.phone.call()?.status).toBe('completed'));
      await finish({ conversationId: waiting.conversationId, ana });
    });
  });
});

describe('whoever comes back another way', () => {
  const conversationOf = async (id: string) => (await company.conversations.byId(id))!;
  const numberOfMatters = (customerId: string) => ConversationModel.countDocuments({ customerId });
  /** Waited in the line, and went on by text. */
  async function byText() {
    const waiting = await talks.waits();
    await company.until(() => expect(played(waiting.phone)).toContain('en/for.text'));
    waiting.phone.press('3');
    await company.until(() => expect(waiting.phone.call()?.status).toBe('completed'));
    return { ...waiting, before: await conversationOf(waiting.conversationId) };
  }
  async function takes(conversationId: string) {
    const ana = await company.online('Ana');
    await accepts(ana, conversationId);
    return ana;
  }
  async function accepts(ana: Awaited<ReturnType<typeof company.online>>, conversationId: string, channel = 'sms') {
    const offer = await ana.hears('offer:made', (m) => m.conversationId === conversationId && m.channel === channel);
    await ana.ask('offer:accept', { offerId: offer.id });
  }
  const entries = async () => (await company.app.parts.routing.deskRecord(company.people.Ana!.id)).entries;

  it('rings while they wait for a text: the same matter, at its place, on the phone', async () => {
    const { phone, conversationId, before } = await byText();
    const again = await talks.waits(phone);
    expect(again.conversationId).toBe(conversationId);
    const { routingKey, customerId } = before;
    expect(await conversationOf(conversationId)).toMatchObject({ channel: 'voice', state: 'queued', routingKey });
    expect(await numberOfMatters(customerId)).toBe(1);
    phone.hangUp();
    await company.until(async () => expect(await talks.kinds(again.sid)).toContain('call.ended'));
    // In vain: they wait for a text again.
    await company.until(async () =>
      expect(await conversationOf(conversationId)).toMatchObject({ channel: 'sms', state: 'queued', routingKey }),
    );
    expect((await company.told(again.sid)).map(({ kind }) => kind)).not.toContain('followUp.set');
    await company.conversations.close(conversationId, { by: 'system' });
  });

  it('rings while somebody writes with them, who is asked first and talks to them', async () => {
    const { phone, conversationId, before } = await byText();
    const ana = await takes(conversationId);
    const page = company.client('Ana');
    const again = await talks.waits(phone);
    expect(again.conversationId).toBe(conversationId);
    await accepts(ana, conversationId, 'voice');
    await talks.picksUp(page);
    await company.until(async () =>
      expect((await talks.show(again.callId)).legs.map(({ inConference }) => inConference)).toEqual([true, true]),
    );
    expect(await entries()).toMatchObject([{ conversationId, channel: 'voice' }]);
    const requeued = (await company.told(again.sid)).filter(({ kind }) => kind === 'conversation.requeued');
    expect(requeued).toMatchObject([{ details: { reason: 'rang', fromAgentName: 'Ana' } }]);
    expect(await numberOfMatters(before.customerId)).toBe(1);
    phone.hangUp();
    await company.until(async () => expect(await conversationOf(conversationId)).toMatchObject({ state: 'wrapUp' }));
    await finish({ conversationId, ana });
  });

  it('is led on after a death between their call’s being of the matter and the matter’s being on the phone', async () => {
    const { phone, conversationId } = await byText();
    const { sid } = phone.ring(OURS)!;
    await company.until(async () => expect(await company.calls.bySid(sid)).toBeTruthy());
    const { _id, createdAt } = (await company.calls.bySid(sid))!;
    await company.calls.joins(_id, await conversationOf(conversationId), createdAt);
    await company.until(async () => {
      phone.press('1');
      await company.carrier.settled();
      expect(await conversationOf(conversationId)).toMatchObject({ channel: 'voice' });
    });
    expect(await company.calls.bySid(sid)).toMatchObject({ conversationId, left: null });
    phone.hangUp();
    await company.until(async () => expect(await talks.kinds(sid)).toContain('call.ended'));
    await company.conversations.close(conversationId, { by: 'system' });
  });

  it('writes while on the phone: into the matter of the call, which is answered from that number', async () => {
    const talk = await talks.aTalk();
    const { conversationId, phone, sid } = talk;
    phone.text(OURS, 'my address', []);
    await company.until(async () =>
      expect(await conversationOf(conversationId)).toMatchObject({
        ...{ channel: 'voice', state: 'active', unread: 1, lastMessage: { text: 'my address' } },
        sms: { number: OURS, peer: phone.number },
      }),
    );
    expect(await numberOfMatters((await company.calls.bySid(sid))!.customerId)).toBe(1);
    phone.hangUp();
    await company.until(async () => expect(await conversationOf(conversationId)).toMatchObject({ state: 'wrapUp' }));
    await finish(talk);
  });
});
