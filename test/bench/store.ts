/**
 * `npm run bench:store [-- --sizes 10000,100000,1000000 --seconds 2]`
 * The embedded store as a process of its own, the driver in this one. Per operation and size: how many a second, how long one
 * takes, the server's CPU for one (which a busy machine changes least), and the share of `ping` at the same concurrency. `ping`
 * and the sizes take turns, several times over, so that a machine that is slower for a while is so for all of them. At the
 * largest size then: how long indexed finds take while something works on every document.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import mongoose from 'mongoose';
import { at, cpuSeconds, memory } from '../process-figures.js';

const { MongoClient } = mongoose.mongo;
type Client = InstanceType<typeof MongoClient>;
type Docs = ReturnType<ReturnType<Client['db']>['collection']>;

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '10000,100000,1000000' },
    seconds: { type: 'string', default: '2' },
  },
});
const sizes = values.sizes.split(',').map(Number);
const seconds = Number(values.seconds);
const PER_CUSTOMER = 100;
const BATCH = 1_000;
const ROUNDS = 5;

interface Figures {
  perSecond: number;
  p50: number;
  p99: number;
  /** Microseconds of the server's CPU for one operation. */
  cpu: number;
}
interface Round {
  perSecond: number;
  took: number[];
  cpu: number;
}
type Operation = (docs: Docs, size: number) => Promise<unknown>;

const whole = (below: number): number => Math.floor(Math.random() * below);
const customer = (size: number): string => `customer-${whole(size / PER_CUSTOMER)}`;
let added = 0;

/** About 300 bytes; each customer has as many at every size. */
function aDoc(n: number): Record<string, unknown> {
  return {
    _id: n as never,
    customerId: `customer-${Math.floor(n / PER_CUSTOMER)}`,
    seq: n % PER_CUSTOMER,
    at: new Date(1_700_000_000_000 + n * 1_000),
    state: ['open', 'pending', 'closed'][n % 3],
    weight: n % 97,
    text: 'The parcel came on Tuesday, but the blue one is missing. '.repeat(3).slice(0, 160),
  };
}

const fresh = (): Record<string, unknown> => {
  added += 1;
  return aDoc(1_000_000_000 + added);
};

const findCommand: Operation = (docs, size) =>
  docs.db.command({ find: docs.collectionName, filter: { _id: whole(size) }, limit: 1, singleBatch: true });

const ping: Operation = (docs) => docs.db.command({ ping: 1 });

const OPERATIONS: { name: string; inFlight: number; run: Operation }[] = [
  // What the store itself takes; findOne adds the driver's cursor, which costs the client as much again.
  { name: 'find by _id, a command', inFlight: 1, run: findCommand },
  { name: 'find by _id, a command', inFlight: 20, run: findCommand },
  { name: 'findOne by _id', inFlight: 1, run: (docs, size) => docs.findOne({ _id: whole(size) as never }) },
  { name: 'findOne by _id', inFlight: 20, run: (docs, size) => docs.findOne({ _id: whole(size) as never }) },
  {
    name: 'find by customer, 50',
    inFlight: 20,
    run: (docs, size) =>
      docs
        .find({ customerId: customer(size) })
        .sort({ seq: -1 })
        .limit(50)
        .toArray(),
  },
  {
    name: 'findOneAndUpdate',
    inFlight: 20,
    run: (docs, size) => docs.findOneAndUpdate({ _id: whole(size) as never }, { $inc: { weight: 1 } }),
  },
  {
    name: 'count by index',
    inFlight: 20,
    run: (docs, size) => docs.countDocuments({ customerId: customer(size) }),
  },
  {
    name: '$match+$group of 200',
    inFlight: 1,
    run: (docs, size) => {
      const from = 1_700_000_000_000 + whole(size - 200) * 1_000;
      const range = { $gte: new Date(from), $lt: new Date(from + 200_000) };
      const group = { _id: '$state', n: { $sum: 1 }, weight: { $avg: '$weight' } };
      return docs.aggregate([{ $match: { at: range } }, { $group: group }]).toArray();
    },
  },
  { name: 'insertOne', inFlight: 1, run: (docs) => docs.insertOne(fresh()) },
  { name: 'insertOne', inFlight: 20, run: (docs) => docs.insertOne(fresh()) },
];

