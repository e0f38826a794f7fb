import { type Shape, shapeOf } from './command-fields.js';
import { StoreError } from './errors.js';
import { type Doc, isLong, isPlainObject, toNumber } from './value.js';

/**
 * Refuses what a command does not know and what it cannot understand, so that nothing is ever ignored. All of it is looked at
 * before anything is done.
 * @param name the command by its own name, where it came by another spelling
 */
export function checkCommand(name: string, body: Doc, as: string): void {
  const shape = shapeOf(name);
  if (!shape) return;
  shape.check(body, name, as);
  if (isLong(body.txnNumber)) checkNumber(name, body, shape);
  if (isPlainObject(body.writeConcern) && !shape.writes && !endsInWriting(body.pipeline))
    throw new StoreError('InvalidOptions', 'Command does not support writeConcern');
  if (isPlainObject(body.readConcern) && !shape.reads) checkLevel(name, body.readConcern);
}

/** An aggregation may write too. That this store has none which does is said of the stage. */
function endsInWriting(pipeline: unknown): boolean {
  const last: unknown = Array.isArray(pipeline) && pipeline.at(-1);
  return isPlainObject(last) && ('$out' in last || '$merge' in last);
}

function checkNumber(name: string, { lsid, txnNumber }: Doc, { retried }: Shape): void {
  if (!retried)
    throw new StoreError(
      'NotARetryableWriteCommand',
      `txnNumber may only be provided for multi-document transactions and retryable write commands. autocommit:false was not provided, and ${name} is not a retryable write command.`,
    );
  if (!isPlainObject(lsid))
    throw new StoreError('InvalidOptions', 'Transaction number requires a session ID to also be specified');
  if (toNumber(txnNumber) < 0) throw new StoreError('InvalidOptions', 'Transaction number cannot be negative');
}

function checkLevel(name: string, { level = 'local' }: Doc): void {
  if (level !== 'local')
    throw new StoreError(
      'InvalidOptions',
      `Command ${name} does not support { readConcern: { level: "${String(level)}" } } :: caused by :: read concern not supported`,
    );
}
