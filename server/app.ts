import express, { type Express, type RequestHandler, type Router } from 'express';
import { type PageNeeds, pages, secured } from './pages.js';
import {
  type Actor,
  AppError,
  type Config,
  type Handlers,
  type Log,
  mountApi,
  onError,
  openApi,
  probes,
  type ReadyCheck,
  requestId,
  requestLog,
  sameOriginOnly,
} from './platform/index.js';

export interface AppNeeds extends Pick<PageNeeds, 'siteByKey' | 'speaksByCarrier'> {
  config: Config;
  log: Log;
  /** False in a process that only routes or works: it answers the probes and nothing else. */
  serves: boolean;
  version: string;
  actorOf(req: Parameters<RequestHandler>[0]): Promise<Actor | null>;
  handlers: Handlers;
  /** Whatever is not JSON by the API table: uploads, files, provider webhooks, demo pages. They bring their own headers. */
  routers: Router[];
  checks: Record<string, ReadyCheck>;
}

/** The whole of HTTP, without listening. */
export function buildApp(needs: AppNeeds): Express {
  const { config, log, serves, checks } = needs;
  const https = config.PUBLIC_URL.startsWith('https:');
  const app = express();
  app.disable('x-powered-by').set('trust proxy', config.TRUSTED_PROXIES).set('query parser', 'simple');

  app.use(requestId, requestLog(log));
  app.use(probes(checks, config.METRICS_TOKEN));
  if (serves) serveAll(app, needs, https);
  app.use(() => {
    throw new AppError('route.missing', 'There is nothing at this address.');
  });
  app.use(onError(log));
  return app;
}

function serveAll(app: Express, needs: AppNeeds, https: boolean): void {
  const { config, version, actorOf, handlers, routers, siteByKey, speaksByCarrier } = needs;
  // What the widget's loader reads from the pages it stands in; the same for everybody.
  app.use('/api/v1/widget', (_req, res, next) => {
    res.set('Access-Control-Allow-Origin', '*');
    next();
  });
  app.use(['/api/v1', '/files', '/pictures'], secured(https), sameOriginOnly(config.PUBLIC_URL));
  for (const router of routers) app.use(router);

  let description: object | undefined;
  app.get('/api/v1/openapi.json', (_req, res) => {
    description ??= openApi(config.PUBLIC_URL, version);
    res.json(description);
  });
  const api = express.Router();
  mountApi(api, handlers, { actorOf, secureCookies: https, requestsPerSecond: config.API_REQUESTS_PER_SECOND });
  app.use('/api/v1', api);

  app.use(pages({ demo: config.DEMO, https, siteByKey, speaksByCarrier }));
}