const directory = mkdtempSync(join(tmpdir(), 'payvand-bench-store-'));
const { child, uri } = await start();
const client = await MongoClient.connect(uri, { maxPoolSize: 30 });
const db = client.db('bench');
let peak = 0;
const watch = setInterval(() => {
  peak = Math.max(peak, memory(child.pid!).own);
}, 200);
for (const size of sizes) await fillSize(size);
await measureAll();
await politeness(Math.max(...sizes));
console.log(`\nanonymous memory: ${memory(child.pid!).own} MB now, ${peak} MB at most`);
clearInterval(watch);
await client.close();
child.kill('SIGTERM');
await new Promise((done) => child.once('exit', done));
rmSync(directory, { recursive: true, force: true });

async function start(): Promise<{ child: ChildProcess; uri: string }> {
  const main = join(process.cwd(), 'dist/server/store/embedded/main.js');
  const flags = process.env.SERVER_FLAGS?.split(' ') ?? [];
  const child = spawn(process.execPath, [...flags, main, '--port', '0', '--dbpath', directory], {
    env: { ...process.env, EMBEDDED_STORE_SYNC: 'true' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout! })) {
    const port = /waiting for connections on port (\d+)/.exec(line)?.[1];
    if (port) return { child, uri: `mongodb://127.0.0.1:${port}/` };
  }
  throw new Error('the store ended before it listened');
}

async function fillSize(size: number): Promise<void> {
  const docs = db.collection(`docs${size}`);
  await docs.createIndex({ customerId: 1, seq: 1 });
  await docs.createIndex({ at: 1 });
  const { perSecond, cpu } = await fill(docs, size);
  const { own } = memory(child.pid!);
  console.log(
    `insertMany of ${size}: ${perSecond.toFixed(0)} documents/s, ${cpu.toFixed(0)} us of CPU each; ${own} MB anonymous memory`,
  );
}

async function measureAll(): Promise<void> {
  console.log(
    `\n${'operation'.padEnd(24)} in flight documents     /s   p50 ms   p99 ms   CPU us  of ping   times the ${sizes[0]}: slow, CPU`,
  );
  for (const { name, inFlight, run } of OPERATIONS) {
    const pings: Round[] = [];
    const bySize = new Map<number, Round[]>(sizes.map((size) => [size, []]));
    for (let i = 0; i < ROUNDS; i += 1) {
      pings.push(await measure(sizes[0]!, inFlight, ping));
      for (const [size, rounds] of bySize) rounds.push(await measure(size, inFlight, run));
    }
    const ceiling = median(pings.map(({ perSecond }) => perSecond));
    line('ping', inFlight, '', figuresOf(pings));
    const least = figuresOf(bySize.get(sizes[0]!)!);
    for (const [size, rounds] of bySize) {
      const figures = figuresOf(rounds);
      const share = `${((figures.perSecond / ceiling) * 100).toFixed(0)} %`.padStart(8);
      const slower = (least.perSecond / figures.perSecond).toFixed(2).padStart(20);
      line(
        name,
        inFlight,
        String(size),
        figures,
        `${share} ${slower} ${(figures.cpu / least.cpu).toFixed(2).padStart(5)}`,
      );
    }
  }
}

/** Inserts everything, four batches at a time. */
async function fill(docs: Docs, size: number): Promise<Round> {
  let next = 0;
  const took: number[] = [];
  const filler = async (): Promise<void> => {
    while (next < size) {
      const from = next;
      next += BATCH;
      const began = performance.now();
      await docs.insertMany(Array.from({ length: Math.min(BATCH, size - from) }, (_, i) => aDoc(from + i)));
      took.push((performance.now() - began) / BATCH);
    }
  };
  return timed(took, () => Promise.all(Array.from({ length: 4 }, filler)), size);
}

