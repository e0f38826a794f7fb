import { OPERATIONS } from 'virtual:contract-figures';
import type { output, input as ZodInput, ZodType } from 'zod';
import type { Answers, API, OperationName } from '../../../server/contract/index.js';
import { Failure, failureIn } from './failure.js';

export { Failure, type FailureCode, failureOf } from './failure.js';

type Operations = typeof API;
type NamesIn<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | NamesIn<Rest>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;
type Params<N extends OperationName> = [NamesIn<Operations[N]['path']>] extends [never]
  ? { params?: never }
  : { params: Record<NamesIn<Operations[N]['path']>, string> };
type Query<N extends OperationName> = Operations[N] extends { query: infer Q extends ZodType }
  ? { query?: Partial<output<Q>> | Partial<ZodInput<Q>> }
  : { query?: never };
type Body<N extends OperationName> = Operations[N] extends { body: infer B extends ZodType }
  ? { body: ZodInput<B> }
  : { body?: never };
export type CallInput<N extends OperationName> = Params<N> &
  Query<N> &
  Body<N> &
  Pick<RequestInit, 'keepalive'> & { signal?: AbortSignal };

type Given = Pick<RequestInit, 'keepalive' | 'signal'> & {
  params?: Record<string, string>;
  query?: object;
  body?: unknown;
};

/** Calls an operation of the contract by its name. */
export async function call<N extends OperationName>(name: N, ...[given]: GivenFor<N>): Promise<Answers[N]> {
  const { params, query, body, signal, keepalive } = (given ?? {}) as Given;
  const init: RequestInit = {
    method: OPERATIONS[name].method.toUpperCase(),
    credentials: 'same-origin',
    signal,
    keepalive,
  };
  if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { 'content-type': 'application/json' };
  }
  const response = await fetch(addressOf(OPERATIONS[name].path, params, query), init).catch((error: unknown) => {
    if (signal?.aborted && signal.reason?.name !== 'TimeoutError') throw error;
    throw new Failure('offline', 'No answer from the server.');
  });
  if (response.ok) return (response.status === 204 ? undefined : await response.json()) as Answers[N];
  throw await failureIn(response);
}
type GivenFor<N extends OperationName> = Record<never, never> extends CallInput<N> ? [CallInput<N>?] : [CallInput<N>];

function addressOf(path: string, params: Record<string, string> = {}, query: object = {}): string {
  const filled = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  return `/api/v1${filled}${search.size ? `?${search}` : ''}`;
}
