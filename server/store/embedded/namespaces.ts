import { StoreError, unsupported } from './errors.js';
import type { Request } from './request.js';
import { typeName } from './value.js';

const invalid = (message: string): StoreError => new StoreError('InvalidNamespace', message);

// biome-ignore lint/suspicious/noControlCharactersInRegex: a zero ends a name on the wire
const DATABASE = /^[^/\\. "\x00]{1,63}$/;

export function checkDatabase(db: string): void {
  if (!DATABASE.test(db)) throw invalid(`Invalid database name: '${db}'`);
}

/** The full name of the collection that a command is about. */
export function namespace({ db, body, name }: Request): string {
  const collection = body[name];
  if (typeof collection !== 'string') throw invalid(`collection name has invalid type ${typeName(collection)}`);
  return joined(db, collection);
}

function joined(db: string, collection: string): string {
  if (collection === '' || collection.startsWith('.'))
    throw invalid(`Invalid namespace specified '${db}.${collection}'`);
  if (collection.includes('\0')) throw invalid('namespaces cannot have embedded null characters');
  return `${db}.${collection}`;
}

/** Those of MongoDB's own collections that a client may write to; nothing of what they mean is here. */
const KNOWN = ['js', 'users', 'roles', 'version', 'views', 'profile', 'replset'];
const MAX_BYTES = 255;

/** The same for a command that may make the collection. */
export function writableNamespace(request: Request): string {
  const ns = namespace(request);
  return checkWritable(ns, ns.slice(request.db.length + 1));
}

/** @returns the full name */
export function checkWritable(ns: string, collection: string): string {
  if (collection.includes('$')) throw invalid(`Invalid collection name: ${collection}`);
  if (ns.length > MAX_BYTES / 3 && Buffer.byteLength(ns) > MAX_BYTES)
    throw invalid(`Fully qualified namespace is too long. Namespace: ${ns} Max: ${MAX_BYTES}`);
  if (!collection.startsWith('system.')) return ns;
  const own = collection.slice('system.'.length);
  if (KNOWN.includes(own) || own.startsWith('buckets.')) throw unsupported(`writing to the collection ${collection}`);
  throw invalid(`Invalid system namespace: ${ns}`);
}

/** A full name that stands in a command, as those of a rename. */
export function checkFullName(ns: string, what: string): void {
  const dot = ns.indexOf('.');
  if (dot < 0) throw invalid(`Invalid ${what} namespace: ${ns}`);
  checkDatabase(ns.slice(0, dot));
  joined(ns.slice(0, dot), ns.slice(dot + 1));
  checkWritable(ns, ns.slice(dot + 1));
}
