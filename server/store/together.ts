import type { Model } from 'mongoose';
import { coalesced } from '../platform/index.js';

/** Asked of the store in one command; a command of more would hold up everybody else's. */
const MOST = 200;

type Query = Record<string, unknown>;

/**
 * Writes what is asked for at the same time in one command. Each record stands for itself, as if inserted alone: its own promise
 * rejects, and with code 11000 where there is one with such a key. What the schema would fill in must be there.
 */
export function insertTogether<T>(model: Model<T>): (record: T) => Promise<unknown> {
  return coalesced(
    (records: T[]) => eachOf(records, () => model.collection.insertMany(records as never, { ordered: false })),
    MOST,
  );
}

/** The same for updates of one document each; in whatever order those of one command come. */
export function updateTogether<T>(
  model: Model<T>,
): (asked: { filter: Query; update: Query; upsert?: boolean }) => Promise<unknown> {
  return coalesced((asked) => updateMany(model, asked), MOST);
}

const updateMany = <T>(model: Model<T>, asked: readonly { filter: Query; update: Query; upsert?: boolean }[]) =>
  eachOf(asked, () =>
    model.collection.bulkWrite(asked.map((updateOne) => ({ updateOne })) as never, { ordered: false }),
  );

/**
 * Changes one document each, by its id and under further conditions, and answers what it is then, changed or not; null where it is
 * missing. What comes alone is changed and read in one command.
 */
export function changeTogether<T extends { _id: string }>(
  model: Model<T>,
): (asked: { filter: Query & { _id: string }; update: Query }) => Promise<T | null> {
  async function changeOne({ filter, update }: { filter: Query; update: Query }): Promise<T | null> {
    const options = { returnDocument: 'after' } as const;
    return (await model.collection.findOneAndUpdate(filter as never, update as never, options)) as T | null;
  }
  return coalesced(async (asked) => {
    const [first] = asked;
    const after = first && asked.length === 1 ? await changeOne(first) : null;
    if (after) return [after];
    const ids = asked.map(({ filter }) => filter._id);
    const ends = asked.length > 1 ? await updateMany(model, asked) : [];
    return (await readMany(model, '_id', ids)).map((one, i) => ends[i] ?? one);
  }, MOST);
}

/** Reads by a field of which every value stands in one document at most; null where there is none. */
export function findTogether<T>(model: Model<T>, field: keyof T & string): (value: string) => Promise<T | null> {
  return coalesced((values: string[]) => readMany(model, field, values), MOST);
}

async function readMany<T>(model: Model<T>, field: keyof T & string, values: string[]): Promise<(T | null)[]> {
  const filter = { [field]: { $in: [...new Set(values)] } };
  const found = (await model.collection.find(filter).toArray()) as T[]; // nothing here is for mongoose to convert
  const byValue = new Map(found.map((one) => [one[field] as unknown, one]));
  return values.map((value) => byValue.get(value) ?? null);
}

/** @returns null for each that was written, and for each that was not its error */
async function eachOf(asked: readonly unknown[], write: () => Promise<unknown>): Promise<(null | Error)[]> {
  try {
    await write();
    return asked.map(() => null);
  } catch (error) {
    const failed = writeErrorsOf(error);
    if (failed.size === 0) throw error;
    return asked.map((_, i) => failed.get(i) ?? null);
  }
}

interface WriteError {
  index: number;
  code: number;
  errmsg?: string;
}

function writeErrorsOf(error: unknown): Map<number, Error> {
  const { writeErrors = [] } = error as { writeErrors?: WriteError | WriteError[] };
  return new Map(
    [writeErrors].flat().map(({ index, code, errmsg = '' }) => [index, Object.assign(new Error(errmsg), { code })]),
  );
}
