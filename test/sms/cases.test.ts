/** The hard cases of texts, by their numbers: against the simulated carrier. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PartModel, type PartRecord } from '../../channels/sms/models.js';
import { type TouchpointRecord, textLength } from '../../server/contract/index.js';
import { TouchpointModel } from '../../server/timeline/index.js';
import { ACCOUNT } from '../carrier.js';
import { keepsChannelContract } from '../conformance/channel.js';
import { eventually } from '../eventually.js';
import { aPhoneCompany, OURS, type PhoneCompany } from './phone-company.js';

/** Case 27: `npm run test:sms` sends more. */
const SENDS = Number(process.env.SMS_SENDS ?? 12);
const TEXTS_PER_BURST = 50;
const LONG_MS = 60_000 + SENDS * 1_000;

let now = new Date('2030-01-01T09:00:00Z');
let pc: PhoneCompany;
const turnOurs = async (ms: number) => {
  now = new Date(now.getTime() + ms);
};
/** Our clock, and the carrier's. */
const turn = async (ms: number) => {
  await turnOurs(ms);
  await pc.world.carrier.advance(ms);
};
beforeAll(async () => {
  // Whoever waits for their turn turns the clock.
  pc = await aPhoneCompany({ clock: { now: () => now }, sleep: turnOurs });
});
afterAll(() => pc.close());
beforeEach(() => {
  pc.world.carrier.faults.clear();
  pc.world.carrier.api.clear();
});

const stateOf = async (id: string) => (await pc.now(id)).delivery;
const accepted = (id: string) => eventually(async () => expect((await partOf(id))?.sid).toBeTruthy());
const partOf = (id: string) => PartModel.findById(`${id}:0`).lean<PartRecord>();
/** A word of the carrier, by its own hand. */
const told = async (id: string, form: Record<string, string>) => {
  const part = (await partOf(id)) as PartRecord;
  const url = `${pc.app.url}/hooks/sms/status?part=${encodeURIComponent(part._id)}`;
  return pc.post(url, { MessageSid: part.sid ?? `SM${'0'.repeat(32)}`, AccountSid: ACCOUNT.sid, ...form });
};

