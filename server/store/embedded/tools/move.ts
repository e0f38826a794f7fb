import { createHash } from 'node:crypto';
import mongoose from 'mongoose';
import { READS_ALL } from '../slow-queries.js';
import { MOVE_MARK } from './move-mark.js';
import type { Progress } from './progress.js';

type Db = mongoose.mongo.Db;
type Doc = mongoose.mongo.Document;

const BATCH = 500;
const NAMESPACE_EXISTS = 48;
const DUPLICATE_KEY = 11_000;

const { MongoBulkWriteError } = mongoose.mongo;

/** Values as they were written: a Long stays one, a double too. */
const EXACT = { promoteValues: false, promoteLongs: false, promoteBuffers: false, bsonRegExp: true } as const;

/** Documents that expire within this time may be gone from one side only. */
const EXPIRY_MARGIN_MS = 60 * 60_000;

interface Mark extends Doc {
  _id: string;
  source?: string;
  /** The last `_id` that was copied. */
  last?: unknown;
  isDone?: boolean;
}

export interface Moved {
  name: string;
  documents: number;
  indexes: number;
}

/**
 * Copies a database into an empty one: collections, documents, indexes; then reads both and compares. Killed at any
 * moment, it goes on where it was when it is called again. Nobody may write to either meanwhile.
 * @throws Error when the target holds other data, or a collection differs in the end
 */
export async function move(source: Db, target: Db, progress: Progress): Promise<Moved[]> {
  const collections = await collectionsOf(source);
  if (collections.length === 0) throw new Error('the source holds nothing');
  const marks = await begin(source, target);
  const counts = await Promise.all(collections.map(({ name }) => source.collection(name).estimatedDocumentCount()));
  const all = counts.reduce((sum, count) => sum + count, 0);
  let before = 0;
  for (const [i, { name, options }] of collections.entries()) {
    const start = before;
    await moveCollection(source, target, name, options, (done) => progress.at(start + done, all));
    before += counts[i]!;
  }
  progress.at(1, 1);
  progress.end();
  const moved: Moved[] = [];
  for (const { name } of collections) moved.push(await compare(source, target, name));
  // Only now may documents expire in the target.
  for (const { name } of collections) await makeIndexes(source, target, name, true);
  await marks.drop();
  return moved;
}

interface CollectionInfo {
  name: string;
  options: Doc;
}

