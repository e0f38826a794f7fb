import { readdirSync } from 'node:fs';
import { setPriority } from 'node:os';

/** Of 20 steps; the others' processes then have nine times as much of a busy processor. */
const STEPS = 10;

/**
 * Lets the machine's other processes go first, where somebody waits for them. Linux has a priority for each thread: those that run
 * already get it one by one, others have it from whoever begins them.
 */
export function giveWay(): void {
  for (const thread of threads()) {
    try {
      setPriority(thread, STEPS);
    } catch {
      // It has ended meanwhile.
    }
  }
}

function threads(): number[] {
  try {
    return readdirSync('/proc/self/task').map(Number);
  } catch {
    return [process.pid]; // not Linux
  }
}
