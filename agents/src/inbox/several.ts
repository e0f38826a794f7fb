import type { ConversationView } from '../../../server/contract/index.js';
import { createStore, type Store } from '../base/store.js';
import { takeIn } from '../live/live.js';
import { ask, type Command } from '../thread/commands.js';
import { chosen } from './chosen.js';
import { inTurns, type Outcome } from './in-turns.js';

/** So many requests are under way at once: an agent's other work goes on beside. */
const AT_ONCE = 3;

/** The same done with several: how far it is, and, once it is over, what came of it. */
export interface Run {
  command: Command['name'];
  /** As they were when it began, for their names. */
  rows: ReadonlyMap<string, ConversationView>;
  outcome: Outcome;
  state: 'running' | 'stopping' | 'over';
}

/** It goes on while one is on another page. One at a time. */
export const run: Store<Run | null> = createStore<Run | null>(null);

export const stopRun = (): void => run.set((now) => now && { ...now, state: 'stopping' });
export const forgetRun = (): void => run.set(null);

/** Does it with each, in their order. Those that are done are chosen no more, the others stay so. */
export async function doWithAll(rows: readonly ConversationView[], command: Command): Promise<Outcome> {
  const ids = rows.map(({ id }) => id);
  const begun: Run = {
    command: command.name,
    rows: new Map(rows.map((row) => [row.id, row])),
    outcome: { done: [], failed: [], left: ids },
    state: 'running',
  };
  run.set(begun);
  const tell = (outcome: Outcome) => run.set((now) => now && { ...now, outcome: { ...outcome } });
  const outcome = await inTurns(ids, async (id) => takeIn(await ask(id, command)), {
    atOnce: AT_ONCE,
    isStopped: () => run.get()?.state !== 'running',
    rest: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    onStep: tell,
  });
  const done = new Set(outcome.done);
  chosen.set((now) => ({ ...now, ids: new Set([...now.ids].filter((id) => !done.has(id))) }));
  const isClean = outcome.failed.length + outcome.left.length === 0;
  run.set((now) => (now && !isClean ? { ...now, outcome, state: 'over' } : null));
  return outcome;
}
