import { Query } from 'mingo';
import { expect, it } from 'vitest';
import { compileFilter } from '../../server/store/embedded/match.js';

const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);
const ROUNDS = Number(process.env.FUZZ_ROUNDS ?? 3_000);

/** A small generator that repeats for a seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const random = randomFrom(SEED);
const below = (n: number): number => Math.floor(random() * n);
const pick = <T>(from: readonly T[]): T => from[below(from.length)]!;
const some = <T>(most: number, make: () => T): T[] => Array.from({ length: 1 + below(most) }, make);

type Doc = Record<string, unknown>;

const aScalar = (): unknown => pick([0, 1, 2, 3, -1, 2.5, 'a', 'b', 'ab', true, false]);

/** Only what mingo sees as MongoDB does: no null, no object compared whole, no $mod and no $type. */
function aDocument(): Doc {
  const doc: Doc = { a: aScalar(), l: some(3, aScalar), n: { x: aScalar(), l: some(2, aScalar) } };
  if (random() < 0.7) doc.b = aScalar();
  doc.d = some(3, () => ({ x: aScalar(), y: aScalar() }));
  return doc;
}

const PATHS = ['a', 'b', 'l', 'n.x', 'n.l', 'd.x', 'd.y', 'l.0', 'd.0.x', 'd.1.y'] as const;

const SCALAR_TESTS: (() => Doc)[] = [
  () => ({ $eq: aScalar() }),
  () => ({ $ne: aScalar() }),
  () => ({ [pick(['$gt', '$gte', '$lt', '$lte'])]: aScalar() }),
  () => ({ [pick(['$in', '$nin'])]: some(3, aScalar) }),
  () => ({ $exists: random() < 0.5 }),
  () => ({ $regex: pick(['^a', 'b$', '.']) }),
];

function aCondition(): Doc {
  const path = pick(PATHS);
  const kind = random();
  if (kind < 0.1) return { [path]: { $not: pick(SCALAR_TESTS.slice(0, 4))() } };
  if (kind < 0.15) return { l: { $size: below(4) } };
  if (kind < 0.2) return { l: { $all: some(2, aScalar) } };
  if (kind < 0.25) return { l: { $elemMatch: { $gt: below(3), $lt: 3 } } };
  if (kind < 0.3) return { d: { $elemMatch: { x: aScalar(), y: pick(SCALAR_TESTS.slice(0, 4))() } } };
  return { [path]: pick(SCALAR_TESTS)() };
}

function aFilter(depth = 2): Doc {
  if (depth > 0 && random() < 0.4) return { [pick(['$and', '$or', '$nor'])]: some(3, () => aFilter(depth - 1)) };
  return Object.assign({}, ...some(2, aCondition));
}

const noExpressions = (): never => {
  throw new Error('the fuzz makes no $expr');
};

it(`finds what mingo finds, where both are exact (FUZZ_SEED=${SEED})`, () => {
  const docs = Array.from({ length: 40 }, aDocument);
  for (let round = 0; round < ROUNDS; round += 1) {
    const filter = aFilter();
    const ours = compileFilter(filter, noExpressions);
    const theirs = new Query(filter);
    for (const doc of docs)
      if (ours.test(doc) !== theirs.test(doc))
        expect.fail(`${JSON.stringify({ doc, filter })}: we say ${ours.test(doc)}, mingo ${theirs.test(doc)}`);
  }
});
