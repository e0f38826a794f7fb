import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import { z } from 'zod';
import { API, type ErrorCode, Id, may, type Operation, type OperationName } from '../../contract/index.js';
import { AppError } from '../app-error.js';
import { keyedBuckets } from '../keyed-buckets.js';
import type { Actor, Handlers } from '../operations.js';
import { requestIdOf } from './request-id.js';
import { nameRoute } from './request-log.js';

export interface ApiNeeds {
  /** Who calls, by session cookie or API key; null for nobody. Throws `token.invalid` on a key that is not good. */
  actorOf(req: Request): Promise<Actor | null>;
  secureCookies: boolean;
  /** Of one caller; four times as many in a burst. */
  requestsPerSecond: number;
}

/** `spend` throws rate.limited when this caller asks too much. */
type RouteNeeds = ApiNeeds & { spend(caller: string): void };

const BODY_LIMIT_BYTES = 256 * 1024;
const NoQuery = z.strictObject({});
const readJson = express.json({ limit: BODY_LIMIT_BYTES });

/** An id that cannot be one is missing, like one that nobody has: the same answer, so nothing can be learned from it. */
const MISSING: Record<string, ErrorCode> = {
  users: 'user.missing',
  agents: 'user.missing',
  queues: 'queue.missing',
  sites: 'site.missing',
  conversations: 'conversation.missing',
  customers: 'customer.missing',
};

/** Gives each operation of the table its route: first who may, then what is sent, then the feature's handler. */
export function mountApi(router: Router, handlers: Handlers, needs: ApiNeeds): void {
  const spend = keyedBuckets(needs.requestsPerSecond, 4 * needs.requestsPerSecond);
  for (const name of Object.keys(API) as OperationName[]) {
    const operation: Operation = API[name];
    const handler = handlers[name] as (call: unknown) => Promise<unknown>;
    router[operation.method](operation.path, route(operation, handler, { ...needs, spend }));
  }
  router.use(() => {
    throw new AppError('route.missing', 'There is no such address or method.');
  });
}

function route(operation: Operation, handler: (call: unknown) => Promise<unknown>, needs: RouteNeeds): RequestHandler {
  return async (req, res) => {
    nameRoute(res, req.baseUrl + operation.path);
    const actor = await permitted(operation, req, needs);
    needs.spend(actor?.id ?? req.ip ?? '');
    checkIds(operation, req);
    const query = (operation.query ?? NoQuery).parse(req.query);
    const body = operation.body ? operation.body.parse(await bodyOf(req, res)) : undefined;
    const answer = await handler({ actor, query, body, params: req.params, ...about(req, res, needs) });
    res.status(operation.status ?? 200).setHeader('Cache-Control', 'no-store');
    if (operation.status === 204) res.end();
    else res.json(answer);
  };
}

/** Before the body is read, so that nobody's megabytes are parsed for a stranger. */
async function permitted({ access }: Operation, req: Request, { actorOf }: ApiNeeds): Promise<Actor | null> {
  if (access === 'anyone') return null;
  const actor = await actorOf(req);
  if (!actor) throw new AppError('signin.required', 'Sign in first.');
  if (access !== 'signedIn' && !may(actor.role, access))
    throw new AppError('permission.denied', 'Your role does not allow this.', { permission: access });
  return actor;
}

function checkIds({ path }: Operation, req: Request): void {
  if (!path.includes(':id') || Id.safeParse(req.params.id).success) return;
  throw new AppError(MISSING[path.split('/')[1] ?? ''] ?? 'record.missing', 'There is no such record.');
}

async function bodyOf(req: Request, res: Response): Promise<unknown> {
  const empty = !req.get('transfer-encoding') && Number(req.get('content-length') ?? 0) === 0;
  if (empty) return {};
  if (!req.is('application/json'))
    throw new AppError('input.malformed', 'Send JSON, with Content-Type: application/json.');
  await new Promise<void>((resolve, reject) =>
    readJson(req, res, (error?: unknown) => (error ? reject(error) : resolve())),
  );
  return req.body;
}

function about(req: Request, res: Response, { secureCookies }: ApiNeeds) {
  return {
    ip: req.ip ?? '',
    userAgent: (req.get('user-agent') ?? '').slice(0, 300),
    requestId: requestIdOf(res),
    setCookie: (name: string, value: string, { maxAgeMs }: { maxAgeMs: number }) => {
      res.cookie(name, value, { httpOnly: true, sameSite: 'lax', secure: secureCookies, path: '/', maxAge: maxAgeMs });
    },
  };
}
