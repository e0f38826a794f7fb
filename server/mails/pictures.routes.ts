import { Router } from 'express';
import { inertHeaders } from '../files/index.js';
import type { Mails } from './index.js';

/** A mail's pictures of elsewhere, by signed address. They can do no more here than a file that somebody sent. */
export function pictureRoutes({ openPicture }: Pick<Mails, 'openPicture'>): Router {
  const router = Router();
  router.get('/pictures/:mailId/:place', async (req, res) => {
    const { bytes, type } = await openPicture(req.params.mailId, Number(req.params.place), req.query);
    res.set({ ...inertHeaders(type, bytes.length), 'Content-Disposition': 'inline' });
    res.end(bytes);
  });
  return router;
}
