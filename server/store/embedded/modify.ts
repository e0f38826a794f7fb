import { checkPipeline, runStages } from './aggregate.js';
import { StoreError } from './errors.js';
import type { Evaluator } from './expression.js';
import type { MatchDetails } from './path.js';
import { finish, fromMemory } from './steps.js';
import { compileUpdate, immutableId, type Updater } from './update.js';
import { type Doc, isPlainObject, sameValue } from './value.js';

/** How one statement changes a document. */
export interface Modifier {
  positional: boolean;
  isReplacement: boolean;
  /** The only top-level fields it looks at and changes; undefined where it may be all of them. */
  roots?: ReadonlySet<string>;
  /** The new document, and which top-level fields differ when that is known. */
  modify(doc: Doc, details: MatchDetails, isInsert: boolean): { doc: Doc; touched?: Set<string> };
}

export function modifierOf(update: unknown, arrayFilters: unknown, evaluator: Evaluator): Modifier {
  if (Array.isArray(update)) {
    if (arrayFilters !== undefined) throw noArrayFilters('pipeline-style updates');
    return pipelineModifier(update, evaluator);
  }
  if (!isPlainObject(update))
    throw new StoreError('FailedToParse', 'Update argument must be either an object or an array');
  if (!Object.keys(update)[0]?.startsWith('$')) {
    if (arrayFilters !== undefined) throw noArrayFilters('replacement-style updates');
    return replacement(update);
  }
  const updater: Updater = compileUpdate(update, filtersOf(arrayFilters), evaluator.compile);
  const positional = Object.values(update).some(
    (fields) => isPlainObject(fields) && Object.keys(fields).some((path) => path.split('.').includes('$')),
  );
  return {
    positional,
    isReplacement: false,
    roots: updater.roots,
    modify: (doc, details, isInsert) => ({ touched: updater.apply(doc, details, isInsert), doc }),
  };
}

const noArrayFilters = (kind: string): StoreError =>
  new StoreError('FailedToParse', `arrayFilters may not be specified for ${kind}`);

function filtersOf(arrayFilters: unknown = []): Doc[] {
  if (Array.isArray(arrayFilters) && arrayFilters.every(isPlainObject)) return arrayFilters;
  throw new StoreError('TypeMismatch', 'arrayFilters must be an array of objects');
}

function replacement(update: Doc): Modifier {
  const wrong = Object.keys(update).find((name) => name.startsWith('$'));
  if (wrong)
    throw new StoreError(
      'DollarPrefixedFieldName',
      `The dollar ($) prefixed field '${wrong}' in '${wrong}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
    );
  return {
    positional: false,
    isReplacement: true,
    modify: ({ _id }) => {
      if ('_id' in update && _id !== undefined && !sameValue(update._id, _id)) throw immutableId();
      const { _id: given, ...rest } = update;
      return { doc: { _id: _id ?? given, ...rest } };
    },
  };
}

const UPDATE_STAGES = new Set(['$set', '$addFields', '$unset', '$project', '$replaceRoot', '$replaceWith']);

function pipelineModifier(pipeline: unknown[], evaluator: Evaluator): Modifier {
  checkPipeline(pipeline);
  for (const stage of pipeline) {
    const [name] = Object.keys(stage);
    if (!UPDATE_STAGES.has(name!))
      throw new StoreError('InvalidOptions', `${name} is not allowed to be used within an update`);
  }
  const scope = { evaluator, readOther: () => fromMemory([]) };
  return {
    positional: false,
    isReplacement: false,
    modify: (doc) => {
      const [after] = finish(runStages(fromMemory([doc]), pipeline, scope));
      if (doc._id !== undefined && after!._id !== undefined && !sameValue(doc._id, after!._id)) throw immutableId();
      const { _id = doc._id, ...rest } = after!;
      return { doc: { _id, ...rest } };
    },
  };
}
