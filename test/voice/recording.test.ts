import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TouchpointView } from '../../server/contract/index.js';
import { eventually } from '../eventually.js';
import { aVoiceCompany, OURS } from './company.js';
import { talksOf, type VoiceCompany } from './talk.js';

let company: VoiceCompany;
let talks: ReturnType<typeof talksOf>;
beforeAll(async () => {
  company = await aVoiceCompany({ voice: { records: 'asked' } });
  talks = talksOf(company);
});
afterAll(() => company.close());

const record = (id: string, on: boolean, name = 'Ana') => talks.asks(name, 'calls.record', { id }, { on });
const told = async (sid: string) => (await company.told(sid)).filter(({ kind }) => kind.startsWith('recording.'));
const kinds = async (sid: string) => (await told(sid)).map(({ kind }) => kind);
/** What the carrier has of it. */
const atCarrier = async (sid: string) =>
  (await company.sdk.calls(sid).recordings.list()).map(({ status }) => status as string);
const isKept = (sid: string) =>
  company.until(async () => expect((await told(sid)).at(-1)?.kind).toBe('recording.available'));
const saysConsent = (phone: Awaited<ReturnType<typeof talks.aTalk>>['phone']) =>
  phone.heard().some(({ text }) => text.includes('/consent.wav'));
/** Whoever was to do it is long dead. */
async function comesToLife() {
  await company.advance(61);
  await company.app.parts.voice.sweep();
}

it('records when an agent asks for it, keeps nothing of a pause, and plays what was kept from our own copy', async () => {
  const talk = await talks.aTalk();
  const { callId: id, sid } = talk;
  expect(await talks.show(id)).toMatchObject({ records: 'asked', recording: 'off' });
  expect(saysConsent(talk.phone)).toBe(true);
  expect((await record(id, true, 'Bo')).error?.code).toBe('call.notOn');
  const twice = await Promise.all([1, 2].map(() => record(id, true)));
  expect(twice.map(({ status }) => status)).toEqual([200, 200]);
  await company.advance(20);
  expect((await record(id, false)).body.recording).toBe('paused');
  await company.advance(40);
  expect((await record(id, true)).body.recording).toBe('on');
  await company.advance(10);
  expect(await atCarrier(sid)).toEqual(['in-progress']);
  await talks.isOver(talk);
  await isKept(sid);

  const steps = await told(sid);
  const ana = { type: 'agent', name: 'Ana' };
  expect(steps).toMatchObject([
    { kind: 'recording.started', author: ana },
    { kind: 'recording.paused', author: ana },
    { kind: 'recording.resumed', author: ana },
    { kind: 'recording.available', author: { type: 'system' }, conversationId: talk.conversationId },
  ]);
  const { lengthMs } = steps[3]!.details as { lengthMs: number };
  expect([lengthMs >= 30_000, lengthMs < 60_000]).toEqual([true, true]);
  await eventually(async () => expect(await atCarrier(sid)).toEqual([]));
  await isHeard(talk.callId, sid);
});

/** By whoever may see the timeline, a part at a time; by nobody else. */
async function isHeard(callId: string, sid: string) {
  const { cookie } = company.people.Ana!;
  const { customerId } = (await company.calls.byId(callId))!;
  const params = { id: customerId };
  const { body } = await company.app.call('customers.timeline', { cookie, params, query: { limit: 100 } } as never);
  const { touchpoints } = body as unknown as { touchpoints: TouchpointView[] };
  const { url } = touchpoints.find(({ kind }) => kind === 'recording.available')!.attachments[0]!;
  const asked = (path: string) => fetch(company.app.url + path, { headers: { range: 'bytes=0-3' } });
  const part = await asked(url);
  expect([part.status, await part.text()], sid).toEqual([206, 'RIFF']);
  expect((await asked(url.replace(/\?.*/, ''))).status).toBe(404);
}

it('41 fetches again what is not there yet, keeps it once however often it is told, and makes no link of nothing', async () => {
  const talk = await talks.aTalk();
  const { callId: id, sid } = talk;
  company.carrier.missNextRecording(2);
  company.carrier.faults.double({ about: /^recording/, times: 2 });
  await record(id, true);
  await company.advance(5);
  await talks.isOver(talk);
  await company.until(async () => {
    await company.app.parts.voice.sweep();
    expect((await company.calls.byId(id))?.fetching).toEqual([]);
  });
  expect(await kinds(sid)).toEqual(['recording.started', 'recording.available']);
  expect((await told(sid)).at(-1)?.attachments).toHaveLength(1);
  expect(await atCarrier(sid)).toEqual([]);

  const short = await talks.aTalk();
  await record(short.callId, true);
  await talks.isOver(short);
  await company.until(async () =>
    expect((await company.calls.byId(short.callId))?.state.recordings).toMatchObject([{ state: 'absent' }]),
  );
  expect(await kinds(short.sid)).toEqual(['recording.started']);
  expect((await company.calls.byId(short.callId))?.fetching).toEqual([]);
});

