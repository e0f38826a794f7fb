import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command, page, update as u } from './manual.js';
import { type OpenStore, openStore } from './open-store.js';

const { Long, ObjectId, Timestamp } = mongoose.mongo.BSON;

/** Of this machine and of one that TEST_MONGODB_URI names. */
const CLOCKS_APART_MS = 60_000;

let store: OpenStore;
beforeAll(async () => {
  store = await openStore();
});
afterAll(() => store.close());

type Fields = Record<string, unknown>;
interface Case {
  says: string;
  source: string;
  before: Fields;
  update: object;
  filter?: object;
  options?: object;
  after: Fields;
}

const CASES: Case[] = [
  {
    says: '$set makes the objects on its way',
    source: u('set'),
    before: {},
    update: { $set: { 'a.b.c': 1 } },
    after: { a: { b: { c: 1 } } },
  },
  {
    says: '$set keeps the place of a field',
    source: u('set'),
    before: { a: 1, b: 2 },
    update: { $set: { a: 9 } },
    after: { a: 9, b: 2 },
  },
  {
    says: 'new fields come in the order of their paths',
    source: u('set'),
    before: {},
    update: { $set: { z: 1, b: 2 }, $inc: { c: 3 } },
    after: { b: 2, c: 3, z: 1 },
  },
  {
    says: '$set into an array by number',
    source: u('set'),
    before: { a: [1, 2] },
    update: { $set: { 'a.1': 9 } },
    after: { a: [1, 9] },
  },
  {
    says: '$set beyond an array fills with null',
    source: u('set'),
    before: { a: [1] },
    update: { $set: { 'a.3': 9 } },
    after: { a: [1, null, null, 9] },
  },
  {
    says: 'a number makes a field of an object',
    source: u('set'),
    before: { a: {} },
    update: { $set: { 'a.0': 9 } },
    after: { a: { 0: 9 } },
  },
  {
    says: '$set of a whole array',
    source: u('set'),
    before: { a: 1 },
    update: { $set: { a: [{ b: 1 }] } },
    after: { a: [{ b: 1 }] },
  },
  { says: '$set null', source: u('set'), before: { a: 1 }, update: { $set: { a: null } }, after: { a: null } },
  { says: '$unset', source: u('unset'), before: { a: 1, b: 2 }, update: { $unset: { a: '' } }, after: { b: 2 } },
  {
    says: '$unset leaves null in an array',
    source: u('unset'),
    before: { a: [1, 2] },
    update: { $unset: { 'a.0': 1 } },
    after: { a: [null, 2] },
  },
  {
    says: '$unset of what is not there changes nothing',
    source: u('unset'),
    before: { a: 1 },
    update: { $unset: { 'b.c': 1 } },
    after: { a: 1 },
  },
  { says: '$inc a missing field', source: u('inc'), before: {}, update: { $inc: { a: 2 } }, after: { a: 2 } },
  { says: '$inc a fraction', source: u('inc'), before: { a: 1 }, update: { $inc: { a: 0.5 } }, after: { a: 1.5 } },
  {
    says: '$inc a Long beyond 2^53',
    source: u('inc'),
    before: { a: Long.fromString('9007199254740993') },
    update: { $inc: { a: 1 } },
    after: { a: Long.fromString('9007199254740994') },
  },
  { says: '$mul', source: u('mul'), before: { a: 3 }, update: { $mul: { a: 2, b: 5 } }, after: { a: 6, b: 0 } },
  {
    says: '$min takes the lower, over types',
    source: u('min'),
    before: { a: 5, b: 'x' },
    update: { $min: { a: 3, b: 9 } },
    after: { a: 3, b: 9 },
  },
  {
    says: '$max takes the higher',
    source: u('max'),
    before: { a: 5 },
    update: { $max: { a: 3, b: 1 } },
    after: { a: 5, b: 1 },
  },
  {
    says: '$rename',
    source: u('rename'),
    before: { a: 1, b: 2 },
    update: { $rename: { a: 'c.d' } },
    after: { b: 2, c: { d: 1 } },
  },
  {
    says: '$rename of what is not there',
    source: u('rename'),
    before: { b: 2 },
    update: { $rename: { a: 'c' } },
    after: { b: 2 },
  },
  {
    says: '$rename over another field',
    source: u('rename'),
    before: { a: 1, b: 2 },
    update: { $rename: { a: 'b' } },
    after: { b: 1 },
  },
  {
    says: '$setOnInsert does nothing to what is there',
    source: u('setOnInsert'),
    before: { a: 1 },
    update: { $set: { b: 1 }, $setOnInsert: { c: 1 } },
    after: { a: 1, b: 1 },
  },
  { says: '$push', source: u('push'), before: { a: [1] }, update: { $push: { a: 2 } }, after: { a: [1, 2] } },
  {
    says: '$push makes the array',
    source: u('push'),
    before: {},
    update: { $push: { 'a.b': 2 } },
    after: { a: { b: [2] } },
  },
  {
    says: '$push of an array adds one element',
    source: u('push'),
    before: { a: [1] },
    update: { $push: { a: [2, 3] } },
    after: { a: [1, [2, 3]] },
  },
  {
    says: '$push with $each',
    source: u('each'),
    before: { a: [1] },
    update: { $push: { a: { $each: [2, 3] } } },
    after: { a: [1, 2, 3] },
  },
  {
    says: '$push with $position',
    source: u('position'),
    before: { a: [1, 4] },
    update: { $push: { a: { $each: [2, 3], $position: 1 } } },
    after: { a: [1, 2, 3, 4] },
  },
  {
    says: '$push with $position from the end',
    source: u('position'),
    before: { a: [1, 4] },
    update: { $push: { a: { $each: [3], $position: -1 } } },
    after: { a: [1, 3, 4] },
  },
  {
    says: '$push keeps the last with $slice',
    source: u('slice'),
    before: { a: [1, 2, 3] },
    update: { $push: { a: { $each: [4], $slice: -2 } } },
    after: { a: [3, 4] },
  },
  {
    says: '$push with $slice 0 empties',
    source: u('slice'),
    before: { a: [1] },
    update: { $push: { a: { $each: [2], $slice: 0 } } },
    after: { a: [] },
  },
  {
    says: '$push sorts by a field, then cuts',
    source: u('sort'),
    before: { a: [{ s: 3 }, { s: 1 }] },
    update: { $push: { a: { $each: [{ s: 2 }], $sort: { s: 1 }, $slice: 2 } } },
    after: { a: [{ s: 1 }, { s: 2 }] },
  },
  {
    says: '$push sorts values down',
    source: u('sort'),
    before: { a: [1, 3] },
    update: { $push: { a: { $each: [2], $sort: -1 } } },
    after: { a: [3, 2, 1] },
  },
  {
    says: '$addToSet',
    source: u('addToSet'),
    before: { a: [1, { b: 1 }] },
    update: { $addToSet: { a: { $each: [1, 2, { b: 1 }, 2] } } },
    after: { a: [1, { b: 1 }, 2] },
  },
  {
    says: '$addToSet of an array is one value',
    source: u('addToSet'),
    before: { a: [1] },
    update: { $addToSet: { a: [1] } },
    after: { a: [1, [1]] },
  },
  {
    says: '$pop the last',
    source: u('pop'),
    before: { a: [1, 2, 3] },
    update: { $pop: { a: 1 } },
    after: { a: [1, 2] },
  },
  {
    says: '$pop the first',
    source: u('pop'),
    before: { a: [1, 2, 3] },
    update: { $pop: { a: -1 } },
    after: { a: [2, 3] },
  },
  {
    says: '$pull a value',
    source: u('pull'),
    before: { a: [1, 2, 1] },
    update: { $pull: { a: 1 } },
    after: { a: [2] },
  },
  {
    says: '$pull by an operator',
    source: u('pull'),
    before: { a: [1, 5, 9] },
    update: { $pull: { a: { $gte: 5 } } },
    after: { a: [1] },
  },
  {
    says: '$pull objects by some of their fields',
    source: u('pull'),
    before: { a: [{ x: 1, y: 2 }, { x: 2 }] },
    update: { $pull: { a: { x: 1 } } },
    after: { a: [{ x: 2 }] },
  },
  {
    says: '$pull objects by an operator on a field',
    source: u('pull'),
    before: { a: [{ x: 1 }, { x: 7 }] },
    update: { $pull: { a: { x: { $gt: 5 } } } },
    after: { a: [{ x: 1 }] },
  },
  {
    says: '$pull with $in',
    source: u('pull'),
    before: { a: ['x', 'y', 'z'] },
    update: { $pull: { a: { $in: ['x', 'z'] } } },
    after: { a: ['y'] },
  },
  {
    says: '$pull an array element that is an array',
    source: u('pull'),
    before: { a: [[1, 2], [3]] },
    update: { $pull: { a: [1, 2] } },
    after: { a: [[3]] },
  },
  { says: '$pull on nothing', source: u('pull'), before: { b: 1 }, update: { $pull: { a: 1 } }, after: { b: 1 } },
  {
    says: '$pullAll',
    source: u('pullAll'),
    before: { a: [1, 2, 3, 1] },
    update: { $pullAll: { a: [1, 3] } },
    after: { a: [2] },
  },
  { says: '$bit', source: u('bit'), before: { a: 13 }, update: { $bit: { a: { and: 10 } } }, after: { a: 8 } },
  {
    says: 'positional $',
    source: u('positional'),
    before: { a: [1, 5, 9] },
    filter: { a: 5 },
    update: { $set: { 'a.$': 6 } },
    after: { a: [1, 6, 9] },
  },
  {
    says: 'positional $ after $elemMatch',
    source: u('positional'),
    before: {
      a: [
        { x: 1, y: 1 },
        { x: 1, y: 2 },
      ],
    },
    filter: { a: { $elemMatch: { x: 1, y: 2 } } },
    update: { $set: { 'a.$.z': 1 } },
    after: {
      a: [
        { x: 1, y: 1 },
        { x: 1, y: 2, z: 1 },
      ],
    },
  },
  {
    says: 'positional $ within $and',
    source: u('positional'),
    before: { a: [{ x: 1 }, { x: 2 }], b: 1 },
    filter: { $and: [{ b: 1 }, { 'a.x': 2 }] },
    update: { $inc: { 'a.$.x': 5 } },
    after: { a: [{ x: 1 }, { x: 7 }], b: 1 },
  },
  {
    says: 'positional $ with other clauses behind it',
    source: u('positional'),
    before: { a: [{ x: 1 }, { x: 2 }], b: 1 },
    filter: { 'a.x': 2, b: 1 },
    update: { $set: { 'a.$.x': 0 } },
    after: { a: [{ x: 1 }, { x: 0 }], b: 1 },
  },
  {
    says: 'positional $ pulls from inside',
    source: u('positional'),
    before: { a: [{ x: 1, l: [1, 2] }] },
    filter: { 'a.x': 1 },
    update: { $pull: { 'a.$.l': 1 } },
    after: { a: [{ x: 1, l: [2] }] },
  },
  {
    says: '$[] changes all',
    source: u('positional-all'),
    before: { a: [1, 2] },
    update: { $inc: { 'a.$[]': 10 } },
    after: { a: [11, 12] },
  },
  {
    says: '$[] twice',
    source: u('positional-all'),
    before: { a: [{ b: [1] }, { b: [2] }] },
    update: { $inc: { 'a.$[].b.$[]': 1 } },
    after: { a: [{ b: [2] }, { b: [3] }] },
  },
  {
    says: 'array filters',
    source: u('positional-filtered'),
    before: { a: [1, 5, 9] },
    update: { $set: { 'a.$[big]': 0 } },
    options: { arrayFilters: [{ big: { $gt: 3 } }] },
    after: { a: [1, 0, 0] },
  },
  {
    says: 'array filters on fields',
    source: u('positional-filtered'),
    before: {
      a: [
        { id: 1, n: 0 },
        { id: 2, n: 0 },
      ],
    },
    update: { $inc: { 'a.$[e].n': 1 } },
    options: { arrayFilters: [{ 'e.id': 2 }] },
    after: {
      a: [
        { id: 1, n: 0 },
        { id: 2, n: 1 },
      ],
    },
  },
  {
    says: 'array filters with $or',
    source: u('positional-filtered'),
    before: { a: [1, 2, 3] },
    update: { $set: { 'a.$[e]': 0 } },
    options: { arrayFilters: [{ $or: [{ e: 1 }, { e: 3 }] }] },
    after: { a: [0, 2, 0] },
  },
  {
    says: 'a pipeline computes from the document',
    source: page('tutorial/update-documents-with-aggregation-pipeline'),
    before: { a: 2, b: 3 },
    update: [{ $set: { c: { $add: ['$a', '$b'] } } }, { $unset: 'b' }],
    after: { a: 2, c: 5 },
  } as Case,
  {
    says: 'a pipeline may condition',
    source: page('tutorial/update-documents-with-aggregation-pipeline'),
    before: { n: 5 },
    update: [{ $set: { level: { $cond: [{ $gt: ['$n', 3] }, 'high', 'low'] } } }],
    after: { n: 5, level: 'high' },
  } as Case,
  {
    says: 'operators that change nothing',
    source: command('update'),
    before: { a: 1, b: 1, l: [1] },
    update: { $set: { a: 1 }, $addToSet: { l: 1 }, $max: { b: 0 } },
    after: { a: 1, b: 1, l: [1] },
  },
  {
    says: 'types of untouched fields stay',
    source: command('update'),
    before: { long: Long.fromNumber(5), a: 1 },
    update: { $set: { a: 2 } },
    after: { long: Long.fromNumber(5), a: 2 },
  },
  {
    says: 'numbers in paths come in their order as numbers',
    source: u('set'),
    before: {},
    update: { $set: { 'a.10': 1, 'a.2': 2 } },
    after: { a: { 2: 2, 10: 1 } },
  } as Case,
  {
    says: 'an operator without fields does nothing',
    source: u('set'),
    before: { a: 1 },
    update: { $set: {} },
    after: { a: 1 },
  } as Case,
  {
    says: '$set of an object replaces it whole',
    source: u('set'),
    before: { a: { b: 1, c: 2 } },
    update: { $set: { a: { d: 3 } } },
    after: { a: { d: 3 } },
  } as Case,
  {
    says: '$unset within an object',
    source: u('unset'),
    before: { a: { b: 1, c: 2 } },
    update: { $unset: { 'a.b': '' } },
    after: { a: { c: 2 } },
  } as Case,
  {
    says: '$inc below zero, within an object',
    source: u('inc'),
    before: { a: { q: 10 } },
    update: { $inc: { 'a.q': -2 } },
    after: { a: { q: 8 } },
  } as Case,
  {
    says: '$inc beyond 32 bits',
    source: u('inc'),
    before: { a: 2147483647 },
    update: { $inc: { a: 1 } },
    after: { a: Long.fromNumber(2_147_483_648) },
  } as Case,
  {
    says: '$mul of a missing field is zero',
    source: u('mul'),
    before: {},
    update: { $mul: { a: 100 } },
    after: { a: 0 },
  } as Case,
  {
    says: '$mul of ints whose product needs a long',
    source: u('mul'),
    before: { a: 2147483647 },
    update: { $mul: { a: 2147483647 } },
    after: { a: Long.fromString('4611686014132420609') },
  } as Case,
  {
    says: '$min sets a missing field',
    source: u('min'),
    before: {},
    update: { $min: { a: 3 } },
    after: { a: 3 },
  } as Case,
  {
    says: '$max of dates',
    source: u('max'),
    before: { a: new Date(5) },
    update: { $max: { a: new Date(9) } },
    after: { a: new Date(9) },
  } as Case,
  {
    says: '$max puts text above numbers',
    source: u('max'),
    before: { a: 5 },
    update: { $max: { a: 'x' } },
    after: { a: 'x' },
  } as Case,
  {
    says: '$rename out of an object',
    source: u('rename'),
    before: { a: { b: 1 } },
    update: { $rename: { 'a.b': 'c' } },
    after: { a: {}, c: 1 },
  } as Case,
  {
    says: '$push of nothing makes an empty array',
    source: u('each'),
    before: {},
    update: { $push: { a: { $each: [] } } },
    after: { a: [] },
  } as Case,
  {
    says: '$push with a positive $slice keeps the first',
    source: u('slice'),
    before: { a: [1, 2] },
    update: { $push: { a: { $each: [3], $slice: 2 } } },
    after: { a: [1, 2] },
  } as Case,
  {
    says: '$push with $sort over types',
    source: u('sort'),
    before: { a: ['b', 2] },
    update: { $push: { a: { $each: [null, 1], $sort: 1 } } },
    after: { a: [null, 1, 2, 'b'] },
  } as Case,
  {
    says: '$push beyond the end by $position',
    source: u('position'),
    before: { a: [1] },
    update: { $push: { a: { $each: [2], $position: 9 } } },
    after: { a: [1, 2] },
  } as Case,
  {
    says: '$push within an object in an array',
    source: u('push'),
    before: { a: [{ l: [1] }] },
    update: { $push: { 'a.0.l': 2 } },
    after: { a: [{ l: [1, 2] }] },
  } as Case,
  {
    says: '$addToSet takes objects in another order of fields for others',
    source: u('addToSet'),
    before: { a: [{ x: 1, y: 2 }] },
    update: { $addToSet: { a: { y: 2, x: 1 } } },
    after: {
      a: [
        { x: 1, y: 2 },
        { y: 2, x: 1 },
      ],
    },
  } as Case,
  {
    says: '$addToSet makes the array',
    source: u('addToSet'),
    before: {},
    update: { $addToSet: { a: 1 } },
    after: { a: [1] },
  } as Case,
  {
    says: '$pop of the last leaves an empty array',
    source: u('pop'),
    before: { a: [1] },
    update: { $pop: { a: 1 } },
    after: { a: [] },
  } as Case,
  {
    says: '$pull by $elemMatch',
    source: u('pull'),
    before: {
      a: [
        { l: [{ q: 1, n: 5 }] },
        {
          l: [
            { q: 1, n: 1 },
            { q: 2, n: 5 },
          ],
        },
      ],
    },
    update: { $pull: { a: { l: { $elemMatch: { q: 1, n: { $gte: 5 } } } } } },
    after: {
      a: [
        {
          l: [
            { q: 1, n: 1 },
            { q: 2, n: 5 },
          ],
        },
      ],
    },
  } as Case,
  {
    says: '$pull from all arrays by $[]',
    source: u('pull'),
    before: { a: [{ l: [1, 2] }, { l: [2, 3] }] },
    update: { $pull: { 'a.$[].l': 2 } },
    after: { a: [{ l: [1] }, { l: [3] }] },
  } as Case,
  {
    says: '$pull by a pattern',
    source: u('pull'),
    before: { a: ['ab', 'b'] },
    update: { $pull: { a: /^a/ } },
    after: { a: ['b'] },
  } as Case,
  {
    says: '$pull of objects whatever the order of their fields',
    source: u('pull'),
    before: { a: [{ x: 1, y: 2, z: 3 }] },
    update: { $pull: { a: { y: 2, x: 1 } } },
    after: { a: [] },
  } as Case,
  {
    says: '$pullAll takes objects whole',
    source: u('pullAll'),
    before: { a: [{ x: 1 }, { x: 1, y: 2 }] },
    update: { $pullAll: { a: [{ x: 1 }] } },
    after: { a: [{ x: 1, y: 2 }] },
  } as Case,
  {
    says: '$bit or, xor, and on nothing',
    source: u('bit'),
    before: { a: 3, b: 1 },
    update: { $bit: { a: { or: 5 }, b: { xor: 5 }, c: { or: 1 } } },
    after: { a: 7, b: 4, c: 1 },
  } as Case,
  {
    says: '$bit of a Long',
    source: u('bit'),
    before: { a: Long.fromString('9007199254740993') },
    update: { $bit: { a: { and: Long.fromString('9007199254740993') } } },
    after: { a: Long.fromString('9007199254740993') },
  } as Case,
  {
    says: 'two names of array filters in one path',
    source: u('positional-filtered'),
    before: {
      a: [
        { t: 'x', l: [1, 9] },
        { t: 'y', l: [9] },
      ],
    },
    update: { $set: { 'a.$[e].l.$[n]': 0 } },
    options: { arrayFilters: [{ 'e.t': 'x' }, { n: { $gte: 9 } }] },
    after: {
      a: [
        { t: 'x', l: [1, 0] },
        { t: 'y', l: [9] },
      ],
    },
  } as Case,
  {
    says: 'an array filter that finds nothing',
    source: u('positional-filtered'),
    before: { a: [1] },
    update: { $set: { 'a.$[e]': 0 } },
    options: { arrayFilters: [{ e: 5 }] },
    after: { a: [1] },
  } as Case,
  {
    says: 'array filters that leave out',
    source: u('positional-filtered'),
    before: { a: [{ t: 1 }, { t: 2 }] },
    update: { $set: { 'a.$[e].ok': true } },
    options: { arrayFilters: [{ 'e.t': { $ne: 1 } }] },
    after: { a: [{ t: 1 }, { t: 2, ok: true }] },
  } as Case,
  {
    says: 'positional $ stands for the first that matches',
    source: u('positional'),
    before: { a: [1, 5, 5] },
    filter: { a: 5 },
    update: { $inc: { 'a.$': 1 } },
    after: { a: [1, 6, 5] },
  } as Case,
  {
    says: '$[] on objects in an array',
    source: u('positional-all'),
    before: { a: [{ n: 1 }, { n: 2 }] },
    update: { $unset: { 'a.$[].n': '' } },
    after: { a: [{}, {}] },
  } as Case,
  {
    says: 'a pipeline sees its own earlier stages',
    source: page('tutorial/update-documents-with-aggregation-pipeline'),
    before: { a: [1, 2, 3] },
    update: [{ $set: { avg: { $avg: '$a' } } }, { $set: { low: { $lt: ['$avg', 5] } } }],
    after: { a: [1, 2, 3], avg: 2, low: true },
  } as Case,
  {
    says: 'a pipeline may replace all but _id',
    source: page('tutorial/update-documents-with-aggregation-pipeline'),
    before: { a: 1 },
    update: [{ $replaceWith: { b: '$a' } }],
    after: { b: 1 },
  } as Case,
  {
    says: '$set in a pipeline of a text with a dollar needs $literal',
    source: page('tutorial/update-documents-with-aggregation-pipeline'),
    before: { a: 1 },
    update: [{ $set: { b: { $literal: '$a' } } }],
    after: { a: 1, b: '$a' },
  } as Case,
  {
    says: '$pull by one condition or another',
    source: u('pull'),
    before: { a: [{ x: 1 }, { y: 2 }, { z: 3 }] },
    update: { $pull: { a: { $or: [{ x: 1 }, { y: { $gte: 2 } }] } } },
    after: { a: [{ z: 3 }] },
  },
];

