import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OpenStore, openStore } from './open-store.js';
import { type Command, codeOf } from './refused.js';

let store: OpenStore;
beforeAll(async () => {
  store = await openStore();
  await store.db.collection('c').insertMany([{ a: 1, list: [1, 2, 3] }, { a: 2 }]);
});
afterAll(() => store.close());

const server = (path: string): string => `https://github.com/mongodb/mongo/blob/v7.0/src/mongo/db/${path}`;

/** What is refused, with its code; each code has one or several. */
interface Codes {
  source: string;
  of: (wrong: never) => Command;
  rows: [code: number, ...wrong: unknown[]][];
}

const TABLES: Record<string, Codes> = {
  projection: {
    source: server('query/projection_parser.cpp'),
    of: (projection) => ({ find: 'c', filter: { a: 1 }, projection }),
    rows: [
      [31_276, { 'a.$': 1, 'a.b.$': 1 }],
      [31_250, { 'a.$': 1, a: 1 }, { 'a.b': 1, a: 1 }],
      [31_249, { a: 1, 'a.b': 1 }],
      [31_277, { 'b.$': 1 }],
      [31_395, { 'a.$': 0 }, { b: 0, 'a.$': 1 }],
      [31_394, { 'a.$.b': 1 }],
      [31_256, { b: { $elemMatch: { c: 1 } }, 'a.$': 1 }],
      [31_255, { 'a.$': 1, b: { $elemMatch: { c: 1 } } }],
      [31_275, { 'a.b': { $elemMatch: { c: 1 } } }],
      [31_274, { b: { $elemMatch: 1 } }],
      [31_252, { a: 0, b: { $add: [1, 2] } }],
      [31_253, { a: 0, b: 1 }],
      [31_254, { a: 1, b: 0 }],
      [51_270, { a: {} }, { a: { b: {} } }],
      [28_667, { list: { $slice: 'x' } }],
      [28_724, { list: { $slice: [1, 0] } }, { list: { $slice: [1, 2, 3] } }],
      [16_410, { $a: 1 }, { 'a.$b': 1 }],
      [40_352, { '': 1 }],
      [40_353, { 'a.': 1 }],
      [15_998, { 'a..b': 1 }],
      [168, { a: { $nope: 1 } }],
    ],
  },
  filter: {
    source: server('matcher/expression_parser.cpp'),
    of: (filter) => ({ find: 'c', filter }),
    rows: [
      [14, { a: { $type: true } }, { a: { $type: [null] } }],
      [2, { a: { $type: 99 } }, { a: { $type: 'nope' } }],
      [2, { a: { $mod: [Number.NaN, 1] } }, { a: { $mod: [1e30, 1] } }, { a: { $mod: [1, 2, 3] } }],
      [2, { a: { $bitsAllSet: 1e30 } }, { a: { $bitsAllSet: [-1] } }, { a: { $bitsAnyClear: [1e10] } }],
      [2, { a: { $size: 1e30 } }, { a: { $not: {} } }, { a: { $gt: 1, b: 2 } }, { $nope: 1 }, { a: { $nope: 1 } }],
    ],
  },
  update: {
    source: server('update/current_date_node.cpp'),
    of: (value) => ({ update: 'c', updates: [{ q: {}, u: { $currentDate: { a: value } } }] }),
    rows: [[2, 1, 'x', [], { $type: 'date', more: 1 }, { $type: 'nope' }]],
  },
  stage: {
    source: server('pipeline'),
    of: (stage) => ({ aggregate: 'c', pipeline: [stage], cursor: {} }),
    rows: [
      [31_324, { $project: { 'a.$': 1 } }],
      [51_270, { $project: { a: {} } }],
      [51_272, { $project: {} }],
      [28_667, { $project: { list: { $slice: 1 } } }],
      [28_724, { $project: { list: { $slice: [1, 2] } } }],
      [168, { $project: { list: { $elemMatch: { a: 1 } } } }],
      [40_180, { $addFields: { a: {} } }, { $set: { a: { b: {} } } }],
      [40_176, { $addFields: { a: 1, 'a.b': 2 } }],
      [40_181, { $addFields: { a: { b: 1, $add: [1] } } }],
      [31_250, { $unset: ['a', 'a'] }],
      [31_249, { $unset: ['a', 'a.b'] }],
      [28_808, { $unwind: { path: 1 } }],
      [28_812, { $unwind: {} }],
      [16_410, { $unwind: '$$ROOT' }, { $lookup: { from: 'c', localField: '$a', foreignField: 'a', as: 'x' } }],
      [15_998, { $unwind: '$a..b' }, { $lookup: { from: 'c', localField: 'a', foreignField: 'a', as: 'x..y' } }],
      [14, { $lookup: { from: 'c', as: 'x', pipeline: null } }, { $unionWith: { coll: 'c', pipeline: 'x' } }],
      [
        9,
        { $lookup: { from: 'c', as: 'x', localField: 'a', foreignField: 'a', let: {} } },
        { $unionWith: { coll: 1 } },
      ],
      [40_234, { $bucket: { groupBy: '$a', boundaries: [0, 5], output: { x: 1 } } }],
      [40_191, { $bucket: { groupBy: '$a', boundaries: ['$a', '$b'] } }],
      [40_195, { $bucket: { groupBy: '$a', boundaries: [0, 5], default: '$a' } }],
      [16_412, { $facet: { 'a.b': [] } }],
      [16_410, { $facet: { $a: [] } }, { $sort: { $natural: 1 } }],
      [28_747, { $sample: { size: 0.5 } }],
    ],
  },
};

it.each(
  Object.entries(TABLES).flatMap(([kind, { source, of, rows }]) =>
    rows.flatMap(([code, ...wrong]) =>
      wrong.map((one) => ({ kind, code, wrong: JSON.stringify(one), source, run: of(one as never) })),
    ),
  ),
)('refuses the $kind $wrong with $code ($source)', async ({ run, code }) => {
  const told = await codeOf(store, run);
  expect(told.code, told.message).toBe(code);
});

it(`refuses a pipeline of 1,001 stages (${server('query/query_knobs.idl')})`, async () => {
  const pipeline = Array.from({ length: 1_001 }, () => ({ $match: {} }));
  expect(await codeOf(store, { aggregate: 'c', pipeline, cursor: {} })).toMatchObject({ code: 7_749_501 });
});
