import { deserialize, Long, ObjectId, serialize } from 'bson';
import { afterEach, expect, it } from 'vitest';
import { cursorReply, encodeReply, Raw } from '../../server/store/embedded/reply.js';
import { formatMessage } from '../../server/store/embedded/wire.js';
import { anEngine, closeEngines, firstBatch } from './an-engine.js';

afterEach(closeEngines);

it.each([
  { says: 'numbers of all kinds', reply: { ok: 1, n: -7, half: 0.5, zero: -0, large: 2 ** 40, id: Long.MAX_VALUE } },
  { says: 'what is nested', reply: { a: { b: { c: [1, { d: null }], e: {} } }, ok: 1 } },
  { says: 'any name and text', reply: { نام: 'سلام', '': '\0', 'a.b': 'x'.repeat(200_000), ok: 1 } },
  { says: 'other types', reply: { at: new Date(0), _id: new ObjectId(), yes: true, pattern: /a/i, ok: 1 } },
  { says: 'nothing for what is undefined', reply: { a: undefined, b: { c: undefined }, ok: 1 } },
])('encodes $says as BSON does', ({ reply }) => {
  expect(encodeReply(reply).equals(serialize(reply, { ignoreUndefined: true }))).toBe(true);
});

it('passes on documents that are encoded already, few or many, small or large', () => {
  const docs = Array.from({ length: 2_000 }, (_, i) => ({ _id: i, text: 'x'.repeat(i) }));
  const encoded = docs.map((doc) => serialize(doc));
  const { cursor } = deserialize(encodeReply(cursorReply('db.docs', Long.ZERO, encoded, 'firstBatch')));
  expect(cursor).toEqual({ firstBatch: docs, id: 0, ns: 'db.docs' });
  expect(deserialize(encodeReply({ value: new Raw(encoded[3]!), none: new Raw([]), ok: 1 }))).toEqual({
    value: docs[3],
    none: [],
    ok: 1,
  });
});

it('keeps a message apart from the one that is written after it', () => {
  const first = formatMessage(7, { text: 'first', ok: 1 });
  const before = Buffer.from(first);
  formatMessage(8, { text: 'another one, which is longer', ok: 1 });
  expect(first.equals(before)).toBe(true);
  expect(first.readInt32LE(0)).toBe(first.length);
  expect(first.readInt32LE(8)).toBe(7);
});

it('reads documents of every size as they were written', async () => {
  const { run } = anEngine();
  const sizes = [0, 1, 100, 4_000, 16_300, 32_800, 70_000, 1_000_000, 15_000_000];
  for (const size of sizes) await run({ insert: 'docs' }, { _id: size, text: `${size}`.padEnd(size, 'x') });
  for (const _id of [...sizes, ...sizes.toReversed()]) {
    const [doc] = firstBatch(await run({ find: 'docs', filter: { _id } }));
    expect(doc?.text === `${_id}`.padEnd(_id, 'x')).toBe(true);
  }
});
