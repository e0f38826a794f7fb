import { StoreError, unsupported } from './errors.js';
import {
  anything,
  atLeast,
  binary,
  bool,
  document,
  type Fields,
  flag,
  type Kind,
  leftOut,
  list,
  long,
  needed,
  number,
  oneOf,
  text,
  timestamp,
  within,
} from './field-kinds.js';
import { truthy } from './leaf-tests.js';
import { type Doc, isNumber, isPlainObject, toNumber, typeName } from './value.js';

const failed = (message: string): StoreError => new StoreError('FailedToParse', message);

/** One more look at a field of the right type. */
const also = (kind: Kind, look: (value: never) => void): Kind => ({
  check(value, where, name) {
    kind.check(value, where, name);
    if (value !== null) look(value as never);
  },
});

export const MOST_MS = 2_147_483_647;

/** Milliseconds that a command may take; 0 sets no limit. */
const limitMs: Kind = {
  check(value) {
    if (value === null) return;
    if (!isNumber(value)) throw new StoreError('TypeMismatch', 'maxTimeMS must be a number');
    const ms = toNumber(value);
    if (!Number.isInteger(ms) || ms < 0 || ms > MOST_MS)
      throw new StoreError(
        'BadValue',
        `${ms} value for maxTimeMS is out of range: it must be a whole number from 0 to ${MOST_MS}`,
      );
  },
};

const COLLATION: Fields = {
  locale: needed(text),
  caseLevel: bool,
  caseFirst: oneOf('upper', 'lower', 'off'),
  strength: number,
  numericOrdering: bool,
  alternate: oneOf('non-ignorable', 'shifted'),
  maxVariable: oneOf('punct', 'space'),
  normalization: bool,
  backwards: bool,
  version: text,
};

const isEmpty = (doc: Doc): boolean => Object.keys(doc).length === 0;

/** Only the simple one, which is how all text is compared; an empty one says nothing. */
export const collation: Kind = {
  check(value, where, name) {
    document.check(value, where, name);
    if (value === null || isEmpty(value as Doc)) return;
    within(COLLATION, 'collation').check(value, where, name);
    if ((value as Doc).locale !== 'simple') throw unsupported('collation');
  },
};

/** One node whose every write is durable: all levels but a snapshot read the same. */
const readConcern = also(
  within(
    {
      level: oneOf('local', 'available', 'majority', 'linearizable', 'snapshot'),
      afterClusterTime: timestamp,
      atClusterTime: timestamp,
    },
    'readConcern',
  ),
  ({ level, atClusterTime }: Doc) => {
    if (level === 'snapshot' || atClusterTime !== undefined) throw unsupported('read concern snapshot');
  },
);

const MOST_MEMBERS = 50;

const acknowledgements: Kind = {
  check(w) {
    if (w === null || typeof w === 'string') return;
    if (isNumber(w)) {
      const nodes = toNumber(w);
      if (!(nodes >= 0 && nodes <= MOST_MEMBERS))
        throw failed(`w has to be a non-negative number and not greater than ${MOST_MEMBERS}; found: ${String(w)}`);
    } else if (!isPlainObject(w)) throw failed(`w has to be a number, string, or object; found: ${typeName(w)}`);
    else if (isEmpty(w)) throw failed('tagged write concern requires tags');
    else if (!Object.values(w).every(isNumber))
      throw failed('tags must be a single level document with only number values');
  },
};

/** As in MongoDB, whatever is no number sets no limit here. */
const waitMs: Kind = {
  check(value) {
    if (isNumber(value) && toNumber(value) > MOST_MS) throw failed('wtimeout must be a 32-bit integer');
  },
};

const writeConcern = also(
  within(
    {
      w: acknowledgements,
      j: flag,
      wtimeout: waitMs,
      fsync: flag,
      wElectionId: anything,
      wOpTime: anything,
      getLastError: anything,
      provenance: oneOf('clientSupplied', 'implicitDefault', 'customDefault', 'getLastErrorDefaults'),
    },
    'writeConcern',
  ),
  ({ j, fsync }: Doc) => {
    if (truthy(j) && truthy(fsync)) throw failed('fsync and j options cannot be used together');
  },
);

const MODES = ['primary', 'primaryPreferred', 'secondary', 'secondaryPreferred', 'nearest'];
const LEAST_STALENESS_SECONDS = 90;

const readPreference = also(
  within(
    { mode: needed(text), tags: list, maxStalenessSeconds: atLeast(0), hedge: within({ enabled: bool }, 'hedge') },
    '$readPreference',
  ),
  ({ mode, tags, maxStalenessSeconds: staleness = 0 }: Doc) => {
    if (!MODES.includes(mode as string))
      throw failed(
        `Could not parse $readPreference mode '${String(mode)}'. Only the modes '${MODES.join("', '")}' are supported.`,
      );
    const seconds = toNumber(staleness);
    if (seconds > 0 && seconds < LEAST_STALENESS_SECONDS)
      throw new StoreError(
        'MaxStalenessOutOfRange',
        `maxStalenessSeconds value can not be less than ${LEAST_STALENESS_SECONDS}`,
      );
    if (mode !== 'primary') return;
    if (seconds > 0) throw new StoreError('BadValue', 'maxStalenessSeconds can not be set for the primary mode');
    if (Array.isArray(tags) && tags.some((tag) => !isPlainObject(tag) || !isEmpty(tag)))
      throw new StoreError('BadValue', 'Only empty tags are allowed with primary read preference');
  },
);

const apiVersion = also(text, (version: string) => {
  if (version !== '1') throw new StoreError('APIVersionError', `API version must be "1", not "${version}"`);
});

const transaction: Kind = {
  check() {
    throw unsupported('a multi-document transaction');
  },
};

/** Fields every command may carry. Those that change nothing here have their reason in the README. */
export const COMMON: Fields = {
  $db: text,
  lsid: within(
    { id: needed(binary), uid: binary, txnNumber: leftOut(long), txnUUID: leftOut(binary) },
    'OperationSessionInfo.lsid',
  ),
  txnNumber: long,
  startTransaction: transaction,
  autocommit: transaction,
  $clusterTime: document,
  $readPreference: readPreference,
  readConcern,
  writeConcern,
  maxTimeMS: limitMs,
  comment: anything,
  apiVersion,
  apiStrict: leftOut(bool, 'apiStrict'),
  apiDeprecationErrors: bool,
};
