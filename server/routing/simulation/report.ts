/** The figures of made-up traffic as a table for a terminal. */
import type { LineFigures } from './figures.js';
import { over, type RunFigures, type Theory, theoryOf } from './simulate.js';
import type { Interval } from './student.js';
import type { QueueTraffic, TrafficPlan } from './traffic.js';

/** Above it nobody bears it for long, and a little more traffic makes waits without end. */
const BUSIEST = 0.9;
const NONE = '–';
const UNASKED =
  'Erlang cannot be asked: it knows one line that somebody comes to, and agents, one at least, who do one thing at a time.';

type Unit = 'share' | 'seconds' | 'count';

interface Row {
  label: string;
  unit: Unit;
  of: (line: LineFigures) => number | null;
  theory?: keyof Theory;
}

const seconds = (ms: number | null): number | null => (ms === null ? null : ms / 1_000);
const rowsFor = (target: string): Row[] => [
  { label: 'came', unit: 'count', of: (line) => line.offered },
  {
    label: `answered within ${target}: f3, of all`,
    unit: 'share',
    of: (l) => l.serviceLevel.f3,
    theory: 'serviceLevel',
  },
  { label: '  f1, leaving in time credited', unit: 'share', of: (l) => l.serviceLevel.f1 },
  { label: '  f2, of the answered', unit: 'share', of: (l) => l.serviceLevel.f2 },
  { label: '  f4, leaving in time not counted', unit: 'share', of: (l) => l.serviceLevel.f4 },
  { label: '  f5, leaving at once credited', unit: 'share', of: (l) => l.serviceLevel.f5 },
  { label: '  f6, leaving at once not counted', unit: 'share', of: (l) => l.serviceLevel.f6 },
  { label: 'mean wait of the answered', unit: 'seconds', of: (l) => seconds(l.asaMs), theory: 'asaSeconds' },
  { label: 'half wait at most', unit: 'seconds', of: (l) => seconds(l.waits.p50Ms) },
  { label: 'nine in ten wait at most', unit: 'seconds', of: (l) => seconds(l.waits.p90Ms) },
  { label: 'longest wait', unit: 'seconds', of: (l) => seconds(l.waits.longestMs) },
  { label: 'left before an answer', unit: 'share', of: (l) => l.abandonShare, theory: 'abandonShare' },
  { label: 'left for a callback', unit: 'count', of: (line) => line.overflowed },
  { label: 'never answered', unit: 'count', of: (line) => line.waiting },
];

/** @returns lines of text, without colours */
export function report(plan: TrafficPlan, runs: readonly RunFigures[]): string[] {
  const hours = (plan.intervals * plan.intervalMinutes) / 60;
  const sure = runs.length > 1 ? '; ± is the 95 % interval of the mean' : '; one run does not say how sure it is';
  const lines = [`${runs.length} × ${number(hours)} h, seed ${plan.seed}${sure}`, ''];
  for (const queue of plan.queues) lines.push(...queueTable(queue, plan, runs), '');
  if (plan.queues.length > 1) lines.push(...table('All queues', rowsFor('its target'), runs, (r) => r.total, null), '');
  return [...lines, ...teamLines(plan, runs)];
}

function queueTable(queue: QueueTraffic, plan: TrafficPlan, runs: readonly RunFigures[]): string[] {
  const theory = theoryOf(queue, plan);
  const rows = rowsFor(`${queue.targetSeconds} s`);
  const lines = table(queue.name, rows, runs, (run) => run.queues[queue.name]!, theory);
  if (!theory) return [...lines, `  ${UNASKED}`];
  if (theory.c.asaSeconds !== Number.POSITIVE_INFINITY) return lines;
  return [...lines, '  By Erlang C the line only grows: what comes is as much as so many agents can do, or more.'];
}

function table(
  title: string,
  rows: readonly Row[],
  runs: readonly RunFigures[],
  lineOf: (run: RunFigures) => LineFigures,
  theory: ReturnType<typeof theoryOf>,
): string[] {
  const cell = (of: Theory | null | undefined, { theory: name, unit }: Row) =>
    of && name ? text(of[name], unit) : NONE;
  const lines = rows.map((row) => [
    row.label,
    sureText(
      over(runs, (run) => row.of(lineOf(run))),
      row.unit,
    ),
    cell(theory?.c, row),
    cell(theory?.a, row),
  ]);
  return inColumns([[title, 'simulated', 'Erlang C', 'Erlang A'], ...lines]);
}

function teamLines(plan: TrafficPlan, runs: readonly RunFigures[]): string[] {
  const found = plan.teams.map(({ name }) => ({ name, busy: over(runs, (run) => run.occupancy[name] ?? null) }));
  const rows = found.map(({ name, busy }) => [name, sureText(busy, 'share')]);
  const tooBusy = found.filter(({ busy }) => busy && busy.mean > BUSIEST);
  const warnings = tooBusy.map(
    ({ name, busy }) =>
      `Warning: the team ${name} is busy ${text(busy!.mean, 'share')} of the time. Above 90 % nobody bears it for long, and waits are no longer steady.`,
  );
  return [...inColumns([['Team', 'busy'], ...rows]), ...(warnings.length > 0 ? ['', ...warnings] : [])];
}

function inColumns(rows: readonly string[][]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
}

function sureText(found: Interval | null, unit: Unit): string {
  if (!found) return NONE;
  const half = unit === 'share' ? found.half * 100 : found.half;
  return Number.isNaN(half) ? text(found.mean, unit) : `${text(found.mean, unit)} ± ${number(half)}`;
}

function text(value: number, unit: Unit): string {
  if (value === Number.POSITIVE_INFINITY) return 'without end';
  if (unit === 'share') return `${number(value * 100)} %`;
  return unit === 'seconds' ? `${number(value)} s` : number(value);
}

const number = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 1 });
