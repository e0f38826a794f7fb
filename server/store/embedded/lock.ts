import { readFileSync } from 'node:fs';
import type { Storage } from './storage.js';

/** Above every collection and index. */
const LOCK_KEY = Buffer.from([0xff, 0xff, 0xff, 0xff]);

interface Holder {
  pid: number;
  /** When that process began, so that another one that later got its number is not taken for it. */
  started: string;
}

/**
 * Takes the data directory for this process. LMDB alone would let a second process in, but sessions, cursors and the
 * order of writes exist once. The claim is a record in the store itself, written in a transaction, so two processes that
 * both find a dead holder cannot both take over.
 */
export function lock(storage: Storage, directory: string): () => void {
  const me: Holder = { pid: process.pid, started: startOf(process.pid) ?? '' };
  const holder = storage.writeNow(() => {
    const found = readHolder(storage);
    if (found && found.pid !== me.pid && startOf(found.pid) === found.started) return found;
    storage.put(LOCK_KEY, Buffer.from(JSON.stringify(me)));
    return undefined;
  });
  if (holder)
    throw new Error(`${directory} is in use by process ${holder.pid}; stop it, or name another data directory`);
  return () => storage.writeNow(() => storage.remove(LOCK_KEY));
}

function readHolder(storage: Storage): Holder | undefined {
  const bytes = storage.get(LOCK_KEY);
  return bytes && (JSON.parse(bytes.toString()) as Holder);
}

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
