/** Writers of several kinds that note what was acknowledged, until their connection breaks; and the proof afterwards. */
import { expect } from 'vitest';
import { HASTY, MongoClient } from './child.js';

type Db = ReturnType<InstanceType<typeof MongoClient>['db']>;

interface ADoc {
  _id: string;
  writer: number;
  tags?: string[];
  stage?: number;
}
interface ACount {
  _id: number;
  n: number;
}
interface ATicket {
  _id: string;
  seq: number;
}

/** All that was acknowledged, over all rounds. */
export class Acknowledged {
  readonly inserted = new Set<string>();
  readonly removed = new Set<string>();
  /** Asked to be removed, with no answer: it may be there or not. */
  readonly doubtful = new Set<string>();
  readonly counted = new Map<number, number>();
  /** The stage that all documents of a group have reached. */
  readonly staged = new Map<string, number>();
  readonly tickets = new Map<number, string>();
  total = 0;
}

type Turn = (db: Db, me: number, turn: string, known: Acknowledged) => Promise<void>;

const docsIn = (db: Db) => db.collection<ADoc>('docs');
const countsIn = (db: Db) => db.collection<ACount>('counts');

const insert: Turn = async (db, writer, _id, known) => {
  await docsIn(db).insertOne({ _id, writer, tags: [_id, 'all', `w${writer}`] });
  known.inserted.add(_id);
};

const update: Turn = async (db, writer, turn, known) => {
  await countsIn(db).updateOne({ _id: writer }, { $inc: { n: 1 }, $set: { text: turn.repeat(20) } }, { upsert: true });
  known.counted.set(writer, (known.counted.get(writer) ?? 0) + 1);
};

const modify: Turn = async (db, writer, _, known) => {
  const after = await countsIn(db).findOneAndUpdate(
    { _id: writer },
    { $inc: { n: 1 } },
    { upsert: true, returnDocument: 'after' },
  );
  known.counted.set(writer, after!.n);
};

const remove: Turn = async (db, writer, _id, known) => {
  known.doubtful.add(_id);
  await docsIn(db).insertOne({ _id, writer, tags: [] });
  await docsIn(db).deleteOne({ _id });
  known.doubtful.delete(_id);
  known.removed.add(_id);
};

const GROUP = 5;

const multi: Turn = async (db, writer, group, known) => {
  const ids = Array.from({ length: GROUP }, (_, i) => `${group}/${i}`);
  await docsIn(db).insertMany(ids.map((_id) => ({ _id, writer, tags: [group], stage: 0 })));
  for (const _id of ids) known.inserted.add(_id);
  known.staged.set(group, 0);
  await docsIn(db).updateMany({ tags: group }, { $inc: { stage: 1 } });
  known.staged.set(group, 1);
};

/** Takes the next number that nobody has, as the timeline does. */
const clash: Turn = async (db, _, _id, known) => {
  const tickets = db.collection<ATicket>('tickets');
  const [last] = await tickets.find().sort({ seq: -1 }).limit(1).toArray();
  for (let seq = (last?.seq ?? 0) + 1; ; seq += 1) {
    const error = await tickets.insertOne({ _id, seq }).catch((failure: { code?: number }) => failure);
    if ('insertedId' in error) return void known.tickets.set(seq, _id);
    if (error.code !== 11000) throw error;
  }
};

const KINDS = [insert, update, modify, remove, multi, clash];

export async function makeIndexes(db: Db): Promise<void> {
  await docsIn(db).createIndexes([{ key: { writer: 1 } }, { key: { tags: 1, stage: -1 } }]);
  await db.collection<ATicket>('tickets').createIndex({ seq: 1 }, { unique: true });
}

/** One of each kind after another, each with its own connection. Resolves when the store is gone. */
export async function writeOn(uri: string, me: number, round: number, known: Acknowledged): Promise<void> {
  const client = new MongoClient(uri, HASTY);
  const turn = KINDS[me % KINDS.length]!;
  try {
    for (let i = 0; ; i += 1) {
      await turn(client.db('crash'), me, `${round}-${me}-${i}`, known);
      known.total += 1;
    }
  } catch {
    // the kill
  } finally {
    await client.close(true);
  }
}

/** Holds what is there against what was acknowledged; what had no answer may be there or not. */
export async function prove(db: Db, known: Acknowledged): Promise<void> {
  const docs = await docsIn(db).find().toArray();
  const there = new Map(docs.map((doc) => [doc._id, doc]));
  expect(
    [...known.inserted].filter((_id) => !there.has(_id)),
    'acknowledged, then lost',
  ).toEqual([]);
  expect(
    [...known.removed].filter((_id) => there.has(_id)),
    'removed, then back',
  ).toEqual([]);
  for (const [group, stage] of known.staged) {
    const stages = Array.from({ length: GROUP }, (_, i) => there.get(`${group}/${i}`)!.stage!);
    // Of a change of many that had no answer each document may have had its turn or not.
    for (const one of stages) expect(one === 1 || one === stage).toBe(true);
    expect(await docsIn(db).countDocuments({ tags: group })).toBe(GROUP);
  }
  await proveCounts(db, known);
  const tickets = await db.collection<ATicket>('tickets').find().toArray();
  const bySeq = new Map(tickets.map(({ seq, _id }) => [seq, _id]));
  expect(bySeq.size, 'a number given twice').toBe(tickets.length);
  for (const [seq, _id] of known.tickets) expect(bySeq.get(seq)).toBe(_id);
}

async function proveCounts(db: Db, known: Acknowledged): Promise<void> {
  for (const { _id, n } of await countsIn(db).find().toArray()) {
    const acknowledged = known.counted.get(_id) ?? 0;
    // One more may have been written whose answer the kill kept back; the next round goes on from there.
    expect([acknowledged, acknowledged + 1]).toContain(n);
    known.counted.set(_id, n);
  }
  expect(await countsIn(db).countDocuments()).toBeGreaterThanOrEqual(known.counted.size);
}
