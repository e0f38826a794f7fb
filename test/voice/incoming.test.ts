/** A call that comes in, from its first ring to its end. Long because each part goes on from the same caller's way. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { foldCall } from '../../server/calls/index.js';
import { CallEventModel, CallModel } from '../../server/calls/models.js';
import type { CallEventRecord } from '../../server/contract/index.js';
import { ACCOUNT } from '../carrier.js';
import type { AgentLine } from '../clients.js';
import { eventually } from '../eventually.js';
import { aVoiceCompany, OURS } from './company.js';
import { played } from './talk.js';

let company: Awaited<ReturnType<typeof aVoiceCompany>>;
beforeAll(async () => {
  company = await aVoiceCompany();
});
afterAll(() => company.close());

type Phone = ReturnType<typeof company.phone>;

/** Rings and waits for the menu's question. */
async function ringsIn() {
  const phone = company.phone();
  const { sid } = phone.ring(OURS)!;
  await company.carrier.settled();
  return { phone, sid };
}

async function waitsInLine(phone: Phone, sid: string) {
  await company.until(async () => {
    phone.press('1');
    await company.carrier.settled();
    expect((await company.calls.bySid(sid))?.conversationId).toBeTruthy();
  });
  return (await company.calls.bySid(sid))!.conversationId!;
}

/** Takes what is offered and answers its browser. */
async function talks(line: AgentLine, name: string, conversationId: string) {
  const offer = await line.hears('offer:made', (made) => made.conversationId === conversationId);
  const client = company.client(name);
  await line.ask('offer:accept', { offerId: offer.id });
  await company.until(() => expect(client.rings()).toBe(true));
  client.answer();
  await company.until(async () => {
    const call = await company.calls.byConversation(conversationId);
    expect(call?.state.legs.map(({ inConference }) => inConference)).toEqual([true, true]);
  });
  return client;
}

const callerOf = async (sid: string) => company.app.parts.customers.byId((await company.calls.bySid(sid))!.customerId);
const kinds = async (sid: string) => (await company.told(sid)).map(({ kind }) => kind);
const isClosed = (sid: string) =>
  eventually(async () => expect(await company.calls.bySid(sid)).toMatchObject({ open: false }));
const isEnded = (sid: string) => company.until(async () => expect(await kinds(sid)).toContain('call.ended'));

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
  await company.until(async () => expect(await callerOf(sid)).toMatchObject({ conversations: 1 }));
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

