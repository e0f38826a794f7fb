/**
 * `npm run bench:routing [-- --waiting 100000 --agents 10000 --skills 200 --pairs 50000 --cases 5/2,20/1,8/3,40/2]`
 * The routing core with a backlog: how long one arrival takes, how long it takes to give an agent who has room again the next
 * task, and to note that it was accepted. A case is named by the skills of an agent and those that a task asks for.
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { at } from '../process-figures.js';
import { type Case, COMMANDS, measureCore, type Timings } from './routing/core.js';

const { values } = parseArgs({
  options: {
    waiting: { type: 'string', default: '100000' },
    agents: { type: 'string', default: '10000' },
    skills: { type: 'string', default: '200' },
    pairs: { type: 'string', default: '50000' },
    cases: { type: 'string', default: '5/2,20/1,8/3,40/2' },
  },
});

const CASES: Case[] = [
  { name: '5/2', skillsOfAgent: 5, skillsOfTask: 2, capacity: 1, anyTogether: false },
  { name: '20/1', skillsOfAgent: 20, skillsOfTask: 1, capacity: 1, anyTogether: false },
  { name: '8/3', skillsOfAgent: 8, skillsOfTask: 3, capacity: 3, anyTogether: false },
  { name: '40/2', skillsOfAgent: 40, skillsOfTask: 2, capacity: 1, anyTogether: true },
];

const sizes = {
  ...{ waiting: Number(values.waiting), agents: Number(values.agents) },
  ...{ skills: Number(values.skills), pairs: Number(values.pairs) },
};
const asked = values.cases.split(',');

// Each in a process of its own: what one left behind is not counted with the next.
if (asked.length > 1) for (const name of asked) alone(name);
else for (const one of CASES.filter(({ name }) => name === asked[0])) report(one);

function alone(name: string): void {
  const given = Object.entries({ ...values, cases: name }).flatMap(([option, value]) => [`--${option}`, value]);
  const { status } = spawnSync(process.execPath, [...process.execArgv, process.argv[1] as string, ...given], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}

function report(one: Case): void {
  const measured = measureCore(one, sizes);
  const { classes, fillSeconds, timings, pairsPerSecond, cpuOfPair, heapMb, rssMb } = measured;
  console.log(
    `\n${one.name} of ${sizes.waiting} waiting, ${sizes.agents} agents, ${sizes.skills} skills: agents × ${one.capacity} at once, ${classes} kinds of task, filled in ${fillSeconds.toFixed(1)} s; microseconds`,
  );
  for (const command of COMMANDS) console.log(row(command, timings[command]));
  console.log(
    `${Math.round(pairsPerSecond)} pairs/s, CPU of one ${cpuOfPair.toFixed(1)}; heap ${Math.round(heapMb)} MB, RSS ${rssMb} MB`,
  );
}

/** The figures in brackets leave out what the system interrupted, which on a busy machine says more about the others. */
function row(name: string, { all, undisturbed }: Timings): string {
  const us = (figures: number[], share: number) => at(figures, share).toFixed(1).padStart(6);
  const figures = `p50 ${us(all, 0.5)}  p95 ${us(all, 0.95)}  p99 ${us(all, 0.99)} (${us(undisturbed, 0.99)})  worst ${us(all, 1)} (${us(undisturbed, 1)})`;
  return `${name.padEnd(7)} ${figures}  of ${all.length}, interrupted ${all.length - undisturbed.length}`;
}