const LONGS = { promoteLongs: false };

it.each(CASES.map((one, i) => ({ ...one, i })))(
  '$says',
  async ({ before, update, filter = {}, options = {}, after, i }) => {
    const all = store.db.collection<{ _id: number }>(`update${i}`);
    await all.insertOne({ _id: 1, ...before });
    await all.updateOne({ _id: 1, ...filter }, update, options);
    const now = await all.findOne({ _id: 1 }, LONGS);
    expect(now).toEqual({ _id: 1, ...after });
    expect(Object.keys(now!)).toEqual(['_id', ...Object.keys(after)]);
  },
);

it.each([
  { says: '$inc of text', source: u('inc'), before: { a: 'x' }, update: { $inc: { a: 1 } }, code: 14 },
  { says: '$inc by text', source: u('inc'), before: { a: 1 }, update: { $inc: { a: 'x' } }, code: 14 },
  { says: '$push to a number', source: u('push'), before: { a: 1 }, update: { $push: { a: 1 } }, code: 2 },
  { says: '$addToSet to a number', source: u('addToSet'), before: { a: 1 }, update: { $addToSet: { a: 1 } }, code: 2 },
  { says: '$pop from a number', source: u('pop'), before: { a: 1 }, update: { $pop: { a: 1 } }, code: 14 },
  { says: '$pop by 2', source: u('pop'), before: { a: [1] }, update: { $pop: { a: 2 } }, code: 9 },
  { says: 'a path through a number', source: u('set'), before: { a: 1 }, update: { $set: { 'a.b': 1 } }, code: 28 },
  { says: 'a path through null', source: u('set'), before: { a: null }, update: { $set: { 'a.b': 1 } }, code: 28 },
  { says: 'a name within an array', source: u('set'), before: { a: [1] }, update: { $set: { 'a.b': 1 } }, code: 28 },
  {
    says: 'one path twice',
    source: page('reference/operator/update'),
    before: {},
    update: { $set: { a: 1 }, $inc: { a: 1 } },
    code: 40,
  },
  {
    says: 'a path and one inside it',
    source: page('reference/operator/update'),
    before: {},
    update: { $set: { a: {}, 'a.b': 1 } },
    code: 40,
  },
  { says: 'a new _id', source: page('core/document'), before: {}, update: { $set: { _id: 2 } }, code: 66 },
  {
    says: 'an unknown operator',
    source: page('reference/operator/update'),
    before: {},
    update: { $put: { a: 1 } },
    code: 9,
  },
  {
    says: 'positional $ without a match in an array',
    source: u('positional'),
    before: { a: [1] },
    update: { $set: { 'a.$': 1 } },
    code: 2,
  },
  {
    says: 'an array filter nobody named',
    source: u('positional-filtered'),
    before: { a: [1] },
    update: { $set: { 'a.$[x]': 1 } },
    code: 2,
  },
  {
    says: 'an array filter nobody uses',
    source: u('positional-filtered'),
    before: { a: [1] },
    update: { $set: { a: 1 } },
    options: { arrayFilters: [{ x: 1 }] },
    code: 9,
  },
  { says: '$[] on a number', source: u('positional-all'), before: { a: 1 }, update: { $set: { 'a.$[]': 1 } }, code: 2 },
  { says: 'an empty name', source: u('set'), before: {}, update: { $set: { 'a..b': 1 } }, code: 56 },
  { says: '$inc of null', source: u('inc'), before: { a: null }, update: { $inc: { a: 1 } }, code: 14 },
  {
    says: '$inc of a long beyond 64 bits',
    source: u('inc'),
    before: { a: Long.MAX_VALUE },
    update: { $inc: { a: 1 } },
    code: 2,
  },
  { says: '$mul of text', source: u('mul'), before: { a: 'x' }, update: { $mul: { a: 2 } }, code: 14 },
  {
    says: '$rename to itself',
    source: u('rename'),
    before: { a: 1 },
    update: { $rename: { a: 'a' } },
    code: expect.any(Number),
  },
  { says: '$rename to a number', source: u('rename'), before: { a: 1 }, update: { $rename: { a: 5 } }, code: 2 },
  {
    says: '$rename out of an array',
    source: u('rename'),
    before: { a: [{ b: 1 }] },
    update: { $rename: { 'a.b': 'c' } },
    code: 2,
  },
  {
    says: '$push with an unknown modifier',
    source: u('push'),
    before: { a: [1] },
    update: { $push: { a: { $each: [1], $limit: 2 } } },
    code: 2,
  },
  {
    says: '$push with $each of no array',
    source: u('each'),
    before: { a: [1] },
    update: { $push: { a: { $each: 1 } } },
    code: 2,
  },
  {
    says: '$push with $slice of text',
    source: u('slice'),
    before: { a: [1] },
    update: { $push: { a: { $each: [1], $slice: 'x' } } },
    code: 2,
  },
  {
    says: '$push with $sort by 2',
    source: u('sort'),
    before: { a: [1] },
    update: { $push: { a: { $each: [1], $sort: 2 } } },
    code: 2,
  },
  {
    says: '$push with $position of a fraction',
    source: u('position'),
    before: { a: [1] },
    update: { $push: { a: { $each: [1], $position: 0.5 } } },
    code: 2,
  },
  { says: '$pull from a number', source: u('pull'), before: { a: 1 }, update: { $pull: { a: 1 } }, code: 2 },
  {
    says: '$pullAll without an array',
    source: u('pullAll'),
    before: { a: [1] },
    update: { $pullAll: { a: 1 } },
    code: 2,
  },
  { says: '$bit of a fraction', source: u('bit'), before: { a: 1.5 }, update: { $bit: { a: { and: 1 } } }, code: 2 },
  {
    says: '$bit by an unknown operation',
    source: u('bit'),
    before: { a: 1 },
    update: { $bit: { a: { not: 1 } } },
    code: 2,
  },
  {
    says: '$currentDate of an unknown type',
    source: u('currentDate'),
    before: {},
    update: { $currentDate: { a: { $type: 'time' } } },
    code: 2,
  },
  {
    says: 'a modifier that is no document',
    source: page('reference/operator/update'),
    before: { a: 1 },
    update: { $set: 5 },
    code: 9,
  },
  {
    says: 'an array filter twice',
    source: u('positional-filtered'),
    before: { a: [1] },
    update: { $set: { 'a.$[e]': 0 } },
    options: { arrayFilters: [{ e: 1 }, { e: 2 }] },
    code: 9,
  },
  {
    says: 'array filters with a pipeline',
    source: u('positional-filtered'),
    before: { a: [1] },
    update: [{ $set: { a: 1 } }],
    options: { arrayFilters: [{ e: 1 }] },
    code: 9,
  },
  {
    says: 'a stage that no update may have',
    source: page('tutorial/update-documents-with-aggregation-pipeline'),
    before: { a: 1 },
    update: [{ $match: { a: 1 } }],
    code: 72,
  },
])('refuses $says and changes nothing', async ({ before, update, options = {}, code }) => {
  const all = store.db.collection('refusals');
  const _id = new ObjectId();
  await all.insertOne({ _id, ...before });
  await expect(all.updateOne({ _id }, update as object, options)).rejects.toMatchObject({ code });
  expect(await all.findOne({ _id })).toEqual({ _id, ...before });
});

