/** The embedded store as a process of its own, for what must survive a kill, a full disk or a second process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import mongoose from 'mongoose';

const built = (name: string): string =>
  fileURLToPath(new URL(`../../dist/server/store/embedded/${name}`, import.meta.url));

/** A client that gives up soon when the store is gone. */
export const HASTY = { retryWrites: false, serverSelectionTimeoutMS: 5_000 };

export const { MongoClient } = mongoose.mongo;

const directories: string[] = [];
const children: ChildProcess[] = [];

/** After each test: ends what runs and removes what was written. */
export function tidy(): void {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
}

export function aDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'payvand-store-'));
  directories.push(directory);
  return directory;
}

export interface StoreProcess {
  child: ChildProcess;
  uri: string;
  /** What it wrote to its error output so far. */
  errors(): string;
  /** Nothing is flushed, nobody is told. */
  kill(): Promise<void>;
}

/**
 * Starts the store on a directory, writing to the disk before it answers.
 * @param through a program and its arguments that run it, as `prlimit`
 * @param at where it listens, and other flags of it
 * @throws Error with what it said when it ended before it listened
 */
export async function startStore(
  directory: string,
  through: string[] = [],
  at = ['--port', '0'],
): Promise<StoreProcess> {
  const args = [...through, process.execPath, built('main.js'), ...at, '--dbpath', directory];
  const { child, errors } = start(args);
  for await (const line of createInterface({ input: child.stdout! })) {
    const uri = /^MONGODB_URI=(.+)$/.exec(line)?.[1];
    if (!uri) continue;
    const kill = async () => {
      child.kill('SIGKILL');
      await ended(child);
    };
    return { child, uri, errors, kill };
  }
  if (child.exitCode === null) await once(child, 'close');
  throw new Error(errors());
}

export interface ToolRun {
  child: ChildProcess;
  /** Resolves when it ended. */
  done: Promise<{ code: number | null; output: string; errors: string }>;
}

/** Runs one of the store's tools, as `npm run store:…` does. */
export function runTool(...args: string[]): ToolRun {
  const { child, output, errors } = start([process.execPath, built('tools/main.js'), ...args]);
  const done = once(child, 'close').then(([code]) => ({
    code: code as number | null,
    output: output(),
    errors: errors(),
  }));
  return { child, done };
}

/** Runs a tool that must succeed; resolves with what it said. */
export async function runWell(...args: string[]): Promise<string> {
  const { code, output, errors } = await runTool(...args).done;
  if (code !== 0) throw new Error(`${args[0]} ended with ${code}:\n${errors}`);
  return output;
}

function start([command, ...args]: string[]) {
  const env = { ...process.env, EMBEDDED_STORE_SYNC: 'true' };
  const child = spawn(command!, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  return { child, output: collect(child.stdout!), errors: collect(child.stderr!) };
}

function collect(stream: NodeJS.ReadableStream): () => string {
  let said = '';
  stream.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-20_000);
  });
  return () => said;
}

/** The exit code, null after a kill. */
export async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
}
