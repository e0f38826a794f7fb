import { setTimeout as rest } from 'node:timers/promises';
import type { Log } from '../platform/index.js';

/** What nodes tell each other waits while Redis is away, up to so many; what comes after is not told. Sweeps make it good. */
const MOST_WAITING = 10_000;
const AGAIN_MS = 250;
/** A line is asked so often whether it still stands, and given up when nothing came for so long: what lies between may drop it and say nothing. */
const LINES = { askedEveryMs: 10_000, silentAtMostMs: 30_000 };
const ASK_EVERY_MS = 1_000;
/** For so long Redis may be away, as when it is started anew, before anybody does other than usual. */
const PARTED_AFTER_MS = 2_000;
const CLOSES_WITHIN_MS = 1_000;

/** What the adapter of socket.io uses a client for whose outcome it does not look at. */
interface Client {
  readonly isOpen: boolean;
  ping(): Promise<unknown>;
  publish(...what: unknown[]): Promise<unknown>;
  xAdd(...what: unknown[]): Promise<unknown>;
  subscribe(...what: unknown[]): Promise<unknown>;
  duplicate(): Client;
}

/**
 * @param onParted hears when Redis has been away for a while, and when it is back
 * @returns a connected client, whose errors are logged, and none of them is left to nobody
 */
export async function connectRedis(url: string, log: Log, onParted: (parted: boolean) => void, lines = LINES) {
  const { createClient } = await import('redis');
  const client = createClient({
    url,
    RESP: 2, // the stream adapter reads its answers
    commandsQueueMaxLength: MOST_WAITING,
    commandOptions: { timeout: undefined }, // what waits is bounded by number; a timer for each word would cost more than the word
    pingInterval: lines.askedEveryMs,
    socket: { socketTimeout: lines.silentAtMostMs, reconnectStrategy: againAfter },
  });
  client.on('error', (error) => log.warn({ error }, 'redis does not answer'));
  await client.connect();
  const stop = tellParted(client, onParted);
  steadfast(client as unknown as Client);
  return {
    client,
    async close(): Promise<void> {
      stop();
      // It waits for answers to all that was asked, even where it has given up to look for Redis.
      await Promise.race([client.close(), rest(CLOSES_WITHIN_MS, undefined, { ref: false })]);
      client.destroy();
    },
  };
}

/** However often it failed and whatever it was: the client's own would give up for good after a silence. @returns milliseconds */
const againAfter = (tries: number): number => Math.min(50 * 2 ** tries, 2_000) + Math.random() * 200;

/** No event tells of a Redis that has only stopped answering. @returns stops it */
function tellParted(client: Pick<Client, 'ping'>, onParted: (parted: boolean) => void): () => void {
  let parted = false;
  let asked = false;
  /** Runs from the first question without an answer. */
  let late: NodeJS.Timeout | undefined;
  const turn = (now: boolean) => {
    parted = now;
    onParted(now);
  };
  // Where it was this process that stood still, the answer lies there and is read before this is looked at.
  const overdue = () => setImmediate(() => late && !parted && turn(true));

  function answered(): void {
    clearTimeout(late);
    late = undefined;
    if (parted) turn(false);
  }

  function ask(): void {
    if (asked) return;
    asked = true;
    late ??= setTimeout(overdue, PARTED_AFTER_MS);
    const done = () => {
      asked = false;
    };
    client
      .ping()
      .then(answered)
      .catch(() => {})
      .finally(done);
  }

  const asking = setInterval(ask, ASK_EVERY_MS).unref();
  return () => {
    clearInterval(asking);
    clearTimeout(late);
    late = undefined;
  };
}

/**
 * Where Redis cuts the line, the client gives up what was just under way on it, and says so to its caller; the stream adapter does
 * not listen. So a node could die of a word that matters little, or stay deaf for good. Here such a word is said once more, as it is
 * no harm to hear it twice; then it is lost, as any may be. A subscription is asked for until it stands.
 */
function steadfast(client: Client): Client {
  const { publish, xAdd, subscribe, duplicate } = client;
  const twice = (say: () => Promise<unknown>) => say().catch(say);
  client.publish = (...what) => twice(() => publish.apply(client, what)).catch(() => 0);
  client.xAdd = (...what) => twice(() => xAdd.apply(client, what));
  client.subscribe = async (...what) => {
    while (client.isOpen) {
      try {
        return await subscribe.apply(client, what);
      } catch {
        await rest(AGAIN_MS, undefined, { ref: false });
      }
    }
    return undefined;
  };
  client.duplicate = () => steadfast(duplicate.call(client));
  return client;
}