it(`sets the present time as a date or a timestamp (${u('currentDate')})`, async () => {
  const all = store.db.collection<{ _id: number; a: Date; b: InstanceType<typeof Timestamp> }>('present');
  const before = Date.now();
  await all.updateOne({ _id: 1 }, { $currentDate: { a: true, b: { $type: 'timestamp' } } }, { upsert: true });
  const { a, b } = (await all.findOne({}))!;
  expect(a.getTime()).toBeGreaterThanOrEqual(before - CLOCKS_APART_MS);
  expect(a).toBeInstanceOf(Date);
  expect(b).toBeInstanceOf(Timestamp);
  expect(b.t * 1_000).toBeGreaterThan(before - CLOCKS_APART_MS);
});

describe('upserts', () => {
  it.each([
    {
      says: 'take what the filter demands',
      source: page('reference/method/db.collection.update'),
      filter: { a: 1, 'b.c': 2 },
      update: { $set: { d: 3 } },
      made: { a: 1, b: { c: 2 }, d: 3 },
    },
    {
      says: 'take from $eq, $and and a lone $in',
      source: page('reference/method/db.collection.update'),
      filter: { $and: [{ a: { $eq: 1 } }, { b: { $in: [2] } }] },
      update: { $set: { d: 3 } },
      made: { a: 1, b: 2, d: 3 },
    },
    {
      says: 'leave out other operators',
      source: page('reference/method/db.collection.update'),
      filter: { a: { $gt: 1 }, b: /x/, c: { $in: [1, 2] } },
      update: { $set: { d: 3 } },
      made: { d: 3 },
    },
    {
      says: 'do $setOnInsert',
      source: u('setOnInsert'),
      filter: { a: 1 },
      update: { $setOnInsert: { b: 2 }, $inc: { n: 1 } },
      made: { a: 1, b: 2, n: 1 },
    },
    {
      says: 'of a replacement take only _id',
      source: page('reference/method/db.collection.update'),
      filter: { a: 1 },
      update: { b: 2 },
      made: { b: 2 },
    },
    {
      says: 'by a pipeline start from the filter',
      source: page('tutorial/update-documents-with-aggregation-pipeline'),
      filter: { a: 1 },
      update: [{ $set: { b: { $add: ['$a', 1] } } }],
      made: { a: 1, b: 2 },
    },
  ])('$says', async ({ says, filter, update, made }) => {
    const all = store.db.collection(`upsert ${says.replaceAll('$', '')}`);
    const replaces = !Array.isArray(update) && !Object.keys(update)[0]!.startsWith('$');
    const answer = replaces
      ? await all.replaceOne(filter, update, { upsert: true })
      : await all.updateOne(filter, update, { upsert: true });
    expect(answer).toMatchObject({ matchedCount: 0, upsertedCount: 1 });
    const { _id, ...rest } = (await all.findOne({}))!;
    expect(_id).toEqual(answer.upsertedId);
    expect(rest).toEqual(made);
    expect((await all.updateOne({ _id }, { $set: made }, { upsert: true })).matchedCount).toBe(1);
  });

  it('keep an _id that the filter names', async () => {
    const all = store.db.collection<{ _id: string }>('upsert id');
    await all.updateOne({ _id: 'x' }, { $set: { a: 1 } }, { upsert: true });
    expect(await all.findOne({})).toEqual({ _id: 'x', a: 1 });
  });
});