it('asks for what was recorded of a talk when nobody could tell of it, and takes it once', async () => {
  await company.app.parts.voice.sweep(); // what was before the first look of all is nobody's
  company.carrier.faults.drop({ about: /^recording/ });
  const talk = await talks.aTalk();
  await record(talk.callId, true);
  await company.advance(10);
  await talks.isOver(talk);
  for (let n = 0; n < 2; n += 1) {
    await company.advance(400);
    await company.app.parts.voice.sweep();
    expect(await kinds(talk.sid)).toEqual(['recording.started', 'recording.available']);
  }
  expect(await atCarrier(talk.sid)).toEqual([]);
});

it('begins, or pauses, what a server claimed that died before the carrier heard of it', async () => {
  const talk = await talks.aTalk();
  const { callId: id, sid } = talk;
  const ana = { id: company.people.Ana!.id, name: 'Ana' };
  await company.calls.record(id, 'on', ana);
  await comesToLife();
  await eventually(async () => expect(await atCarrier(sid)).toEqual(['in-progress']));
  await company.calls.record(id, 'paused', ana);
  expect((await talks.show(id)).recording, 'while the carrier records').toBe('on');
  await comesToLife();
  await eventually(async () => expect(await atCarrier(sid)).toEqual(['paused']));
  expect((await talks.show(id)).recording).toBe('paused');
  expect(await kinds(sid)).toEqual(['recording.started', 'recording.paused']);
  await talks.isOver(talk);
});

it('says so when the carrier does not pause, goes on, and pauses when asked again; what is only not answered is done', async () => {
  const talk = await talks.aTalk();
  const { callId: id, sid } = talk;
  const { api } = company.carrier;
  api.timeOut({ on: /^POST .*\/Recordings/ });
  expect((await record(id, true)).status).toBe(200);
  expect(await atCarrier(sid)).toEqual(['in-progress']);
  api.answer500({ on: /^POST .*\/Recordings/ });
  expect((await record(id, false)).error?.code).toBe('carrier.failed');
  expect((await talks.show(id)).recording).toBe('on');
  expect(await kinds(sid)).toEqual(['recording.started']);
  api.timeOut({ on: /^POST .*\/Recordings/ });
  expect((await record(id, false)).body.recording).toBe('paused');
  expect(await atCarrier(sid)).toEqual(['paused']);
  expect(await kinds(sid)).toEqual(['recording.started', 'recording.paused']);
  await talks.isOver(talk);
});

it('always records from the beginning of a talk, through a hold and to the next agent, and no longer among strangers', async () => {
  await company.answers({ records: 'always' });
  const talk = await talks.aTalk();
  const { callId: id, sid, phone } = talk;
  await company.until(async () => expect(await atCarrier(sid)).toEqual(['in-progress']));
  expect(saysConsent(phone)).toBe(true);
  await talks.asks('Ana', 'calls.hold', { id }, { on: true });
  await talks.asks('Ana', 'calls.hold', { id }, { on: false });
  const bo = await company.online('Bo');
  const second = company.client('Bo');
  await talks.transfer(id, 'cold', { kind: 'agent', id: company.people.Bo!.id });
  await talks.picksUp(second);
  await company.until(async () => expect(await talks.kinds(sid)).toContain('transfer.completed'));
  await company.advance(5);
  expect(await atCarrier(sid)).toEqual(['in-progress']);
  const outside = company.phone();
  outside.always('answer');
  await talks.transfer(id, 'cold', { kind: 'number', number: outside.number }, { by: 'Bo' });
  await isKept(sid);
  expect(phone.call()?.status, 'they go on').toBe('in-progress');
  expect(await kinds(sid)).toEqual(['recording.started', 'recording.available']);
  await talks.isOver(talk);
  bo.close();
});

it('records nobody who was not told, whatever is set meanwhile', async () => {
  await company.answers({ records: 'never' });
  const talk = await talks.aTalk();
  expect(saysConsent(talk.phone)).toBe(false);
  await company.answers({ records: 'always' });
  expect((await record(talk.callId, true)).error?.code).toBe('call.unrecorded');
  await comesToLife();
  expect(await atCarrier(talk.sid)).toEqual([]);
  await talks.isOver(talk);
});

it('asks for the message of a caller of which nobody could tell', async () => {
  await company.app.parts.voice.sweep();
  company.carrier.faults.byChance({ drop: 1 }, { about: /^recording|^call\.record/ });
  const { phone, sid } = await leavesMessage();
  await company.until(async () => expect((await company.calls.bySid(sid))?.state.endedAt).toBeTruthy());
  company.carrier.faults.clear();
  const left = async () => (await company.told(sid)).filter(({ kind }) => kind === 'voicemail.left').length;
  expect(phone.heard().some(({ how }) => how === 'beep')).toBe(true);
  expect(await left()).toBe(0);
  for (let n = 0; n < 2; n += 1) {
    await company.advance(400);
    await company.app.parts.voice.sweep();
    expect(await left()).toBe(1);
  }
});

async function leavesMessage() {
  const phone = company.phone();
  const { sid } = phone.ring(OURS)!;
  await company.until(async () => {
    phone.press('2');
    await company.carrier.settled();
    expect((await company.told(sid)).map(({ kind }) => kind)).toContain('ivr.input');
  });
  await company.until(() => expect(phone.heard().some(({ how }) => how === 'beep')).toBe(true));
  phone.say('My order has not come.', 30);
  await company.advance(31);
  phone.hangUp();
  return { phone, sid };
}
