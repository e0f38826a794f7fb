import { BSONRegExp, ObjectId, Timestamp } from 'bson';
import type { Collection } from './collection.js';
import type { Engine } from './engine.js';
import { StoreError } from './errors.js';
import type { Evaluator } from './expression.js';
import type { Filter } from './match.js';
import { type Modifier, modifierOf } from './modify.js';
import type { MatchDetails } from './path.js';
import { compileProjection } from './projection.js';
import { docOf, findHits, type Hit, type Query, storedOf } from './query.js';
import { checkSize, encode, patch, withIdFirst } from './raw.js';
import { Raw } from './reply.js';
import {
  allowOnly,
  allowOnlyIn,
  evaluatorOf,
  filterOf,
  hintOf,
  missingField,
  namespace,
  need,
  type Request,
  sortOf,
  timeLimitOf,
} from './request.js';
import type { TimeLimit } from './time-limit.js';
import { immutableId } from './update.js';
import { now } from './update-operators.js';
import { seedFrom } from './upsert-seed.js';
import { type Doc, decode, isPlainObject, sameValue, toNumber, typeName } from './value.js';
import type { Work } from './work.js';

const MAX_BATCH = 100_000;

interface WriteError extends Doc {
  index: number;
}

/** Runs the statements of a batch; an expected error ends an ordered batch and is noted either way. */
function runBatch<T>(statements: T[], ordered: boolean, run: (statement: T, index: number) => void): WriteError[] {
  if (statements.length === 0 || statements.length > MAX_BATCH)
    throw new StoreError(
      'InvalidLength',
      `Write batch sizes must be between 1 and ${MAX_BATCH}. Got ${statements.length} operations.`,
    );
  const errors: WriteError[] = [];
  for (const [index, statement] of statements.entries()) {
    try {
      run(statement, index);
    } catch (error) {
      if (!(error instanceof StoreError) || error.codeName === 'MaxTimeMSExpired') throw error;
      errors.push({ index, code: error.code, errmsg: error.message, ...error.extra });
      if (ordered) break;
    }
  }
  return errors;
}

function statementsOf({ name, body }: Request, field: string): Doc[] {
  const statements = body[field];
  if (statements === undefined) throw missingField(name, field);
  if (Array.isArray(statements) && statements.every(isPlainObject)) return statements;
  throw new StoreError('TypeMismatch', `BSON field '${name}.${field}' must be an array of objects`);
}

const withErrors = (reply: Doc, errors: WriteError[]): Doc =>
  errors.length > 0 ? { ...reply, writeErrors: errors, ok: 1 } : { ...reply, ok: 1 };

export function insert(engine: Engine, request: Request): Promise<Doc> {
  allowOnly(request, 'documents', 'ordered', 'bypassDocumentValidation');
  const ns = namespace(request);
  const { documents } = request;
  if (!documents) throw missingField('insert', 'documents');
  return engine.write(() => {
    const collection = engine.catalog.ensure(ns);
    let n = 0;
    const errors = runBatch(documents, request.body.ordered !== false, (raw) => {
      insertOne(collection, raw);
      n += 1;
    });
    return withErrors({ n }, errors);
  });
}

