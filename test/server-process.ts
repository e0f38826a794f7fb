/** The built server as a process of its own, as `npm start` runs it: for what must survive a kill, and for figures. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Tests and benches run from the project's root. */
const RUN = pathToFileURL(join(process.cwd(), 'dist/server/run.js')).href;
const SCRIPT = `import(${JSON.stringify(RUN)}).then(({ run }) => run(process.env))`;

export interface ServerProcess {
  url: string;
  pid: number;
  /** Milliseconds from the start of the process until it answered /readyz. */
  readyMs: number;
  /** Nothing is flushed, nobody is told. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
  output(): string;
}

/** Below those that the system gives to whoever connects: one of these may be taken before the server that it is for listens. */
const PORTS = { from: 20_000, count: 12_000 };

/** @returns a port on which nobody listens now */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const port = PORTS.from + randomInt(PORTS.count);
    const probe = createServer().once('error', () => resolve(freePort()));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(port)));
  });
}

/** A test asks again until something holds: more often than a person, or a program that behaves, ever would. */
const UNLIMITED = { API_REQUESTS_PER_SECOND: '100000' };

/**
 * Starts dist/server, which must be built.
 * @param env settings by their names in the environment; PORT and DATA_DIR among them
 */
export async function startProcess(env: Record<string, string>): Promise<ServerProcess> {
  const began = performance.now();
  const child = spawn(process.execPath, [...(process.env.SERVER_FLAGS?.split(' ') ?? []), '-e', SCRIPT], {
    env: { ...process.env, ...UNLIMITED, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const keep = (chunk: Buffer): void => {
    output = (output + chunk).slice(-20_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const url = `http://127.0.0.1:${env.PORT}`;
  await ready(url, child, () => output);
  return {
    url,
    pid: child.pid as number,
    readyMs: performance.now() - began,
    kill: () => ended(child, 'SIGKILL').then(() => undefined),
    stop: () => ended(child, 'SIGTERM'),
    output: () => output,
  };
}

/** The first start of a demo, three at once on two processors that others use too, has been seen to take a minute. */
const READY_LIMIT_MS = 180_000;

async function ready(url: string, child: ChildProcess, output: () => string): Promise<void> {
  const until = Date.now() + READY_LIMIT_MS;
  while (Date.now() < until) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`the server ended before it was ready:\n${output()}`);
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  child.kill('SIGKILL');
  throw new Error(`the server was not ready within ${READY_LIMIT_MS / 1_000} s:\n${output()}`);
}

function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve(child.exitCode);
    child.once('exit', (code) => resolve(code));
    child.kill(signal);
  });
}
