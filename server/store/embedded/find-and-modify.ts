import { change, upsert } from './changes.js';
import type { Collection } from './collection.js';
import type { Engine } from './engine.js';
import { StoreError } from './errors.js';
import { truthy } from './leaf-tests.js';
import type { Filter } from './match.js';
import { type Modifier, modifierOf } from './modify.js';
import { writableNamespace } from './namespaces.js';
import type { MatchDetails } from './path.js';
import { findProjection } from './projection.js';
import { storedOf } from './query.js';
import { encode } from './raw.js';
import { Raw } from './reply.js';
import { evaluatorOf, filterOf, hintOf, type Request, timeLimitOf } from './request.js';
import { sortOf } from './sort-spec.js';
import { findTarget, type Target } from './targets.js';
import { type Doc, decode } from './value.js';

export function findAndModify(engine: Engine, request: Request): Promise<Doc> {
  const { body } = request;
  const ns = writableNamespace(request);
  const evaluator = evaluatorOf(body.let);
  const time = timeLimitOf(body);
  const filter = filterOf(body.query, evaluator);
  const project = findProjection(body.fields as Doc | undefined, filter, evaluator);
  checkFindAndModify(body);
  const modifier = truthy(body.remove) ? undefined : modifierOf(body.update, body.arrayFilters, evaluator);
  const shown = (raw: Buffer | undefined): Raw | null => {
    if (!raw) return null;
    if (!project) return new Raw(raw);
    const doc = decode(raw);
    const details: MatchDetails = {};
    filter.test(doc, details);
    return new Raw(encode(project(doc, details)));
  };
  const query = { filter, sort: sortOf(body.sort), limit: 1, hint: hintOf(body), time, work: request.work };
  return engine.writeInTurns(function* () {
    if (truthy(body.upsert)) engine.catalog.ensure(ns);
    const target = yield* findTarget(engine, ns, query);
    if (!target && !truthy(body.upsert)) return nothingFound(modifier !== undefined);
    if (!modifier) return removed(target!, shown);
    return target
      ? changed(target, modifier, filter, truthy(body.new), shown)
      : upserted(engine.catalog.ensure(ns), modifier, filter, truthy(body.new), shown);
  }, request);
}

function checkFindAndModify({ remove, update, upsert, new: returnNew, arrayFilters }: Doc): void {
  const wrong = (what: string): StoreError => new StoreError('FailedToParse', what);
  if (!truthy(remove) && update === undefined) throw wrong('Either an update or remove=true must be specified');
  if (!truthy(remove)) return;
  if (update !== undefined) throw wrong('Cannot specify both an update and remove=true');
  if (truthy(upsert)) throw wrong('Cannot specify both upsert=true and remove=true');
  if (truthy(returnNew))
    throw wrong("Cannot specify both new=true and remove=true; 'remove' always returns the deleted document");
  if (arrayFilters !== undefined) throw wrong('Cannot specify arrayFilters and remove=true');
}

type Shown = (raw: Buffer | undefined) => Raw | null;

function nothingFound(isUpdate: boolean): Doc {
  return { lastErrorObject: isUpdate ? { n: 0, updatedExisting: false } : { n: 0 }, value: null, ok: 1 };
}

function removed({ collection, hit }: Target, shown: Shown): Doc {
  collection.remove(storedOf(hit));
  return { lastErrorObject: { n: 1 }, value: shown(hit.raw), ok: 1 };
}

function changed(
  { collection, hit }: Target,
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
