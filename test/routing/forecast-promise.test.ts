/** Does the range hold what it promises? Traffic of the model's own kind, M/M/n+M, seen as a node sees it: no rates are told. */
import { describe, expect, it } from 'vitest';
import { makeDice } from '../../server/demo/history/dice.js';
import { type Outlook, outlook } from '../../server/routing/forecast.js';
import { makeServiceFigures } from '../../server/routing/service-figures.js';

const MINUTE = 60_000;
const QUEUE = 'sales';

interface Traffic {
  says: string;
  slots: number;
  arrivalsPerMinute: number;
  handleMs: number;
  /** Mean time until somebody gives up. */
  patienceMs: number;
}

interface Caller {
  at: number;
  leavesAt: number;
  position: number;
  foreseen: Outlook | null;
}

/** @returns of those who had to wait: which share was over before the shorter end, and which not after the longer one */
function run({ slots, arrivalsPerMinute, handleMs, patienceMs }: Traffic, waits: number) {
  const dice = makeDice(7);
  const after = (mean: number) => -Math.log(1 - dice.roll()) * mean;
  let now = 1_000_000;
  const figures = makeServiceFigures({ now: () => new Date(now) });
  const line: Caller[] = [];
  const busyUntil: number[] = [];
  const counts = { sooner: 0, kept: 0, judged: 0, error: 0, answered: 0 };
  let next = now + after(MINUTE / arrivalsPerMinute);

  function foresee(position: number): Outlook | null {
    const first = line[0];
    const head = first ? { waitMs: now - first.at, position: first.position } : null;
    return outlook({ position, slots, head, ...figures.now(QUEUE) });
  }
  function judge({ at, foreseen }: Caller, left: boolean): void {
    if (!foreseen || (left && now - at <= foreseen.toMs)) return;
    counts.judged += 1;
    counts.sooner += now - at < foreseen.fromMs ? 1 : 0;
    counts.kept += now - at <= foreseen.toMs ? 1 : 0;
    if (left) return;
    counts.answered += 1;
    counts.error += Math.abs(foreseen.meanMs - (now - at)) / Math.max(now - at, 30_000);
  }
  function take(): void {
    const duration = after(handleMs);
    busyUntil.push(now + duration);
    figures.noteHandled(QUEUE, duration);
  }
  function arrive(): void {
    next = now + after(MINUTE / arrivalsPerMinute);
    const position = line.length + 1;
    if (busyUntil.length < slots) take();
    else line.push({ at: now, leavesAt: now + after(patienceMs), position, foreseen: foresee(position) });
  }
  function answer(): void {
    busyUntil.splice(busyUntil.indexOf(now), 1);
    const caller = line.shift();
    if (!caller) return;
    figures.noteAnswered(QUEUE, { waitMs: now - caller.at, position: caller.position });
    judge(caller, false);
    take();
  }
  function leave(): void {
    const [caller] = line.splice(
      line.findIndex(({ leavesAt }) => leavesAt === now),
      1,
    );
    if (!caller) return;
    figures.noteLeft(QUEUE, now - caller.at);
    judge(caller, true);
  }

  while (counts.judged < waits) {
    const done = Math.min(...busyUntil);
    const gone = Math.min(...line.map(({ leavesAt }) => leavesAt));
    now = Math.min(next, done, gone);
    if (now === next) arrive();
    else if (now === done) answer();
    else leave();
    figures.noteLine(QUEUE, line.length > 0, slots);
  }
  const { sooner, kept, judged, error, answered } = counts;
  return { sooner: sooner / judged, kept: kept / judged, error: error / answered };
}

const TRAFFIC: Traffic[] = [
  { says: 'a large team at its limit', slots: 30, arrivalsPerMinute: 6, handleMs: 5 * MINUTE, patienceMs: 6 * MINUTE },
  {
    says: 'a small team at its limit',
    slots: 4,
    arrivalsPerMinute: 0.8,
    handleMs: 5 * MINUTE,
    patienceMs: 10 * MINUTE,
  },
  {
    says: 'twice as many as can be served',
    slots: 10,
    arrivalsPerMinute: 4,
    handleMs: 5 * MINUTE,
    patienceMs: 8 * MINUTE,
  },
  {
    says: 'a busy team of patient callers',
    slots: 12,
    arrivalsPerMinute: 5.4,
    handleMs: 2 * MINUTE,
    patienceMs: 60 * MINUTE,
  },
];

describe('the range that is foreseen, half to nine tenths', () => {
  it.each(TRAFFIC)('holds for $says', (traffic) => {
    const { sooner, kept, error } = run(traffic, 20_000);
    expect(kept).toBeGreaterThan(0.86);
    expect(kept).toBeLessThan(0.95);
    expect(sooner).toBeGreaterThan(0.42);
    expect(sooner).toBeLessThan(0.6);
    expect(error).toBeLessThan(1);
  });
});
