/** Where a caller may have themselves called back: nobody proves that the number they show is theirs. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aVoiceCompany, OURS } from './company.js';
import { type Phone, played, type VoiceCompany } from './talk.js';

const TURKISH = '+905321234567';
const PREMIUM = '+449098790000';

let company: VoiceCompany;
beforeAll(async () => {
  company = await aVoiceCompany({ voice: { menu: null } });
});
afterAll(() => company.close());

const callOf = async (sid: string) => (await company.calls.bySid(sid))!;
const conversationOf = async (sid: string) =>
  (await company.conversations.byId((await callOf(sid)).conversationId ?? ''))!;

/** In the line, and has heard what can be done there. */
async function waits(number: string) {
  const phone = company.carrier.phone(number);
  const { sid } = phone.ring(OURS)!;
  await company.until(() => expect(played(phone)).toContain('en/press.2'));
  return { phone, sid };
}

async function isGone(phone: Phone, sid: string) {
  phone.hangUp();
  await company.until(async () => expect((await conversationOf(sid)).state).toBe('closed'));
}

it.each([
  { says: 'of another country', number: TURKISH, voice: {} },
  { says: 'of a country that is not among those that are set', number: TURKISH, voice: { callbackCountries: ['IR'] } },
  { says: 'that charges whoever calls it', number: PREMIUM, voice: { callbackCountries: ['GB'] } },
])('a number $says is offered no call, gets none, and keeps its place', async ({ number, voice }) => {
  await company.answers({ menu: null, ...voice });
  const { phone, sid } = await waits(number);
  expect(played(phone)).not.toContain('en/for.callback');
  phone.press('1');
  await company.carrier.settled();
  await company.advance(30);
  expect(await conversationOf(sid)).toMatchObject({ state: 'queued' });
  expect((await conversationOf(sid)).callback).toBeUndefined();
  expect(phone.call()?.status).toBe('in-progress');
  await isGone(phone, sid);
});

it('a country that is set is called back', async () => {
  await company.answers({ menu: null, callbackCountries: ['TR'] });
  const { phone, sid } = await waits(TURKISH);
  expect(played(phone)).toContain('en/for.callback');
  await company.until(async () => {
    phone.press('1');
    await company.carrier.settled();
    expect((await conversationOf(sid)).callback).toMatchObject({ number: TURKISH });
  });
  await company.until(() => expect(phone.call()?.status).toBe('completed'));
  await company.conversations.close((await conversationOf(sid))._id, { by: 'customer' });
});

it('who asks for it in the menu and cannot be called hears so, and is in the line', async () => {
  const choices = [{ digit: '1', words: { en: [], fa: [] }, to: { kind: 'callback' } }];
  await company.answers({ menu: { steps: [{ key: 'main', prompts: ['for.callback', 'press.1'], choices }] } });
  const phone = company.carrier.phone(TURKISH);
  const { sid } = phone.ring(OURS)!;
  await company.until(async () => {
    phone.press('1');
    await company.carrier.settled();
    expect((await callOf(sid)).conversationId).toBeTruthy();
  });
  await company.until(() => expect(played(phone)).toEqual(expect.arrayContaining(['en/callback.not', 'en/place.1'])));
  expect(played(phone)).not.toContain('en/callback.kept');
  expect((await conversationOf(sid)).callback).toBeUndefined();
  await isGone(phone, sid);
});
