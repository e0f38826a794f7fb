/** Many calls folded in one reading and one writing are as many folds: each has its own events and its own end. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { makeChange, makeChangeCalls } from '../../server/calls/change.js';
import { eventCountOf, makeFoldTogether } from '../../server/calls/fold-together.js';
import { CallEventModel, CallModel } from '../../server/calls/models.js';
import type { CallRecord, LegState } from '../../server/contract/index.js';
import { makeBus, makeLog } from '../../server/platform/index.js';
import { openTestStore } from '../store-for.js';

const NOW = new Date('2030-01-01T09:00:00Z');
const bus = makeBus(makeLog('silent'));
const change = makeChange(bus);
const fold = makeFoldTogether({ clock: { now: () => NOW }, changeCalls: makeChangeCalls(bus, change) });

let store: Awaited<ReturnType<typeof openTestStore>>;
let told: CallRecord[] = [];
bus.on('call.changed', ({ call }) => void told.push(call));
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());
beforeEach(() => {
  told = [];
});

async function aCall(about: Partial<CallRecord> = {}): Promise<string> {
  const _id = randomBytes(12).toString('hex');
  await CallModel.create({
    ...{ _id, sid: `CA${_id}`, numberId: 'n', customerId: 'c', locale: 'en', createdAt: NOW, direction: 'in' },
    ...{ records: 'never', recording: 'off', recorder: { state: 'off' }, version: 0, known: 0, state: { legs: [] } },
    ...{ freed: false, open: true, askAt: NOW, ...about },
  });
  return _id;
}

const hears = (callId: string, state: LegState) =>
  CallEventModel.create({
    ...{ _id: `${callId}:${state}`, callId, source: 'call', sequence: 0, at: NOW, receivedAt: NOW },
    fact: { kind: 'leg', sid: `CA${callId}`, role: 'customer', state },
  });

it('makes of each what was told of it, and tells so', async () => {
  const [talks, ended, silent] = [await aCall(), await aCall(), await aCall()];
  for (const state of ['ringing', 'inProgress'] as const) await hears(talks, state);
  await hears(ended, 'completed');
  const folded = await Promise.all([talks, ended, silent].map(fold));
  expect(folded).toMatchObject([
    { known: 2, isOver: false, call: { _id: talks, version: 1, known: 2, state: { state: 'inProgress' } } },
    { known: 1, isOver: true, call: { _id: ended, version: 1, known: 1, state: { state: 'ended' } } },
    { known: 0, isOver: false, call: { _id: silent, version: 0, known: 0 } },
  ]);
  expect(told.map(({ _id }) => _id)).toEqual(expect.arrayContaining([talks, ended]));
  expect(await Promise.all([talks, ended, silent].map(eventCountOf))).toEqual([2, 1, 0]);
});

it('changes nothing where nothing was told since, and tells of nothing', async () => {
  const [one, other] = [await aCall(), await aCall()];
  for (const callId of [one, other]) await hears(callId, 'ringing');
  const first = await Promise.all([one, other].map(fold));
  told = [];
  expect(await Promise.all([one, other].map(fold))).toEqual(first);
  expect(await fold(one)).toEqual(first[0]);
  expect(told).toEqual([]);
});

it('never puts what was made of fewer events in the place of what was made of more', async () => {
  const [ahead, other] = [await aCall({ known: 9 }), await aCall()];
  for (const callId of [ahead, other]) await hears(callId, 'completed');
  const [kept, made] = await Promise.all([ahead, other].map(fold));
  expect(kept).toMatchObject({ call: { known: 9, version: 0, state: { legs: [] } } });
  expect(made).toMatchObject({ call: { known: 1, version: 1 } });
  expect((await fold(ahead)).call).toMatchObject({ known: 9, version: 0 });
});

it('leaves a fact of a call that nobody knows yet to wait for it', async () => {
  const [known, unknown] = [await aCall(), randomBytes(12).toString('hex')];
  for (const callId of [known, unknown]) await hears(callId, 'ringing');
  expect(await Promise.all([known, unknown].map(fold))).toMatchObject([{ call: { _id: known } }, { call: null }]);
  expect(await fold(unknown)).toMatchObject({ call: null, known: 1 });
});
