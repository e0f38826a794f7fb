import type { EventEmitter } from 'node:events';
import { setTimeout as rest } from 'node:timers/promises';
import type { Log } from '../platform/index.js';

/** What nodes tell each other waits while Redis is away, up to so many; what comes after is not told. Sweeps make it good. */
const MOST_WAITING = 10_000;
const AGAIN_MS = 250;
/** For so long Redis may be away, as when it is started anew, before anybody does other than usual. */
const PARTED_AFTER_MS = 2_000;

/** What the adapter of socket.io uses a client for whose outcome it does not look at. */
interface Client {
  readonly isOpen: boolean;
  publish(...what: unknown[]): Promise<unknown>;
  subscribe(...what: unknown[]): Promise<unknown>;
  duplicate(): Client;
}

/**
 * @param onParted hears when Redis has been away for a while, and when it is back
 * @returns a connected client; its errors are logged, and none of them is left to nobody
 */
export async function connectRedis(url: string, log: Log, onParted: (parted: boolean) => void) {
  const { createClient } = await import('redis');
  const client = createClient({ url, commandsQueueMaxLength: MOST_WAITING });
  client.on('error', (error) => log.warn({ error }, 'redis does not answer'));
  tellParted(client, onParted);
  await client.connect();
  return steadfast(client as unknown as Client) as unknown as typeof client;
}

function tellParted(client: EventEmitter, onParted: (parted: boolean) => void): void {
  let timer: NodeJS.Timeout | undefined;
  let parted = false;
  const turn = (now: boolean) => {
    parted = now;
    onParted(now);
  };
  client.on('reconnecting', () => {
    timer ??= setTimeout(turn, PARTED_AFTER_MS, true).unref();
  });
  for (const back of ['ready', 'end'])
    client.on(back, () => {
      clearTimeout(timer);
      timer = undefined;
      if (parted) turn(false);
    });
}

/**
 * Where Redis cuts the line, the client gives up what was just under way on it, and says so to its caller; the stream adapter does
 * not listen. So a node could die of a word that matters little, or stay deaf for good. Here a lost word is lost, as any may be, and
 * a subscription is asked for until it stands.
 */
function steadfast(client: Client): Client {
  const { publish, subscribe, duplicate } = client;
  client.publish = (...what) => publish.apply(client, what).catch(() => 0);
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
