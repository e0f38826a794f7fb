import { type CodeName, StoreError, unsupported } from './errors.js';
import { variableName } from './expression-logic.js';
import { fieldPath } from './field-path.js';
import { checkProjection } from './projection-checks.js';
import { checkSort } from './sort-spec.js';
import { whole } from './stages.js';
import { compareValues, type Doc, isNumber, isPlainObject, rankOf, toNumber } from './value.js';

/** Checks what a stage is given. @throws StoreError with MongoDB's code */
type Check = (arg: unknown) => void;

function must(holds: boolean, code: CodeName, message: string): asserts holds {
  if (!holds) throw new StoreError(code, message);
}

function objectOf(stage: string, arg: unknown, code: CodeName): Doc {
  must(isPlainObject(arg), code, `the ${stage} specification must be an object`);
  return arg;
}

function known(stage: string, spec: Doc, code: CodeName, ...fields: string[]): void {
  const other = Object.keys(spec).find((field) => !fields.includes(field));
  must(other === undefined, code, `unrecognized option to ${stage}: ${other}`);
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const count: Check = (arg) => {
  must(isText(arg), 'Location40156', 'the count field must be a non-empty string');
  must(!arg.startsWith('$'), 'Location40158', 'the count field cannot be a $-prefixed path');
  must(!arg.includes('.'), 'Location40160', "the count field cannot contain '.'");
};

const unset: Check = (arg) => {
  const names = Array.isArray(arg) ? arg : [arg];
  must(names.length > 0, 'Location31119', '$unset specification must be a string or an array with at least one field');
  must(
    names.every(isText),
    'Location31120',
    '$unset specification must be a string or an array containing only strings',
  );
  for (const name of names) fieldPath(name);
  must(new Set(names).size === names.length, 'Location31250', 'Path collision in $unset');
};

const unwind: Check = (arg) => {
  if (typeof arg === 'string') {
    unwoundPath(arg);
    return;
  }
  const spec = objectOf('$unwind', arg, 'Location15981');
  known('$unwind stage', spec, 'Location28811', 'path', 'preserveNullAndEmptyArrays', 'includeArrayIndex');
  const { path, preserveNullAndEmptyArrays: keep = false, includeArrayIndex: index = 'i' } = spec;
  must(path !== undefined, 'Location28812', 'no path specified to $unwind stage');
  must(typeof path === 'string', 'Location28808', 'expected a string as the path for $unwind stage');
  unwoundPath(path);
  must(typeof keep === 'boolean', 'Location28809', 'preserveNullAndEmptyArrays of $unwind must be a boolean');
  must(isText(index), 'Location28810', 'includeArrayIndex of $unwind must be a non-empty string');
  must(
    !index.startsWith('$'),
    'Location28822',
    `includeArrayIndex of $unwind should not be prefixed with a '$': ${index}`,
  );
  fieldPath(index);
};

function unwoundPath(path: string): void {
  must(path.startsWith('$'), 'Location28818', `path option to $unwind stage should be prefixed with a '$': ${path}`);
  fieldPath(path.slice(1));
}

const lookup: Check = (arg) => {
  const spec = objectOf('$lookup', arg, 'FailedToParse');
  known('$lookup', spec, 'FailedToParse', 'from', 'as', 'localField', 'foreignField', 'let', 'pipeline');
  const { from, as, localField, foreignField, let: variables = {}, pipeline } = spec;
  if (isPlainObject(from)) throw unsupported('$lookup from another database');
  must(isText(from) && isText(as), 'FailedToParse', "$lookup needs the strings 'from' and 'as'");
  must(
    (localField === undefined) === (foreignField === undefined),
    'FailedToParse',
    '$lookup requires both localField and foreignField, or neither',
  );
  must(
    localField === undefined || (isText(localField) && isText(foreignField)),
    'FailedToParse',
    'localField and foreignField of $lookup must be strings',
  );
  must(
    localField !== undefined || pipeline !== undefined,
    'FailedToParse',
    "$lookup requires either 'pipeline' or both 'localField' and 'foreignField'",
  );
  for (const path of [localField, foreignField, as]) if (isText(path)) fieldPath(path);
  must(isPlainObject(variables), 'FailedToParse', "$lookup argument 'let' must be an object");
  must(
    !('let' in spec) || pipeline !== undefined,
    'FailedToParse',
    "$lookup with a 'let' argument must also have a 'pipeline'",
  );
  for (const name of Object.keys(variables)) variableName(name);
};

const unionWith: Check = (arg) => {
  if (isText(arg)) return;
  const spec = objectOf('$unionWith', arg, 'FailedToParse');
  if ('db' in spec) throw unsupported('$unionWith of another database');
  known('$unionWith', spec, 'FailedToParse', 'coll', 'pipeline');
  must(isText(spec.coll), 'FailedToParse', "$unionWith needs the string 'coll'");
};

const bucket: Check = (arg) => {
  const spec = objectOf('$bucket', arg, 'Location40201');
  known('$bucket', spec, 'Location40197', 'groupBy', 'boundaries', 'default', 'output');
  const { groupBy, boundaries, default: other, output = {} } = spec;
  must(
    groupBy !== undefined && boundaries !== undefined,
    'Location40198',
    "$bucket requires 'groupBy' and 'boundaries' to be specified.",
  );
  must(
    isReference(groupBy),
    'Location40202',
    "The $bucket 'groupBy' field must be defined as a $-prefixed path or an expression",
  );
  must(Array.isArray(boundaries), 'Location40200', "The $bucket 'boundaries' field must be an array");
  must(boundaries.length >= 2, 'Location40192', "The $bucket 'boundaries' field must have at least 2 values");
  for (const [i, edge] of boundaries.slice(1).entries()) {
    must(
      rankOf(edge) === rankOf(boundaries[i]),
      'Location40193',
      "All values in the 'boundaries' option to $bucket must have the same type",
    );
    must(
      compareValues(boundaries[i], edge) < 0,
      'Location40194',
      "The 'boundaries' option to $bucket must be sorted in ascending order",
    );
  }
  const inside =
    other !== undefined && compareValues(other, boundaries[0]) >= 0 && compareValues(other, boundaries.at(-1)) < 0;
  must(
    !inside,
    'Location40199',
    "The $bucket 'default' field must be less than the lowest boundary or greater than or equal to the highest boundary.",
  );
  must(isPlainObject(output), 'Location40196', "The $bucket 'output' field must be an object");
  must(
    !boundaries.some(isReference),
    'Location40191',
    "The $bucket 'boundaries' field must be an array of constant values",
  );
  must(!isReference(other), 'Location40195', "The $bucket 'default' field must be a constant");
  checkOutputs(output);
};

const isReference = (arg: unknown): boolean =>
  typeof arg === 'string' ? arg.startsWith('$') : isPlainObject(arg) && Object.keys(arg)[0]?.startsWith('$') === true;

const sample: Check = (arg) => {
  const spec = objectOf('$sample', arg, 'Location28745');
  known('$sample', spec, 'Location28748', 'size');
  must(spec.size !== undefined, 'Location28749', '$sample stage must specify a size');
  must(isNumber(spec.size), 'Location28746', 'size argument to $sample must be a number');
  must(Math.trunc(toNumber(spec.size)) > 0, 'Location28747', 'size argument to $sample must be a positive integer');
};

const sort: Check = (arg) => {
  const spec = objectOf('$sort', arg, 'Location15973');
  must(Object.keys(spec).length > 0, 'Location15976', '$sort stage must have at least one sort key');
  checkSort(spec);
};

const facet: Check = (arg) => {
  const spec = objectOf('$facet', arg, 'Location40169');
  must(Object.keys(spec).length > 0, 'Location40169', 'the $facet specification must be a non-empty object');
  for (const [name, stages] of Object.entries(spec)) {
    fieldPath(name);
    must(!name.includes('.'), 'Location16412', "FieldPath field names may not contain '.'.");
    must(Array.isArray(stages), 'Location40170', `arguments to $facet must be arrays: ${name}`);
    const nested = stages.some((stage) => isPlainObject(stage) && '$facet' in stage);
    must(!nested, 'Location40600', '$facet is not allowed to be used within a $facet stage');
  }
};

const group: Check = (arg) => {
  const { _id, ...outputs } = objectOf('$group', arg, 'Location15947');
  checkOutputs(outputs);
};

function checkOutputs(outputs: Doc): void {
  for (const [name, output] of Object.entries(outputs)) {
    must(!name.includes('.'), 'Location40235', `The field name '${name}' cannot contain '.'`);
    must(!name.startsWith('$'), 'Location40236', `The field name '${name}' cannot be an operator name`);
    must(isPlainObject(output), 'Location40234', `The field '${name}' must be an accumulator object`);
    must(Object.keys(output).length === 1, 'Location40238', `The field '${name}' must specify one accumulator`);
  }
}

const addFields: Check = (arg) => {
  const spec = objectOf('$addFields', arg, 'Location40272');
  must(
    Object.keys(spec).length > 0,
    'Location40177',
    'Invalid $addFields :: caused by :: specification must have at least one field',
  );
  checkAdded(spec, '');
};

/** Of two paths one may not lead through the other, and an object is an expression or holds fields. */
function checkAdded(spec: Doc, begin: string): void {
  const paths = Object.keys(spec);
  for (const [path, value] of Object.entries(spec)) {
    fieldPath(path);
    const through = paths.find((other) => path.startsWith(`${other}.`));
    must(
      through === undefined,
      'Location40176',
      `specification contains two conflicting paths. Cannot specify both '${begin}${path}' and '${begin}${through}'`,
    );
    if (isPlainObject(value)) checkAddedObject(value, begin + path);
  }
}

function checkAddedObject(value: Doc, path: string): void {
  const names = Object.keys(value);
  must(names.length > 0, 'Location40180', `an empty object is not a valid value. Found empty object at path '${path}'`);
  if (!names.some((name) => name.startsWith('$'))) checkAdded(value, `${path}.`);
  else must(names.length === 1, 'Location40181', 'an expression specification must contain exactly one field');
}

/** What can be said of a stage's argument without documents. */
export const CHECKS: Record<string, Check> = {
  $match: (arg) => objectOf('$match', arg, 'Location15959'),
  $count: count,
  $unset: unset,
  $unwind: unwind,
  $lookup: lookup,
  $unionWith: unionWith,
  $bucket: bucket,
  $sample: sample,
  $sort: sort,
  $limit: (arg) => whole('$limit', arg, 1, 'Location15958'),
  $skip: (arg) => whole('$skip', arg, 0, 'Location15956'),
  $facet: facet,
  $group: group,
  $addFields: addFields,
  $set: addFields,
  $project: (arg) => {
    const spec = objectOf('$project', arg, 'Location15969');
    must(
      Object.keys(spec).length > 0,
      'Location51272',
      'Invalid $project :: caused by :: projection specification must have at least one field',
    );
    checkProjection(spec);
  },
  $replaceRoot: (arg) => {
    const spec = objectOf('$replaceRoot', arg, 'Location40229');
    known('$replaceRoot stage', spec, 'Location40230', 'newRoot');
    must('newRoot' in spec, 'Location40231', 'no newRoot specified for the $replaceRoot stage');
  },
  $sortByCount: (arg) =>
    must(
      isReference(arg),
      'Location40149',
      'the sortByCount field must be specified as a $-prefixed path or an expression',
    ),
};
