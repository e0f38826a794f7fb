import { StoreError, unsupported } from './errors.js';
import { truthy } from './leaf-tests.js';
import { type Doc, isLong, isNumber, isPlainObject, toNumber, typeName } from './value.js';

/** What a field of a command may hold. */
export interface Kind {
  needed?: boolean;
  /**
   * @param where the command, or the path of the document that the field is in
   * @throws StoreError with MongoDB's code
   */
  check(value: unknown, where: string, name: string): void;
}

/** Every field that a document may have. */
export type Fields = Record<string, Kind>;

export const needed = (kind: Kind): Kind => ({ ...kind, needed: true });

export const anything: Kind = { check: () => undefined };

/** Null stands for an absent field, as for all of MongoDB's fields of one type. */
const typed = (accepts: (value: unknown) => boolean, ...types: string[]): Kind => ({
  check(value, where, name) {
    if (value !== null && !accepts(value)) throw wrongType(value, `${where}.${name}`, types);
  },
});

function wrongType(value: unknown, path: string, types: string[]): StoreError {
  const expected = types.length === 1 ? `type '${types[0]}'` : `types '[${types.join(', ')}]'`;
  return new StoreError(
    'TypeMismatch',
    `BSON field '${path}' is the wrong type '${typeName(value)}', expected ${expected}`,
  );
}

const isBool = (value: unknown): boolean => typeof value === 'boolean';
const isText = (value: unknown): boolean => typeof value === 'string';
const NUMBERS = ['long', 'int', 'decimal', 'double'];

export const bool = typed(isBool, 'bool');
/** A bool, for which numbers may stand. */
export const flag = typed((value) => isBool(value) || isNumber(value), 'bool', ...NUMBERS);
export const text = typed(isText, 'string');
export const number = typed(isNumber, ...NUMBERS);
export const long = typed(isLong, 'long');
export const timestamp = typed((value) => typeName(value) === 'timestamp', 'timestamp');
export const binary = typed((value) => typeName(value) === 'binData', 'binData');
export const document = typed(isPlainObject, 'object');
export const list = typed(Array.isArray, 'array');
export const textOrDocument = typed((value) => isText(value) || isPlainObject(value), 'string', 'object');

/** A bool for which nothing else may stand, not even null. */
export const strictBool: Kind = {
  check(value, _, name) {
    if (!isBool(value))
      throw new StoreError('TypeMismatch', `Field '${name}' should be a boolean value, but found: ${typeName(value)}`);
  },
};

/** A number that is not below the least. */
export const atLeast = (least: number): Kind => ({
  check(value, where, name) {
    number.check(value, where, name);
    if (value !== null && toNumber(value) < least)
      throw new StoreError(
        'Location51024',
        `BSON field '${name}' value must be >= ${least}, actual value '${String(value)}'`,
      );
  },
});

export const oneOf = (...values: string[]): Kind => ({
  check(value, where, name) {
    text.check(value, where, name);
    if (value !== null && !values.includes(value as string))
      throw new StoreError(
        'BadValue',
        `Enumeration value '${String(value)}' for field '${where}.${name}' is not a valid value.`,
      );
  },
});

export const listOf = (kind: Kind): Kind => ({
  check(value, where, name) {
    list.check(value, where, name);
    if (Array.isArray(value))
      for (let i = 0; i < value.length; i += 1) {
        if (value[i] === null) throw wrongType(null, `${where}.${name}.${i}`, ['object']);
        kind.check(value[i], `${where}.${name}`, String(i));
      }
  },
});

/** A document of which all fields are known. @param path its name in errors, where it is not its place */
export const within = (fields: Fields, path?: string): Kind => {
  const check = checkerOf(fields);
  return {
    check(value, where, name) {
      document.check(value, where, name);
      if (value !== null) check(value as Doc, path ?? `${where}.${name}`);
    },
  };
};

/** A list of documents of which all fields are known; errors do not tell which one. */
export const listOfDocuments = (fields: Fields): Kind => {
  const check = checkerOf(fields);
  return {
    check(value, where, name) {
      list.check(value, where, name);
      if (!Array.isArray(value)) return;
      const path = `${where}.${name}`;
      for (let i = 0; i < value.length; i += 1) {
        if (!isPlainObject(value[i])) throw wrongType(value[i], `${path}.${i}`, ['object']);
        check(value[i], path);
      }
    },
  };
};

/** What MongoDB has and this store has not: refused as soon as it asks for something. */
export const leftOut = (kind: Kind, what?: string): Kind => ({
  check(value, where, name) {
    kind.check(value, where, name);
    if (truthy(value)) throw unsupported(what ?? `the option ${name} of ${where}`);
  },
});

export type Checker = (doc: Doc, where: string, except?: string) => void;

/** @returns what refuses a document with an unknown field, a wrong one, or without one that it needs */
export function checkerOf(fields: Fields): Checker {
  const kinds = new Map(Object.entries(fields));
  const required = Object.keys(fields).filter((name) => fields[name]!.needed);
  return (doc, where, except) => {
    for (const name in doc) {
      const kind = kinds.get(name);
      if (kind) kind.check(doc[name], where, name);
      else if (name !== except) throw unknownField(where, name);
    }
    for (const name of required) if (doc[name] === undefined || doc[name] === null) throw missingField(where, name);
  };
}

export function unknownField(where: string, field: string): StoreError {
  return new StoreError('Location40415', `BSON field '${where}.${field}' is an unknown field.`);
}

export function missingField(where: string, field: string): StoreError {
  return new StoreError('Location40414', `BSON field '${where}.${field}' is missing but a required field`);
}
