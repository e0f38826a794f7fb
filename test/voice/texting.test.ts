/** Texts to somebody who is, or was, on the phone: into the conversation of their call. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aVoiceCompany, OURS } from './company.js';
import { played, talksOf, type VoiceCompany } from './talk.js';
import { AS_TEXT, textsOf } from './texts.js';

let company: VoiceCompany;
let talks: ReturnType<typeof talksOf>;
let by: ReturnType<typeof textsOf>;
beforeAll(async () => {
  company = await aVoiceCompany({ queue: { wrapUpSeconds: 600 }, sms: { quiet: { from: '00:00', to: '23:59' } } });
  talks = talksOf(company);
  by = textsOf(company, talks);
});
afterAll(() => company.close());

describe('whoever is on the phone', () => {
  it('gets a text from the number they called, while they talk and while it is written up, and answers into the same matter', async () => {
    const talk = await talks.aTalk();
    const { conversationId, phone, sid } = talk;
    const sent = await by.texts(conversationId, 'https://shop.example/42');
    expect(sent.status, sent.error?.code).toBe(202);
    expect(sent.body).toMatchObject({ channel: 'sms', details: { sms: { from: OURS, to: phone.number } } });
    await company.until(async () =>
      expect(await by.arrivedAt(phone.number)).toEqual([{ body: 'https://shop.example/42', from: OURS }]),
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
    const summary = await by.texts(conversationId, 'You spoke with Ana.');
    expect(summary.status, summary.error?.code).toBe(202);
    await company.until(async () => expect(await by.arrivedAt(phone.number)).toHaveLength(2));
    expect(await company.conversations.byId(conversationId)).toMatchObject({ state: 'wrapUp' });
    await by.finish(talk);
  });

  it('gets none into the call itself, at another’s number, or where they want none', async () => {
    const talk = await talks.aTalk();
    const { conversationId, phone, sid } = talk;
    const { customerId } = (await company.calls.bySid(sid))!;
    const refused = async (about: object) => (await by.texts(conversationId, 'hello', about)).error?.code;
    expect(await refused({})).toBe('channel.none');
    expect(await refused({ channel: 'webchat' })).toBe('channel.none');
    expect(await refused({ ...AS_TEXT, sms: { to: '+989129999999' } })).toBe('sms.noNumber');
    const { customers } = company.app.parts;
    await customers.addIdentity(customerId, 'phone', '+982188888888', 'verified');
    expect(await refused({ ...AS_TEXT, sms: { to: '+982188888888' } })).toBe('sms.landline');
    await customers.recordConsent(customerId, 'sms', false, 'test');
    expect(await refused(AS_TEXT)).toBe('sms.optedOut');
    expect(await by.arrivedAt(phone.number)).toEqual([]);
    await customers.recordConsent(customerId, 'sms', true, 'test');
    expect((await by.texts(conversationId, 'hello', AS_TEXT)).body.details).toMatchObject({
      sms: { to: phone.number },
    });
    phone.hangUp();
    await company.until(async () => expect(await talks.kinds(sid)).toContain('call.ended'));
    await by.finish(talk);
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
  it('leaves with one text and keeps their place, also at night; what they write and hear back is the same matter', async () => {
    const { phone, sid, conversationId } = await talks.waits();
    const { routingKey, queuedAt } = await by.conversationOf(conversationId);
    await by.wantsTexts(phone);
    await company.until(() => expect(phone.call()?.status).toBe('completed'));
    expect(played(phone)).toContain('en/text.kept');
    await company.until(async () => expect(await by.arrivedAt(phone.number)).toHaveLength(1));
    expect(await by.conversationOf(conversationId)).toMatchObject({
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
    await company.until(async () =>
      expect((await by.conversationOf(conversationId)).lastMessage?.text).toBe('my parcel'),
    );
    const ana = await company.online('Ana');
    const page = company.client('Ana');
    const before = page.call();
    const offer = await ana.hears('offer:made', (made) => made.conversationId === conversationId);
    await ana.ask('offer:accept', { offerId: offer.id });
    const answered = await by.texts(conversationId, 'It is on its way.', {});
    expect(answered.status, answered.error?.code).toBe(202);
    await company.until(async () => expect(await by.arrivedAt(phone.number)).toHaveLength(2));
    expect([page.rings(), page.call() === before]).toEqual([false, true]);
    await by.finish({ conversationId, ana });
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
    expect([(await by.conversationOf(conversationId)).channel, phone.call()?.status]).toEqual(['voice', 'in-progress']);
    expect(await by.arrivedAt(phone.number)).toEqual([]);
    phone.hangUp();
    await company.until(async () => expect(await talks.kinds(sid)).toContain('call.ended'));
  });
});
