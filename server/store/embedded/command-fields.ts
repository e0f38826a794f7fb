import { COMMON, collation } from './common-fields.js';
import { StoreError } from './errors.js';
import {
  anything,
  atLeast,
  bool,
  type Checker,
  checkerOf,
  document,
  type Fields,
  flag,
  type Kind,
  leftOut,
  list,
  listOf,
  listOfDocuments,
  long,
  needed,
  number,
  oneOf,
  strictBool,
  text,
  textOrDocument,
  within,
} from './field-kinds.js';
import { checkNatural } from './sort-spec.js';
import { isPlainObject } from './value.js';

/** A command's fields, and which of the common ones mean something to it. */
export interface Shape {
  check: Checker;
  /** Takes a read concern above `local`. */
  reads?: true;
  /** Takes a write concern. */
  writes?: true;
  /** May be numbered, so that a repeated one gets the first answer. */
  retried?: true;
}

/** A command whose further fields are names that it looks for, or what a client tells of itself. */
const asksAnything = (fields: Fields = {}): Shape => {
  const known = { ...COMMON, ...fields };
  const check = checkerOf(known);
  return {
    check: (body, where) =>
      check(Object.fromEntries(Object.entries(body).filter(([name]) => Object.hasOwn(known, name))), where),
  };
};

const asks = (fields: Fields = {}): Shape => ({ check: checkerOf({ ...COMMON, ...fields }) });
const reads = (fields: Fields): Shape => ({ ...asks(fields), reads: true });
const writes = (fields: Fields = {}): Shape => ({ ...asks(fields), writes: true });
const changes = (fields: Fields): Shape => ({ ...writes(fields), retried: true });

/** The name or the keys of an index. */
const hint: Kind = {
  check(value) {
    if (typeof value !== 'string' && !isPlainObject(value))
      throw new StoreError('FailedToParse', 'Hint must be a string or an object');
    if (isPlainObject(value) && '$natural' in value) checkNatural(value, 'hint');
  },
};

const cursorOptions = within({ batchSize: atLeast(0) }, 'cursor');

const aggregateCursor: Kind = {
  check(value, where, name) {
    if (!isPlainObject(value)) throw new StoreError('TypeMismatch', 'cursor field must be missing or an object');
    cursorOptions.check(value, where, name);
  },
};

const updateArgument: Kind = {
  needed: true,
  check(value) {
    if (!isPlainObject(value) && !Array.isArray(value))
      throw new StoreError('FailedToParse', 'Update argument must be either an object or an array');
  },
};

const deleteLimit: Kind = {
  needed: true,
  check(value) {
    if (Number(value) !== 0 && Number(value) !== 1)
      throw new StoreError('FailedToParse', `The limit field in delete objects must be 0 or 1. Got ${String(value)}`);
  },
};

const indexNames: Kind = {
  check(value, where, name) {
    if (Array.isArray(value)) listOf(text).check(value, where, name);
    else textOrDocument.check(value, where, name);
  },
};

/** What a whole database is dropped by, so that nothing else does it by mistake. */
const onlyOne: Kind = {
  check(value) {
    if (Number(value) !== 1 || typeof value === 'string' || Array.isArray(value))
      throw new StoreError('Location5255100', 'Have to pass 1 as db parameter');
  },
};

const UPDATE: Fields = {
  q: needed(document),
  u: updateArgument,
  multi: bool,
  upsert: bool,
  arrayFilters: listOf(document),
  hint,
  collation,
  c: leftOut(document),
};

const DELETE: Fields = { q: needed(document), limit: deleteLimit, hint, collation };

const FIND: Fields = {
  filter: document,
  projection: document,
  sort: document,
  hint,
  collation,
  skip: atLeast(0),
  limit: atLeast(0),
  batchSize: atLeast(0),
  singleBatch: strictBool,
  allowDiskUse: strictBool,
  allowPartialResults: strictBool,
  let: document,
  oplogReplay: flag,
  min: leftOut(document),
  max: leftOut(document),
  returnKey: leftOut(strictBool),
  showRecordId: leftOut(strictBool),
  tailable: leftOut(strictBool),
  awaitData: leftOut(strictBool),
  noCursorTimeout: leftOut(strictBool),
};

const FIND_AND_MODIFY: Fields = {
  query: document,
  fields: document,
  sort: document,
  hint,
  collation,
  arrayFilters: listOf(document),
  remove: flag,
  update: { ...updateArgument, needed: false },
  upsert: flag,
  new: flag,
  let: document,
  bypassDocumentValidation: flag,
};

