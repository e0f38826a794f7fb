/** The error codes this store answers with, as MongoDB numbers and names them. */
const CODES = {
  InternalError: 1,
  BadValue: 2,
  NoSuchKey: 4,
  FailedToParse: 9,
  Unauthorized: 13,
  TypeMismatch: 14,
  InvalidLength: 16,
  IllegalOperation: 20,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  PathNotViable: 28,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  NamespaceExists: 48,
  DollarPrefixedFieldName: 52,
  InvalidIdField: 53,
  EmptyFieldName: 56,
  CommandNotFound: 59,
  ImmutableField: 66,
  CannotCreateIndex: 67,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  CommandNotSupported: 115,
  ExceededMemoryLimit: 146,
  MaxStalenessOutOfRange: 160,
  InvalidPipelineOperator: 168,
  CannotIndexParallelArrays: 171,
  ShutdownInProgress: 91,
  InvalidIndexSpecificationOption: 197,
  ConversionFailure: 241,
  OperationNotSupportedInTransaction: 263,
  NoQueryExecutionPlans: 291,
  QueryExceededMemoryLimitNoDiskUseAllowed: 292,
  BSONObjectTooLarge: 10334,
  DuplicateKey: 11000,
  OutOfDiskSpace: 14031,
  QueryPlanKilled: 175,
  TransactionTooOld: 225,
  CursorKilled: 237,
  IndexBuildAborted: 276,
  ClientDisconnect: 279,
  InterruptedAtShutdown: 11600,
  Interrupted: 11601,
  MaxTimeMSExpired: 50,
  UnknownReplWriteConcern: 79,
  UnsatisfiableWriteConcern: 100,
  Overflow: 15,
  APIVersionError: 322,
  NotARetryableWriteCommand: 50768,
  InvalidReplicaSetConfig: 93,
} as const;

/** Codes without a name of their own are called by their number. */
export type CodeName = keyof typeof CODES | `Location${number}`;

/** A failure the client is told about in MongoDB's shape: `ok: 0, errmsg, code, codeName`. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: number;
  constructor(
    readonly codeName: CodeName,
    message: string,
    /** Further fields of the error document, as `keyPattern` of a duplicate key. */
    readonly extra: Record<string, unknown> = {},
  ) {
    super(message);
    this.code = codeName in CODES ? CODES[codeName as keyof typeof CODES] : Number(codeName.slice('Location'.length));
  }
}

/** Refuses what this store leaves out on purpose, so that no option is ever silently ignored. */
export function unsupported(what: string): StoreError {
  return new StoreError(
    'CommandNotSupported',
    `${what} is not supported by the embedded store; use MongoDB (MONGODB_URI)`,
  );
}
