/** What the nodes say to each other goes through Redis; its line may be cut in the very moment in which one subscribes or speaks. */
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, createServer } from 'node:net';
import type { Server } from 'socket.io';
import { io as connectTo } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { makeIo } from '../../server/live/index.js';
import { connectRedis } from '../../server/live/redis.js';
import { makeBus, makeLog } from '../../server/platform/index.js';
import { eventually } from '../eventually.js';
import { hasRedis, startRedis } from '../redis.js';

/** Between a node and its Redis: the line over which `word` is sent for the first time is cut before it arrives. */
async function cuttingAt(word: string, target: string) {
  let cut = 0;
  const proxy = createServer((near) => {
    const far = connect(Number(new URL(target).port), '127.0.0.1');
    for (const end of [near, far]) end.on('error', () => {});
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
    far.pipe(near);
    near.on('data', (bytes) => {
      if (cut === 0 && bytes.toString().toUpperCase().includes(word)) {
        cut += 1;
        near.destroy();
      } else far.write(bytes);
    });
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  onTestFinished(() => void proxy.close());
  return { url: `redis://127.0.0.1:${(proxy.address() as AddressInfo).port}`, cut: () => cut };
}

/** Between a node and its Redis: what is sent from `word` on is swallowed, and nobody is told; a new line is a good one. */
async function swallowingFrom(word: string, target: string) {
  let swallowing = 0;
  const proxy = createServer((near) => {
    const far = connect(Number(new URL(target).port), '127.0.0.1');
    for (const end of [near, far]) end.on('error', () => {});
    near.on('close', () => far.destroy());
    let dead = false;
    far.on('data', (bytes) => dead || near.write(bytes));
    near.on('data', (bytes) => {
      if (swallowing === 0 && bytes.includes(word)) {
        swallowing += 1;
        dead = true;
      }
      if (!dead) far.write(bytes);
    });
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  onTestFinished(() => void proxy.close());
  return { url: `redis://127.0.0.1:${(proxy.address() as AddressInfo).port}`, swallowed: () => swallowing };
}

async function aNode(url: string) {
  const config = { REDIS_URL: url, ROLE: 'web' } as Parameters<typeof makeIo>[0]['config'];
  const log = makeLog('silent');
  const bus = makeBus(log);
  const parted: boolean[] = [];
  bus.on('nodes.parted', (now) => void parted.push(now.parted));
  const server = createHttpServer();
  const { io, close } = await makeIo({ server, config, log, bus, originKnown: async () => true });
  onTestFinished(close);
  const heard: string[] = [];
  io.on('word', (word: string) => heard.push(word));
  return {
    io,
    heard,
    parted,
    /** What is pushed to somebody who is connected here. */
    async listens(): Promise<string[]> {
      await once(server.listen(0, '127.0.0.1'), 'listening');
      const socket = connectTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
      onTestFinished(() => void socket.close());
      const pushed: string[] = [];
      socket.on('word', (word: string) => pushed.push(word));
      await once(socket as unknown as NodeJS.EventEmitter, 'connect');
      return pushed;
    },
  };
}

/** Until both have found each other. */
const hear = (one: { io: Server }, other: { heard: string[] }) =>
  eventually(() => {
    one.io.serverSideEmit('word', 'hello');
    expect(other.heard).toContain('hello');
  });

describe.skipIf(!hasRedis)('a node whose line to Redis is cut', () => {
  let redis: Awaited<ReturnType<typeof startRedis>>;
  const unhandled: unknown[] = [];
  const note = (error: unknown) => unhandled.push(error);
  beforeAll(async () => {
    redis = await startRedis();
    process.on('unhandledRejection', note);
  });
  afterAll(async () => {
    process.off('unhandledRejection', note);
    await redis.stop();
  });

  it('while it subscribes hears the others all the same', async () => {
    const line = await cuttingAt('SUBSCRIBE', redis.url);
    const [cutOff, other] = [await aNode(line.url), await aNode(redis.url)];
    await eventually(() => {
      other.io.serverSideEmit('word', 'سلام');
      expect(cutOff.heard).toContain('سلام');
    });
    expect([line.cut(), unhandled]).toEqual([1, []]);
  });

  it('while it speaks lives on, and is heard with that very word', async () => {
    const line = await cuttingAt('سلام', redis.url);
    const [cutOff, other] = [await aNode(line.url), await aNode(redis.url)];
    await hear(cutOff, other);
    cutOff.io.serverSideEmit('word', 'سلام');
    await eventually(() => expect(other.heard).toContain('سلام'));
    expect([line.cut(), unhandled]).toEqual([1, []]);
  });

  it('while it pushes is heard with that very push', async () => {
    const line = await cuttingAt('سلام', redis.url);
    const [cutOff, other] = [await aNode(line.url), await aNode(redis.url)];
    await hear(cutOff, other);
    const pushed = await other.listens();
    cutOff.io.emit('word', 'سلام');
    await eventually(() => expect(pushed).toContain('سلام'));
    expect([line.cut(), unhandled]).toEqual([1, []]);
  });

  it('says when Redis has not answered for a while, and when it does again', async () => {
    const { parted } = await aNode(redis.url);
    await redis.hang(() => eventually(() => expect(parted).toEqual([true])));
    await eventually(() => expect(parted).toEqual([true, false]));
  });

  it('says so also where more words wait for Redis than may', async () => {
    const { io, parted } = await aNode(redis.url);
    await redis.hang(async () => {
      for (let n = 0; n < 20_000; n += 1) io.serverSideEmit('word', String(n));
      await eventually(() => expect(parted).toEqual([true]));
    });
    await eventually(() => expect(parted).toEqual([true, false]));
  });

  it.each([
    { how: 'gone', away: (meanwhile: () => Promise<unknown>) => redis.gone(meanwhile) },
    { how: 'silent', away: (meanwhile: () => Promise<unknown>) => redis.hang(meanwhile) },
  ])('closes while Redis is $how, whatever was asked of it', async ({ away }) => {
    const { client, close } = await connectRedis(redis.url, makeLog('silent'), () => {});
    await away(async () => {
      const asked = Promise.allSettled([client.publish('words', 'سلام'), client.xLen('stream')]);
      await close();
      expect((await asked).map(({ status }) => status)).toEqual(['fulfilled', 'rejected']); // a publish is only lost
    });
    expect(unhandled).toEqual([]);
  });

  it('makes a new line where what lies between dropped the old one and told nobody', async () => {
    const line = await swallowingFrom('سلام', redis.url);
    const lines = { askedEveryMs: 50, silentAtMostMs: 500 };
    const { client, close } = await connectRedis(line.url, makeLog('silent'), () => {}, lines);
    onTestFinished(close);
    await client.publish('words', 'سلام').catch(() => 0); // swallowed, as any word may be
    expect(await client.ping()).toBe('PONG');
    expect([line.swallowed(), unhandled]).toEqual([1, []]);
  });
});
