import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ACCOUNT, aCompany, bootCarrier, sdkAt } from '../../carrier.js';

const OURS = '+982191000000';
const MINA = '+989121234567';

let world: Awaited<ReturnType<typeof bootCarrier>>;
let company: Awaited<ReturnType<typeof aCompany>>;
beforeAll(async () => {
  company = await aCompany();
  world = await bootCarrier();
});
afterAll(() => Promise.all([world.close(), company.close()]));
beforeEach(() => {
  company.told.length = 0;
  world.carrier.faults.clear();
  world.carrier.number({ accountSid: ACCOUNT.sid, number: OURS, smsUrl: `${company.url}/in` });
});

const send = (to = MINA, more = {}) =>
  world.client.messages.create({ from: OURS, to, body: 'سلام', statusCallback: `${company.url}/status?id=7`, ...more });
const states = () => company.at('/status').map(({ form }) => form.MessageStatus);
const refusal = (asked: Promise<unknown>) =>
  asked.then(() => null).catch((error: unknown) => error as { code: number });

describe('a text from the company', () => {
  it('goes its way step by step and arrives at the phone', async () => {
    const text = await send();
    expect(text).toMatchObject({ status: 'queued', numSegments: '1', direction: 'outbound-api', errorCode: null });
    expect(text.sid).toMatch(/^SM[0-9a-f]{32}$/);
    expect(text.dateCreated).toEqual(new Date('2030-01-01T09:00:00Z'));
    await world.carrier.advance(5_000);
    expect(states()).toEqual(['sending', 'sent', 'delivered']);
    expect(company.told.every(({ genuine }) => genuine)).toBe(true);
    expect(company.told[0]!.form).toMatchObject({ MessageSid: text.sid, To: MINA, id: '7' });
    expect((await world.client.messages(text.sid).fetch()).status).toBe('delivered');
    expect(world.carrier.phone(MINA).texts().at(-1)).toMatchObject({ body: 'سلام', from: OURS });
  });

  it.each([
    { says: 'undelivered after the network took it', code: 30_003, ends: ['sending', 'sent', 'undelivered'] },
    { says: 'failed before that', code: 30_001, ends: ['sending', 'failed'] },
  ])('may end $says', async ({ code, ends }) => {
    world.carrier.result('+989351112233', code, 1);
    await send('+989351112233');
    await world.carrier.advance(5_000);
    expect(states()).toEqual(ends);
    expect(company.at('/status').at(-1)!.form.ErrorCode).toBe(String(code));
    await send('+989351112233');
    await world.carrier.advance(5_000);
    expect(states().at(-1)).toBe('delivered');
  });

  it.each([
    { says: 'to nothing', wrong: { to: 'mina' }, code: 21_211 },
    { says: 'from a number of somebody else', wrong: { from: '+15005550001' }, code: 21_606 },
    { says: 'without words', wrong: { body: '' }, code: 21_602 },
    { says: 'with too many', wrong: { body: 'x'.repeat(1_601) }, code: 21_617 },
    { says: 'by a service that is not there', wrong: { messagingServiceSid: 'MG0' }, code: 21_701 },
  ])('is refused $says', async ({ wrong, code }) => {
    expect(await refusal(send(MINA, wrong))).toMatchObject({ code });
  });

  it('comes from a number that the service chooses, and keeps', async () => {
    const service = `MG${'2'.repeat(32)}`;
    world.carrier.service(service, [OURS]);
    const { sid, status, from, numSegments } = await world.client.messages.create({
      ...{ messagingServiceSid: service, to: MINA, body: 'x', statusCallback: `${company.url}/status` },
    });
    expect({ status, from, numSegments }).toEqual({ status: 'accepted', from: null, numSegments: '0' });
    await world.carrier.advance(5_000);
    expect(states()).toEqual(['queued', 'sending', 'sent', 'delivered']);
    expect((await world.client.messages(sid).fetch()).from).toBe(OURS);
  });

  it('is listed by number and time, page by page, and can be deleted', async () => {
    const to = '+989990000001';
    for (let n = 0; n < 5; n += 1) await send(to, { body: `${n}` });
    await world.carrier.advance(5_000);
    const listed = await world.client.messages.list({
      to,
      pageSize: 2,
      dateSentAfter: new Date('2030-01-01T09:00:00Z'),
    });
    expect(listed.map(({ body }) => body)).toEqual(['4', '3', '2', '1', '0']);
    expect(await world.client.messages.list({ to, dateSentBefore: new Date('2029-01-01') })).toEqual([]);
    expect(await world.client.messages(listed[0]!.sid).remove()).toBe(true);
    expect(await world.client.messages.list({ to })).toHaveLength(4);
  });

  it('can be taken back while it waits', async () => {
    const { sid } = await send();
    expect((await world.client.messages(sid).update({ status: 'canceled' })).status).toBe('canceled');
    await world.carrier.advance(5_000);
    expect(states()).toEqual(['canceled']);
  });

  it('carries pictures that are fetched from the company', async () => {
    company.answer('/pic', 'a picture');
    const { sid } = await send(MINA, { mediaUrl: [`${company.url}/pic`] });
    expect(sid).toMatch(/^MM/);
    await world.carrier.advance(5_000);
    expect(
      world.carrier
        .phone(MINA)
        .texts()
        .at(-1)!
        .media.map(({ bytes }) => bytes.toString()),
    ).toEqual(['a picture']);
    await send(MINA, { mediaUrl: [`${company.url}/none`], body: '' });
    company.answer('/none', 404);
    await world.carrier.advance(5_000);
    expect(states().at(-1)).toBe('failed');
  });
});

