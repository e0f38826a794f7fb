/** What a conversation by text is: against the simulated carrier. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PartModel } from '../../channels/sms/models.js';
import { TouchpointModel } from '../../server/timeline/index.js';
import { ACCOUNT } from '../carrier.js';
import { eventually } from '../eventually.js';
import { aPhoneCompany, OURS, type PhoneCompany } from './phone-company.js';

let now = new Date('2030-01-01T09:00:00Z');
let pc: PhoneCompany;
const turnOurs = async (ms: number) => {
  now = new Date(now.getTime() + ms);
};
beforeAll(async () => {
  pc = await aPhoneCompany({ clock: { now: () => now } });
});
afterAll(() => pc.close());

describe('a conversation by text', () => {
  const close = (id: string) =>
    pc.app.call('conversations.close', { cookie: pc.admin(), params: { id }, body: { outcome: 'solved' } });

  it('waits in the queue of its number, goes on while it is open, and after that for as many days as were set', async () => {
    const { id, phone } = await pc.aTalk();
    expect(await pc.conversation(id)).toMatchObject({
      channel: 'sms',
      queueId: pc.company.queueId,
      sms: { peer: phone },
    });
    expect((await pc.textIn(phone, 'more')).touchpoint?.conversationId).toBe(id);
    await close(id);
    expect((await pc.textIn(phone, 'one more thing')).touchpoint?.conversationId).toBe(id);
    await pc.taken(id);
    await close(id);
    await turnOurs(8 * 86_400_000);
    await pc.signInAgain();
    const later = (await pc.textIn(phone, 'something else')).touchpoint?.conversationId as string;
    expect(later).not.toBe(id);
    expect(await pc.conversation(later)).toMatchObject({ channel: 'sms', sms: { peer: phone } });
  });

  it('keeps a text where it stands when the carrier brings it again, and the matter that is open now knows nothing of it', async () => {
    const phone = pc.someone();
    const { sid, touchpoint } = await pc.textIn(phone, 'the first matter');
    const id = touchpoint?.conversationId as string;
    const form = { MessageSid: sid, AccountSid: ACCOUNT.sid, From: phone, To: OURS, Body: 'the first matter' };
    const again = () => pc.post(`${pc.app.url}/hooks/sms/in`, form);
    // What was told of it is struck off a moment later.
    const waits = async (of: string) => ({ ...(await pc.conversation(of))!, unlogged: [] });
    const waiting = await waits(id);
    expect([(await again()).status, waiting.unread]).toEqual([200, 1]);
    expect(await waits(id)).toEqual(waiting);
    await pc.taken(id);
    await turnOurs(60_000);
    await close(id);
    for (const ms of [60_000, 8 * 86_400_000]) {
      const { unread } = (await pc.conversation(id))!;
      await turnOurs(ms);
      expect((await again()).status).toBe(200);
      expect(await pc.conversation(id)).toMatchObject({ state: 'closed', unread });
    }
    await pc.signInAgain();
    const later = (await pc.textIn(phone, 'the second')).touchpoint?.conversationId as string;
    expect(later).not.toBe(id);
    const before = await waits(later);
    expect((await again()).status).toBe(200);
    expect(await waits(later)).toEqual(before);
    expect((await pc.at(sid))?.conversationId).toBe(id);
    expect(await TouchpointModel.countDocuments({ channel: 'sms', sourceId: sid })).toBe(1);
  });

  it('is one, also when two first texts come at once', async () => {
    const phone = pc.world.carrier.phone(pc.someone());
    const sids = ['first', 'second'].map((body) => phone.text(OURS, body)?.sid as string);
    await pc.world.carrier.settled();
    const [one, other] = await Promise.all(sids.map(pc.at));
    expect(one?.conversationId).toBeTruthy();
    expect(other?.conversationId).toBe(one?.conversationId);
  });

  it('is acknowledged once, and help is given where the carrier gives none', async () => {
    const number = '+982191000002';
    const [acknowledgement, helpText] = [
      { en: 'We have it.', fa: 'رسید.' },
      { en: 'Call 1234.', fa: 'با ۱۲۳۴ تماس بگیرید.' },
    ];
    await pc.aNumber(number, { acknowledgement, helpText });
    const phone = pc.someone();
    for (const body of ['سلام', 'هستید؟', 'راهنما']) await pc.textIn(phone, body, { to: number });
    await eventually(async () => {
      await pc.world.carrier.advance(1_000);
      expect(await pc.sentTo(phone)).toEqual(['رسید.', 'با ۱۲۳۴ تماس بگیرید.']);
    });
  });

  it('says once that a word was understood which the carrier does not answer, though it wants no more texts', async () => {
    const number = '+982191000006';
    const [stopText, startText] = [
      { en: 'No more texts.', fa: 'دیگر پیامکی نمی‌فرستیم.' },
      { en: 'Welcome back.', fa: 'خوش برگشتید.' },
    ];
    await pc.aNumber(number, { stopText, startText });
    const phone = pc.someone();
    for (const body of ['سلام', 'لغو', 'توقف', 'شروع']) await pc.textIn(phone, body, { to: number });
    await eventually(async () => {
      await pc.world.carrier.advance(1_000);
      expect(await pc.sentTo(phone)).toEqual(['دیگر پیامکی نمی‌فرستیم.', 'خوش برگشتید.']);
    });
  });

  it('hears no word a second time that the carrier brings again after another', async () => {
    const phone = pc.someone();
    const first = await pc.textIn(phone, 'شروع');
    const customerId = first.touchpoint!.customerId;
    const said = [first];
    for (const body of ['لغو', 'آغاز']) {
      await turnOurs(1_000);
      said.push(await pc.textIn(phone, body));
    }
    const again = async ({ sid }: (typeof said)[number], Body: string) =>
      pc.post(`${pc.app.url}/hooks/sms/in`, {
        ...{ MessageSid: sid, AccountSid: ACCOUNT.sid, From: phone, To: OURS, Body },
      });
    await turnOurs(1_000);
    expect((await again(said[1]!, 'لغو')).status).toBe(200);
    expect(await pc.app.parts.customers.withdrawnChannels(customerId)).toEqual([]);
    await turnOurs(1_000);
    await pc.textIn(phone, 'توقف');
    expect((await again(said[0]!, 'شروع')).status).toBe(200);
    expect(await pc.app.parts.customers.withdrawnChannels(customerId)).toEqual(['sms']);
  });

  it('is opened by whoever asks for help where nothing answers by itself', async () => {
    const { touchpoint } = await pc.textIn(pc.someone(), 'کمک');
    expect(await pc.conversation(touchpoint!.conversationId!)).toMatchObject({ state: 'queued', unread: 1 });
  });

  it('goes on where somebody who takes texts anyway says yes', async () => {
    const phone = pc.someone();
    const id = (await pc.textIn(phone, 'my order')).touchpoint?.conversationId as string;
    const { touchpoint } = await pc.textIn(phone, 'YES');
    expect(touchpoint).toMatchObject({ conversationId: id, text: 'YES' });
    expect(await pc.conversation(id)).toMatchObject({ unread: 2, lastMessage: { text: 'YES' } });
  });

  it('can begin with us, but not at night, and not with somebody who wants no texts', async () => {
    const { customers, outbox, timeline } = pc.app.parts;
    const number = '+982191000003';
    const quiet = await pc.aNumber(number, { quiet: { from: '21:00', to: '08:00' } });
    const ali = await customers.createCustomer({ name: 'Ali', locale: 'fa' });
    await customers.addIdentity(ali._id, 'phone', pc.someone(), 'agent');
    const write = (text: string) =>
      pc.app.call('conversations.write', {
        ...{ cookie: pc.admin(), params: { id: ali._id } },
        body: { clientId: crypto.randomUUID(), text, sms: { numberId: quiet.id } },
      });
    now = new Date('2031-01-01T23:30:00Z'); // of the queue's clock: 02:00 or 03:00 in Tehran, 23:30 in UTC
    await pc.signInAgain();
    const late = await write('good night');
    expect(late.status, late.error?.message).toBe(201);
    const waiting = await timeline.latestMessage(late.body.id, { direction: 'out' });
    expect(waiting?.delivery).toMatchObject({ state: 'pending', tries: 0 });
    const second = await write('and sleep well');
    const regretted = await timeline.latestMessage(second.body.id, { direction: 'out' });
    const unsend = () =>
      pc.app.call('conversations.unsend', {
        ...{ cookie: pc.admin(), params: { id: second.body.id } },
        body: { touchpointId: regretted?._id as string },
      });
    expect((await unsend()).body.delivery).toMatchObject({ state: 'failed', reason: 'takenBack' });
    now = new Date('2031-01-02T09:30:00Z');
    await outbox.sweep();
    await pc.settled(waiting?._id as string, 'delivered');
    await outbox.sweep();
    const known = await PartModel.find({ touchpointId: { $in: [waiting?._id, regretted?._id] } } as never).lean();
    expect(known.map(({ body }) => body)).toEqual(['good night']);
    await customers.recordConsent(ali._id, 'sms', false, 'test');
    expect((await write('again')).error?.code).toBe('sms.optedOut');
  });
});
