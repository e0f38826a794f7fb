import type { Request, RequestHandler, Response } from 'express';
import type { Log } from '../log.js';
import { metrics } from '../metrics.js';
import { requestIdOf } from './request-id.js';

const names = new WeakMap<Response, string>();

/** Said by the route itself, since express has forgotten it by the time an error is answered. */
export const nameRoute = (res: Response, route: string): unknown => names.set(res, route);

/** The pattern, never the address: addresses carry ids, tickets and search texts. */
function routeOf(req: Request, res: Response): string {
  const named = names.get(res);
  if (named) return named;
  const pattern = (req.route as { path?: unknown } | undefined)?.path;
  return typeof pattern === 'string' ? `${req.baseUrl}${pattern}` : 'other';
}

/** One line and one measurement for each answered request; pages and files only when debugging. */
export function requestLog(log: Log): RequestHandler {
  return (req, res, next) => {
    const started = performance.now();
    res.on('finish', () => {
      const route = routeOf(req, res);
      const ms = performance.now() - started;
      metrics.httpSeconds.observe({ method: req.method, route, status: res.statusCode }, ms / 1_000);
      const line = {
        method: req.method,
        route,
        status: res.statusCode,
        ms: Math.round(ms),
        requestId: requestIdOf(res),
      };
      if (route.startsWith('/api/')) log.info(line, 'request answered');
      else log.debug(line, 'request answered');
    });
    next();
  };
}
