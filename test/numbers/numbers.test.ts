import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CarrierAccountView, NumberView } from '../../server/contract/index.js';
import { CarrierAccountModel, NumberModel } from '../../server/numbers/models.js';
import { type Booted, bootApp } from '../boot.js';

let app: Booted;
let cookie: string;
let queueId: string;
let now = new Date();
beforeAll(async () => {
  app = await bootApp({ clock: { now: () => now } });
  cookie = await app.signIn();
  queueId = (await app.call('queues.create', { cookie, body: { name: 'Texts' } })).body.id;
});
afterAll(() => app.close());

const sid = (letter: string) => `AC${letter.repeat(32)}`;
const anAccount = async (letter: string, about: object = {}): Promise<CarrierAccountView> => {
  const body = { name: 'Carrier', sid: sid(letter), token: `token ${letter}`, ...about };
  const answer = await app.call('carrierAccounts.create', { cookie, body });
  expect(answer.status, answer.error?.message).toBe(201);
  return answer.body;
};
const change = (id: string, body: object) => app.call('carrierAccounts.change', { cookie, params: { id }, body });
const tokensOf = async (letter: string) => (await app.parts.numbers.accountBySid(sid(letter)))?.tokens;

describe('a carrier account', () => {
  it('keeps its secrets sealed, and shows none', async () => {
    const key = { apiKeySid: `SK${'a'.repeat(32)}`, apiKeySecret: 'secret of the key' };
    const view = await anAccount('a', key);
    expect(view).toMatchObject({
      secrets: ['token', 'apiKeySecret'],
      earlierTokenUntil: null,
      secretUnreadable: false,
    });
    const stored = JSON.stringify(await CarrierAccountModel.findById(view.id).lean());
    for (const secret of ['token a', 'secret of the key']) {
      expect(JSON.stringify(view)).not.toContain(secret);
      expect(stored).not.toContain(secret);
    }
    const opened = { token: 'token a', apiKey: { sid: key.apiKeySid, secret: key.apiKeySecret } };
    expect(await app.parts.numbers.accountBySid(sid('a'))).toMatchObject(opened);
  });

  it('lets the token before count for as long as was said, and then no more', async () => {
    const { id } = await anAccount('b');
    const { body } = await change(id, { token: 'another', earlierTokenHours: 2 });
    expect(Date.parse(body.earlierTokenUntil as string)).toBe(now.getTime() + 7_200_000);
    expect(await tokensOf('b')).toEqual(['another', 'token b']);
    now = new Date(now.getTime() + 7_200_001);
    expect(await tokensOf('b')).toEqual(['another']);
  });

  it('does not take the secrets of one account for those of another', async () => {
    const { id } = await anAccount('c');
    expect((await change(id, { sid: sid('d') })).error?.code).toBe('input.invalid');
    expect((await change(id, { sid: sid('d'), token: 'token d' })).body.earlierTokenUntil).toBe(null);
    expect(await tokensOf('d')).toEqual(['token d']);
  });
});

describe('a number', () => {
  const create = (body: object) => app.call('numbers.create', { cookie, body: { name: 'Line', ...body } });

  it('is one, however it is written, and leads to its account', async () => {
    const { id: carrierAccountId } = await anAccount('e');
    const { body } = await create({ number: '۰۲۱ ۸۸۷۷ ۶۶۵۵', carrierAccountId, sms: { on: true, queueId } });
    const view: NumberView = body;
    expect(view).toMatchObject({ number: '+982188776655', voice: { on: false } });
    expect(view.sms.words.stop).toContain('لغو');
    expect((await create({ number: '00982188776655', carrierAccountId })).error?.code).toBe('number.taken');
    const found = await app.parts.numbers.byNumber('+982188776655');
    expect(found && (await app.parts.numbers.secretsOf(found))).toMatchObject({ sid: sid('e'), token: 'token e' });
    const gone = await app.call('carrierAccounts.delete', { cookie, params: { id: carrierAccountId } });
    expect(gone.error?.code).toBe('carrier.inUse');
    const queue = await app.call('queues.delete', { cookie, params: { id: queueId } });
    expect(queue.error?.code).toBe('queue.inUse');
  });

  it.each([
    { says: 'is none', number: '12345', code: 'input.invalid' },
    { says: 'is on and names no queue', sms: { on: true }, code: 'input.invalid' },
    { says: 'names a queue that is not there', sms: { on: true, queueId: 'f'.repeat(24) }, code: 'queue.missing' },
    { says: 'names an account that is not there', carrierAccountId: 'f'.repeat(24), code: 'record.missing' },
    { says: 'calls back in no country', voice: { callbackCountries: ['IR', 'XX'] }, code: 'input.invalid' },
    { says: 'calls back in a country by its name', voice: { callbackCountries: ['Iran'] }, code: 'input.invalid' },
  ])('is refused where it $says', async ({ code, says: _says, ...about }) => {
    const [account] = (await app.call('carrierAccounts.list', { cookie })).body;
    const answer = await create({ number: '+12025550143', carrierAccountId: account?.id, ...about });
    expect(answer.error?.code).toBe(code);
  });
});

describe('a customer', () => {
  it('has one identity for all spellings of a number, and is found by each and by its beginning', async () => {
    const { _id: id } = await app.parts.customers.createCustomer({ name: 'Mina', locale: 'fa' });
    for (const value of ['0912 000 1122', '+989120001122', '۰۹۱۲۰۰۰۱۱۲۲'])
      await app.call('customers.addIdentity', { cookie, params: { id }, body: { kind: 'phone', value } });
    const { body } = await app.call('customers.show', { cookie, params: { id } });
    expect(body.identities.map(({ value }: { value: string }) => value)).toEqual(['+989120001122']);
    for (const search of ['۰۹۱۲ ۰۰۰ ۱۱۲۲', '00989120001122', '+9891200011', '+98912000']) {
      const found = await app.call('customers.list', { cookie, query: { search, limit: 5 } });
      expect(found.body.items.map((row: { id: string }) => row.id)).toEqual([id]);
    }
    const body2 = { kind: 'phone', value: '+266696687' };
    const refused = await app.call('customers.addIdentity', { cookie, params: { id }, body: body2 });
    expect(refused.error?.code).toBe('input.invalid');
  });
});

describe('numbers of an earlier version', () => {
  it('get the settings that came since at the next start, and keep those they have', async () => {
    const { id: carrierAccountId } = await anAccount('f');
    const body = { number: '+982191009999', name: 'Old', carrierAccountId, voice: { on: true, queueId, quiet: null } };
    const { id } = (await app.call('numbers.create', { cookie, body })).body;
    const was = await NumberModel.findById(id).lean();
    await NumberModel.collection.updateOne(
      { _id: id as never },
      { $unset: { 'voice.callbacks': 1, 'voice.callbackCountries': 1, 'voice.records': 1, 'sms.quiet': 1 } },
    );
    await app.parts.numbers.migrate();
    expect(await NumberModel.findById(id).lean()).toEqual(was);
  });
});
