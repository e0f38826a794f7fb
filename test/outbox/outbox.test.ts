import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Channel, ChannelError } from '../../channels/channel.js';
import type { TouchpointDraft, TouchpointRecord } from '../../server/contract/index.js';
import { makeOutbox, retryDelayMs, sendGate } from '../../server/outbox/index.js';
import { makeBus, makeLog, newId } from '../../server/platform/index.js';
import { makeTimeline, TouchpointModel } from '../../server/timeline/index.js';
import { aMessage } from '../build/touchpoint.js';
import { eventually } from '../eventually.js';
import { openTestStore } from '../store-for.js';

const log = makeLog('silent');
const bus = makeBus(log);
const START = Date.parse('2030-01-01T09:00:00Z');
let now = START;
const clock = { now: () => new Date(now) };
const timeline = makeTimeline({ bus, clock, fileUrl: () => '/file' });
let store: Awaited<ReturnType<typeof openTestStore>>;
let stops: (() => Promise<void>)[] = [];
beforeAll(async () => {
  store = await openTestStore();
});
afterEach(async () => {
  for (const stop of stops) await stop();
  stops = [];
});
afterAll(() => store.close());

/** A provider that answers as told, and remembers what it took. */
function aProvider(answers: ('ok' | 'unreachable' | 'refused')[]) {
  const took: string[] = [];
  let tried = 0;
  let hanging: { lane: string; until: Promise<void> } | undefined;
  const channel: Channel = {
    name: 'sms',
    immediate: false,
    async send(touchpoint) {
      tried += 1;
      const answer = answers.shift() ?? 'ok';
      if (touchpoint.delivery.lane === hanging?.lane) await hanging?.until;
      if (answer !== 'ok') throw new ChannelError(answer);
      took.push(touchpoint._id);
      return { providerId: `SM${took.length}` };
    },
  };
  /** Answers nothing that comes by a lane until it is released. */
  function hang(lane: string): () => void {
    let release = () => {};
    const until = new Promise<void>((resolve) => {
      release = resolve;
    });
    hanging = { lane, until };
    return release;
  }
  return { channel, took, hang, tried: () => tried };
}

function anOutbox(channel: Channel, { service = true, withdrawn = [] as 'sms'[] } = {}) {
  const gateFacts = async () => ({ service, withdrawn });
  const outbox = makeOutbox({ bus, clock, log, timeline, channels: { sms: channel }, gateFacts, sweepSeconds: 3_600 });
  outbox.start();
  stops.push(outbox.stop);
  return outbox;
}

const anSms = (about: Partial<TouchpointDraft<'message'>> = {}) =>
  timeline.append(aMessage({ customerId: newId(), channel: 'sms', direction: 'out', delivery: 'pending', ...about }));
const state = async (id: string) => (await TouchpointModel.findById(id).lean())?.delivery;

