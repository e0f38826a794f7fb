import { type Doc, isPlainObject } from './value.js';

/** What a value is shown as: customers' data never leaves the store in a log. */
const HIDDEN = '?';

/** A filter without its values: paths and operators only. */
export function filterShape(filter: unknown): unknown {
  if (!isPlainObject(filter)) return HIDDEN;
  return Object.fromEntries(Object.entries(filter).map(([key, arg]) => [key, partShape(key, arg)]));
}

function partShape(key: string, arg: unknown): unknown {
  if (['$and', '$or', '$nor'].includes(key) && Array.isArray(arg)) return distinct(arg.map(filterShape));
  if (key === '$elemMatch' || key === '$not') return filterShape(arg);
  // Below a path, operators are told and values are not.
  return !key.startsWith('$') && isOperators(arg) ? filterShape(arg) : HIDDEN;
}

const isOperators = (arg: unknown): boolean => isPlainObject(arg) && Object.keys(arg)[0]?.startsWith('$') === true;

/** Branches of one shape are told once. */
function distinct(shapes: unknown[]): unknown[] {
  return [...new Map(shapes.map((shape) => [JSON.stringify(shape), shape])).values()];
}

/** What a command asks, without values; its stages by name, those that filter and sort with their paths. */
export function commandShape(name: string, body: Doc): Doc {
  const { filter, query, sort, key, pipeline, updates, deletes } = body;
  const [first] = (updates ?? deletes ?? []) as Doc[];
  const asked = filter ?? query ?? first?.q;
  return {
    ...(asked !== undefined && { filter: filterShape(asked) }),
    ...(isPlainObject(sort) && { sort }),
    ...(name === 'distinct' && { key }),
    ...(Array.isArray(pipeline) && { pipeline: pipeline.map(stageShape) }),
  };
}

function stageShape(stage: unknown): unknown {
  const [name, arg] = Object.entries(stage as Doc)[0] ?? [HIDDEN];
  if (name === '$match') return { $match: filterShape(arg) };
  return name === '$sort' ? { $sort: arg } : name;
}
