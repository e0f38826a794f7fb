import { isPlainObject } from './value.js';

/** Roots of the fields a pipeline looks at; `all` where it needs whole documents. */
interface Needs {
  roots: Set<string>;
  all: boolean;
}

/**
 * Which top-level fields of its input a pipeline can see at most, so that no others need to be decoded.
 * @returns undefined when it may see all
 */
export function neededFields(pipeline: unknown[]): ReadonlySet<string> | undefined {
  const needs: Needs = { roots: new Set(), all: false };
  const ended = readPipeline(pipeline, needs);
  return ended && !needs.all && !needs.roots.has('__proto__') ? needs.roots : undefined;
}

/** @returns whether a stage ends it behind which nothing of the input is left but what was named */
function readPipeline(pipeline: unknown[], needs: Needs): boolean {
  return pipeline.some((stage) => {
    const [name, arg] = Object.entries(stage as object)[0]!;
    return (READERS[name] ?? readAll)(arg, needs);
  });
}

/** Notes what a stage looks at; true when nothing else of its input leaves it. */
type Reader = (arg: unknown, needs: Needs) => boolean;

const readAll: Reader = (_, needs) => {
  needs.all = true;
  return true;
};

const passing: Reader = () => false;

/** Expressions throughout; the names of its own fields are new ones. */
const ending: Reader = (arg, needs) => {
  readExpression(arg, needs);
  return true;
};

const adding: Reader = (arg, needs) => {
  readExpression(arg, needs);
  for (const path of namesOf(arg)) addPath(path, needs);
  return false;
};

const READERS: Record<string, Reader> = {
  $match: (arg, needs) => {
    readFilter(arg, needs);
    return false;
  },
  $sort: (arg, needs) => {
    for (const path of namesOf(arg)) addPath(path, needs);
    return false;
  },
  $limit: passing,
  $skip: passing,
  $sample: passing,
  $unset: passing,
  $unwind: (arg, needs) => {
    readExpression(arg, needs);
    return false;
  },
  $addFields: adding,
  $set: adding,
  $project: (arg, needs) => {
    adding(arg, needs);
    addPath('_id', needs);
    return isInclusive(arg);
  },
  $group: ending,
  $bucket: ending,
  $sortByCount: ending,
  $count: () => true,
  $replaceRoot: ending,
  $replaceWith: ending,
  $facet: (arg, needs) => {
    const pipelines = Object.values(arg as Record<string, unknown[]>);
    return pipelines.every((pipeline) => readPipeline(pipeline, needs)) || readAll(arg, needs);
  },
};

const namesOf = (arg: unknown): string[] => (isPlainObject(arg) ? Object.keys(arg) : []);
const addPath = (path: string, { roots }: Needs): void => void roots.add(path.split('.')[0]!);

/** Whether a $project names what stays, and does not only leave out. */
const isInclusive = (arg: unknown): boolean =>
  isPlainObject(arg) && Object.entries(arg).some(([name, value]) => name !== '_id' && (value === 1 || value === true));

function readFilter(filter: unknown, needs: Needs): void {
  if (!isPlainObject(filter)) return;
  for (const [key, arg] of Object.entries(filter)) {
    if (key === '$expr') readExpression(arg, needs);
    else if (key.startsWith('$')) for (const clause of Array.isArray(arg) ? arg : []) readFilter(clause, needs);
    else addPath(key, needs);
  }
}

/** Operators that look at the whole document, or at fields that they name without a dollar. */
const WHOLE = new Set(['$getField', '$setField', '$unsetField', '$top', '$bottom', '$topN', '$bottomN']);

function readExpression(expr: unknown, needs: Needs): void {
  if (typeof expr === 'string') readReference(expr, needs);
  else if (Array.isArray(expr)) for (const item of expr) readExpression(item, needs);
  else if (isPlainObject(expr))
    for (const [name, inner] of Object.entries(expr)) {
      if (WHOLE.has(name)) needs.all = true;
      readExpression(inner, needs);
    }
}

/** Variables take their values from expressions that are read too, but for those that stand for the document. */
function readReference(text: string, needs: Needs): void {
  if (/^\$\$(ROOT|CURRENT)/.test(text)) needs.all = true;
  else if (/^\$[^$]/.test(text)) addPath(text.slice(1), needs);
}
