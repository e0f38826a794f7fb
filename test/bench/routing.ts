/**
 * `npm run bench:routing [-- --parts core,path --waiting 100000 --agents 10000 --skills 200 --pairs 50000 --cases 5/2,20/1,8/3,40/2 --listed 0
 *   --rate 500 --seconds 60 --crew 25 --queues 5 --backlog 2500]`
 * The routing core with a backlog: how long one arrival takes, how long it takes to give an agent who has room again the next
 * task, and to note that it was accepted. A case is named by the skills of an agent and those that a task asks for. With `--listed 30`
 * each choice is also written down, as the router has it: one look at every member of the queue, here at all agents.
 *
 * The whole path, on one server with the embedded store, every write on the disk before it counts: `rate` visitors a second begin
 * over their sockets, `crew` agents in `queues` accept at once over theirs, and the visitor ends it; then `backlog` wait, at most
 * 100 for each agent, and are given to agents who come. Where visitors are sent late, this process or the machine is at its end.
 */
import { spawnSync } from 'node:child_process';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { at } from '../process-figures.js';
import { type Case, COMMANDS, measureCore, type Timings } from './routing/core.js';
import { measurePath } from './routing/path.js';

const { values } = parseArgs({
  options: {
    waiting: { type: 'string', default: '100000' },
    agents: { type: 'string', default: '10000' },
    skills: { type: 'string', default: '200' },
    pairs: { type: 'string', default: '50000' },
    listed: { type: 'string', default: '0' },
    cases: { type: 'string', default: '5/2,20/1,8/3,40/2' },
    parts: { type: 'string', default: 'core,path' },
    rate: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '60' },
    crew: { type: 'string', default: '25' },
    queues: { type: 'string', default: '5' },
    backlog: { type: 'string', default: '2500' },
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
  ...{ skills: Number(values.skills), pairs: Number(values.pairs), listed: Number(values.listed) },
};
const asked = values.cases.split(',');

const parts = values.parts.split(',');

// Each in a process of its own: what one left behind is not counted with the next.
if (parts.includes('core') && asked.length > 1) for (const name of asked) alone(name);
else if (parts.includes('core')) for (const one of CASES.filter(({ name }) => name === asked[0])) report(one);
if (parts.includes('path')) await reportPath();

async function reportPath(): Promise<void> {
  const { rate, seconds, crew, queues, backlog } = values;
  const path = { rate: Number(rate), seconds: Number(seconds), agents: Number(crew), queues: Number(queues) };
  const load = loadavg()[0]?.toFixed(1);
  const { arrivals, tookSeconds, toOffer, toAnswer, cpuOfOne, lateMs, failures, drained } = await measurePath({
    ...path,
    backlog: Number(backlog),
  });
  const ms = (figures: number[]) =>
    [0.5, 0.95, 0.99, 1].map((share) => `p${share * 100} ${at(figures, share).toFixed(1)}`).join('  ');
  console.log(
    `\nwhole path: ${arrivals} arrivals in ${tookSeconds.toFixed(1)} s (${(arrivals / tookSeconds).toFixed(0)}/s, asked for ${rate}/s; sent up to ${lateMs.toFixed(0)} ms late), ${crew} agents, ${queues} queues; load of the machine before ${load}; milliseconds`,
  );
  console.log(`to the offer at the agent  ${ms(toOffer)}  (${toOffer.filter(Number.isNaN).length} never rang)`);
  console.log(`to the visitor's answer    ${ms(toAnswer)}`);
  console.log(`server's CPU of one conversation, begun, offered, accepted and ended: ${cpuOfOne.toFixed(2)}`);
  for (const [message, count] of failures) console.log(`${count} arrivals failed: ${message}`);
  if (drained instanceof Error) {
    console.log(`the backlog could not be measured: ${drained.message}`);
    process.exitCode = 1;
    return;
  }
  const { conversations, perSecond, cpuOfOne: cpu } = drained;
  console.log(
    `backlog of ${conversations}: ${perSecond.toFixed(0)} durable assignments/s, CPU of one ${cpu.toFixed(2)}`,
  );
}

function alone(name: string): void {
  const given = Object.entries({ ...values, cases: name, parts: 'core' }).flatMap(([option, value]) => [
    `--${option}`,
    value,
  ]);
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
