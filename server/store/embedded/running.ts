import type { Where } from './address.js';
import { Engine, type EngineOptions } from './engine.js';
import type { Identity } from './hello.js';
import { WireServer } from './server.js';
import type { SlowOptions } from './slow-queries.js';

export interface RunningOptions extends EngineOptions {
  slow?: SlowOptions;
  identity: Identity;
  where: Where;
  onShutdown?: () => void;
}

export interface Running {
  port: number;
  close(): Promise<void>;
}

/** Opens a data directory, for this process alone, and serves it on a socket. */
export async function run({ identity, where, slow, onShutdown, ...options }: RunningOptions): Promise<Running> {
  const engine = new Engine(options);
  // What opening it changed is safe before anybody comes.
  await engine.storage.drained();
  const server = new WireServer({ engine, identity, slow, onShutdown });
  await server.listen(where);
  return {
    port: server.port,
    async close() {
      await server.close();
      await engine.close();
    },
  };
}
