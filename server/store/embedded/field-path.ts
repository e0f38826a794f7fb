import { StoreError } from './errors.js';

/** Names with a dollar that a reference to another document is made of. */
const REFERENCE = new Set(['$id', '$ref', '$db']);

/**
 * The parts of a path as sorts, projections and expressions write it.
 * @throws StoreError with MongoDB's code when no field can stand there
 */
export function fieldPath(path: string): string[] {
  if (path === '') throw new StoreError('Location40352', 'FieldPath cannot be constructed with empty string');
  if (path.endsWith('.')) throw new StoreError('Location40353', "FieldPath must not end with a '.'.");
  const parts = path.split('.');
  for (const part of parts) checkPart(part);
  return parts;
}

function checkPart(part: string): void {
  if (part === '') throw new StoreError('Location15998', 'FieldPath field names may not be empty strings.');
  if (part.startsWith('$') && !REFERENCE.has(part))
    throw new StoreError(
      'Location16410',
      `FieldPath field names may not start with '$'. Consider using $getField or $setField. Found: ${part}`,
    );
  if (part.includes('\0')) throw new StoreError('Location16411', 'FieldPath field names may not contain a null byte');
}
