import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Jobs, makeJobs, makeLog } from '../../server/platform/index.js';
import { eventually } from '../eventually.js';
import { hasRedis, startRedis } from '../redis.js';

const log = makeLog('silent');

/** One suite for both: what a feature may rely on, whichever of the two is there. */
function keepsJobsContract(redisUrl: () => string | undefined): void {
  let jobs: Jobs;
  let made = 0;
  const open = async () => {
    made += 1;
    jobs = await makeJobs({ redisUrl: redisUrl(), log, prefix: `test-${process.pid}-${made}` });
    return jobs;
  };
  afterEach(() => jobs.close());

  it('runs the handler with the id of the nudge', async () => {
    const ran: string[] = [];
    (await open()).defineJob('send', async (id) => void ran.push(id));
    await jobs.nudge('send', 'a');
    await jobs.nudge('send', 'b');
    await eventually(() => expect(ran.toSorted()).toEqual(['a', 'b']));
  });

  it('makes one of several nudges that wait', async () => {
    const ran: string[] = [];
    let letGo = () => {};
    const gate = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    (await open()).defineJob('send', async (id) => {
      ran.push(id);
      if (id === 'first') await gate;
    });
    await jobs.nudge('send', 'first');
    await eventually(() => expect(ran).toEqual(['first']));
    for (let i = 0; i < 5; i += 1) await jobs.nudge('send', 'again');
    await jobs.nudge('send', 'last');
    letGo();
    await eventually(() => expect(ran).toContain('last'));
    expect(ran).toEqual(['first', 'again', 'last']);
  });

  it('takes a nudge for an id that has run before, whether it went well or not', async () => {
    let ran = 0;
    (await open()).defineJob('send', async () => {
      ran += 1;
      if (ran === 1) throw new Error('the first time fails');
    });
    await jobs.nudge('send', 'a');
    await eventually(() => expect(ran).toBe(1));
    await eventually(async () => {
      await jobs.nudge('send', 'a');
      expect(ran).toBeGreaterThan(1);
    });
  });

  it('waits as long as told, and an earlier nudge wins over a later one', async () => {
    const ran: string[] = [];
    (await open()).defineJob('send', async (id) => void ran.push(id));
    await jobs.nudge('send', 'soon', { delayMs: 60_000 });
    await jobs.nudge('send', 'late', { delayMs: 60_000 });
    await jobs.nudge('send', 'soon', { delayMs: 50 });
    await jobs.nudge('send', 'late', { delayMs: 90_000 });
    await eventually(() => expect(ran).toEqual(['soon']));
  });

  it('runs no more at once than asked', async () => {
    let now = 0;
    let most = 0;
    let done = 0;
    const work = async () => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setTimeout(resolve, 20));
      now -= 1;
      done += 1;
    };
    (await open()).defineJob('send', work, { concurrency: 3 });
    await Promise.all(Array.from({ length: 12 }, (_none, i) => jobs.nudge('send', `id-${i}`)));
    await eventually(() => expect(done).toBe(12));
    expect(most).toBeLessThanOrEqual(3);
    expect(most).toBeGreaterThan(1);
  });

  it('lets a running handler end before it closes', async () => {
    let ended = false;
    let began = false;
    (await open()).defineJob('send', async () => {
      began = true;
      await new Promise((resolve) => setTimeout(resolve, 100));
      ended = true;
    });
    await jobs.nudge('send', 'a');
    await eventually(() => expect(began).toBe(true));
    await jobs.close();
    expect(ended).toBe(true);
  });
}

describe('jobs in this process', () => keepsJobsContract(() => undefined));

describe.skipIf(!hasRedis)('jobs on redis', () => {
  let redis: Awaited<ReturnType<typeof startRedis>>;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());
  keepsJobsContract(() => redis.url);

  it.each([
    { how: 'gone', away: (meanwhile: () => Promise<unknown>) => redis.gone(meanwhile) },
    { how: 'silent', away: (meanwhile: () => Promise<unknown>) => redis.hang(meanwhile) },
  ])('close while Redis is $how, and leave no error to nobody', async ({ how, away }) => {
    const unhandled: unknown[] = [];
    const note = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', note);
    onTestFinished(() => void process.off('unhandledRejection', note));
    const jobs = await makeJobs({ redisUrl: redis.url, log, prefix: `test-${how}` });
    let ended = false;
    let letGo = () => {};
    const began = new Promise<void>((began) =>
      jobs.defineJob('send', async () => {
        began();
        await new Promise<void>((resolve) => {
          letGo = resolve;
        });
        ended = true;
      }),
    );
    await jobs.nudge('send', 'a');
    await began;
    await away(async () => {
      const closed = jobs.close();
      letGo();
      await closed;
    });
    expect(ended).toBe(true);
    expect(unhandled).toEqual([]);
  });
});
