import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { type RequestHandler, type Response } from 'express';

const YEAR_SECONDS = 31_536_000;

/** Files whose names carry their hash never change; everything else is asked for anew (and mostly answered 304). */
function caching(res: Response, path: string): void {
  if (res.hasHeader('Cache-Control')) return;
  const hashed = /[\\/]assets[\\/]/.test(path);
  res.setHeader('Cache-Control', hashed ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache');
}

/** Serves a folder. Where the build left a compressed copy beside a file, browsers that can read it get that. */
export function files(folder: string): RequestHandler[] {
  return [compressed(folder), express.static(folder, { setHeaders: caching, index: 'index.html' })];
}

const COPIES = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

function compressed(folder: string): RequestHandler {
  return (req, res, next) => {
    const path = req.path.endsWith('/') ? `${req.path}index.html` : req.path;
    const plain = /^\/[\w./-]+\.(js|css|html|json|svg)$/.exec(path);
    if (!plain || path.includes('..')) return next();
    res.vary('Accept-Encoding');
    const copy = COPIES.find(([name, ending]) => req.acceptsEncodings(name) && existsSync(join(folder, path + ending)));
    if (copy) {
      res.type(plain[1] as string).setHeader('Content-Encoding', copy[0]);
      req.url = path + copy[1];
    }
    next();
  };
}