describe('the outbox', () => {
  it('is there when something becomes due that another process left, long before the regular sweep', async () => {
    const left = await anSms({ notBefore: new Date(now + 50) });
    const provider = aProvider([]);
    anOutbox(provider.channel);
    now += 60; // while it looks, or after it has: a timer is what brings it back
    await eventually(() => expect(provider.took).toEqual([left._id]));
  });

  it('sends what is written at once, and keeps the provider’s id', async () => {
    const { channel, took } = aProvider([]);
    anOutbox(channel);
    const { _id } = await anSms();
    await eventually(async () => expect(await state(_id)).toMatchObject({ state: 'sent', providerId: 'SM1' }));
    expect(took).toEqual([_id]);
  });

  it('tries again, later and later, while the provider cannot be reached, and sends once', async () => {
    const { channel, took } = aProvider(['unreachable', 'unreachable']);
    const outbox = anOutbox(channel);
    const { _id } = await anSms();
    const told: (string | undefined)[] = [];
    const own = ({ touchpoint }: { touchpoint: TouchpointRecord }) => touchpoint._id === _id;
    const deaf = bus.on('touchpoint.settled', (event) => {
      if (own(event)) told.push(event.touchpoint.delivery.reason);
    });
    await eventually(async () => expect((await state(_id))?.dueAt?.getTime()).toBeLessThan(now + 10_000));
    await outbox.sweep();
    expect(took).toEqual([]);
    now += 10_000;
    await outbox.sweep();
    expect(await state(_id)).toMatchObject({ state: 'pending', tries: 2, reason: 'unreachable' });
    now += 10_000;
    await outbox.sweep();
    await outbox.sweep();
    const sent = await state(_id);
    expect(sent).toMatchObject({ state: 'sent', tries: 3 });
    expect(sent).not.toHaveProperty('reason');
    expect(took).toEqual([_id]);
    expect(told).toEqual(['unreachable', undefined]); // that it waits, once, and that it went
    deaf();
  });

  it.each([
    { says: 'its writer’s own', waits: {} },
    { says: 'one that had to wait', waits: { notBefore: new Date(now + 10_000) } },
    { says: 'one of a channel that is more patient', waits: {}, mostTries: 11 },
  ])('counts every try once, and gives up after the last: $says', async ({ waits, mostTries }) => {
    now = START;
    const { channel, tried } = aProvider(Array(20).fill('unreachable'));
    const outbox = anOutbox({ ...channel, ...(mostTries && { mostTries }) });
    const { _id } = await anSms(waits);
    if (!('notBefore' in waits)) await eventually(() => expect(tried()).toBe(1));
    while ((await state(_id))?.state === 'pending') {
      now += 700_000;
      await outbox.sweep();
    }
    const most = mostTries ?? 8;
    expect(tried()).toBe(most);
    expect(await state(_id)).toMatchObject({ state: 'failed', tries: most, reason: 'unreachable' });
  });

  it('sends nothing before its time', async () => {
    const { channel, took } = aProvider([]);
    const outbox = anOutbox(channel);
    const { _id } = await anSms({ notBefore: new Date(now + 10_000) });
    await outbox.sweep();
    await outbox.sendDue(_id);
    expect(await state(_id)).toMatchObject({ state: 'pending', tries: 0 });
    now += 10_000;
    await outbox.sendDue(_id);
    expect(await state(_id)).toMatchObject({ state: 'sent', tries: 1 });
    expect(took).toEqual([_id]);
  });

  it('lets one be taken back until somebody begins to send it, and either only once', async () => {
    const { channel, took } = aProvider([]);
    const outbox = anOutbox(channel);
    for (let round = 0; round < 5; round += 1) {
      const { _id } = await anSms({ notBefore: new Date(now + 10_000) });
      now += 10_000;
      const [back] = await Promise.all([timeline.takeBack(_id), outbox.sendDue(_id)]);
      const end = await state(_id);
      expect(end).toMatchObject(
        back ? { state: 'failed', reason: 'takenBack', tries: 0 } : { state: 'sent', tries: 1 },
      );
      expect(took.includes(_id)).toBe(!back);
      expect(await timeline.takeBack(_id)).toBeNull();
    }
  });

  it('keeps a lane that hangs from holding up the others, with no more in hand than its channel says', async () => {
    const { channel, took, hang, tried } = aProvider([]);
    anOutbox({ ...channel, roomOf: (lane) => (lane === 'sms:slow' ? 2 : 4) });
    const release = hang('sms:slow');
    const slow = await Promise.all(Array.from({ length: 6 }, () => anSms({ lane: 'sms:slow' })));
    const quick = await anSms({ lane: 'sms:quick' });
    await eventually(async () => expect(await state(quick._id)).toMatchObject({ state: 'sent' }));
    expect(took).toEqual([quick._id]);
    const begun = tried();
    release();
    expect(begun).toBe(3);
    await eventually(async () => {
      for (const { _id } of slow) expect(await state(_id)).toMatchObject({ state: 'sent', tries: 1 });
    });
    expect(took).toHaveLength(7);
  });

  it('gives up at once on what the provider refuses, and says why', async () => {
    const { channel } = aProvider(['refused']);
    const outbox = anOutbox(channel);
    const { _id } = await anSms();
    await eventually(async () => expect(await state(_id)).toMatchObject({ state: 'failed', reason: 'refused' }));
    now += 600_000;
    await outbox.sweep();
    expect(await state(_id)).toMatchObject({ state: 'failed', tries: 1 });
  });

  it('takes up what a process that died left pending, once its lease is over', async () => {
    const { _id } = await anSms(); // nobody listens
    const { channel, took } = aProvider([]);
    const one = anOutbox(channel);
    const two = anOutbox(channel);
    await Promise.all([one.sweep(), two.sweep()]);
    expect(took).toEqual([]);
    now += 21_000;
    await Promise.all([one.sweep(), two.sweep(), one.sweep(), two.sweep()]);
    expect(took.filter((id) => id === _id)).toHaveLength(1);
  });

  it('lets nothing out that the gate holds back', async () => {
    const { channel, took } = aProvider([]);
    anOutbox(channel, { service: false, withdrawn: ['sms'] });
    const { _id } = await anSms();
    await eventually(async () =>
      expect(await state(_id)).toMatchObject({ state: 'failed', reason: 'consentWithdrawn' }),
    );
    expect(took).toEqual([]);
  });
});

describe('the send gate', () => {
  it.each([
    { says: 'passes an answer though consent was withdrawn', service: true, withdrawn: ['sms'], pass: true },
    { says: 'passes what nobody withdrew consent for', service: false, withdrawn: ['email'], pass: true },
    { says: 'holds back what is no service after a withdrawal', service: false, withdrawn: ['sms'], pass: false },
  ] as const)('$says', ({ service, withdrawn, pass }) => {
    expect(sendGate({ channel: 'sms' }, { service, withdrawn })).toMatchObject({ pass });
  });
});

describe('the delay before another try', () => {
  it.each([
    [1, 0, 2_000],
    [2, 0, 4_000],
    [3, 0.5, 12_000],
    [50, 0, 300_000],
  ])('after %i tries, spread %f, is %i ms', (attempt, spread, ms) => expect(retryDelayMs(attempt, spread)).toBe(ms));

  it('refuses to count from nought', () => expect(() => retryDelayMs(0, 0)).toThrow(RangeError));
});