describe('findAndModify', () => {
  it('answers the old or the new document, projected, in the order of a sort', async () => {
    const all = store.db.collection<{ _id: number; n: number; tag: string }>('modify');
    await all.insertMany([1, 2, 3].map((_id) => ({ _id, n: _id * 10, tag: 'x' })));
    expect(await all.findOneAndUpdate({ tag: 'x' }, { $inc: { n: 1 } }, { sort: { n: -1 } })).toMatchObject({
      _id: 3,
      n: 30,
    });
    const after = { returnDocument: 'after', projection: { n: 1, _id: 0 } } as const;
    expect(await all.findOneAndUpdate({ _id: 3 }, { $inc: { n: 1 } }, after)).toEqual({ n: 32 });
    expect(await all.findOneAndReplace({ _id: 2 }, { n: 5, tag: 'y' }, { returnDocument: 'after' })).toEqual({
      _id: 2,
      n: 5,
      tag: 'y',
    });
    expect(await all.findOneAndDelete({ tag: 'x' }, { sort: { n: 1 } })).toMatchObject({ _id: 1 });
    expect(await all.findOneAndUpdate({ _id: 99 }, { $set: { n: 1 } })).toBeNull();
    expect(await all.countDocuments()).toBe(2);
  });

  it('upserts and answers what was made', async () => {
    const all = store.db.collection('modify upsert');
    const options = { upsert: true, returnDocument: 'after', includeResultMetadata: true } as const;
    const made = await all.findOneAndUpdate({ key: 'a' }, { $inc: { n: 1 } }, options);
    expect(made.lastErrorObject).toMatchObject({ n: 1, updatedExisting: false, upserted: made.value!._id });
    const again = await all.findOneAndUpdate({ key: 'a' }, { $inc: { n: 1 } }, options);
    expect(again).toMatchObject({ lastErrorObject: { n: 1, updatedExisting: true }, value: { key: 'a', n: 2 } });
  });

  it('takes a ticket from many at once without giving one twice', async () => {
    const all = store.db.collection<{ _id: string; n: number }>('tickets');
    await all.insertOne({ _id: 'counter', n: 0 });
    const take = () => all.findOneAndUpdate({ _id: 'counter' }, { $inc: { n: 1 } }, { returnDocument: 'after' });
    const tickets = await Promise.all(Array.from({ length: 50 }, take));
    expect(new Set(tickets.map((ticket) => ticket!.n)).size).toBe(50);
  });
});

