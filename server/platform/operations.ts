import type { z } from 'zod';
import type { Answers, API, OperationName, Role } from '../contract/index.js';

/** Who calls: a person with a session, or a program with an API key. */
export interface Actor {
  kind: 'user' | 'apiKey';
  id: string;
  name: string;
  role: Role;
  sessionId: string | null;
}

type Parsed<K extends OperationName, Part extends 'query' | 'body'> = (typeof API)[K] extends { [P in Part]: infer S }
  ? S extends z.ZodType
    ? z.output<S>
    : undefined
  : undefined;

/** One call of an operation, parsed and permitted. */
export interface Call<K extends OperationName> {
  actor: (typeof API)[K] extends { access: 'anyone' } ? null : Actor;
  /** Path parameters; `id` is checked to be an id. */
  params: Record<string, string>;
  query: Parsed<K, 'query'>;
  body: Parsed<K, 'body'>;
  ip: string;
  userAgent: string;
  requestId: string;
  /** For the few operations that set cookies. */
  setCookie(name: string, value: string, options: { maxAgeMs: number }): void;
}

export type Handler<K extends OperationName> = (call: Call<K>) => Promise<Answers[K]>;

/** What a feature brings to the API: `Handlers<'queues.list' | 'queues.create'>`. The app needs all of them. */
export type Handlers<N extends OperationName = OperationName> = { [K in N]: Handler<K> };
