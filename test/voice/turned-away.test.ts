/** The carrier's own line takes nobody: callers keep their place in ours. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ACCOUNT } from '../carrier.js';
import { aVoiceCompany, OURS } from './company.js';
import { type Page, type Phone, played, talksOf, type VoiceCompany } from './talk.js';

let company: VoiceCompany;
let talks: ReturnType<typeof talksOf>;
let page: Page;
let first: Awaited<ReturnType<typeof talks.waits>>;
beforeAll(async () => {
  company = await aVoiceCompany({ agents: ['Ana'] });
  talks = talksOf(company);
  page = company.client('Ana');
  page.always('answer');
  await company.sdk.queues.create({ friendlyName: 'payvand', maxSize: 1 });
  first = await talks.waits();
});
afterAll(() => company.close());

const times = (phone: Phone, name: string) => played(phone).filter((one) => one === name).length;
const stateOf = async (id: string) => (await company.conversations.byId(id))?.state;

it('hears an apology once and music until the line takes them, and is where they were in ours', async () => {
  const { phone, conversationId } = await talks.waits();
  await company.until(() => expect(times(phone, 'music')).toBeGreaterThan(2));
  const said = played(phone);
  expect(said.slice(said.indexOf('en/trouble')).slice(0, 4)).toEqual(['en/trouble', 'en/queue.wait', 'music', 'music']);
  expect(times(phone, 'en/trouble')).toBe(1);
  expect(await stateOf(conversationId)).toBe('queued');
  first.phone.hangUp();
  await company.until(() => expect(played(phone)).toContain('en/place.1'));
  phone.hangUp();
  await company.until(async () => expect(await stateOf(conversationId)).toBe('closed'));
});

it('is put through to whoever takes them, out of the music', async () => {
  const before = await talks.waits();
  const { phone, conversationId } = await talks.waits();
  await company.until(() => expect(played(phone)).toContain('en/trouble'));
  before.phone.hangUp();
  await company.until(async () => expect(await stateOf(before.conversationId)).toBe('closed'));
  const ana = await company.online('Ana');
  const offer = await ana.hears('offer:made', (made) => made.conversationId === conversationId);
  await ana.ask('offer:accept', { offerId: offer.id });
  await company.until(() => {
    phone.say('at last');
    expect(page.heard().some(({ text }) => text === 'at last')).toBe(true);
  });
  phone.hangUp();
  await company.until(async () => expect(await stateOf(conversationId)).toBe('closed'));
  ana.close();
});

it('gets the same answer to the same question', async () => {
  const { phone, sid, callId } = await talks.waits();
  const form = { CallSid: sid, AccountSid: ACCOUNT.sid, From: phone.person, To: OURS, CallStatus: 'in-progress' };
  const asks = () => company.hook(`/hooks/voice/left?call=${callId}`, { ...form, QueueResult: 'error' });
  const [one, other] = await Promise.all([asks(), asks()]);
  expect(one.text).toContain('trouble.wav');
  expect(one.text).toContain('turn=1');
  expect(other).toEqual(one);
  phone.hangUp();
});

it.each([
  { way: 'a call', about: { callbacks: true }, hears: 'en/callback.kept' },
  { way: 'a message', about: { callbacks: false }, hears: 'en/voicemail' },
  { way: 'an apology', about: { callbacks: false, voicemailSeconds: 0 }, hears: 'en/trouble' },
])('hears music no longer than some minutes, and then gets $way', async ({ about, hears }) => {
  await company.answers(about);
  const before = await talks.waits();
  const { phone, conversationId } = await talks.waits();
  await company.until(() => {
    expect(times(phone, 'music')).toBeGreaterThan(15);
    expect(played(phone).findLast((name) => name !== 'music' && name !== 'en/goodbye')).toBe(hears);
    expect(times(phone, hears)).toBe(hears === 'en/trouble' ? 2 : 1);
  });
  if (hears === 'en/callback.kept')
    expect(await company.conversations.byId(conversationId)).toMatchObject({ state: 'queued', callback: { tries: 0 } });
  for (const one of [phone, before.phone]) one.hangUp();
});