function insertOne(collection: Collection, bytes: Buffer): void {
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
function change(collection: Collection, hit: Hit, modifier: Modifier, filter: Filter): Buffer | undefined {
  const before = docOf(hit);
  const details: MatchDetails = {};
  if (modifier.positional) filter.test(before, details);
  const { doc: after, touched } = modifier.modify(decode(hit.raw), details, false);
  if (touched?.size === 0) return undefined;
  const raw = touched ? patch(hit.raw, after, touched) : encode(after);
  checkSize(raw.length, after);
  if (raw.equals(hit.raw)) return undefined;
  collection.update(storedOf(hit), raw, after, touched);
  return raw;
}

function upsert(collection: Collection, modifier: Modifier, filter: Filter): { raw: Buffer; id: unknown } {
  const seed = seedFrom(filter.root);
  const start: Doc = modifier.isReplacement ? ('_id' in seed ? { _id: seed._id } : {}) : seed;
  const { doc } = modifier.modify(start, {}, true);
  if ('_id' in seed && '_id' in doc && !sameValue(seed._id, doc._id)) throw immutableId();
  if (doc._id === undefined) delete doc._id;
  return insertDoc(collection, doc);
}

function hitsNow(engine: Engine, collection: Collection, query: Query): Hit[] {
  return [...findHits(engine.storage, collection, query)].filter((hit) => hit !== null);
}

interface UpdateTotals {
  n: number;
  nModified: number;
  upserted: Doc[];
}

interface UpdateScope {
  work: Work;
  evaluator: Evaluator;
  time: TimeLimit | undefined;
  totals: UpdateTotals;
}

export function update(engine: Engine, request: Request): Promise<Doc> {
  allowOnly(request, 'updates', 'ordered', 'bypassDocumentValidation', 'let');
  const ns = namespace(request);
  const { body } = request;
  const evaluator = evaluatorOf(body.let);
  const time = timeLimitOf(body);
  return engine.write(() => {
    const totals: UpdateTotals = { n: 0, nModified: 0, upserted: [] };
    const errors = runBatch(statementsOf(request, 'updates'), body.ordered !== false, (statement, index) =>
      updateStatement(engine, ns, statement, index, { evaluator, time, work: request.work, totals }),
    );
    const { upserted, ...counts } = totals;
    return withErrors(upserted.length > 0 ? { ...counts, upserted } : counts, errors);
  });
}

function updateStatement(
  engine: Engine,
  ns: string,
  statement: Doc,
  index: number,
  { evaluator, time, work, totals }: UpdateScope,
): void {
  allowOnlyIn(statement, 'update.updates', 'q', 'u', 'multi', 'upsert', 'arrayFilters', 'hint');
  need(statement, 'update.updates', 'q', 'u');
  const filter = filterOf(statement.q, evaluator);
  const modifier = modifierOf(statement.u, statement.arrayFilters, evaluator);
  if (statement.multi && modifier.isReplacement)
    throw new StoreError('FailedToParse', 'multi update is not supported for replacement-style update');
  const collection = statement.upsert ? engine.catalog.ensure(ns) : engine.catalog.get(ns);
  if (!collection) return;
  const found = hitsNow(engine, collection, {
    filter,
    limit: statement.multi ? 0 : 1,
    hint: hintOf(statement),
    time,
    work,
  });
  for (const hit of found) {
    if (change(collection, hit, modifier, filter)) totals.nModified += 1;
    totals.n += 1;
  }
  if (found.length > 0 || !statement.upsert) return;
  totals.upserted.push({ index, _id: upsert(collection, modifier, filter).id });
  totals.n += 1;
}

export function remove(engine: Engine, request: Request): Promise<Doc> {
  allowOnly(request, 'deletes', 'ordered', 'let');
  const ns = namespace(request);
  const { body } = request;
  const evaluator = evaluatorOf(body.let);
  const time = timeLimitOf(body);
  return engine.write(() => {
    let n = 0;
    const errors = runBatch(statementsOf(request, 'deletes'), body.ordered !== false, (statement) => {
      allowOnlyIn(statement, 'delete.deletes', 'q', 'limit', 'hint');
      need(statement, 'delete.deletes', 'q', 'limit');
      const collection = engine.catalog.get(ns);
      const query = {
        filter: filterOf(statement.q, evaluator),
        limit: deleteLimit(statement),
        hint: hintOf(statement),
        time,
        work: request.work,
      };
      for (const hit of collection ? hitsNow(engine, collection, query) : []) {
        collection!.remove(storedOf(hit));
        n += 1;
      }
    });
    return withErrors({ n }, errors);
  });
}

function deleteLimit({ limit }: Doc): number {
  const most = toNumber(limit);
  if (most !== 0 && most !== 1)
    throw new StoreError('FailedToParse', `The limit field in delete objects must be 0 or 1. Got ${String(limit)}`);
  return most;
}

const FIND_AND_MODIFY_FIELDS = [
  'query',
  'sort',
  'remove',
  'update',
  'new',
  'fields',
  'upsert',
  'arrayFilters',
  'hint',
  'let',
  'bypassDocumentValidation',
];

export function findAndModify(engine: Engine, request: Request): Promise<Doc> {
  allowOnly(request, ...FIND_AND_MODIFY_FIELDS);
  const { body } = request;
  const ns = namespace(request);
  const evaluator = evaluatorOf(body.let);
  const time = timeLimitOf(body);
  const filter = filterOf(body.query, evaluator);
  const project = compileProjection(body.fields as Doc | undefined, evaluator.ready, evaluator.compile);
  checkFindAndModify(body);
  const modifier = body.remove ? undefined : modifierOf(body.update, body.arrayFilters, evaluator);
  const shown = (raw: Buffer | undefined): Raw | null => {
    if (!raw) return null;
    if (!project) return new Raw(raw);
    const doc = decode(raw);
    const details: MatchDetails = {};
    filter.test(doc, details);
    return new Raw(encode(project(doc, details)));
  };
  return engine.write(() => {
    const collection = body.upsert ? engine.catalog.ensure(ns) : engine.catalog.get(ns);
    const query = { filter, sort: sortOf(body.sort), limit: 1, hint: hintOf(body), time, work: request.work };
    const hit = collection && hitsNow(engine, collection, query)[0];
    if (!collection || (!hit && !body.upsert)) return nothingFound(modifier !== undefined);
    if (!modifier) return removed(collection, hit!, shown);
    return hit
      ? changed(collection, hit, modifier, filter, body.new === true, shown)
      : upserted(collection, modifier, filter, body.new === true, shown);
  });
}

function checkFindAndModify({ remove, update, upsert, new: returnNew, arrayFilters }: Doc): void {
  const wrong = (what: string): StoreError => new StoreError('FailedToParse', what);
  if (!remove && update === undefined) throw wrong('Either an update or remove=true must be specified');
  if (!remove) return;
  if (update !== undefined) throw wrong('Cannot specify both an update and remove=true');
  if (upsert) throw wrong('Cannot specify both upsert=true and remove=true');
  if (returnNew)
    throw wrong("Cannot specify both new=true and remove=true; 'remove' always returns the deleted document");
  if (arrayFilters !== undefined) throw wrong('Cannot specify arrayFilters and remove=true');
}

type Shown = (raw: Buffer | undefined) => Raw | null;

function nothingFound(isUpdate: boolean): Doc {
  return { lastErrorObject: isUpdate ? { n: 0, updatedExisting: false } : { n: 0 }, value: null, ok: 1 };
}

function removed(collection: Collection, hit: Hit, shown: Shown): Doc {
  collection.remove(storedOf(hit));
  return { lastErrorObject: { n: 1 }, value: shown(hit.raw), ok: 1 };
}

function changed(
  collection: Collection,
  hit: Hit,
  modifier: Modifier,
  filter: Filter,
  returnNew: boolean,
  shown: Shown,
): Doc {
  const raw = change(collection, hit, modifier, filter) ?? hit.raw;
  return { lastErrorObject: { n: 1, updatedExisting: true }, value: shown(returnNew ? raw : hit.raw), ok: 1 };
}

function upserted(collection: Collection, modifier: Modifier, filter: Filter, returnNew: boolean, shown: Shown): Doc {
  const { raw, id } = upsert(collection, modifier, filter);
  return {
    lastErrorObject: { n: 1, updatedExisting: false, upserted: id },
    value: returnNew ? shown(raw) : null,
    ok: 1,
  };
}
