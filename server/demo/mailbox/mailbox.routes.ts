import { fileURLToPath } from 'node:url';
import express, { Router } from 'express';
import { AppError, keyedBuckets } from '../../platform/index.js';
import { pageHeaders } from '../page-headers.js';
import { KeptMailModel } from './kept-mail.model.js';
import { makeWrite, type WriteNeeds, Written } from './write.js';

const page = fileURLToPath(new URL('page', import.meta.url));

/** A mail is shown in a sandboxed frame that inherits this and may not even run the page's script. */
const headers = pageHeaders({
  'style-src-attr': ["'unsafe-inline'"], // mails bring their styles at their elements
  'img-src': ['data:'],
  'frame-src': ["'self'"],
});

export interface DemoMailNeeds extends WriteNeeds {
  /** Where mail can be written to. */
  addresses: () => Promise<string[]>;
}

/** Of one caller: a mail every two seconds, after the first twenty. */
const PER_SECOND = 0.5;
const BURST = 20;

/** Where a demo's mails end: a page to read and write them, for whoever can reach the demo. Mounted in demo mode only. */
export function demoMailRoutes(needs: DemoMailNeeds): Router {
  const router = Router();
  const write = makeWrite(needs);
  const spend = keyedBuckets(PER_SECOND, BURST);
  router.use('/demo/mail', headers);
  router.get('/demo/mail', (_req, res) => res.sendFile('mail.html', { root: page, cacheControl: false }));
  router.use('/demo/mail/page', express.static(page, { index: false, cacheControl: false }));

  // The page asks for this again and again; unchanged, it is answered 304 without a body.
  router.get('/demo/mail/list', async (_req, res) => {
    const fields = { from: 1, to: 1, subject: 1, at: 1, written: 1 };
    const mails = await KeptMailModel.find({}, fields).sort({ at: -1, _id: -1 }).lean();
    const row = ({ _id, at, ...rest }: (typeof mails)[number]) => ({ id: _id, at: at.toISOString(), ...rest });
    res.json(mails.map(row));
  });

  router.get('/demo/mail/mails/:id', async (req, res) => {
    const mail = await KeptMailModel.findById(req.params.id).lean();
    if (!mail) throw new AppError('route.missing', 'There is no such mail here.');
    const { _id, from, replyTo, to, subject, at, text, html, files = [], written } = mail;
    res.json({ id: _id, from, replyTo, to, subject, at: at.toISOString(), text, html, files, written });
  });

  router.get('/demo/mail/addresses', async (_req, res) => res.json(await needs.addresses()));

  // Only as JSON, which no page of another site can send here.
  router.post('/demo/mail/mails', express.json({ limit: '64kb' }), async (req, res) => {
    spend(req.ip ?? '');
    await write(Written.parse(req.body));
    res.status(201).json({});
  });
  return router;
}