describe('a text to the company', () => {
  it('comes signed, with its fields', async () => {
    const text = world.carrier.phone(MINA).text(OURS, 'کی می‌رسد؟');
    await world.carrier.settled();
    expect(company.at('/in')).toMatchObject([
      { genuine: true, form: { MessageSid: text!.sid, Body: 'کی می‌رسد؟', From: MINA, To: OURS, NumMedia: '0' } },
    ]);
    expect(world.carrier.phone(MINA).text('+15005550009', 'x')).toBeNull();
  });

  it('shows its pictures to who may see them, by way of storage', async () => {
    const picture = { type: 'image/png', bytes: Buffer.from('png'), missing: 1 };
    world.carrier.phone(MINA).text(OURS, '', [picture]);
    await world.carrier.settled();
    const { MediaUrl0, MediaContentType0 } = company.at('/in')[0]!.form;
    expect(MediaContentType0).toBe('image/png');
    const authorization = `Basic ${btoa(`${ACCOUNT.sid}:${ACCOUNT.token}`)}`;
    const get = (headers = {}) => fetch(MediaUrl0!, { headers, redirect: 'manual' });
    expect((await get()).status).toBe(401);
    expect((await get({ authorization })).status).toBe(404);
    const redirect = await get({ authorization });
    expect(redirect.status).toBe(302);
    const bytes = await fetch(redirect.headers.get('location')!);
    expect([bytes.headers.get('content-type'), await bytes.text()]).toEqual(['image/png', 'png']);
    const [, messageSid, mediaSid] = /Messages\/(\w+)\/Media\/(\w+)/.exec(MediaUrl0!)!;
    const media = world.client.messages(messageSid!).media;
    expect(await media.list()).toMatchObject([{ sid: mediaSid, contentType: 'image/png' }]);
    await media(mediaSid!).remove();
    expect(await media.list()).toEqual([]);
  });

  it('asks to stop: the carrier answers itself and refuses until START', async () => {
    const phone = world.carrier.phone('+989120000002');
    phone.text(OURS, 'stop it please');
    expect(await refusal(send(phone.number))).toBeNull();
    phone.text(OURS, ' Stop ');
    expect(phone.texts().at(-1)).toMatchObject({ direction: 'outbound-reply', from: OURS });
    expect(await refusal(send(phone.number))).toMatchObject({ code: 21_610, status: 400 });
    phone.text(OURS, 'START');
    expect(await refusal(send(phone.number))).toBeNull();
    await world.carrier.advance(5_000);
    expect(company.at('/in').map(({ form }) => form.OptOutType)).toEqual([undefined, undefined, undefined]);
  });

  it('goes to the fallback when the first address fails, saying why', async () => {
    company.answer('/broken', 500);
    const numbers = world.client.incomingPhoneNumbers;
    const [ours] = await numbers.list({ phoneNumber: OURS });
    await numbers(ours!.sid).update({ smsUrl: `${company.url}/broken`, smsFallbackUrl: `${company.url}/fallback` });
    world.carrier.phone(MINA).text(OURS, 'x');
    await world.carrier.settled();
    expect(company.at('/fallback')[0]!.form).toMatchObject({ ErrorCode: '11200', ErrorUrl: `${company.url}/broken` });
  });

  it('is tried again as its address asks, with the same token', async () => {
    let tries = 0;
    company.answer('/third', () => {
      tries += 1;
      return tries < 3 ? 503 : '<Response/>';
    });
    world.carrier.number({ accountSid: ACCOUNT.sid, number: OURS, smsUrl: `${company.url}/third#rc=2&rp=all` });
    world.carrier.phone(MINA).text(OURS, 'x');
    await world.carrier.settled();
    const tokens = company.at('/third').map(({ token }) => token);
    expect(tokens).toHaveLength(3);
    expect(new Set(tokens).size).toBe(1);
  });
});

