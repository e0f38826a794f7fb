import { fileURLToPath } from 'node:url';
import express, { Router } from 'express';
import { AppError, keyedBuckets } from '../../platform/index.js';
import { pageHeaders } from '../page-headers.js';
import { Act, actOn, Faults } from './acts.js';
import type { Carrier } from './carrier.js';
import { lineRoutes } from './line/line.routes.js';
import { carrierView, type WordsOf } from './views.js';

const page = fileURLToPath(new URL('page', import.meta.url));

const headers = pageHeaders({ 'img-src': ["'self'", 'data:'] });

/** Of one caller: five presses a second, after the first sixty. */
const PER_SECOND = 5;
const BURST = 60;
/** Changes come in bursts; the page is told of a burst once. */
const TELL_EVERY_MS = 150;
const MOST_PHONES = 30;
const MOST_LISTENERS = 50;
const SHOWN = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

/** A demo's carrier: its API, and a page with phones for whoever can reach the demo. Mounted in demo mode only. */
export function demoCarrierRoutes(carrier: Carrier, wordsOf: WordsOf): { router: Router; stop: () => void } {
  const router = Router();
  const spend = keyedBuckets(PER_SECOND, BURST);
  router.use('/demo/carrier/api', carrier.router);
  router.use('/demo/carrier', headers);
  router.get('/demo/carrier', (_req, res) => res.sendFile('carrier.html', { root: page, cacheControl: false }));
  router.use('/demo/carrier/page', express.static(page, { index: false, cacheControl: false }));
  router.get('/demo/carrier/state', async (_req, res) => void res.json(await carrierView(carrier, wordsOf)));
  const live = tellListeners(router, carrier);
  router.use(lineRoutes(carrier.lines));

  router.get('/demo/carrier/pictures/:key', (req, res) => {
    const found = carrier.stored(req.params.key);
    if (!found || !SHOWN.has(found.type)) throw new AppError('route.missing', 'There is no such picture here.');
    res.type(found.type).send(found.bytes);
  });

  // Only as JSON, which no page of another site can send here.
  router.post('/demo/carrier/acts', express.json({ limit: '3mb' }), (req, res) => {
    spend(req.ip ?? '');
    const act = Act.parse(req.body);
    const isNew = !carrier.phones().some(({ number }) => number === act.phone);
    if (isNew && carrier.phones().length >= MOST_PHONES)
      throw new AppError('rate.limited', 'There are enough phones here.');
    actOn(carrier, act);
    res.status(201).json({});
  });

  router.post('/demo/carrier/faults', express.json({ limit: '4kb' }), (req, res) => {
    spend(req.ip ?? '');
    carrier.faults.byChance(Faults.parse(req.body));
    res.status(201).json({});
  });
  return { router, stop: live };
}

/** Tells whoever looks that something changed. @returns ends all of them */
function tellListeners(router: Router, carrier: Carrier): () => void {
  const listeners = new Set<express.Response>();
  let waiting: NodeJS.Timeout | null = null;
  const tell = () => {
    waiting = null;
    for (const listener of listeners) listener.write('data: changed\n\n');
  };
  const untell = carrier.onChange(() => {
    if (listeners.size > 0) waiting ??= setTimeout(tell, TELL_EVERY_MS);
  });
  router.get('/demo/carrier/events', (_req, res) => {
    if (listeners.size >= MOST_LISTENERS) throw new AppError('rate.limited', 'Too many look at this at once.');
    res.set({ 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
    res.write('retry: 2000\n\n');
    listeners.add(res);
    res.on('close', () => listeners.delete(res));
  });
  return () => {
    untell();
    if (waiting) clearTimeout(waiting);
    for (const listener of listeners) listener.end();
  };
}
