/** Who went to leave a message and hung up before the tone: nothing is recorded, and the carrier has nothing to tell. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { callersAt } from './callers.js';
import { aVoiceCompany } from './company.js';
import { played } from './talk.js';

let company: Awaited<ReturnType<typeof aVoiceCompany>>;
const { ringsIn, waitsInLine, kinds, isClosed, isEnded } = callersAt(() => company);
beforeAll(async () => {
  company = await aVoiceCompany();
});
afterEach(() => company.carrier.faults.clear());
afterAll(() => company.close());

type Caller = Awaited<ReturnType<typeof ringsIn>>;

async function isToldToSpeak({ phone }: Caller): Promise<void> {
  await company.until(async () => {
    phone.press('2');
    await company.carrier.settled();
    expect(played(phone)).toContain('en/voicemail');
  });
}

async function hangsUp({ phone, sid }: Caller): Promise<void> {
  phone.hangUp();
  await isEnded(sid);
  await isClosed(sid);
}

/** In the line, and out of it to leave a message. */
async function goesToLeaveOne(): Promise<Caller & { conversationId: string }> {
  const caller = await ringsIn();
  const conversationId = await waitsInLine(caller.phone, caller.sid);
  await isToldToSpeak(caller);
  return { ...caller, conversationId };
}

async function sweepsAfter(seconds: number): Promise<void> {
  await company.advance(seconds);
  await company.app.parts.voice.sweep();
  await company.app.parts.voice.settled();
}

const promises = async (sid: string) => (await company.told(sid)).filter(({ kind }) => kind === 'followUp.set');
const isAskedAbout = async (sid: string) => (await company.calls.bySid(sid))?.messageDueAt !== undefined;

it('is to be called back, once, by somebody of the queue they waited in', async () => {
  const caller = await goesToLeaveOne();
  await hangsUp(caller);
  expect(await company.calls.bySid(caller.sid)).toMatchObject({ left: 'voicemail', freed: true });
  await sweepsAfter(30);
  expect(await promises(caller.sid)).toEqual([]); // the word of a message may still come
  await sweepsAfter(31);
  await sweepsAfter(600);
  const { conversationId } = caller;
  expect(await promises(caller.sid)).toMatchObject([
    { conversationId, details: { assigneeName: expect.stringMatching(/Ana|Bo/) } },
  ]);
  expect(await company.conversations.byId(conversationId)).toMatchObject({ state: 'closed' });
  expect(await isAskedAbout(caller.sid)).toBe(false);
});

it('is asked about again where the carrier could not answer', async () => {
  const caller = await goesToLeaveOne();
  await hangsUp(caller);
  company.carrier.api.answer500({ on: /^GET .*\/Calls\/.*\/Recordings/ });
  await sweepsAfter(61);
  expect([await promises(caller.sid), await isAskedAbout(caller.sid)]).toEqual([[], true]);
  await sweepsAfter(301);
  expect(await promises(caller.sid)).toHaveLength(1);
});

it('has nothing promised who spoke, though the word of their message was lost', async () => {
  company.carrier.faults.drop({ about: /^recording\.|^call\.record/, times: 10 });
  const caller = await goesToLeaveOne();
  await company.until(() => expect(caller.phone.heard().at(-1)?.how).toBe('beep'));
  caller.phone.say('Please call me about my order.', 8);
  await company.advance(8);
  await hangsUp(caller);
  await sweepsAfter(61);
  expect(await isAskedAbout(caller.sid)).toBe(false);
  await company.until(async () => {
    await company.app.parts.voice.sweep();
    expect(await kinds(caller.sid)).toContain('voicemail.left');
  });
  expect(await promises(caller.sid)).toEqual([]);
});
