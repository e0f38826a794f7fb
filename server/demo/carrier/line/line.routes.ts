import express, { Router } from 'express';
import { LineAct, type LineNotice, LineRequest } from '../../../contract/index.js';
import { AppError, keyedBuckets } from '../../../platform/index.js';
import type { Lines } from './lines.js';

/** Of one caller: ten acts a second, after the first sixty. */
const PER_SECOND = 10;
const BURST = 60;
const MOST_LINES = 200;
/** A stream that says nothing for longer is cut off by some on the way. */
const BEAT_MS = 20_000;

/** Where pages of agents are rung: only by JSON, which no page of another site can send here, and only with a token. */
export function lineRoutes(lines: Lines): Router {
  const router = Router();
  const spend = keyedBuckets(PER_SECOND, BURST);
  const readJson = express.json({ limit: '8kb' });

  router.post('/demo/carrier/line', readJson, async (req, res) => {
    spend(req.ip ?? '');
    const { token } = LineRequest.parse(req.body);
    if (lines.count() >= MOST_LINES) throw new AppError('rate.limited', 'There are enough lines here.');
    const tell = (notice: LineNotice) => {
      if (!res.headersSent) open(res);
      res.write(`data: ${JSON.stringify(notice)}\n\n`);
    };
    const gone = await lines.sit(token, { tell, end: () => res.end() });
    if (res.closed) return gone();
    const beat = setInterval(() => res.write(': still there\n\n'), BEAT_MS);
    res.on('close', () => {
      clearInterval(beat);
      gone();
    });
  });

  router.post('/demo/carrier/line/acts', readJson, async (req, res) => {
    spend(req.ip ?? '');
    await lines.act(LineAct.parse(req.body));
    res.status(201).json({});
  });
  return router;
}

function open(res: express.Response): void {
  res.set({ 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
}
