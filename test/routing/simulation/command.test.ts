import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { simulateCommand } from '../../../server/routing/simulation/command.js';

async function simulate(...args: string[]): Promise<{ code: number; out: string }> {
  const lines: string[] = [];
  const code = await simulateCommand(args, (line) => lines.push(line));
  return { code, out: lines.join('\n') };
}

async function planned(plan: unknown, ...args: string[]) {
  const file = join(await mkdtemp(join(tmpdir(), 'plan-')), 'traffic.json');
  await writeFile(file, typeof plan === 'string' ? plan : JSON.stringify(plan));
  return simulate('--file', file, ...args);
}

const line = { name: 'sales', arrivalsPerHour: 60, handle: 180 };
const team = { name: 'reds', queues: ['sales'], agents: 5 };
const small = { runs: 2, intervals: 2, warmUpMinutes: 0 };

describe('what cannot be played is refused in a sentence', () => {
  it.each([
    { says: 'a flag that is missing', args: ['--per-hour', '100'], told: /Say --aht/ },
    { says: 'a word for a number', args: ['--per-hour', 'many', '--aht', '9', '--agents', '3'], told: /"many"/ },
    {
      says: 'half an agent',
      args: ['--per-hour', '100', '--aht', '9', '--agents', '2.5'],
      told: /a whole number.*\n.*at --agents/,
    },
    {
      says: 'no time at all',
      args: ['--per-hour', '100', '--aht', '0', '--agents', '2'],
      told: /seconds.*\n.*at --aht/,
    },
    { says: 'a flag that is none', args: ['--lines', '3'], told: /--lines/ },
    { says: 'a file that is not there', args: ['--file', '/nowhere/plan.json'], told: /Cannot read the plan/ },
    { says: 'a plan and flags for one line', args: ['--file', 'x', '--aht', '3'], told: /leave out --aht/ },
    {
      says: 'too much',
      args: ['--per-hour', '99999', '--aht', '1', '--agents', '2', '--runs', '999'],
      told: /fewer runs/,
    },
  ])('$says', async ({ args, told }) => {
    const { code, out } = await simulate(...args);
    expect(code).toBe(1);
    expect(out).toMatch(told);
    expect(out).not.toMatch(/\n\s+at /);
  });

  it.each([
    { says: 'no JSON', plan: '{ queues: }', told: /is not JSON/ },
    { says: 'a list', plan: '[]', told: /is not a plan/ },
    {
      says: 'a queue nobody named',
      plan: { queues: [line], teams: [{ ...team, queues: ['sale'] }] },
      told: /no queue "sale"/,
    },
    { says: 'a misspelt word', plan: { queues: [{ ...line, patiense: 9 }], teams: [team] }, told: /patiense/ },
    { says: 'two of one name', plan: { queues: [line, line], teams: [team] }, told: /two queues/ },
  ])('a plan with $says', async ({ plan, told }) => {
    const { code, out } = await planned(plan);
    expect(code).toBe(1);
    expect(out).toMatch(told);
  });
});

it('says how, when nothing is asked', async () => {
  const { code, out } = await simulate();
  expect(code).toBe(0);
  expect(out).toContain('--per-hour');
});

it('prints one line beside Erlang C and A', async () => {
  const { code, out } = await simulate(
    ...'--per-hour 200 --aht 180 --agents 14 --patience 120 --runs 2 --hours 2'.split(' '),
  );
  expect(code).toBe(0);
  expect(out).toMatch(/answered within 20 s: f3, of all +[\d.]+ % ± [\d.]+ +88\.8 % +9\d(\.\d)? %/);
  expect(out).not.toContain('Warning');
});

it('warns where agents are busier than anybody bears', async () => {
  const { out } = await simulate(
    ...'--per-hour 300 --aht 180 --agents 12 --patience 300 --runs 2 --hours 2'.split(' '),
  );
  expect(out).toMatch(/Warning: the team agents is busy 9\d(\.\d)? % of the time/);
});

it.each([
  { says: 'nobody comes', args: '--per-hour 0 --aht 180 --agents 2' },
  { says: 'nobody is there', args: '--per-hour 20 --aht 180 --agents 0' },
])('asks Erlang nothing where $says', async ({ args }) => {
  const { out } = await simulate(...`${args} --runs 2 --hours 2`.split(' '));
  expect(out).toContain('Erlang cannot be asked: it knows one line that somebody comes to');
  expect(out).not.toMatch(/answered within.*%/);
});

it('tells the same story for the same seed, and another for another', async () => {
  const plan = { ...small, queues: [line], teams: [team] };
  const first = await planned(plan);
  expect(await planned(plan)).toEqual(first);
  expect((await planned(plan, '--seed', '2')).out).not.toBe(first.out);
});

it('plays teams by interval, skills, steps, offers and callbacks', async () => {
  const plan = {
    ...small,
    ...{ intervals: 4, intervalMinutes: 60 },
    queues: [
      {
        ...{ ...line, arrivalsPerHour: [40, 90, 60] },
        ...{ patience: { kind: 'lognormal', meanSeconds: 200, variation: 1 }, callbackAfterSeconds: 120 },
        ...{ needs: { english: 3 }, steps: [{ afterSeconds: 30, lowerBy: 2, alsoQueues: ['orders'] }] },
      },
      { name: 'orders', arrivalsPerHour: 20, handle: { kind: 'recorded', seconds: [60, 120, 400] }, wrapUpSeconds: 20 },
    ],
    teams: [
      { ...team, agents: [2, 4, 3], skills: { english: 4 } },
      { name: 'blues', queues: ['orders'], agents: 3, skills: { english: 1 } },
    ],
    offers: { seconds: 20, missedShare: 0.05, declinedShare: 0.05, answer: 4 },
  };
  const { code, out } = await planned(plan, '--json');
  expect(code).toBe(0);
  const { runs } = JSON.parse(out) as {
    runs: { total: Record<string, number>; queues: Record<string, { overflowed: number }> }[];
  };
  for (const { total, queues } of runs) {
    expect(total.offered).toBe(total.answered! + total.abandoned! + total.overflowed! + total.waiting!);
    expect(queues.sales?.overflowed).toBeGreaterThan(0);
    expect(total.waiting).toBe(0);
  }
});
