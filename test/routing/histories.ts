/** Random histories of a contact centre, step by step. */
import { Core, type Decision } from '../../server/routing/core/index.js';
import { choicesIn } from './core-build.js';
import { dice } from './dice.js';
import { type Engine, happen, putAgent, putQueue } from './happenings.js';
import { Ledger } from './ledger.js';
import { AGENTS, type Ordering, QUEUES } from './some.js';

export const REST_MS = 10_000;
export const realEngine = (): Core => new Core({ restSeconds: REST_MS / 1_000 });

interface Played {
  decisions: Decision[];
  choices: number;
}

interface How {
  engine?: Engine;
  /** What the engine is replaced by after every step. */
  rebuild?: (engine: Engine, now: number) => Engine;
  /** False: what is said of the lines is not looked at, only what is decided. */
  lines?: boolean;
}

/** Plays a history of so many steps. @throws Broken when the engine decides otherwise than the account says */
export function play(seed: number, steps: number, ordering: Ordering, how: How = {}): Played {
  const { rebuild = (same) => same, lines = true } = how;
  let { engine = realEngine() } = how;
  const roll = dice(seed);
  const ledger = new Ledger(REST_MS);
  const decisions: Decision[] = [];
  let now = 1_000_000_000_000;
  let made = 0;
  const told = (change: () => Decision[]) => {
    // Time passes before anything happens, so what it brings is judged by what was the case until then.
    const passing = engine.tick(now);
    ledger.judge(passing, now);
    ledger.judgeLate(now);
    const happens = change();
    ledger.judge(happens, now);
    ledger.judgeLate(now);
    if (lines) ledger.judgeLines(engine, now);
    decisions.push(...passing, ...happens);
    engine = rebuild(engine, now);
  };
  for (const id of QUEUES) told(() => putQueue(roll, id, engine, ledger, now));
  for (const id of AGENTS) told(() => putAgent(roll, id, engine, ledger, now));
  for (let step = 0; step < steps; step += 1) {
    now += roll.one([0, 1, 300, 2_000, 7_000]);
    told(() => {
      made += 1;
      return happen(roll, `t${made}`, ordering, engine, ledger, now);
    });
  }
  return { decisions, choices: choicesIn(decisions).length };
}
