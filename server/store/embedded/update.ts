import { StoreError } from './errors.js';
import { compileFilter, type ExprCompiler, type Filter } from './match.js';
import { field, isIndex, type MatchDetails, setField } from './path.js';
import { type Change, KEEP, OPERATORS, UNSET } from './update-operators.js';
import { compareValues, type Doc, isPlainObject, rankOf, sameValue, typeName } from './value.js';

interface Step {
  op: string;
  path: string;
  parts: string[];
  creates: boolean;
  change: Change;
  /** Where $rename moves the value to. */
  renameTo?: string[];
}

export interface Updater {
  /** The top-level fields it looks at and may change. */
  roots: ReadonlySet<string>;
  /** Changes the document in place and answers the top-level fields it changed. */
  apply(doc: Doc, details: MatchDetails, isInsert: boolean): Set<string>;
}

interface Scope {
  id: unknown;
  details: MatchDetails;
  filters: Map<string, Filter>;
  changed: boolean;
}

export function compileUpdate(update: Doc, arrayFilters: Doc[], expr: ExprCompiler): Updater {
  const steps = Object.entries(update).flatMap(([op, fields]) => compileOperator(op, fields, expr));
  const filters = compileArrayFilters(arrayFilters, expr);
  checkConflicts(steps);
  checkFilters(steps, filters);
  // New fields appear in the order of their paths, whatever the order of the operators.
  steps.sort((a, b) => comparePaths(a.parts, b.parts));
  const roots = new Set(steps.map(({ parts }) => parts[0]!));
  return { roots, apply: (doc, details, isInsert) => applyAll(steps, doc, details, filters, isInsert) };
}

function compileOperator(op: string, fields: unknown, expr: ExprCompiler): Step[] {
  const operator = OPERATORS[op];
  if (!operator && op !== '$rename')
    throw new StoreError(
      'FailedToParse',
      `Unknown modifier: ${op}. Expected a valid update modifier or pipeline-style update specified as an array`,
    );
  if (!isPlainObject(fields))
    throw new StoreError(
      'FailedToParse',
      `Modifiers operate on fields but we found type ${typeName(fields)} instead. For example: {$mod: {<field>: ...}} not {${op}: ${String(fields)}}`,
    );
  return Object.entries(fields).flatMap(([path, arg]) => {
    const parts = partsOf(path);
    if (!operator) return renameSteps(path, parts, arg);
    return [{ op, path, parts, creates: operator.creates, change: operator.compile(arg, path, expr) }];
  });
}

