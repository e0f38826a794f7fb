import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';

const HEADER = 'X-Request-Id';

/** Keeps a caller's own request id when it is sane, else makes one; it is answered, logged, and told in reports of failures. */
export const requestId: RequestHandler = (req, res, next) => {
  const given = req.get(HEADER);
  res.setHeader(HEADER, given && /^[\w-]{8,64}$/.test(given) ? given : randomUUID());
  next();
};

export const requestIdOf = (res: Response): string => String(res.getHeader(HEADER) ?? '');
