import type { Engine } from './engine.js';
import { evaluatorOf, filterOf, type Request } from './request.js';
import { type Doc, toNumber } from './value.js';

/** The commands under way. Further fields are a filter on what is told of them. */
export function currentOp(engine: Engine, { body }: Request): Doc {
  const filter = Object.entries(body).filter(([name]) => !NOT_FILTER.has(name) && !name.startsWith('$'));
  const wanted = filterOf(Object.fromEntries(filter), evaluatorOf(undefined));
  return { inprog: engine.operations.shown().filter((operation) => wanted.test(operation)), ok: 1 };
}

const NOT_FILTER = new Set(['currentOp', 'lsid', 'comment', 'maxTimeMS', 'readConcern']);

/** Ends a command at its next pause. As in MongoDB it is no error when there is none of that number. */
export function killOp(engine: Engine, { body }: Request): Doc {
  engine.operations.kill(toNumber(body.op));
  return { info: 'attempting to kill op', ok: 1 };
}