it('45 asks the carrier about an agent of whose answer nobody told', async () => {
  const line = await company.online('Ana');
  const { phone, sid } = await ringsIn();
  const conversationId = await waitsInLine(phone, sid);
  const offer = await line.hears('offer:made', (made) => made.conversationId === conversationId);
  const client = company.client('Ana');
  await line.ask('offer:accept', { offerId: offer.id });
  await company.until(() => expect(client.rings()).toBe(true));
  company.carrier.faults.drop({ about: /^call\.answered|^conference\./, times: 100 });
  client.answer();
  await company.carrier.settled();
  company.carrier.faults.clear();
  expect(await kinds(sid)).not.toContain('call.bridged');
  await company.advance(60);
  await company.app.parts.voice.sweep();
  await eventually(async () => expect(await kinds(sid)).toContain('call.bridged'));
  expect(await company.calls.bySid(sid)).toMatchObject({ ringing: { joined: true } });
  phone.hangUp();
  await isEnded(sid);
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

it('refuses whoever is not the carrier, and answers trouble without anybody’s word', async () => {
  const post = (name: string) =>
    fetch(`${company.app.url}/hooks/voice/${name}`, { method: 'POST', body: new URLSearchParams({ CallSid: 'CA1' }) });
  expect((await post('in')).status).toBe(403);
  expect((await post('status')).status).toBe(403);
  const fallback = await post('fallback');
  expect([fallback.status, await fallback.text()]).toEqual([200, expect.stringContaining('/sounds/fa/trouble.wav')]);
  const sound = await fetch(`${company.app.url}/hooks/voice/sounds/fa/trouble.wav`);
  expect([sound.status, sound.headers.get('content-type')]).toEqual([
    200,
    expect.stringMatching(/^audio\/(x-|vnd\.)?wave?$/),
  ]);
});

it('hears nothing of what another account of the carrier says of its calls and numbers, though that has signed it', async () => {
  const other = { sid: `AC${'e'.repeat(32)}`, token: 'f'.repeat(32) };
  const body = { name: 'Other', ...other };
  const made = await company.app.call('carrierAccounts.create', { cookie: company.admin, body });
  const { phone, sid } = await ringsIn();
  const { _id } = (await company.calls.bySid(sid))!;
  const before = await CallModel.countDocuments();
  const recorded = { RecordingSid: `RE${'1'.repeat(32)}`, RecordingStatus: 'completed', RecordingDuration: '9' };
  const conference = { ConferenceSid: `CF${'1'.repeat(32)}`, FriendlyName: `call-${_id}`, SequenceNumber: '1' };
  const forged: [string, Record<string, string>][] = [
    ['in', { CallSid: `CA${'9'.repeat(32)}`, From: '+989120009999', To: OURS }],
    [`menu?turn=1&step=main&call=${_id}`, { CallSid: sid, Digits: '1' }],
    ['status', { CallSid: sid, CallStatus: 'completed', From: phone.number, To: OURS }],
    [`status?call=${_id}&role=agent`, { CallSid: `CA${'8'.repeat(32)}`, CallStatus: 'in-progress', To: 'client:x' }],
    [`recording?call=${_id}&what=voicemail`, { CallSid: sid, ...recorded }],
    ['conference', { ...conference, StatusCallbackEvent: 'conference-start' }],
  ];
  for (const [path, form] of forged) {
    const url = `/hooks/voice/${path}`;
    expect((await company.hook(url, { AccountSid: other.sid, ...form }, other.token)).status, path).toBe(404);
  }
  await company.advance(3);
  const call = await company.calls.bySid(sid);
  expect(call).toMatchObject({ open: true, conversationId: null, fetching: [], state: { endedAt: null } });
  expect(call!.state.legs.map(({ role }) => role)).toEqual(['customer']);
  expect(await CallModel.countDocuments()).toBe(before);
  expect(phone.call()?.status).toBe('in-progress');
  phone.hangUp();
  await isEnded(sid);
  await company.app.call('carrierAccounts.delete', { cookie: company.admin, params: { id: made.body.id } });
});

it('fetches a message from the carrier alone, wherever it is said to be', async () => {
  const asked: string[] = [];
  const foreign = createServer((req, res) => {
    asked.push(req.url ?? '');
    res.end('RIFF');
  });
  await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve));
  const { port } = foreign.address() as AddressInfo;
  const { phone, sid } = await ringsIn();
  const { _id } = (await company.calls.bySid(sid))!;
  const tell = async (url: string, i: number) => {
    const form = { AccountSid: ACCOUNT.sid, CallSid: sid, RecordingSid: `RE${String(i).padStart(32, '0')}` };
    const recorded = { RecordingStatus: 'completed', RecordingDuration: '9', RecordingUrl: url };
    return company.hook(`/hooks/voice/recording?call=${_id}&what=voicemail`, { ...form, ...recorded });
  };
  const places = [
    `http://127.0.0.1:${port}/a`,
    `https://localhost:${port}/b`,
    'file:///etc/passwd',
    'http://169.254.169.254/x',
  ];
  for (const [i, url] of places.entries()) expect((await tell(url, i)).status).toBe(200);
  await company.advance(20);
  await company.app.parts.voice.sweep();
  expect(asked).toEqual([]);
  expect(await kinds(sid)).not.toContain('voicemail.left');
  expect((await company.calls.bySid(sid))?.conversationId).toBeNull();
  phone.hangUp();
  await isEnded(sid);
  foreign.close();
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

it('45 asks the carrier about a call of whose end nobody told, and marks it so', async () => {
  const { phone, sid } = await ringsIn();
  company.carrier.faults.drop({ about: /^call\.completed/, times: 2 });
  phone.hangUp();
  await company.advance(6 * 60);
  company.carrier.faults.clear();
  await company.app.parts.voice.sweep();
  await eventually(async () =>
    expect((await company.told(sid)).at(-1)).toMatchObject({ kind: 'call.ended', details: { reconciled: true } }),
  );
  await isClosed(sid);
});

it('tells the end of a call whose server died when it knew of it and had not told', async () => {
  const { phone, sid } = await ringsIn();
  company.carrier.faults.drop({ about: /^call\.completed/, times: 2 });
  phone.hangUp();
  await company.carrier.settled();
  company.carrier.faults.clear();
  const { _id: callId } = (await company.calls.bySid(sid))!;
  const fact = { kind: 'leg', sid, role: 'customer', state: 'completed', seconds: 1 } as const;
  const at = company.app.parts.clock.now();
  const event = { callId, source: 'call', sequence: 9, at, receivedAt: at, fact } as const;
  await CallEventModel.create({ ...event, _id: `call:${sid}:completed` });
  const events = await CallEventModel.find({ callId }).lean<CallEventRecord[]>();
  await CallModel.updateOne({ _id: callId }, { $set: { state: foldCall(events), known: events.length } });
  expect(await kinds(sid)).not.toContain('call.ended');
  await company.advance(6 * 60);
  await company.app.parts.voice.sweep();
  await eventually(async () =>
    expect((await company.told(sid)).at(-1)).toMatchObject({ kind: 'call.ended', details: { reconciled: false } }),
  );
  await isClosed(sid);
});

it('offers nobody a caller who hung up in the line, though the word of their leg was lost', async () => {
  const { phone, sid } = await ringsIn();
  const conversationId = await waitsInLine(phone, sid);
  await company.advance(10);
  company.carrier.faults.drop({ about: /^call\.completed/, times: 2 });
  company.carrier.faults.double({ about: /^call\.enqueue/ });
  phone.hangUp();
  await company.carrier.settled();
  company.carrier.faults.clear();
  expect(await company.conversations.byId(conversationId)).toMatchObject({ state: 'closed' });
  const { queuedAt, state, open } = (await company.calls.bySid(sid))!;
  expect({ ...state, open }).toMatchObject({ state: 'ended', endedBy: 'customer', open: true });
  const stayed = +state.endedAt! - +queuedAt!;
  expect(stayed).toBeGreaterThanOrEqual(10_000);
  const left = (await company.told(sid)).filter(({ kind }) => kind === 'queue.left');
  expect(left).toMatchObject([{ details: { reason: 'hungUp', waitedMs: stayed } }]);
  // When their leg ended, and how long it was, the carrier is asked soon.
  await company.advance(45);
  await company.app.parts.voice.sweep();
  expect((await company.told(sid)).at(-1)).toMatchObject({ kind: 'call.ended', details: { reconciled: true } });
  await isClosed(sid);
});

it('follows soon what was kept of a caller in the line by a server that died over it', async () => {
  const { phone, sid } = await ringsIn();
  await company.until(async () => {
    phone.press('1');
    await company.carrier.settled();
    expect((await company.calls.bySid(sid))?.conversationId).toBeTruthy();
  });
  company.carrier.faults.drop({ about: /^call\.(?:completed|enqueue)/, times: 3 });
  phone.hangUp();
  await company.carrier.settled();
  company.carrier.faults.clear();
  const { _id: callId } = (await company.calls.bySid(sid))!;
  const fact = { kind: 'leg', sid, role: 'customer', state: 'completed', seconds: 1 } as const;
  const at = company.app.parts.clock.now();
  await company.calls.keep(callId, { _id: `call:${sid}:completed`, source: 'call', sequence: 9, at, fact });
  await company.advance(15);
  expect(await kinds(sid)).not.toContain('call.ended');
  await company.app.parts.voice.sweep();
  expect(await kinds(sid)).toContain('call.ended');
  await isClosed(sid);
});
