/** The pages: console, widget, demo. Each part says by its Content-Security-Policy what it may load and who may frame it. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RequestHandler, Router } from 'express';
import helmet from 'helmet';
import type { SiteRecord } from './contract/index.js';
import { BUILT } from './platform/index.js';
import { frameAncestors } from './sites/index.js';
import { files } from './static-files.js';

const here = dirname(fileURLToPath(import.meta.url));

export interface PageNeeds {
  demo: boolean;
  https: boolean;
  siteByKey(key: string): Promise<SiteRecord | null>;
  /** Whether agents speak by the carrier's own line, which their pages must be let out to. */
  speaksByCarrier(): Promise<boolean>;
}

type Directives = Record<string, string[]>;
const NOTHING: Directives = { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"], 'base-uri': ["'none'"] };
const OWN: Directives = {
  'default-src': ["'self'"],
  'script-src': ["'self'"],
  'style-src': ["'self'", "'unsafe-inline'"], // style attributes; scripts never
  'img-src': ["'self'", 'data:', 'blob:'],
  'font-src': ["'self'", 'data:'],
  'media-src': ["'self'", 'data:', 'blob:'],
  'connect-src': ["'self'", 'ws:', 'wss:'], // older Safari does not count a socket as 'self'
  'frame-src': ["'self'"],
  'worker-src': ["'self'", 'blob:'],
  'object-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'self'"],
};

/** What @twilio/voice-sdk asks for beside its sockets: where it reports to, and its sounds. */
const CARRIER_LINE: Directives = {
  'connect-src': [...OWN['connect-src']!, 'https://*.twilio.com'],
  'media-src': [...OWN['media-src']!, 'https://sdk.twilio.com'],
};

/** Safe headers for a part of the site; nothing is allowed that is not listed. */
export function secured(https: boolean, directives: Directives = NOTHING, crossOrigin = false): RequestHandler {
  return helmet({
    contentSecurityPolicy: { useDefaults: false, directives },
    strictTransportSecurity: https,
    xFrameOptions: false, // frame-ancestors says it better
    crossOriginResourcePolicy: { policy: crossOrigin ? 'cross-origin' : 'same-origin' },
    originAgentCluster: https,
    crossOriginOpenerPolicy: https,
  });
}

export function pages({ demo, https, siteByKey, speaksByCarrier }: PageNeeds): Router {
  const router = Router();
  const framedByUs = { ...OWN, 'frame-ancestors': ["'self'"] };
  const notFramed = { ...OWN, 'frame-ancestors': ["'none'"] };

  const [quiet, speaking] = [secured(https, notFramed), secured(https, { ...notFramed, ...CARRIER_LINE })];
  const consoleHeaders: RequestHandler = async (req, res, next) =>
    ((await speaksByCarrier().catch(() => false)) ? speaking : quiet)(req, res, next);
  router.use('/console', consoleHeaders, files(join(BUILT, 'agents')), consolePage());
  router.use('/api/docs', secured(https, notFramed), files(join(here, 'platform/http/docs')));

  router.get('/widget.js', secured(https, NOTHING, true), forEveryPage, files(join(BUILT, 'widgets')));
  // Fed by the console and by nobody else; it has no server to speak to.
  router.use(
    '/widget/preview',
    secured(https, { ...framedByUs, 'connect-src': ["'none'"] }),
    files(join(BUILT, 'widgets/preview')),
  );
  router.use('/widget', widgetHeaders(https, siteByKey), files(join(BUILT, 'widgets/app')));

  if (demo) {
    for (const part of ['page', 'start'])
      router.use(`/demo/${part}`, secured(https, notFramed), files(join(here, 'demo', part)));
    router.use('/demo', secured(https, framedByUs), files(join(here, 'demo/shop')));
    router.use('/', secured(https, notFramed), files(join(here, 'demo/start')));
  }
  router.get('/', (_req, res) => res.redirect('/console/'));
  return router;
}

/** The console is one page; its own router reads the rest of the address. */
function consolePage(): RequestHandler {
  return (req, res, next) => {
    if (req.method !== 'GET' || /\.\w+$/.test(req.path)) return next();
    res.setHeader('Cache-Control', 'no-cache');
    res.sendFile('index.html', { root: join(BUILT, 'agents'), cacheControl: false });
  };
}

/** The loader is fetched by strangers' pages; its name never changes, so it is not kept for long. */
const forEveryPage: RequestHandler = (_req, res, next) => {
  res.set({ 'Access-Control-Allow-Origin': '*', 'Cache-Control': 'public, max-age=300' });
  next();
};

/** Only the pages a site allows may frame its widget; an unknown key may be framed by nobody but us. */
function widgetHeaders(https: boolean, siteByKey: PageNeeds['siteByKey']): RequestHandler {
  return async (req, res, next) => {
    const key = typeof req.query.site === 'string' ? req.query.site : '';
    const site = key ? await siteByKey(key) : null;
    secured(https, { ...OWN, 'frame-ancestors': [frameAncestors(site)] }, true)(req, res, next);
  };
}
