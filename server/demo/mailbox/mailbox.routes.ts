import { fileURLToPath } from 'node:url';
import express, { Router } from 'express';
import helmet from 'helmet';
import { AppError } from '../../platform/index.js';
import { KeptMailModel } from './kept-mail.model.js';

const page = fileURLToPath(new URL('page', import.meta.url));

/** The page runs its own script only. A mail is shown in a sandboxed frame that inherits this and may not even do that. */
const headers = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      'default-src': ["'none'"],
      'script-src': ["'self'"],
      'style-src': ["'self'"],
      'style-src-attr': ["'unsafe-inline'"], // mails bring their styles at their elements
      'font-src': ["'self'"],
      'img-src': ['data:'],
      'connect-src': ["'self'"],
      'frame-src': ["'self'"],
      'frame-ancestors': ["'none'"],
      'base-uri': ["'none'"],
      'form-action': ["'none'"],
    },
  },
  strictTransportSecurity: false,
  xFrameOptions: false, // frame-ancestors says it better
  originAgentCluster: false,
  crossOriginOpenerPolicy: false,
});

/** Where a demo's mails end: a page to read them, for whoever can reach the demo. Mounted in demo mode only. */
export function demoMailRoutes(): Router {
  const router = Router();
  router.use('/demo/mail', headers);
  router.get('/demo/mail', (_req, res) => res.sendFile('mail.html', { root: page, cacheControl: false }));
  router.use('/demo/mail/page', express.static(page, { index: false, cacheControl: false }));

  // The page asks for this again and again; unchanged, it is answered 304 without a body.
  router.get('/demo/mail/list', async (_req, res) => {
    const mails = await KeptMailModel.find({}, { to: 1, subject: 1, at: 1 }).sort({ at: -1, _id: -1 }).lean();
    res.json(mails.map(({ _id, to, subject, at }) => ({ id: _id, to, subject, at: at.toISOString() })));
  });

  router.get('/demo/mail/mails/:id', async (req, res) => {
    const mail = await KeptMailModel.findById(req.params.id).lean();
    if (!mail) throw new AppError('route.missing', 'There is no such mail here.');
    const { _id, to, subject, at, text, html } = mail;
    res.json({ id: _id, to, subject, at: at.toISOString(), text, html });
  });
  return router;
}
