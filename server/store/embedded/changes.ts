import { BSONRegExp, ObjectId, Timestamp } from 'bson';
import type { Collection } from './collection.js';
import { copyOf } from './copy.js';
import { StoreError } from './errors.js';
import type { Filter } from './match.js';
import type { Modifier } from './modify.js';
import type { MatchDetails } from './path.js';
import { docOf, type Hit } from './query.js';
import { checkSize, encode, patch, withIdFirst } from './raw.js';
import { picker } from './raw-fields.js';
import { immutableId } from './update.js';
import { now } from './update-operators.js';
import { seedFrom } from './upsert-seed.js';
import { type Doc, decode, isPlainObject, sameValue, typeName } from './value.js';

/** Inserts a document as it came. */
export function insertOne(collection: Collection, bytes: Buffer): void {
  const raw = withIdFirst(bytes, () => new ObjectId());
  const doc = decode(raw);
  checkSize(raw.length, doc);
  checkId(doc._id);
  if (stampEmpty(doc)) collection.insert(encode(doc), doc);
  else collection.insert(raw, doc);
}

/** As MongoDB, puts the present time in place of every empty timestamp among the document's own fields. */
function stampEmpty(doc: Doc): boolean {
  const empty = Object.keys(doc).filter((name) => doc[name] instanceof Timestamp && (doc[name] as Timestamp).isZero());
  for (const name of empty) if (name !== '_id') doc[name] = now();
  return empty.length > 0;
}

/** Inserts a document, its `_id` made when it has none and put first. */
function insertDoc(collection: Collection, doc: Doc): { raw: Buffer; id: unknown } {
  const { _id: id = new ObjectId(), ...rest } = doc;
  checkId(id);
  const whole = { _id: id, ...rest };
  stampEmpty(whole);
  const raw = encode(whole);
  checkSize(raw.length, whole);
  collection.insert(raw, whole);
  return { raw, id };
}

function checkId(id: unknown): void {
  if (Array.isArray(id) || id instanceof BSONRegExp || id === undefined)
    throw new StoreError('InvalidIdField', `The '_id' value cannot be of type ${typeName(id)}`);
  const dollar = isPlainObject(id) ? Object.keys(id).find((name) => name.startsWith('$')) : undefined;
  if (dollar)
    throw new StoreError(
      'DollarPrefixedFieldName',
      `_id fields may not contain '$'-prefixed fields: ${dollar} is not valid for storage.`,
    );
}

/** Changes one stored document; answers its new bytes, or undefined when nothing changed. */
export function change(collection: Collection, hit: Hit, modifier: Modifier, filter: Filter): Buffer | undefined {
  const before = partOf(collection, hit, modifier);
  const details: MatchDetails = {};
  if (modifier.positional) filter.test(before, details);
  const { doc: after, touched } = modifier.modify(copyOf(before, modifier.roots), details, false);
  if (touched?.size === 0) return undefined;
  const raw = touched ? patch(hit.raw, after, touched) : encode(after);
  checkSize(raw.length, after);
  if (raw.equals(hit.raw)) return undefined;
  collection.update({ rid: hit.rid, raw: hit.raw, doc: before }, raw, after, touched);
  return raw;
}

/** What has to be known of a document to change it: the fields the change is about, and those that are indexed with them. */
function partOf(collection: Collection, hit: Hit, { roots, positional }: Modifier): Doc {
  if (hit.doc || !roots || positional) return docOf(hit);
  const names = new Set(['_id', ...roots, ...collection.indexedWith(roots)]);
  return names.has('__proto__') ? docOf(hit) : picker(names)(hit.raw);
}

export function upsert(collection: Collection, modifier: Modifier, filter: Filter): { raw: Buffer; id: unknown } {
  const seed = seedFrom(filter.root);
  const start: Doc = modifier.isReplacement ? ('_id' in seed ? { _id: seed._id } : {}) : seed;
  const { doc } = modifier.modify(start, {}, true);
  if ('_id' in seed && '_id' in doc && !sameValue(seed._id, doc._id)) throw immutableId();
  if (doc._id === undefined) delete doc._id;
  return insertDoc(collection, doc);
}