async function collectionsOf(source: Db): Promise<CollectionInfo[]> {
  const infos = await source.listCollections({}, { nameOnly: false }).toArray();
  if (infos.some(({ name }) => name === MOVE_MARK))
    throw new Error('the source is itself the target of a move that has not ended');
  const own = infos.filter(({ name }) => !name.startsWith('system.'));
  const other = own.find(({ type }) => type !== 'collection');
  if (other) throw new Error(`${other.name} is a ${other.type}, which cannot be moved`);
  return own.map(({ name, options = {} }) => ({ name, options })).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Marks the target as taking in this source, or finds it so marked. */
async function begin(source: Db, target: Db) {
  const marks = target.collection<Mark>(MOVE_MARK);
  const fingerprint = await fingerprintOf(source);
  const found = await marks.findOne({ _id: 'source' });
  if (found && found.source !== fingerprint) throw new Error('the target is taking in another source; empty it first');
  if (!found) {
    const others = (await target.listCollections().toArray()).filter(({ name }) => name !== MOVE_MARK);
    if (others.length > 0) throw new Error(`the target holds data: ${others.map(({ name }) => name).join(', ')}`);
    await marks.insertOne({ _id: 'source', source: fingerprint });
  }
  return marks;
}

/** Tells one database from another, whatever their addresses: every collection has a number of its own. */
async function fingerprintOf(source: Db): Promise<string> {
  const infos = await source.listCollections({}, { nameOnly: false }).toArray();
  const ids = infos.map(({ name, info }) => `${name} ${(info as { uuid: mongoose.mongo.UUID }).uuid.toString('hex')}`);
  return createHash('sha256').update(ids.sort().join('\n')).digest('hex');
}

async function moveCollection(source: Db, target: Db, name: string, options: Doc, at: (done: number) => void) {
  const marks = target.collection<Mark>(MOVE_MARK);
  const mark = await marks.findOne({ _id: `of ${name}` }, EXACT);
  if (mark?.isDone) return;
  await target.createCollection(name, options).catch((error: { code?: number }) => {
    if (error.code !== NAMESPACE_EXISTS) throw error;
  });
  let done = mark ? await target.collection(name).estimatedDocumentCount() : 0;
  for await (const docs of batches(source, name, mark?.last)) {
    await put(target, name, docs);
    await marks.updateOne({ _id: `of ${name}` }, { $set: { last: docs.at(-1)!._id } }, { upsert: true });
    done += docs.length;
    at(done);
  }
  await makeIndexes(source, target, name, false);
  await marks.updateOne({ _id: `of ${name}` }, { $set: { isDone: true } }, { upsert: true });
}

async function* batches(source: Db, name: string, last: unknown): AsyncGenerator<Doc[]> {
  // An expression compares across types; $gt in a filter would see those of one type only.
  const filter = last === undefined ? {} : { $expr: { $gt: ['$_id', { $literal: last }] } };
  let docs: Doc[] = [];
  for await (const doc of source
    .collection(name)
    .find(filter, { ...EXACT, sort: { _id: 1 }, batchSize: BATCH, comment: READS_ALL })) {
    docs.push(doc);
    if (docs.length < BATCH) continue;
    yield docs;
    docs = [];
  }
  if (docs.length > 0) yield docs;
}

/**
 * Inserts documents; those that a killed run inserted already are the same. There is no index but that of _id yet, and
 * inserted documents are stored as they are sent.
 */
async function put(target: Db, name: string, docs: Doc[]): Promise<void> {
  const inserting = target.collection(name).insertMany(docs, { ordered: false, forceServerObjectId: true });
  await inserting.catch((error: unknown) => {
    const errors = error instanceof MongoBulkWriteError ? [error.writeErrors].flat() : [];
    if (errors.length === 0 || errors.some(({ code }) => code !== DUPLICATE_KEY)) throw error;
  });
}

const indexesOf = async (db: Db, name: string): Promise<Doc[]> =>
  (await db.collection(name).listIndexes().toArray()).filter((index) => index.name !== '_id_');

const expires = ({ expireAfterSeconds }: Doc): boolean => expireAfterSeconds !== undefined;

async function makeIndexes(source: Db, target: Db, name: string, expiring: boolean): Promise<void> {
  const indexes = (await indexesOf(source, name)).filter((index) => expires(index) === expiring);
  const wanted = indexes.map(({ v, ns, background, ...index }) => index);
  if (wanted.length > 0) await target.command({ createIndexes: name, indexes: wanted });
}

async function compare(source: Db, target: Db, name: string): Promise<Moved> {
  const indexes = await indexesOf(source, name);
  const filter = notExpiring(indexes.filter(expires));
  const [here, there] = await Promise.all([source, target].map((db) => sumOf(db, name, filter)));
  if (here!.documents !== there!.documents)
    throw new Error(`${name}: ${here!.documents} documents in the source, ${there!.documents} in the target`);
  if (here!.sum !== there!.sum) throw new Error(`${name}: documents of the target differ from those of the source`);
  const made = (await indexesOf(target, name)).map((index) => index.name);
  const missing = indexes.filter((index) => !expires(index) && !made.includes(index.name));
  if (missing.length > 0) throw new Error(`${name}: no index ${missing.map((index) => index.name).join(', ')}`);
  return { name, documents: here!.documents, indexes: indexes.length };
}

function notExpiring(indexes: Doc[]): Doc {
  const soon = Date.now() + EXPIRY_MARGIN_MS;
  const clauses = indexes.map(({ key, expireAfterSeconds }) => ({
    [Object.keys(key as Doc)[0]!]: { $not: { $lt: new Date(soon - Number(expireAfterSeconds) * 1_000) } },
  }));
  return clauses.length > 0 ? { $and: clauses } : {};
}

/** The number of documents, and a sum of their hashes, which does not depend on their order. */
async function sumOf(db: Db, name: string, filter: Doc): Promise<{ documents: number; sum: bigint }> {
  let documents = 0;
  let sum = 0n;
  for await (const raw of db.collection(name).find(filter, { raw: true, batchSize: 1_000, comment: READS_ALL })) {
    documents += 1;
    sum += BigInt(
      `0x${createHash('sha256')
        .update(raw as unknown as Uint8Array)
        .digest('hex')}`,
    );
  }
  return { documents, sum };
}