async function measure(size: number, inFlight: number, run: Operation): Promise<Round> {
  const docs = db.collection(`docs${size}`);
  for (let i = 0; i < 100; i += 1) await run(docs, size); // warm
  const took: number[] = [];
  const until = performance.now() + (seconds * 1_000) / ROUNDS;
  const runner = async (): Promise<void> => {
    while (performance.now() < until) {
      const began = performance.now();
      await run(docs, size);
      took.push(performance.now() - began);
    }
  };
  return timed(took, () => Promise.all(Array.from({ length: inFlight }, runner)));
}

/** @param took receives one figure an operation, or a batch of them, while `work` runs */
async function timed(took: number[], work: () => Promise<unknown>, operations?: number): Promise<Round> {
  const began = performance.now();
  const cpuBefore = cpuSeconds(child.pid!);
  await work();
  const cpu = cpuSeconds(child.pid!) - cpuBefore;
  const count = operations ?? took.length;
  const perSecond = (count * 1_000) / (performance.now() - began);
  return { perSecond, took, cpu: (cpu * 1e6) / count };
}

function median(figures: number[]): number {
  return at(figures, 0.5);
}

/** The middle one of the rounds, each figure for itself; the times of all of them. */
function figuresOf(rounds: Round[]): Figures {
  const took = rounds.flatMap((round) => round.took);
  const [perSecond, cpu] = [median(rounds.map((r) => r.perSecond)), median(rounds.map((r) => r.cpu))];
  return { perSecond, p50: at(took, 0.5), p99: at(took, 0.99), cpu };
}

function line(name: string, inFlight: number, size: string, { perSecond, p50, p99, cpu }: Figures, rest = ''): void {
  const cells = [perSecond.toFixed(0).padStart(6), p50.toFixed(2).padStart(8), p99.toFixed(2).padStart(8)];
  console.log(
    `${name.padEnd(24)} ${String(inFlight).padStart(9)} ${size.padStart(9)} ${cells.join(' ')} ${cpu.toFixed(0).padStart(8)} ${rest}`,
  );
}

async function politeness(size: number): Promise<void> {
  const docs = db.collection(`docs${size}`);
  const group = { _id: '$weight', n: { $sum: 1 }, seqs: { $avg: '$seq' }, last: { $max: '$at' } };
  console.log(`\nindexed finds beside work on ${size} documents`);
  console.log(`${'beside'.padEnd(24)}   took s    finds   p50 ms   p99 ms   max ms`);
  await beside('nothing', docs, () => new Promise((done) => setTimeout(done, seconds * 1_000)));
  await beside('$group of all', docs, () => docs.aggregate([{ $group: group }]).toArray());
  await beside('find by no index', docs, () => docs.findOne({ text: 'none' }));
  await beside('building an index', docs, () => docs.createIndex({ state: 1, weight: 1 }));
  await beside('updateMany of all', docs, () => docs.updateMany({}, { $set: { state: 'archived' } }));
  await beside('deleteMany of half', docs, () => docs.deleteMany({ weight: { $lt: 48 } }));
  await beside('dropping another', docs, () => db.collection(`docs${sizes[0]}`).drop(), `docs${sizes[0]}`);
}

/** Two finders at work on connections of their own while the work runs. */
async function beside(name: string, docs: Docs, work: () => Promise<unknown>, gone?: string): Promise<void> {
  if (gone === docs.collectionName) return;
  const size = Number(docs.collectionName.slice('docs'.length));
  const took: number[] = [];
  let working = true;
  const finder = async (): Promise<void> => {
    while (working) {
      const began = performance.now();
      await docs
        .find({ customerId: customer(size) })
        .sort({ seq: -1 })
        .limit(10)
        .toArray();
      took.push(performance.now() - began);
    }
  };
  const finders = [finder(), finder()];
  const began = performance.now();
  await work();
  const lasted = (performance.now() - began) / 1_000;
  working = false;
  await Promise.all(finders);
  const cells = [at(took, 0.5), at(took, 0.99), at(took, 1)].map((ms) => ms.toFixed(1).padStart(8));
  console.log(
    `${name.padEnd(24)} ${lasted.toFixed(1).padStart(8)} ${String(took.length).padStart(8)} ${cells.join(' ')}`,
  );
}