it('tells matched from modified, and updates many', async () => {
  const all = store.db.collection<{ _id: number; n: number }>('many');
  await all.insertMany([1, 2, 3].map((_id) => ({ _id, n: _id })));
  expect(await all.updateMany({ n: { $gte: 2 } }, { $set: { n: 2 } })).toMatchObject({
    matchedCount: 2,
    modifiedCount: 1,
  });
  expect(await all.updateMany({}, { $inc: { n: 1 } })).toMatchObject({ matchedCount: 3, modifiedCount: 3 });
  expect(await all.deleteMany({ n: 3 })).toMatchObject({ deletedCount: 2 });
});

it('ends an ordered batch at its first error, and goes through an unordered one', async () => {
  const all = store.db.collection<{ _id: number }>('batches');
  await all.insertOne({ _id: 2 });
  const documents = [{ _id: 1 }, { _id: 2 }, { _id: 3 }];
  await expect(all.insertMany(documents)).rejects.toMatchObject({ code: 11000, insertedCount: 1 });
  await all.deleteOne({ _id: 1 });
  const unordered = all.insertMany(documents, { ordered: false });
  await expect(unordered).rejects.toMatchObject({ code: 11000, insertedCount: 2, writeErrors: [{ index: 1 }] });
  expect(await all.countDocuments()).toBe(3);
});

it('answers a repeated retryable write with the first answer', async () => {
  const session = store.client.startSession();
  try {
    // Far above what the driver, which may hand out a used session, has counted to.
    const numbered = (n: number) => ({
      update: 'retried',
      updates: [{ q: { _id: 1 }, u: { $inc: { n: 1 } }, upsert: true }],
      txnNumber: Long.fromNumber(1_000_000 + n),
    });
    const first = await store.db.command(numbered(7), { session });
    expect(await store.db.command(numbered(7), { session })).toMatchObject({ n: first.n, upserted: first.upserted });
    expect(await store.db.collection('retried').findOne({})).toMatchObject({ n: 1 });
    await store.db.command(numbered(8), { session });
    expect(await store.db.collection('retried').findOne({})).toMatchObject({ n: 2 });
  } finally {
    await session.endSession();
  }
});
