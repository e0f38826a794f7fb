import { Binary, BSONRegExp, Code, Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fieldsLeft, findProjection } from '../../server/store/embedded/projection.js';
import { encode } from '../../server/store/embedded/raw.js';
import { keeper } from '../../server/store/embedded/raw-fields.js';
import { evaluatorOf, filterOf } from '../../server/store/embedded/request.js';
import { decode } from '../../server/store/embedded/value.js';

const NAMES = ['a', 'b', 'ab', 'ba', 'abc', 'نام', 'نا', '', 'state', 'offers'];

/** One of each type that a document may hold. */
const value = fc.oneof(
  fc.string(),
  fc.double(),
  fc.integer(),
  fc.boolean(),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array({ maxLength: 8 }).map((bytes) => new Binary(bytes)),
  fc.array(fc.integer(), { maxLength: 3 }),
  fc.dictionary(fc.constantFrom('a', 'b'), fc.string(), { maxKeys: 2 }),
  fc.constantFrom<unknown>(null, new Long(7), new Double(1), new Int32(3), new MinKey(), new MaxKey()),
  fc.constantFrom<unknown>(new ObjectId(), new Timestamp({ t: 1, i: 2 }), Decimal128.fromString('1.5')),
  fc.constantFrom<unknown>(new BSONRegExp('^a', 'i'), new Code('return 1'), new Code('return x', { x: 1 })),
);
const document = fc
  .dictionary(fc.constantFrom(...NAMES), value, { noNullPrototype: true })
  .map((fields) => ({ _id: 1, ...fields }));
const projection = fc.record({
  left: fc.uniqueArray(fc.constantFrom(...NAMES.filter((name) => name !== '')), { minLength: 1 }),
  id: fc.constantFrom(undefined, 0, 1, true, false),
});

it('leaves of any document the same, in the same order, as decoding it does', () => {
  const evaluator = evaluatorOf(undefined);
  fc.assert(
    fc.property(document, projection, (doc, { left, id }) => {
      const spec = { ...Object.fromEntries(left.map((name) => [name, 1])), ...(id !== undefined && { _id: id }) };
      const raw = encode(doc);
      const decoded = findProjection(spec, filterOf({}, evaluator), evaluator)!(decode(raw));
      expect(encode(decode(keeper(fieldsLeft(spec)!)(raw)))).toEqual(encode(decoded));
    }),
    { numRuns: 500 },
  );
});

it.each([
  undefined,
  {},
  { _id: 0 },
  { a: 0 },
  { a: 1, b: 0 },
  { 'a.b': 1 },
  { a: { b: 1 } },
  { a: 1, b: '$c' },
  { a: { $slice: 2 } },
  { a: { $elemMatch: { b: 1 } } },
  { 'a.$': 1 },
])('is not asked for by %o', (spec) => {
  expect(fieldsLeft(spec)).toBeUndefined();
});
