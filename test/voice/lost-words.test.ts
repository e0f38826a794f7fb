/** What the carrier told and nobody heard, or heard and died over. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { foldCall } from '../../server/calls/index.js';
import { CallEventModel, CallModel } from '../../server/calls/models.js';
import type { CallEventRecord } from '../../server/contract/index.js';
import { eventually } from '../eventually.js';
import { callersAt } from './callers.js';
import { aVoiceCompany } from './company.js';

let company: Awaited<ReturnType<typeof aVoiceCompany>>;
beforeAll(async () => {
  company = await aVoiceCompany();
});
afterAll(() => company.close());

const { ringsIn, waitsInLine, kinds, isClosed, isEnded } = callersAt(() => company);

/** Of a call that fell silent, by the sweep after some minutes. */
async function endIsFound(sid: string, details: { reconciled: boolean }): Promise<void> {
  await company.advance(6 * 60);
  await company.app.parts.voice.sweep();
  await eventually(async () => expect((await company.told(sid)).at(-1)).toMatchObject({ kind: 'call.ended', details }));
  await isClosed(sid);
}

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

it('45 asks the carrier about a call of whose end nobody told, and marks it so', async () => {
  const { phone, sid } = await ringsIn();
  company.carrier.faults.drop({ about: /^call\.completed/, times: 2 });
  phone.hangUp();
  await company.carrier.settled();
  company.carrier.faults.clear();
  await endIsFound(sid, { reconciled: true });
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
  await endIsFound(sid, { reconciled: false });
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
