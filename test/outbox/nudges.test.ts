import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Channel } from '../../channels/channel.js';
import { makeOutbox } from '../../server/outbox/index.js';
import { makeBus, makeJobs, makeLog, newId } from '../../server/platform/index.js';
import { makeTimeline, TouchpointModel } from '../../server/timeline/index.js';
import { aMessage } from '../build/touchpoint.js';
import { eventually } from '../eventually.js';
import { hasRedis, startRedis } from '../redis.js';
import { openTestStore } from '../store-for.js';

const log = makeLog('silent');
let store: Awaited<ReturnType<typeof openTestStore>>;
let closing: (() => Promise<void>)[] = [];
let made = 0;
beforeAll(async () => {
  store = await openTestStore();
});
afterEach(async () => {
  for (const close of closing) await close();
  closing = [];
});
afterAll(() => store.close());

/** Nodes with one provider in common, which notes what it was given. Nothing sweeps unless it is told to. */
async function nodes(count: number, redisUrl: string | undefined) {
  made += 1;
  const took: string[] = [];
  const channel: Channel = {
    name: 'sms',
    immediate: false,
    send: async ({ _id }) => {
      took.push(_id);
      return {};
    },
  };
  const all = [];
  for (let i = 0; i < count; i += 1) {
    const bus = makeBus(log);
    const clock = { now: () => new Date() };
    const timeline = makeTimeline({ bus, clock, fileUrl: () => '/file' });
    const jobs = await makeJobs({ redisUrl, log, prefix: `outbox-${process.pid}-${made}` });
    const outbox = makeOutbox({
      ...{ bus, clock, log, timeline, channels: { sms: channel }, sweepSeconds: 3_600 },
      gateFacts: async () => ({ service: true, withdrawn: [] }),
      nudge: (id, delayMs) => void jobs.nudge('outbox', id, { delayMs }),
    });
    jobs.defineJob('outbox', outbox.sendDue, { concurrency: 20 });
    outbox.start();
    closing.push(jobs.close, outbox.stop);
    all.push({ timeline, outbox });
  }
  return { all, took };
}

const waiting = (waitMs: number) =>
  aMessage({
    ...{ customerId: newId(), channel: 'sms', direction: 'out', delivery: 'pending' },
    notBefore: new Date(Date.now() + waitMs),
  });
const states = async (ids: string[]) =>
  (await TouchpointModel.find({ _id: { $in: ids } } as never).lean()).map(({ delivery }) => delivery.state);

function keepsOutboxContract(redisUrl: () => string | undefined): void {
  it('sends what had to wait when its time comes, once, and no sweep is needed for it', async () => {
    const { all, took } = await nodes(1, redisUrl());
    const written = await Promise.all([50, 100, 150, 200].map((ms) => all[0]!.timeline.append(waiting(ms))));
    const ids = written.map(({ _id }) => _id);
    await eventually(async () => expect(await states(ids)).toEqual(ids.map(() => 'sent')));
    expect(took.toSorted()).toEqual(ids.toSorted());
  });
}

describe('the outbox within one process', () => keepsOutboxContract(() => undefined));

describe.skipIf(!hasRedis)('the outbox on Redis', () => {
  let redis: Awaited<ReturnType<typeof startRedis>>;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  keepsOutboxContract(() => redis.url);

  it('loses nothing and sends nothing twice when Redis is killed in the middle and comes back empty', async () => {
    const { all, took } = await nodes(2, redis.url);
    const written = await Promise.all(
      Array.from({ length: 30 }, (_, i) => all[i % 2]!.timeline.append(waiting(i * 20))),
    );
    const ids = written.map(({ _id }) => _id);
    await eventually(() => expect(took.length).toBeGreaterThan(0));
    await redis.restart();
    await eventually(async () => {
      await Promise.all(all.map(({ outbox }) => outbox.sweep()));
      expect(await states(ids)).toEqual(ids.map(() => 'sent'));
    });
    expect(took.toSorted()).toEqual(ids.toSorted());
  });
});