describe('a fault that is asked for', () => {
  it.each([
    { says: 'drops', ask: () => world.carrier.faults.drop({ about: /status/ }), comes: ['sent', 'delivered'] },
    { says: 'doubles', ask: () => world.carrier.faults.double(), comes: ['sending', 'sending', 'sent', 'delivered'] },
    { says: 'delays', ask: () => world.carrier.faults.delay(30_000), comes: ['sent', 'delivered', 'sending'] },
  ])('$says', async ({ ask, comes }) => {
    ask();
    await send();
    await world.carrier.advance(60_000);
    expect(states()).toEqual(comes);
  });

  it('changes the order, and signs wrongly', async () => {
    world.carrier.faults.reorder({ times: 3 });
    world.carrier.faults.badSignature();
    await send();
    await world.carrier.advance(60_000);
    expect(states().sort()).toEqual(['delivered', 'sending', 'sent']);
    expect(company.told.filter(({ genuine }) => !genuine)).toHaveLength(1);
  });

  it('strikes the API: refused, broken, or done without an answer', async () => {
    const to = '+989990000002';
    world.carrier.api.answer429();
    expect(await refusal(send(to))).toMatchObject({ status: 429, code: 20_429 });
    world.carrier.api.answer500();
    expect(await refusal(send(to))).toMatchObject({ status: 500, code: 20_500 });
    expect(await world.client.messages.list({ to })).toEqual([]);
    world.carrier.api.timeOut();
    expect(await refusal(send(to))).not.toBeNull();
    expect(await world.client.messages.list({ to })).toHaveLength(1);
  });
});

describe('the API', () => {
  it('lets in by token or key, and nobody else', async () => {
    const stranger = sdkAt(world.url, { ...ACCOUNT, token: 'wrong' });
    expect(await refusal(stranger.messages.list())).toMatchObject({ status: 401, code: 20_003 });
    expect((await world.client.api.v2010.accounts(ACCOUNT.sid).fetch()).status).toBe('active');
    world.carrier.rotate(ACCOUNT.sid, 'another token');
    expect(await refusal(world.client.messages.list())).toMatchObject({ code: 20_003 });
    world.carrier.rotate(ACCOUNT.sid, ACCOUNT.token);
  });

  it('says that there is nothing where there is nothing', async () => {
    expect(await refusal(world.client.messages(`SM${'0'.repeat(32)}`).fetch())).toMatchObject({
      status: 404,
      code: 20_404,
    });
  });
});
