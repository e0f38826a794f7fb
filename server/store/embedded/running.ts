import { Engine } from './engine.js';
import type { Identity } from './hello.js';
import { lock } from './lock.js';
import { WireServer } from './server.js';

export interface RunningOptions {
  directory: string;
  sync: boolean;
  ttlSeconds?: number;
  identity: Identity;
  where: { path: string } | { port: number; host: string };
  onShutdown?: () => void;
}

export interface Running {
  port: number;
  close(): Promise<void>;
}

/** Opens a data directory, for this process alone, and serves it on a socket. */
export async function run({
  directory,
  sync,
  ttlSeconds,
  identity,
  where,
  onShutdown,
}: RunningOptions): Promise<Running> {
  const engine = new Engine({ directory, sync, ttlSeconds });
  try {
    const unlock = lock(engine.storage, directory);
    const server = new WireServer({ engine, identity, onShutdown });
    await server.listen(where);
    return {
      port: server.port,
      async close() {
        await server.close();
        unlock();
        await engine.close();
      },
    };
  } catch (error) {
    await engine.close();
    throw error;
  }
}