function partsOf(path: string): string[] {
  const parts = path.split('.');
  if (parts.some((part) => part === ''))
    throw new StoreError(
      'EmptyFieldName',
      `The update path '${path}' contains an empty field name, which is not allowed.`,
    );
  const dollar = parts.find((part, i) => part.startsWith('$') && !/^\$(\[.*\])?$/.test(part) && i === 0);
  if (dollar)
    throw new StoreError(
      'DollarPrefixedFieldName',
      `The dollar ($) prefixed field '${dollar}' in '${path}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
    );
  return parts;
}

function renameSteps(path: string, parts: string[], to: unknown): Step[] {
  if (typeof to !== 'string') throw new StoreError('BadValue', `The 'to' field for $rename must be a string: ${path}`);
  const keep: Change = () => KEEP;
  const target = partsOf(to);
  return [
    { op: '$rename', path, parts, creates: false, change: keep, renameTo: target },
    { op: '$renameTo', path: to, parts: target, creates: false, change: keep },
  ];
}

function checkConflicts(steps: Step[]): void {
  const sorted = steps.map(({ path }) => path).sort();
  const seen = new Set<string>();
  for (const path of sorted) {
    const parts = path.split('.');
    for (let i = 1; i <= parts.length; i += 1) {
      const begin = parts.slice(0, i).join('.');
      if (!seen.has(begin)) continue;
      throw new StoreError(
        'ConflictingUpdateOperators',
        `Updating the path '${path}' would create a conflict at '${begin}'`,
      );
    }
    seen.add(path);
  }
}

function compileArrayFilters(arrayFilters: Doc[], expr: ExprCompiler): Map<string, Filter> {
  const filters = new Map<string, Filter>();
  for (const spec of arrayFilters) {
    const name = filterName(spec);
    if (!name)
      throw new StoreError('FailedToParse', 'Cannot use an expression without a top-level field name in arrayFilters');
    if (filters.has(name))
      throw new StoreError('FailedToParse', `Found multiple array filters with the same top-level field name ${name}`);
    filters.set(name, compileFilter(spec, expr));
  }
  return filters;
}

function filterName(spec: Doc): string | undefined {
  for (const [key, value] of Object.entries(spec)) {
    if (!key.startsWith('$')) return key.split('.')[0];
    if (Array.isArray(value) && isPlainObject(value[0])) return filterName(value[0]);
  }
  return undefined;
}

function checkFilters(steps: Step[], filters: Map<string, Filter>): void {
  const used = new Set(steps.flatMap(({ parts }) => parts.flatMap((part) => /^\$\[(.+)\]$/.exec(part)?.[1] ?? [])));
  for (const name of used)
    if (!filters.has(name)) {
      const path = steps.find(({ parts }) => parts.includes(`$[${name}]`))!.path;
      throw new StoreError('BadValue', `No array filter found for identifier '${name}' in path '${path}'`);
    }
  for (const name of filters.keys())
    if (!used.has(name))
      throw new StoreError('FailedToParse', `The array filter for identifier '${name}' was not used in the update`);
}

function comparePaths(a: string[], b: string[]): number {
  for (let i = 0; i < a.length && i < b.length; i += 1) {
    const [l, r] = [a[i]!, b[i]!];
    if (l === r) continue;
    if (isIndex(l) && isIndex(r)) return Number(l) - Number(r);
    return l < r ? -1 : 1;
  }
  return a.length - b.length;
}

function applyAll(
  steps: Step[],
  doc: Doc,
  details: MatchDetails,
  filters: Map<string, Filter>,
  isInsert: boolean,
): Set<string> {
  const touched = new Set<string>();
  const before = doc._id;
  for (const step of steps) {
    if (step.op === '$setOnInsert' && !isInsert) continue;
    const scope: Scope = { id: before, details, filters, changed: false };
    if (step.renameTo) rename(doc, step, scope, touched);
    else descend(doc, step, 0, scope);
    if (scope.changed) touched.add(step.parts[0]!);
  }
  if (!isInsert && touched.has('_id') && !sameValue(before, doc._id)) throw immutableId();
  return touched;
}

export function immutableId(): StoreError {
  return new StoreError(
    'ImmutableField',
    "Performing an update on the path '_id' would modify the immutable field '_id'",
  );
}

function descend(value: unknown, step: Step, i: number, scope: Scope): void {
  const part = step.parts[i]!;
  if (Array.isArray(value)) {
    descendArray(value, step, i, scope);
    return;
  }
  if (part === '$' || part.startsWith('$[')) throw notAnArray(step, i, value);
  if (!isPlainObject(value)) {
    if (!step.creates) return;
    throw cannotCreate(step, i, value);
  }
  const has = Object.hasOwn(value, part);
  if (i === step.parts.length - 1) put(value, part, has ? value[part] : undefined, step, scope);
  else if (has) descend(value[part], step, i + 1, scope);
  else if (step.creates) descendNew(value, step, i, scope);
}

/** Makes the missing object only when something comes to stand in it. */
function descendNew(value: Doc, step: Step, i: number, scope: Scope): void {
  const made: Doc = {};
  descend(made, step, i + 1, scope);
  if (scope.changed) setField(value, step.parts[i]!, made);
}

function notAnArray(step: Step, i: number, value: unknown): StoreError {
  const path = step.parts.slice(0, i).join('.');
  if (step.parts[i] === '$') return missingPositional();
  return new StoreError(
    'BadValue',
    value === undefined || (isPlainObject(value) && Object.keys(value).length === 0)
      ? `The path '${path}' must exist in the document in order to apply array updates.`
      : `Cannot apply array updates to non-array element ${step.parts[i - 1]}: ${JSON.stringify(value)}`,
  );
}

const missingPositional = (): StoreError =>
  new StoreError('BadValue', 'The positional operator did not find the match needed from the query.');

function cannotCreate(step: Step, i: number, value: unknown): StoreError {
  const holder = `{${step.parts[i - 1]}: ${JSON.stringify(value)}}`;
  return new StoreError('PathNotViable', `Cannot create field '${step.parts[i]}' in element ${holder}`);
}

function descendArray(values: unknown[], step: Step, i: number, scope: Scope): void {
  for (const at of placesIn(values, step, i, scope)) {
    while (step.creates && values.length < at) values.push(null);
    if (i === step.parts.length - 1) put(values, at, values[at], step, scope);
    else if (at < values.length) descend(values[at], step, i + 1, scope);
    else if (step.creates) {
      values.push({});
      descend(values[at], step, i + 1, scope);
    }
  }
}

const MAX_PADDING = 1_500_000;

function placesIn(values: unknown[], step: Step, i: number, { details, filters }: Scope): number[] {
  const part = step.parts[i]!;
  if (part === '$') {
    if (details.index === undefined) throw missingPositional();
    return [details.index];
  }
  if (part === '$[]') return [...values.keys()];
  const name = /^\$\[(.+)\]$/.exec(part)?.[1];
  if (name) return [...values.keys()].filter((at) => filters.get(name)!.test({ [name]: values[at] }));
  if (isIndex(part) && Number(part) <= values.length + MAX_PADDING) return [Number(part)];
  if (!step.creates) return [];
  throw cannotCreate(step, i, values);
}

function put(holder: Doc | unknown[], key: string | number, old: unknown, step: Step, scope: Scope): void {
  const next = step.change({ path: step.path, old, id: scope.id });
  if (next === KEEP) return;
  if (next === UNSET) {
    // An element of an array leaves a null, so that the others keep their places.
    if (Array.isArray(holder)) holder[key as number] = null;
    else delete holder[key];
  } else if (old !== undefined && isSame(old, next)) return;
  else if (Array.isArray(holder)) holder[key as number] = next;
  else setField(holder, key as string, next);
  scope.changed = true;
}

/** Equal in value and in type, so that writing it would change nothing. */
const isSame = (a: unknown, b: unknown): boolean =>
  rankOf(a) === rankOf(b) && typeName(a) === typeName(b) && compareValues(a, b) === 0;

function rename(doc: Doc, step: Step, scope: Scope, touched: Set<string>): void {
  const value = takeOut(doc, step.parts);
  if (value === undefined) return;
  const target = { ...step, parts: step.renameTo!, creates: true, change: () => value };
  descend(doc, target, 0, scope);
  touched.add(step.parts[0]!);
  touched.add(step.renameTo![0]!);
}

function takeOut(doc: Doc, parts: string[]): unknown {
  const holder = parts.slice(0, -1).reduce<unknown>((at, part) => field(at, part), doc);
  if (Array.isArray(holder))
    throw new StoreError('BadValue', `The source field cannot be an array element, '${parts.join('.')}'`);
  const name = parts.at(-1)!;
  if (!isPlainObject(holder) || !Object.hasOwn(holder, name)) return undefined;
  const value = holder[name];
  delete holder[name];
  return value;
}
