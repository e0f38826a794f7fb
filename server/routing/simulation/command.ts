/** `npm run simulate -- …`: made-up traffic through the very core that routes, beside what Erlang says. */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { report } from './report.js';
import { playRun, type RunFigures } from './simulate.js';
import { TrafficIn, type TrafficPlan } from './traffic.js';

const HELP = `Plays made-up traffic on a virtual clock through the routing core and prints waits beside Erlang C and A.

  npm run simulate -- --per-hour 200 --aht 180 --agents 14 [--patience 120] [--target 20]
  npm run simulate -- --file traffic.json

One line by flags (times in seconds):
  --per-hour N   arrivals per hour, Poisson
  --aht N        mean handling time, exponential
  --agents N     agents, each one conversation at a time
  --patience N   mean patience, exponential; without it nobody ever leaves
  --wrap-up N    work after each conversation (0)
  --target N     an answer within it counts for the service level (20)
  --hours N      hours that are counted in each run (8)
Several lines, teams, skills, steps, priorities, staffing by interval:
  --file PATH    a plan as JSON; see docs/how-to/simulate-and-replay.md
Both:
  --runs N       independent repetitions (20); more runs, narrower intervals
  --seed N       the same seed tells the same story (1)
  --json         figures of every run as JSON instead of tables
`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const OPTIONS = {
  ...{ 'per-hour': text, aht: text, agents: text, patience: text, 'wrap-up': text, target: text, hours: text },
  ...{ file: text, runs: text, seed: text, json: flag, help: flag },
};
type Flags = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];

/** Something the caller can put right; told without a stack. */
class Refused extends Error {}

/**
 * @param args what stands behind the command
 * @param print is given one line at a time
 * @returns the exit code: 0, or 1 when what was asked for cannot be played
 */
export async function simulateCommand(args: readonly string[], print: (line: string) => void): Promise<number> {
  try {
    const { values } = parse(args);
    if (values.help || args.length === 0) print(HELP);
    else tell(await planOf(values), values, print);
    return 0;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    print(`${error.message}\nSee --help.`);
    return 1;
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS });
  } catch (error) {
    throw new Refused((error as Error).message);
  }
}

function tell(plan: TrafficPlan, { json }: Flags, print: (line: string) => void): void {
  const runs: RunFigures[] = Array.from({ length: plan.runs }, (_, run) => playRun(plan, run));
  if (json) print(JSON.stringify({ plan, runs }));
  else for (const line of report(plan, runs)) print(line);
}

async function planOf(flags: Flags): Promise<TrafficPlan> {
  const told = flags.file ? await planIn(flags.file, flags) : oneLine(flags);
  const { data, error } = TrafficIn.safeParse(told);
  if (error) throw new Refused(`This cannot be played:\n${flags.file ? z.prettifyError(error) : inFlags(error)}`);
  return data;
}

/** Where the flags went into the plan. */
const FLAG_AT: Record<string, string> = {
  'queues.0.arrivalsPerHour': '--per-hour',
  'queues.0.handle': '--aht',
  'queues.0.patience': '--patience',
  'queues.0.wrapUpSeconds': '--wrap-up',
  'queues.0.targetSeconds': '--target',
  'teams.0.agents': '--agents',
  intervalMinutes: '--hours',
  runs: '--runs',
  seed: '--seed',
};

/** Whoever told one line by flags knows nothing of a plan. */
const inFlags = ({ issues }: z.ZodError): string =>
  issues.map(({ message, path }) => `✖ ${message}${flagAt(path)}`).join('\n');

function flagAt(path: readonly PropertyKey[]): string {
  const flag = FLAG_AT[path.join('.')];
  return flag ? `\n  → at ${flag}` : '';
}

async function planIn(path: string, flags: Flags): Promise<unknown> {
  const both = (['per-hour', 'aht', 'agents', 'patience', 'wrap-up', 'target', 'hours'] as const).filter(
    (name) => flags[name] !== undefined,
  );
  if (both.length > 0) throw new Refused(`With --file the plan says everything: leave out --${both.join(', --')}.`);
  const content = await readFile(path, 'utf8').catch((error: Error) => {
    throw new Refused(`Cannot read the plan: ${error.message}`);
  });
  return { ...readJson(content, path), ...common(flags) };
}

function readJson(content: string, path: string): Record<string, unknown> {
  try {
    const plan: unknown = JSON.parse(content);
    if (typeof plan === 'object' && plan !== null && !Array.isArray(plan)) return plan as Record<string, unknown>;
  } catch (error) {
    throw new Refused(`${path} is not JSON: ${(error as Error).message}`);
  }
  throw new Refused(`${path} is not a plan: it should be an object with "queues" and "teams".`);
}

function oneLine(flags: Flags): unknown {
  for (const name of ['per-hour', 'aht', 'agents'] as const)
    if (flags[name] === undefined) throw new Refused(`Say --${name}, or name a plan with --file.`);
  const queue = {
    ...{ name: 'line', arrivalsPerHour: numberIn(flags, 'per-hour'), handle: numberIn(flags, 'aht') },
    ...(flags.patience !== undefined && { patience: numberIn(flags, 'patience') }),
    ...(flags['wrap-up'] !== undefined && { wrapUpSeconds: numberIn(flags, 'wrap-up') }),
    ...(flags.target !== undefined && { targetSeconds: numberIn(flags, 'target') }),
  };
  const hours = flags.hours === undefined ? 8 : numberIn(flags, 'hours');
  return {
    ...{ queues: [queue], teams: [{ name: 'agents', queues: ['line'], agents: numberIn(flags, 'agents') }] },
    ...{ intervals: 1, intervalMinutes: hours * 60 },
    ...common(flags),
  };
}

const common = (flags: Flags) => ({
  ...(flags.runs !== undefined && { runs: numberIn(flags, 'runs') }),
  ...(flags.seed !== undefined && { seed: numberIn(flags, 'seed') }),
});

function numberIn(flags: Flags, name: Exclude<keyof Flags, 'json' | 'help' | 'file'>): number {
  const told = flags[name] ?? '';
  const value = Number(told);
  if (told.trim() === '' || !Number.isFinite(value)) throw new Refused(`--${name} takes a number, not "${told}".`);
  return value;
}
