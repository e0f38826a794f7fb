import type { Request, RequestHandler } from 'express';
import { AppError } from '../app-error.js';

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Browsers say where a request comes from: newer ones by Sec-Fetch-Site, all of them by Origin. Neither: not a browser. */
function fromElsewhere(req: Request, publicUrl: string): boolean {
  const site = req.get('sec-fetch-site');
  if (site) return site !== 'same-origin' && site !== 'none';
  const origin = req.get('origin');
  return Boolean(origin) && origin !== new URL(publicUrl).origin && origin !== `${req.protocol}://${req.host}`;
}

/** Refuses changes that another site's page asks for with our user's cookie. Programs with a key carry no cookie and pass. */
export const sameOriginOnly =
  (publicUrl: string): RequestHandler =>
  (req, _res, next) => {
    const byKey = req.get('authorization')?.startsWith('Bearer ') ?? false;
    if (READS.has(req.method) || byKey || !fromElsewhere(req, publicUrl)) return next();
    next(new AppError('origin.refused', 'This page may not change anything here.'));
  };
