import type { Engine } from './engine.js';
import { StoreError } from './errors.js';
import { allowOnly, evaluatorOf, filterOf, type Request } from './request.js';
import { type Doc, isNumber, toNumber } from './value.js';

/** The commands under way. Further fields are a filter on what is told of them. */
export function currentOp(engine: Engine, { body }: Request): Doc {
  const filter = Object.entries(body).filter(([name]) => !NOT_FILTER.has(name) && !name.startsWith('$'));
  const wanted = filterOf(Object.fromEntries(filter), evaluatorOf(undefined));
  return { inprog: engine.operations.shown().filter((operation) => wanted.test(operation)), ok: 1 };
}

const NOT_FILTER = new Set(['currentOp', 'lsid', 'comment', 'maxTimeMS', 'readConcern']);

/** Ends a command at its next pause. As in MongoDB it is no error when there is none of that number. */
export function killOp(engine: Engine, request: Request): Doc {
  allowOnly(request, 'op');
  const { op } = request.body;
  if (!isNumber(op)) throw new StoreError('TypeMismatch', "BSON field 'killOp.op' must be a number");
  engine.operations.kill(toNumber(op));
  return { info: 'attempting to kill op', ok: 1 };
}
