import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { type Namespace, Server } from 'socket.io';
import type { Bus, Config, Log } from '../platform/index.js';
import { gathering } from './gathered.js';
import { connectRedis } from './redis.js';

const MAX_MESSAGE_BYTES = 64 * 1024;
/** Nobody is connected to a worker: what it tells is of mails and sweeps, and costs all nodes less when much of it comes at once. */
const WORKER_GATHERS_MS = 50;

export interface IoNeeds {
  server: HttpServer;
  config: Config;
  log: Log;
  bus: Bus;
  /** Whether a page of this origin may open a socket at all. Only browsers tell the truth here: it limits abuse, it proves nothing. */
  originKnown: (origin: string) => Promise<boolean>;
}

/** The socket server, and with REDIS_URL the stream by which several nodes push as one. */
export async function makeIo({
  server,
  config,
  log,
  bus,
  originKnown,
}: IoNeeds): Promise<{ io: Server; close(): Promise<void> }> {
  const redis = config.REDIS_URL ? await overRedis(config.REDIS_URL, { log, bus }, gathersMs(config)) : null;
  const io = new Server(server, {
    ...(redis && { adapter: redis.adapter }),
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    serveClient: false,
    pingInterval: 10_000,
    pingTimeout: 8_000,
    connectTimeout: 10_000,
    allowRequest: (req: IncomingMessage, answer) => {
      const { origin } = req.headers;
      if (!origin) return answer(null, true);
      originKnown(origin).then(
        (known) => answer(known ? null : 'origin.refused', known),
        () => answer('store.unavailable', false),
      );
    },
  });
  return {
    io,
    async close() {
      io.disconnectSockets(true);
      await io.close();
      await redis?.close();
    },
  };
}

/** For how long what is to be told to other nodes waits for more. */
export const gathersMs = ({ ROLE }: Pick<Config, 'ROLE'>): number => (ROLE === 'worker' ? WORKER_GATHERS_MS : 0);

/** Pushes to all nodes, over Redis. */
async function overRedis(url: string, { log, bus }: Pick<IoNeeds, 'log' | 'bus'>, forMs: number) {
  const { createAdapter } = await import('@socket.io/redis-streams-adapter');
  const { client, close } = await connectRedis(url, log, (parted) => bus.publish('nodes.parted', { parted }));
  const make = createAdapter(client, { heartbeatTimeout: 15_000, onlyPlaintext: true });
  return {
    /** No arrow: socket.io calls it with `new`. */
    adapter: function adapter(namespace: Namespace) {
      return gathering(make(namespace), forMs);
    },
    close,
  };
}