describe('texts', () => {
  it('16 accepts what is signed for the public address, and leaves no row of what is not', async () => {
    const before = await TouchpointModel.countDocuments();
    pc.world.carrier.faults.badSignature();
    expect((await pc.textIn(pc.someone(), 'forged')).touchpoint).toBe(null);
    const url = `${pc.app.url}/hooks/sms/in?a=%D8%B3&b=%20x%7E`;
    const form = {
      MessageSid: `SM${'6'.repeat(32)}`,
      AccountSid: ACCOUNT.sid,
      From: pc.someone(),
      To: OURS,
      Body: 'x',
    };
    expect((await pc.post(url, form, { change: { Body: 'y' } })).status).toBe(403);
    expect((await pc.post(url, { ...form, AccountSid: `AC${'9'.repeat(32)}` })).status).toBe(403);
    expect(await TouchpointModel.countDocuments()).toBe(before);
    expect((await pc.post(url, form)).status).toBe(200);
  });

  it('hears nothing of another account’s number or text, of more than a text has, and of what is too long', async () => {
    const other = { sid: `AC${'e'.repeat(32)}`, token: 'f'.repeat(32) };
    await pc.app.call('carrierAccounts.create', { cookie: pc.admin(), body: { name: 'Other', ...other } });
    const { id } = await pc.aTalk();
    const sent = await pc.reply(id, 'ours');
    await accepted(sent.body.id);
    const before = await TouchpointModel.countDocuments();
    const form = { MessageSid: `SM${'5'.repeat(32)}`, From: pc.someone(), To: OURS, Body: 'x' };
    const comesIn = `${pc.app.url}/hooks/sms/in`;
    const byOther = { AccountSid: other.sid };
    expect((await pc.post(comesIn, { ...form, ...byOther }, { token: other.token })).status).toBe(404);
    const status = `${pc.app.url}/hooks/sms/status?part=${encodeURIComponent(`${sent.body.id}:0`)}`;
    const failed = { MessageSid: form.MessageSid, MessageStatus: 'failed', ErrorCode: '21610' };
    expect((await pc.post(status, { ...failed, ...byOther }, { token: other.token })).status).toBe(200);
    expect((await partOf(sent.body.id))?.log.map(({ status: said }) => said)).not.toContain('failed');
    const own = { ...form, AccountSid: ACCOUNT.sid };
    expect((await pc.post(comesIn, { ...own, Body: 'x'.repeat(70_000) })).status).toBe(413);
    expect((await pc.post(comesIn, { ...own, Body: 'x'.repeat(20_000) })).status).toBe(400);
    const fields = Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`Field${i}`, 'x']));
    expect((await pc.post(comesIn, { ...own, ...fields })).status).toBe(413);
    expect(await TouchpointModel.countDocuments()).toBe(before);
  });

  it('17 takes the same text twice in parallel as one, and answers both', async () => {
    const sid = `SM${'7'.repeat(32)}`;
    const form = { MessageSid: sid, AccountSid: ACCOUNT.sid, From: pc.someone(), To: OURS, Body: 'twice' };
    const answers = await Promise.all([1, 2].map(() => pc.post(`${pc.app.url}/hooks/sms/in`, form)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await TouchpointModel.countDocuments({ channel: 'sms', sourceId: sid })).toBe(1);
  });

  it('18 stays delivered when sent and queued come after, and keeps all three in the log', async () => {
    const { id } = await pc.aTalk();
    const { body } = await pc.reply(id, 'out of order');
    await accepted(body.id);
    for (const MessageStatus of ['delivered', 'sent', 'queued']) await told(body.id, { MessageStatus });
    expect(await stateOf(body.id)).toMatchObject({ state: 'delivered' });
    expect((await partOf(body.id))?.log.map(({ status }) => status)).toEqual(['delivered', 'sent', 'queued']);
  });

  it('19 keeps why it failed when that comes again without a reason, and takes a reason that comes late', async () => {
    const { id } = await pc.aTalk();
    const first = (await pc.reply(id, 'one')).body.id;
    await accepted(first);
    await told(first, { MessageStatus: 'failed', ErrorCode: '30003' });
    await told(first, { MessageStatus: 'failed' });
    expect(await stateOf(first)).toMatchObject({ state: 'failed', reason: 'sms.phoneOff' });
    const second = (await pc.reply(id, 'two')).body.id;
    await accepted(second);
    await told(second, { MessageStatus: 'failed' });
    await told(second, { MessageStatus: 'failed', ErrorCode: '30007' });
    expect(await stateOf(second)).toMatchObject({ state: 'failed', reason: 'sms.filtered' });
  });

  it('18, 19 tells nobody that one failed without why, when two words come at once', async () => {
    const { id } = await pc.aTalk();
    const heard: unknown[] = [];
    pc.app.parts.bus.on('touchpoint.settled', ({ touchpoint: { delivery } }) => {
      if (delivery.state === 'failed') heard.push(delivery.reason);
    });
    const TIMES = 10;
    for (let time = 0; time < TIMES; time += 1) {
      const { body } = await pc.reply(id, `at once ${time}`);
      await accepted(body.id);
      const words: Record<string, string>[] = [
        { MessageStatus: 'undelivered', ErrorCode: '30003' },
        { MessageStatus: 'sent' },
      ];
      await Promise.all([...words, ...words.toReversed()].map((form) => told(body.id, form)));
    }
    expect(heard).toEqual(Array(TIMES).fill('sms.phoneOff'));
  });

  it('20, 21 knows by the callback that a text went whose answer never came, and sends no second', async () => {
    const { id, phone } = await pc.aTalk();
    pc.world.carrier.api.timeOut({ on: /Messages/ });
    const { body } = await pc.reply(id, 'only once');
    await eventually(async () => expect((await partOf(body.id))?.askedAt).toBeTruthy());
    await pc.settled(body.id, 'delivered');
    expect(await pc.sentTo(phone)).toEqual(['only once']);
  });

  it('21 looks for a text at the carrier where no callback comes either, and sends no second', async () => {
    const { id, phone } = await pc.aTalk();
    pc.world.carrier.api.timeOut({ on: /Messages/ });
    pc.world.carrier.faults.drop({ times: 20, about: /message\.status/ });
    const { body } = await pc.reply(id, 'looked for');
    await eventually(async () => expect((await stateOf(body.id)).reason).toBe('sms.unknown'));
    await turn(60_000);
    await pc.app.parts.outbox.sweep();
    await eventually(async () => expect(await stateOf(body.id)).toMatchObject({ state: 'sent' }));
    expect(await pc.sentTo(phone)).toEqual(['looked for']);
  });

  it('21 sends again what the carrier never took', async () => {
    const { id, phone } = await pc.aTalk();
    pc.world.carrier.api.answer500({ on: /Messages/ });
    const { body } = await pc.reply(id, 'again');
    await eventually(async () => expect((await stateOf(body.id)).reason).toBe('sms.unknown'));
    await turn(60_000);
    await pc.app.parts.outbox.sweep();
    await pc.settled(body.id, 'delivered');
    expect(await pc.sentTo(phone)).toEqual(['again']);
  });

  it.each([['STOP'], ['لغو'], [' توقف '], ['۱۱']])(
    '22 takes "%s" for no more texts, and does not answer',
    async (word) => {
      const { id, phone, customerId } = await pc.aTalk();
      const { touchpoint } = await pc.textIn(phone, word);
      expect(touchpoint).toMatchObject({ conversationId: id, text: word });
      expect(await pc.app.parts.customers.withdrawnChannels(customerId)).toEqual(['sms']);
      expect((await pc.reply(id, 'please stay')).error?.code).toBe('sms.optedOut');
      // The carrier's own answer to its own words is no text of ours.
      expect(await TouchpointModel.countDocuments({ customerId, direction: 'out' })).toBe(0);
      expect(await TouchpointModel.countDocuments({ customerId, kind: 'consent.changed' })).toBe(1);
    },
  );

  it('22 takes "stop it please" for talk', async () => {
    const { phone, customerId } = await pc.aTalk();
    await pc.textIn(phone, 'stop it please');
    expect(await pc.app.parts.customers.withdrawnChannels(customerId)).toEqual([]);
  });

  it('23 learns from the carrier who opted out there, says why, and START lifts it', async () => {
    const { id, phone, customerId } = await pc.aTalk();
    await pc.textIn(phone, 'STOP');
    await pc.app.parts.customers.recordConsent(customerId, 'sms', true, 'test: as if we had not heard it');
    const { body } = await pc.reply(id, 'are you there?');
    await pc.settled(body.id, 'failed');
    expect(await stateOf(body.id)).toMatchObject({ reason: 'sms.optedOut' });
    expect(await pc.app.parts.customers.withdrawnChannels(customerId)).toEqual(['sms']);
    await pc.textIn(phone, 'START');
    expect(await pc.app.parts.customers.withdrawnChannels(customerId)).toEqual([]);
    await pc.settled((await pc.reply(id, 'welcome back')).body.id, 'delivered');
  });

  it('24 counts 71 Persian characters as two segments, and sends more than 1,600 in parts', async () => {
    expect(textLength('س'.repeat(71))).toMatchObject({ encoding: 'ucs2', segments: 2 });
    const { id, phone } = await pc.aTalk();
    const text = '👨‍👩‍👧'.repeat(300);
    const { body } = await pc.reply(id, text);
    await pc.settled(body.id, 'delivered');
    const parts = await pc.sentTo(phone);
    expect(parts.map((part) => part.replace(/ \(\d\/2\)$/, '')).join('')).toBe(text);
    expect(parts.map((part) => part.slice(-6))).toEqual([' (1/2)', ' (2/2)']);
    expect(body.details).toMatchObject({
      sms: { segments: parts.reduce((n, part) => n + textLength(part).segments, 0) },
    });
  });

  it('25, 26 stores a text at once; its files follow, but for those that are too large, no pictures, or elsewhere', async () => {
    const { phone, id } = await pc.aTalk();
    const bytes = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    );
    const pictures = [
      { type: 'image/png', bytes, missing: 1 },
      { type: 'image/jpeg', bytes: Buffer.alloc(6 * 1024 * 1024, 7) },
      { type: 'image/jpeg', bytes: Buffer.from('<html><script>alert(1)</script></html>') },
      { type: 'image/png', bytes, redirectTo: 'http://169.254.169.254/latest/meta-data' },
    ];
    const { sid, touchpoint } = await pc.textIn(phone, 'four files', { pictures });
    expect(touchpoint).toMatchObject({ text: 'four files', attachments: [], details: { sms: { files: 4 } } });
    const files = await eventually(async () => {
      await turn(1_000);
      const found = await pc.at(`${sid}:files`);
      expect(found).not.toBe(null);
      return found;
    });
    expect(files).toMatchObject({ conversationId: id, attachments: [{ type: 'image/png', sizeBytes: bytes.length }] });
    const refused = [
      { place: 2, why: 'tooLarge' },
      { place: 3, why: 'notAllowed' },
      { place: 4, why: 'unsafe' },
    ];
    expect(files?.details).toMatchObject({ sms: { refused } });
  });

  it(`27 sends all of ${SENDS} once and in order, at the pace of the number, through refusals of too many`, {
    timeout: LONG_MS,
  }, async () => {
    const slow = '+982191000001';
    await pc.aNumber(slow, { perSecond: 1 });
    const phone = pc.someone();
    const { touchpoint } = await pc.textIn(phone, 'how many?', { to: slow });
    const id = touchpoint?.conversationId as string;
    await pc.taken(id);
    const began = now.getTime();
    const texts = Array.from({ length: SENDS }, (_, i) => `text ${i}`);
    for (const [i, text] of texts.entries()) {
      if (i % TEXTS_PER_BURST === 0) pc.world.carrier.api.answer429({ times: 5, on: /^POST .*Messages/ });
      let { status } = await pc.reply(id, text);
      if (status === 409) {
        await pc.taken(id); // the clock has run on, and the desk was given up for empty
        ({ status } = await pc.reply(id, text));
      }
      expect(status).toBe(202);
    }
    await eventually(async () => {
      await pc.app.parts.outbox.sweep();
      expect(await TouchpointModel.countDocuments({ conversationId: id, 'delivery.state': 'pending' })).toBe(0);
    }, LONG_MS);
    expect(await pc.sentTo(phone)).toEqual(texts);
    expect(now.getTime() - began).toBeGreaterThanOrEqual((SENDS - 1) * 1_000);
  });

  it('28 keeps a conversation with a short code or a name, and answers none', async () => {
    for (const sender of ['12345', 'PayBank']) {
      const { touchpoint } = await pc.textIn(sender, 'Your code is 7');
      const id = touchpoint?.conversationId as string;
      expect((await pc.conversation(id))?.sms).toMatchObject({ peer: sender, oneWay: true });
      await pc.taken(id);
      expect((await pc.reply(id, 'thanks')).error?.code).toBe('sms.oneWay');
    }
  });

  it('29 knows the same person by every spelling, and nobody by a number that is withheld', async () => {
    const { customers } = pc.app.parts;
    const mina = await customers.createCustomer({ name: 'Mina', locale: 'fa' });
    await customers.addIdentity(mina._id, 'phone', '۰۹۱۲ ۹۹۹ ۸۸۷۷', 'agent');
    expect((await pc.textIn('+989129998877', 'سلام')).touchpoint).toMatchObject({ customerId: mina._id });
    const { touchpoint } = await pc.textIn('+266696687', 'who am I');
    const kinds = (await customers.identitiesOfPerson(touchpoint?.customerId as string)).map(({ kind }) => kind);
    expect(kinds).not.toContain('phone');
  });

  it('30 accepts what the old token signed while it counts, then the new one alone', async () => {
    const change = { token: 'the next token', earlierTokenHours: 1 };
    const params = { id: pc.carrierAccountId };
    await pc.app.call('carrierAccounts.change', { cookie: pc.admin(), params, body: change });
    expect((await pc.textIn(pc.someone(), 'old token')).touchpoint).not.toBe(null);
    pc.world.carrier.rotate(ACCOUNT.sid, 'the next token');
    expect((await pc.textIn(pc.someone(), 'new token')).touchpoint).not.toBe(null);
    await turnOurs(3_600_001);
    pc.world.carrier.rotate(ACCOUNT.sid, ACCOUNT.token);
    expect((await pc.textIn(pc.someone(), 'old token, late')).touchpoint).toBe(null);
    pc.world.carrier.rotate(ACCOUNT.sid, 'the next token');
    expect((await pc.textIn(pc.someone(), 'new token, late')).touchpoint).not.toBe(null);
    const back = { token: ACCOUNT.token, earlierTokenHours: 0 };
    await pc.app.call('carrierAccounts.change', { cookie: pc.admin(), params, body: back });
    pc.world.carrier.rotate(ACCOUNT.sid, ACCOUNT.token);
  });
});

describe('the channel', () => {
  const aText = (to: string) =>
    pc.app.parts.timeline.append({
      ...{ customerId: 'c'.repeat(24), conversationId: null, kind: 'message', direction: 'out', channel: 'sms' },
      ...{ sourceId: crypto.randomUUID(), author: { type: 'system' }, text: 'from the contract' },
      details: { source: 'sms', sms: { numberId: pc.number.id, from: OURS, to } },
    });
  keepsChannelContract(async () => ({
    channel: pc.app.parts.sms.channel,
    sendable: () => aText(pc.someone()),
    refusable: () => aText('nobody'),
    arrived: async ({ details }) =>
      (await pc.sentTo((details as TouchpointRecord<'message'>['details']).sms?.to as string)).length,
  }));
});
