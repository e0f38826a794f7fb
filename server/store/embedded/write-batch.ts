import { StoreError } from './errors.js';
import type { Pausing } from './turns.js';
import type { Doc } from './value.js';

const MAX_BATCH = 100_000;

interface WriteError extends Doc {
  index: number;
}

/** Runs the statements of a batch; an expected error ends an ordered batch and is noted either way. */
export function* runBatch<T>(
  statements: T[],
  ordered: boolean,
  run: (statement: T, index: number) => Pausing<void>,
): Pausing<WriteError[]> {
  if (statements.length === 0 || statements.length > MAX_BATCH)
    throw new StoreError(
      'InvalidLength',
      `Write batch sizes must be between 1 and ${MAX_BATCH}. Got ${statements.length} operations.`,
    );
  const errors: WriteError[] = [];
  for (let index = 0; index < statements.length; index += 1) {
    if (index > 0) yield null;
    try {
      yield* run(statements[index]!, index);
    } catch (error) {
      if (!(error instanceof StoreError) || error.codeName === 'MaxTimeMSExpired') throw error;
      errors.push({ index, code: error.code, errmsg: error.message, ...error.extra });
      if (ordered) break;
    }
  }
  return errors;
}

export const withErrors = (reply: Doc, errors: WriteError[]): Doc =>
  errors.length > 0 ? { ...reply, writeErrors: errors, ok: 1 } : { ...reply, ok: 1 };
