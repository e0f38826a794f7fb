/** One matter, by text and on the phone: whoever goes over, and whoever comes back another way. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallRecord } from '../../server/contract/index.js';
import { ConversationModel } from '../../server/conversations/index.js';
import { ACCOUNT } from '../carrier.js';
import { eventually } from '../eventually.js';
import { aVoiceCompany, OURS } from './company.js';
import { type Phone, played, talksOf, type VoiceCompany } from './talk.js';
import { textsOf } from './texts.js';

let company: VoiceCompany;
let talks: ReturnType<typeof talksOf>;
let by: ReturnType<typeof textsOf>;
beforeAll(async () => {
  company = await aVoiceCompany({ queue: { wrapUpSeconds: 600 }, sms: { quiet: { from: '00:00', to: '23:59' } } });
  talks = talksOf(company);
  by = textsOf(company, talks);
});
afterAll(() => company.close());

describe('whoever goes on by text, and whose server dies over it', () => {
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
      expect(await by.arrivedAt(phone.number)).toEqual([{ body: FIRST, from: OURS }]);
      expect(await talks.kinds(sid)).toContain('call.ended');
    });
    const steps = await company.told(sid);
    const how = steps.map(({ kind, details }) => [kind, details as { reason?: string; outcome?: string }] as const);
    expect(how.filter(([kind]) => kind === 'queue.left')).toMatchObject([['queue.left', { reason: 'text' }]]);
    expect(how.filter(([kind]) => kind === 'call.ended')).toMatchObject([['call.ended', { outcome: 'text' }]]);
    expect(how.map(([kind]) => kind)).not.toContain('followUp.set');
    expect(await by.conversationOf(conversationId)).toMatchObject({ channel: 'sms', state: 'queued' });
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
    await by.wantsTexts(waiting.phone);
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
    await by.finish({ conversationId: waiting.conversationId, ana });
  });
});

describe('whoever comes back another way', () => {
  const numberOfMatters = (customerId: string) => ConversationModel.countDocuments({ customerId });
  /** Waited in the line, and went on by text. */
  async function byText() {
    const waiting = await talks.waits();
    await company.until(() => expect(played(waiting.phone)).toContain('en/for.text'));
    waiting.phone.press('3');
    await company.until(() => expect(waiting.phone.call()?.status).toBe('completed'));
    return { ...waiting, before: await by.conversationOf(waiting.conversationId) };
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
    expect(await by.conversationOf(conversationId)).toMatchObject({ channel: 'voice', state: 'queued', routingKey });
    expect(await numberOfMatters(customerId)).toBe(1);
    phone.hangUp();
    await company.until(async () => expect(await talks.kinds(again.sid)).toContain('call.ended'));
    // In vain: they wait for a text again.
    await company.until(async () =>
      expect(await by.conversationOf(conversationId)).toMatchObject({ channel: 'sms', state: 'queued', routingKey }),
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
    await company.until(async () => expect(await by.conversationOf(conversationId)).toMatchObject({ state: 'wrapUp' }));
    await by.finish({ conversationId, ana });
  });

  it('is led on after a death between their call’s being of the matter and the matter’s being on the phone', async () => {
    const { phone, conversationId } = await byText();
    const { sid } = phone.ring(OURS)!;
    await company.until(async () => expect(await company.calls.bySid(sid)).toBeTruthy());
    const { _id, createdAt } = (await company.calls.bySid(sid))!;
    await company.calls.joins(_id, await by.conversationOf(conversationId), createdAt);
    await company.until(async () => {
      phone.press('1');
      await company.carrier.settled();
      expect(await by.conversationOf(conversationId)).toMatchObject({ channel: 'voice' });
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
      expect(await by.conversationOf(conversationId)).toMatchObject({
        ...{ channel: 'voice', state: 'active', unread: 1, lastMessage: { text: 'my address' } },
        sms: { number: OURS, peer: phone.number },
      }),
    );
    expect(await numberOfMatters((await company.calls.bySid(sid))!.customerId)).toBe(1);
    phone.hangUp();
    await company.until(async () => expect(await by.conversationOf(conversationId)).toMatchObject({ state: 'wrapUp' }));
    await by.finish(talk);
  });

  /** Leaves a message from the menu. */
  async function leavesMessage(phone: Phone) {
    const { sid } = phone.ring(OURS)!;
    await company.until(async () => {
      phone.press('2');
      await company.carrier.settled();
      expect((await company.calls.bySid(sid))?.left).toBe('voicemail');
    });
    phone.say('It is about the same.', 20);
    await company.advance(15);
    phone.hangUp();
    return company.until(async () => {
      const left = (await company.told(sid)).filter(({ kind }) => kind === 'voicemail.left');
      expect(left.at(-1)?.details).toMatchObject({ callId: (await company.calls.bySid(sid))!._id });
      return left.at(-1)!;
    });
  }

  it('leaves a message while somebody writes with them, and another: in their matter, where it is unread', async () => {
    const { phone, conversationId, before } = await byText();
    const ana = await takes(conversationId);
    expect((await by.texts(conversationId, 'We look into it.', {})).status).toBe(202);
    for (let i = 0; i < 2; i += 1) {
      expect(await leavesMessage(phone)).toMatchObject({ conversationId });
      expect(await by.conversationOf(conversationId)).toMatchObject({ channel: 'sms', state: 'active', unread: 1 });
    }
    expect(await numberOfMatters(before.customerId)).toBe(1);
    await by.finish({ conversationId, ana });
  });

  it('leaves a message after another that nobody has heard: one matter, which waits', async () => {
    const phone = company.phone();
    const { conversationId, customerId } = await leavesMessage(phone);
    expect(await leavesMessage(phone)).toMatchObject({ conversationId });
    expect(await by.conversationOf(conversationId!)).toMatchObject({ channel: 'voice', state: 'queued' });
    expect(await numberOfMatters(customerId)).toBe(1);
    await company.conversations.close(conversationId!, { by: 'system' });
  });

  it('leaves a message by another phone of theirs, whose first is talked on: a matter of its own, and the talk goes on', async () => {
    const talk = await talks.aTalk();
    const { customerId } = (await company.calls.bySid(talk.sid))!;
    const second = company.phone();
    await company.app.parts.customers.addIdentity(customerId, 'phone', second.number, 'verified');
    const left = await leavesMessage(second);
    expect(left.customerId).toBe(customerId);
    expect(left.conversationId).not.toBe(talk.conversationId);
    expect((await talks.show(talk.callId)).legs.map(({ inConference }) => inConference)).toEqual([true, true]);
    await company.conversations.close(left.conversationId!, { by: 'system' });
    talk.phone.hangUp();
    await company.until(async () =>
      expect(await by.conversationOf(talk.conversationId)).toMatchObject({ state: 'wrapUp' }),
    );
    await by.finish(talk);
  });

  describe('writes after the call was closed', () => {
    async function closed() {
      const talk = await talks.aTalk();
      const { phone, conversationId, sid } = talk;
      const { customerId } = (await company.calls.bySid(sid))!;
      phone.hangUp();
      await company.until(async () =>
        expect(await by.conversationOf(conversationId)).toMatchObject({ state: 'wrapUp' }),
      );
      await by.finish(talk);
      return { phone, conversationId, customerId };
    }

    it('not long ago: it is the same matter, by text, and the same text again changes nothing', async () => {
      const { phone, conversationId, customerId } = await closed();
      const said = { From: phone.number, To: OURS, Body: 'one thing more', NumMedia: '0' };
      const form = { ...said, MessageSid: `SM${'7'.repeat(32)}`, AccountSid: ACCOUNT.sid };
      for (let i = 0; i < 2; i += 1) expect((await company.hook('/hooks/sms/in', form)).status).toBe(200);
      await company.until(async () =>
        expect(await by.conversationOf(conversationId)).toMatchObject({
          ...{ channel: 'sms', state: 'queued', lastMessage: { text: 'one thing more' }, unread: 1 },
          sms: { number: OURS, peer: phone.number },
        }),
      );
      await company.advance(1);
      await company.conversations.close(conversationId, { by: 'system' });
      expect((await company.hook('/hooks/sms/in', form)).status).toBe(200);
      expect(await by.conversationOf(conversationId)).toMatchObject({ state: 'closed' });
      expect(await numberOfMatters(customerId)).toBe(1);
    });

    it('long ago: it is another one', async () => {
      const { phone, conversationId, customerId } = await closed();
      const closedAt = new Date(+(await by.conversationOf(conversationId)).closedAt! - 8 * 86_400_000);
      await ConversationModel.updateOne({ _id: conversationId }, { $set: { closedAt } });
      phone.text(OURS, 'something else', []);
      await company.until(async () => expect(await numberOfMatters(customerId)).toBe(2));
      expect(await by.conversationOf(conversationId)).toMatchObject({ channel: 'voice', state: 'closed' });
      const other = (await company.conversations.unfinished(customerId, 'sms'))!;
      await company.conversations.close(other._id, { by: 'system' });
    });
  });

  it('writes for the first time in the very moment of entering the line: one matter', async () => {
    for (let i = 0; i < 4; i += 1) {
      const phone = company.phone();
      const { sid } = phone.ring(OURS)!;
      await company.until(() => expect(played(phone)).toContain('en/for.sales'));
      phone.press('1');
      const said = { From: phone.number, To: OURS, Body: 'it is me', NumMedia: '0', AccountSid: ACCOUNT.sid };
      await company.hook('/hooks/sms/in', { ...said, MessageSid: `SM${String(i).repeat(32)}` });
      const { conversationId, customerId } = await company.until(async () => {
        const call = (await company.calls.bySid(sid))!;
        expect(call.conversationId).toBeTruthy();
        return call;
      });
      const last = { lastMessage: { text: 'it is me' } };
      await eventually(async () =>
        expect(await by.conversationOf(conversationId!)).toMatchObject({ channel: 'voice', ...last }),
      );
      expect(await numberOfMatters(customerId)).toBe(1);
      phone.hangUp();
      await company.until(async () => expect(await talks.kinds(sid)).toContain('call.ended'));
      await company.conversations.close(conversationId!, { by: 'system' });
    }
  });

  it('wants no more texts while on the phone: that stands in the matter of the call', async () => {
    const talk = await talks.aTalk();
    const { conversationId, phone, sid } = talk;
    phone.text(OURS, 'STOP', []);
    await company.until(async () => expect(await talks.kinds(sid)).toContain('consent.changed'));
    const said = (await company.told(sid)).filter(({ channel }) => channel === 'sms');
    expect(said.map(({ kind, conversationId: of }) => [kind, of])).toEqual([
      ['message', conversationId],
      ['consent.changed', conversationId],
    ]);
    expect(await by.conversationOf(conversationId)).toMatchObject({ channel: 'voice', state: 'active', unread: 0 });
    phone.hangUp();
    await company.until(async () => expect(await by.conversationOf(conversationId)).toMatchObject({ state: 'wrapUp' }));
    await by.finish(talk);
  });
});
