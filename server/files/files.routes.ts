import { pipeline } from 'node:stream/promises';
import { Router } from 'express';
import { LIMITS } from '../contract/index.js';
import { AppError } from '../platform/index.js';
import type { Files } from './index.js';

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
    const disposition = file.inline ? 'inline' : 'attachment';
    res.set({
      ...inertHeaders(file.type, file.sizeBytes),
      'Content-Disposition': `${disposition}; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    });
    await pipeline(file.stream, res);
  });

  return router;
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
