/** A call that comes in, from its first ring to its end. Long because each part goes on from the same caller's way. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ACCOUNT } from '../carrier.js';
import { eventually } from '../eventually.js';
import { callersAt } from './callers.js';
import { aVoiceCompany, OURS } from './company.js';
import { played } from './talk.js';

let company: Awaited<ReturnType<typeof aVoiceCompany>>;
beforeAll(async () => {
  company = await aVoiceCompany();
});
afterAll(() => company.close());

const { ringsIn, waitsInLine, talks, conversationsOf, kinds, isClosed, isEnded } = callersAt(() => company);

it('31 closes a call whose caller hangs up in the menu: no line, abandoned, with its step', async () => {
  const { phone, sid } = await ringsIn();
  await company.advance(1);
  phone.hangUp();
  await isEnded(sid);
  const told = await company.told(sid);
  expect(told.map(({ kind }) => kind).filter((kind) => kind !== 'ivr.input')).toEqual([
    'call.received',
    'leg.ended',
    'call.ended',
  ]);
  expect(told.at(-1)).toMatchObject({
    details: { outcome: 'abandoned', step: 'main', by: 'customer' },
    conversationId: null,
  });
  await isClosed(sid);
  expect(await company.calls.bySid(sid)).toMatchObject({ conversationId: null, queuedAt: null });
});

it('takes a key that is pressed over the greeting, but not over the word that calls are recorded', async () => {
  const { phone } = await ringsIn();
  phone.press('2');
  await company.until(() => expect(played(phone)).toContain('en/voicemail'));
  expect(played(phone)).toEqual(['en/welcome', 'en/voicemail']);
  phone.hangUp();
  await company.answers({ consent: true });
  const other = (await ringsIn()).phone;
  await company.until(() => expect(played(other)).toContain('en/consent'));
  other.press('2');
  await company.until(() => expect(played(other)).toContain('en/for.sales'));
  other.hangUp();
  await company.answers({ consent: false });
});

it('leads a caller through the menu and the line to an agent, and ends when the caller hangs up', async () => {
  const line = await company.online('Ana');
  const { phone, sid } = await ringsIn();
  const conversationId = await waitsInLine(phone, sid);
  expect(await company.conversations.byId(conversationId)).toMatchObject({ firstResponseAt: null });
  expect(await conversationsOf(sid)).toBe(1);
  await talks(line, 'Ana', conversationId);
  const answered = { firstResponseAt: expect.any(Date), customerWaitsSince: null, sla: null };
  await company.until(async () =>
    expect(await company.conversations.byId(conversationId)).toMatchObject({ state: 'active', ...answered }),
  );
  await company.advance(20);
  phone.hangUp();
  await isEnded(sid);
  await eventually(async () =>
    expect(await company.conversations.byId(conversationId)).toMatchObject({ state: 'closed' }),
  );
  const told = await company.told(sid);
  const of = (kind: string) => told.filter((one) => one.kind === kind);
  expect(of('ivr.input')).toMatchObject([{ details: { step: 'main', digits: '1' } }]);
  expect(of('queue.left')).toMatchObject([{ details: { reason: 'bridged' } }]);
  expect(of('call.bridged')).toMatchObject([{ details: { agentName: 'Ana' }, conversationId }]);
  expect(
    of('leg.ended')
      .map(({ details }) => (details as { role: string }).role)
      .sort(),
  ).toEqual(['agent', 'customer']);
  expect(of('call.ended')).toMatchObject([{ details: { outcome: 'talked', by: 'customer', reconciled: false } }]);
  line.close();
});

it('36 has the caller wait on, at their place, when the agent’s browser does not answer', async () => {
  const line = await company.online('Ana');
  const { phone, sid } = await ringsIn();
  const conversationId = await waitsInLine(phone, sid);
  const { routingKey } = (await company.conversations.byId(conversationId))!;
  const offer = await line.hears('offer:made', (made) => made.conversationId === conversationId);
  company.client('Ana').unregister();
  await line.ask('offer:accept', { offerId: offer.id });
  await company.until(async () =>
    expect(
      (await company.told(sid)).some(
        ({ kind, conversationId: id }) => kind === 'conversation.requeued' && id === conversationId,
      ),
    ).toBe(true),
  );
  expect(await company.conversations.byId(conversationId)).toMatchObject({ routingKey });
  expect(phone.call()?.status).toBe('in-progress');
  phone.hangUp();
  await isEnded(sid);
  await eventually(async () =>
    expect(await company.conversations.byId(conversationId)).toMatchObject({ state: 'closed' }),
  );
  line.close();
});

it('37 leaves nobody behind when the caller hangs up while the agent is being rung', async () => {
  const line = await company.online('Ana');
  const { phone, sid } = await ringsIn();
  const conversationId = await waitsInLine(phone, sid);
  const offer = await line.hears('offer:made', (made) => made.conversationId === conversationId);
  const page = company.client('Ana');
  await line.ask('offer:accept', { offerId: offer.id });
  await company.until(() => expect(page.rings()).toBe(true));
  phone.hangUp();
  await isEnded(sid);
  await company.until(() => expect(page.rings()).toBe(false));
  await eventually(async () => {
    expect((await company.calls.bySid(sid))?.state).toMatchObject({ conferenceOpen: false });
    expect(await company.conversations.byId(conversationId)).toMatchObject({ state: 'closed' });
  });
  line.close();
});

it('34 answers a repeated webhook with the same bytes, and does once what follows', async () => {
  const { phone, sid } = await ringsIn();
  const call = (await company.calls.bySid(sid))!;
  const form = {
    CallSid: sid,
    AccountSid: ACCOUNT.sid,
    From: phone.person,
    To: OURS,
    Digits: '2',
    CallStatus: 'in-progress',
  };
  const path = `/hooks/voice/menu?call=${call._id}&step=main&attempt=1&turn=1`;
  const [first, second] = await Promise.all([company.hook(path, form), company.hook(path, form)]);
  expect([first.status, second.status, second.text]).toEqual([200, 200, first.text]);
  expect(first.text).toContain('<Record');
  const pressed = async () => (await company.told(sid)).filter(({ kind }) => kind === 'ivr.input').length;
  await eventually(async () => expect(await pressed()).toBe(1)); // what follows comes after the answer
  phone.hangUp();
  await isEnded(sid);
  expect(await pressed()).toBe(1);
});

it('takes for pressed what a phone has keys for, and no more of it than somebody presses', async () => {
  const { phone, sid } = await ringsIn();
  const { _id } = (await company.calls.bySid(sid))!;
  const form = { AccountSid: ACCOUNT.sid, CallSid: sid, From: phone.number, To: OURS };
  for (const [i, Digits] of ['1'.repeat(50_000), '1<Say>', '۱'].entries()) {
    const path = `/hooks/voice/menu?call=${_id}&step=main&attempt=1&turn=${i + 1}&locale=en`;
    expect((await company.hook(path, { ...form, Digits, Confidence: 'none' })).status).toBe(200);
  }
  await company.carrier.settled();
  const said = (await company.told(sid)).filter(({ kind }) => kind === 'ivr.input');
  expect(JSON.stringify(said).length).toBeLessThan(5_000);
  expect(said.map(({ details }) => (details as { digits?: string }).digits)).toEqual(said.map(() => undefined));
  expect((await company.calls.bySid(sid))?.conversationId).toBeNull();
  phone.hangUp();
  await isEnded(sid);
});

it.each([
  { says: 'with its sound', lost: 0 },
  { says: 'also where the word of its recording was lost', lost: 10 },
])('42 makes a task of a message $says', async ({ lost }) => {
  company.carrier.faults.drop({ about: /^recording\./, times: lost });
  const { phone, sid } = await ringsIn();
  await company.until(async () => {
    phone.press('2');
    await company.carrier.settled();
    expect(await kinds(sid)).toContain('ivr.input');
  });
  phone.say('Please call me about my order.', 60);
  await company.advance(50);
  phone.hangUp();
  await company.until(async () => expect(await kinds(sid)).toContain('voicemail.left'));
  const message = (await company.told(sid)).find(({ kind }) => kind === 'voicemail.left')!;
  expect(message).toMatchObject({
    details: { lengthMs: expect.any(Number), transcript: null },
    attachments: [{ name: 'message.wav', type: 'audio/wav' }],
  });
  const call = (await company.calls.bySid(sid))!;
  expect(await company.conversations.byId(call.conversationId!)).toMatchObject({
    channel: 'voice',
    state: expect.stringMatching(/queued|offered/),
  });
  company.carrier.faults.clear();
});

it('42 makes no task of silence', async () => {
  const { phone, sid } = await ringsIn();
  await company.until(async () => {
    phone.press('2');
    await company.carrier.settled();
    expect(await kinds(sid)).toContain('ivr.input');
  });
  await isEnded(sid);
  await company.advance(5);
  await company.carrier.settled();
  expect(await kinds(sid)).not.toContain('voicemail.left');
  await isClosed(sid);
  expect(await company.calls.bySid(sid)).toMatchObject({ conversationId: null, fetching: [] });
});
