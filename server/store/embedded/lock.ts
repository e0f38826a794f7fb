import { execFileSync } from 'node:child_process';
import { closeSync, constants, lstatSync, openSync, readFileSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { StoreError } from './errors.js';
import type { Storage } from './storage.js';

const { O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;

/** Above every collection and index. */
const LOCK_KEY = Buffer.from([0xff, 0xff, 0xff, 0xff]);

interface Holder {
  pid: number;
  host: string;
  /** When that process began, so that another one that later got its number is not taken for it. */
  started: string;
}

/**
 * Takes the data directory for this process until it ends or calls the answer. LMDB alone would let a second process
 * in, but sessions, cursors and the order of writes exist once. The claim is a named pipe held open for reading: the
 * kernel lets go of it however the process ends, and shows it to every other process, in whatever container. It is
 * asked and taken within a write transaction, so two that find a dead holder cannot both take over.
 * @throws Error naming the process that holds the directory
 */
export function lock(storage: Storage, directory: string): () => void {
  const pipe = makePipe(pipeIn(directory));
  const me: Holder = { pid: process.pid, host: hostname(), started: startOf(process.pid) ?? '' };
  let claim: number | undefined;
  const take = (): boolean => {
    if (claim === undefined) {
      // Where there is a pipe nothing is read before the claim: after a power cut it may not be readable.
      const held = pipe ? isRead(pipe) : isHeld(readHolder(storage));
      if (held) throw new Error(inUse(directory, readHolder(storage), me));
      if (pipe) claim = openSync(pipe, O_RDONLY | O_NONBLOCK);
    }
    if (!storage.isInPlace) throw new Error(`${directory} was restored a moment ago; start again`);
    if (!storage.begin()) return false;
    storage.put(LOCK_KEY, Buffer.from(JSON.stringify(me)));
    return true;
  };
  try {
    // Where a crash left more than is safe, the first job only takes the file back.
    if (!storage.writeNow(take)) storage.writeNow(take);
  } catch (error) {
    // The claim is what counts; without room for the name beside it one can still read.
    const isFull = error instanceof StoreError && error.codeName === 'OutOfDiskSpace';
    if (claim !== undefined && !isFull) closeSync(claim);
    if (claim === undefined || !isFull) throw error;
  }
  return () => claim !== undefined && closeSync(claim);
}

/** Whether a process holds a directory, where that can be seen without opening it. */
export const isInUse = (directory: string): boolean => isPipe(pipeIn(directory)) && isRead(pipeIn(directory));

const pipeIn = (directory: string): string => join(directory, 'in-use');

function inUse(directory: string, holder: Holder | undefined, me: Holder): string {
  const where = holder && holder.host !== me.host ? ` on ${holder.host}` : '';
  const who = holder ? `process ${holder.pid}${where}` : 'another process';
  return `${directory} is in use by ${who}; stop it, or name another data directory`;
}

/** The pipe's path; undefined where the file system or the machine has none, and only the holder's number can tell. */
function makePipe(path: string): string | undefined {
  if (isPipe(path)) return path;
  rmSync(path, { force: true });
  try {
    execFileSync('mkfifo', ['-m', '600', path], { stdio: 'ignore' });
  } catch {
    // another process may have made it just now
  }
  return isPipe(path) ? path : undefined;
}

const isPipe = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isFIFO() ?? false;

/** Opening a pipe to write fails at once when nobody has it open for reading. */
function isRead(pipe: string): boolean {
  try {
    closeSync(openSync(pipe, O_WRONLY | O_NONBLOCK));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENXIO') return false;
    throw error;
  }
}

function readHolder(storage: Storage): Holder | undefined {
  const bytes = storage.get(LOCK_KEY);
  return bytes && (JSON.parse(bytes.toString()) as Holder);
}

const isHeld = (holder: Holder | undefined): boolean => holder !== undefined && lives(holder);

const lives = ({ pid, started }: Holder): boolean => pid !== process.pid && startOf(pid) === started;

/** What identifies a running process beside its number; undefined when it is not running. */
function startOf(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return undefined;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The 22nd field; the name before it, in brackets, may hold spaces.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return ''; // not Linux: being alive has to do
  }
}
