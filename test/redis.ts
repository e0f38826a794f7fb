import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './server-process.js';

/** False where redis-server is not installed; `npm test` says loudly what is left out then. */
export const hasRedis = (() => {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

/** A real Redis of one's own, that keeps nothing. */
export async function startRedis() {
  const directory = mkdtempSync(join(tmpdir(), 'payvand-redis-'));
  const port = await freePort();
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', directory];
  const start = async () => {
    const redis = spawn('redis-server', settings, { stdio: ['ignore', 'pipe', 'inherit'] });
    for await (const line of redis.stdout) if (String(line).includes('Ready to accept connections')) break;
    return redis;
  };
  let redis = await start();
  const end = async (signal?: 'SIGKILL') => {
    const gone = once(redis, 'exit');
    redis.kill(signal);
    await gone;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    /** Killed, and started anew with nothing in it. */
    async restart(): Promise<void> {
      await end('SIGKILL');
      redis = await start();
    },
    /** Killed, and there again, with nothing in it, when that is done. */
    async gone(meanwhile: () => Promise<unknown>): Promise<void> {
      await end('SIGKILL');
      await meanwhile().finally(async () => {
        redis = await start();
      });
    },
    /** Answers nobody until that is done. */
    async hang(meanwhile: () => Promise<unknown>): Promise<void> {
      redis.kill('SIGSTOP');
      await meanwhile().finally(() => redis.kill('SIGCONT'));
    },
    async stop(): Promise<void> {
      await end();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