const CREATE: Fields = {
  autoIndexId: flag,
  idIndex: document,
  collation,
  size: atLeast(1),
  max: number,
  capped: leftOut(flag),
  storageEngine: leftOut(document),
  validator: leftOut(document),
  validationLevel: leftOut(oneOf('off', 'strict', 'moderate')),
  validationAction: leftOut(oneOf('error', 'warn')),
  indexOptionDefaults: leftOut(document),
  viewOn: leftOut(text),
  pipeline: leftOut(list),
  timeseries: leftOut(document),
  clusteredIndex: leftOut(anything),
  expireAfterSeconds: leftOut(number),
  encryptedFields: leftOut(document),
  changeStreamPreAndPostImages: leftOut(document),
  recordPreImages: leftOut(flag),
};

const HELLO: Fields = {
  helloOk: flag,
  client: document,
  compression: listOf(text),
  loadBalanced: leftOut(flag),
  saslSupportedMechs: anything,
  speculativeAuthenticate: document,
  topologyVersion: document,
  maxAwaitTimeMS: atLeast(0),
  forShell: flag,
  hostInfo: text,
  hangUpOnStepDown: flag,
};

const SHAPES: Record<string, Shape> = {
  find: reads(FIND),
  count: reads({
    query: document,
    limit: number,
    skip: atLeast(0),
    hint,
    collation,
    fields: anything,
  }),
  distinct: reads({ key: needed(text), query: document, hint, collation }),
  aggregate: reads({
    pipeline: needed(anything),
    cursor: aggregateCursor,
    explain: leftOut(bool, 'explain within aggregate'),
    allowDiskUse: strictBool,
    bypassDocumentValidation: flag,
    hint,
    collation,
    let: document,
  }),
  explain: reads({
    explain: needed(document),
    verbosity: oneOf('queryPlanner', 'executionStats', 'allPlansExecution'),
  }),
  getMore: asks({ getMore: long, collection: needed(text), batchSize: atLeast(0), term: leftOut(long) }),
  killCursors: asks({ cursors: needed(listOf(long)) }),
  insert: changes({ documents: listOf(document), ordered: bool, bypassDocumentValidation: flag }),
  update: changes({
    updates: needed(listOfDocuments(UPDATE)),
    ordered: bool,
    bypassDocumentValidation: flag,
    let: document,
  }),
  delete: changes({ deletes: needed(listOfDocuments(DELETE)), ordered: bool, let: document }),
  findAndModify: changes(FIND_AND_MODIFY),
  create: writes(CREATE),
  drop: writes(),
  dropDatabase: writes({ dropDatabase: onlyOne }),
  renameCollection: writes({ renameCollection: text, to: needed(text), dropTarget: flag }),
  createIndexes: writes({
    indexes: needed(listOf(document)),
    commitQuorum: anything,
    ignoreUnknownIndexOptions: flag,
    v: number,
  }),
  dropIndexes: writes({ index: needed(indexNames) }),
  listIndexes: asks({ cursor: cursorOptions }),
  listCollections: asks({
    filter: document,
    nameOnly: strictBool,
    authorizedCollections: strictBool,
    cursor: cursorOptions,
  }),
  listDatabases: asks({ filter: document, nameOnly: strictBool, authorizedDatabases: strictBool }),
  collStats: asks({ scale: atLeast(1) }),
  dbStats: asks({ scale: atLeast(1), freeStorage: number }),
  killOp: asks({ op: needed(number) }),
  ping: asks(),
  buildInfo: asks(),
  logout: asks(),
  connectionStatus: asks({ showPrivileges: bool }),
  endSessions: asks({ endSessions: listOf(document) }),
  killSessions: asks({ killSessions: listOf(document) }),
  killAllSessions: asks({ killAllSessions: listOf(document) }),
  getParameter: asksAnything(),
  currentOp: asksAnything(),
  hello: asksAnything(HELLO),
  shutdown: asks({ force: flag, timeoutSecs: number }),
  replSetInitiate: asks(),
  replSetReconfig: asks({ force: flag }),
  replSetGetConfig: asks({ commitmentStatus: flag }),
  replSetGetStatus: asks({ initialSync: number }),
};

/** @returns null for a command with fields of its own making, and for what is no command */
export const shapeOf = (name: string): Shape | null => (Object.hasOwn(SHAPES, name) ? SHAPES[name]! : null);
