import { pipeline } from 'node:stream/promises';
import { type Request, Router } from 'express';
import { LIMITS } from '../contract/index.js';
import { AppError } from '../platform/index.js';
import type { Files } from './index.js';
import type { Span } from './keep.js';

/** Bytes in by ticket, bytes out by signed address. Nothing served from here can run in our origin. */
export function fileRoutes(files: Files): Router {
  const router = Router();

  router.put('/api/v1/uploads/:ticket', async (req, res) => {
    if (Number(req.headers['content-length'] ?? 0) > LIMITS.fileBytes) {
      throw new AppError('file.tooLarge', 'The file is larger than allowed.', { maxBytes: LIMITS.fileBytes });
    }
    res.status(201).json(await files.takeUpload(req.params.ticket, req));
  });

  router.get('/files/:id/:name', async (req, res) => {
    const file = await files.openSigned(req.params.id, Number(req.query.e), String(req.query.s ?? ''));
    const span = spanAsked(req, file.sizeBytes);
    if (span === 'outside') {
      res.status(416).set('Content-Range', `bytes */${file.sizeBytes}`).end();
      return;
    }
    const disposition = file.inline ? 'inline' : 'attachment';
    res.set({
      ...inertHeaders(file.type, file.sizeBytes),
      'Content-Disposition': `${disposition}; filename*=UTF-8''${encodeURIComponent(file.name)}`,
      'Accept-Ranges': 'bytes',
    });
    if (span) {
      const { start, end } = span;
      res.status(206).set({
        'Content-Range': `bytes ${start}-${end}/${file.sizeBytes}`,
        'Content-Length': String(end - start + 1),
      });
    }
    await pipeline(file.open(span ?? undefined), res);
  });

  return router;
}

/** A player asks for the part it is to play. Whoever asks for several parts at once gets all of it, as RFC 9110 allows. */
function spanAsked(req: Request, sizeBytes: number): Span | 'outside' | null {
  const asked = req.range(sizeBytes, { combine: true });
  if (asked === -1) return 'outside';
  if (asked === undefined || asked === -2 || asked.type !== 'bytes' || asked.length !== 1) return null;
  return asked[0] ?? null;
}

/** For what a stranger made: of its own type, for our pages alone, kept by whoever asked, and nothing that runs. */
export const inertHeaders = (type: string, sizeBytes: number): Record<string, string> => ({
  'Content-Type': type,
  'Content-Length': String(sizeBytes),
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'private, max-age=86400, immutable',
});
