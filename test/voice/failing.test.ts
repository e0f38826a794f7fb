import { afterAll, beforeAll, expect, it } from 'vitest';
import { ACCOUNT, aCompany as aServer } from '../carrier.js';
import { aVoiceCompany, OURS } from './company.js';
import { played, talksOf, type VoiceCompany } from './talk.js';

let company: VoiceCompany;
let broken: Awaited<ReturnType<typeof aServer>>;
beforeAll(async () => {
  company = await aVoiceCompany();
  broken = await aServer();
  broken.answer('/in', 500);
});
afterAll(async () => {
  await company.close();
  await broken.close();
});

const FALLBACK = '/hooks/voice/fallback';

/** Its caller hears in both languages that something is wrong, and leaves a message; nobody was told of the call before. */
async function leavesMessage() {
  const phone = company.phone();
  const { sid } = phone.ring(OURS)!;
  await company.until(() => expect(phone.heard().some(({ how }) => how === 'beep')).toBe(true));
  const heard = played(phone);
  phone.say('My order has not come.', 20);
  await company.advance(21);
  phone.hangUp();
  const { kinds } = talksOf(company);
  await company.until(async () => expect(await kinds(sid)).toContain('voicemail.left'));
  const call = (await company.calls.bySid(sid))!;
  return { heard, phone, sid, call };
}

const APOLOGY = ['en/trouble', 'fa/trouble', 'en/voicemail', 'fa/voicemail'];

it('44 keeps the message of a caller whom our server answered with 500, and finds out who called', async () => {
  const at = (name: string) => `${company.app.url}/hooks/voice/${name}`;
  const hooks = { voiceFallbackUrl: `${company.app.url}${FALLBACK}`, statusCallback: at('status') };
  company.carrier.number({ accountSid: ACCOUNT.sid, number: OURS, voiceUrl: `${broken.url}/in`, ...hooks });
  const { heard, phone, sid, call } = await leavesMessage();
  expect(heard).toEqual(APOLOGY);
  expect(call).toMatchObject({ from: phone.person, to: OURS, records: 'never' });
  expect(await company.conversations.byId(call.conversationId!)).toMatchObject({
    channel: 'voice',
    queueId: company.queueId,
    state: expect.stringMatching(/queued|offered/),
  });
  const left = (await company.told(sid)).filter(({ kind }) => kind === 'voicemail.left');
  expect(left).toMatchObject([{ attachments: [{ name: 'message.wav' }], conversationId: call.conversationId }]);
  await company.until(async () => expect(await company.calls.bySid(sid)).toMatchObject({ open: false, fetching: [] }));
});

it('44 keeps the message of a caller whom our server answered too late', async () => {
  const at = (name: string) => `${company.app.url}/hooks/voice/${name}`;
  const hooks = { voiceFallbackUrl: `${company.app.url}${FALLBACK}`, statusCallback: at('status') };
  company.carrier.number({ accountSid: ACCOUNT.sid, number: OURS, voiceUrl: at('in'), ...hooks });
  company.carrier.faults.late({ about: /^call\.incoming/ });
  const { heard, sid, call } = await leavesMessage();
  expect(heard).toEqual(APOLOGY);
  expect((await company.told(sid)).filter(({ kind }) => kind === 'call.received')).toHaveLength(1);
  expect(await company.conversations.byId(call.conversationId!)).toMatchObject({ queueId: company.queueId });
});
