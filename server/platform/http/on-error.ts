import type { ErrorRequestHandler } from 'express';
import { ZodError } from 'zod';
import { AppError } from '../app-error.js';
import type { Log } from '../log.js';
import { requestIdOf } from './request-id.js';

const BODY_ERRORS: Record<string, () => AppError> = {
  'entity.parse.failed': () => new AppError('input.malformed', 'The body is not valid JSON.'),
  'entity.too.large': () => new AppError('input.tooLarge', 'The body is too large.'),
  'parameters.too.many': () => new AppError('input.tooLarge', 'The body has too many fields.'),
  'encoding.unsupported': () => new AppError('input.malformed', 'This content encoding is not understood.'),
  'charset.unsupported': () => new AppError('input.malformed', 'Send UTF-8.'),
  'request.size.invalid': () => new AppError('input.malformed', 'The body is shorter or longer than announced.'),
  'request.aborted': () => new AppError('input.malformed', 'The body was not sent to its end.'),
};
const STORE_AWAY =
  /^(MongoServerSelection|MongooseServerSelection|MongoNetwork|MongoNotConnected|MongoPoolClear|MongoTopologyClosed|MongoNetworkTimeout|PoolCleared|MongoWaitQueueTimeout)/;

/** What zod found, one entry per field, so that a form can show each beside its field. */
export function inputError({ issues }: ZodError): AppError {
  const list = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ path: [...issue.path, key].join('.'), message: 'unknown field' }))
      : [{ path: issue.path.join('.'), message: issue.message }],
  );
  const first = list[0];
  const where = first?.path ? `${first.path}: ` : '';
  return new AppError('input.invalid', `Not accepted: ${where}${first?.message ?? 'wrong'}`, {
    issues: list.slice(0, 50),
  });
}

/** The AppError behind whatever was thrown; null for a bug. Sockets answer by it too. */
export function foreseen(error: unknown): AppError | null {
  if (error instanceof AppError) return error;
  if (error instanceof ZodError) return inputError(error);
  if (error instanceof URIError) return new AppError('input.malformed', 'The address is not well formed.');
  if (!(error instanceof Error)) return null;
  if (STORE_AWAY.test(error.name))
    return new AppError('store.unavailable', 'The store does not answer. Try again shortly.', undefined, {
      cause: error,
    });
  return bodyError(error);
}

/** The body parser names most of its errors; broken compression comes with a status only. */
function bodyError(error: Error): AppError | null {
  const { type, status } = error as Error & { type?: unknown; status?: unknown };
  const named = typeof type === 'string' ? BODY_ERRORS[type]?.() : null;
  return named ?? (status === 400 ? new AppError('input.malformed', 'The request cannot be read.') : null);
}

/** The only place that writes an error response. A bug answers a bare 500; its story is in the log, under the request id. */
export const onError =
  (log: Log): ErrorRequestHandler =>
  (error: unknown, req, res, next) => {
    const known = foreseen(error);
    const requestId = requestIdOf(res);
    if (!known) log.error({ error, method: req.method, requestId }, 'request failed');
    else if (known.status >= 500) log.warn({ error: known.cause, code: known.code, requestId }, 'request refused');
    if (res.headersSent) return next(error);
    const { retryAfterSeconds, retryAfterMs } = known?.details ?? {};
    const wait = typeof retryAfterMs === 'number' ? retryAfterMs / 1_000 : retryAfterSeconds;
    if (typeof wait === 'number') res.setHeader('Retry-After', String(Math.ceil(wait)));
    res
      .status(known?.status ?? 500)
      .setHeader('Cache-Control', 'no-store')
      .json({ error: known?.view ?? { code: 'internal', message: `Our mistake. Tell us this number: ${requestId}` } });
  };
