import { timingSafeEqual } from 'node:crypto';
import { type Request, Router } from 'express';
import { AppError } from '../app-error.js';
import { hashSecret } from '../ids.js';
import { registry } from '../metrics.js';

/** Resolves (to a word worth showing, or nothing) when the part can serve; rejects when it cannot. */
export type ReadyCheck = () => Promise<string | undefined>;

const CHECK_LIMIT_MS = 2_000;

/** For load balancers and monitoring: alive, ready, figures. */
export function probes(checks: Record<string, ReadyCheck>, metricsToken: string | undefined): Router {
  return Router()
    .get('/healthz', (_req, res) => void res.json({ ok: true }))
    .get('/readyz', async (_req, res) => {
      const parts = Object.fromEntries(
        await Promise.all(Object.entries(checks).map(async ([name, check]) => [name, await outcome(check)])),
      );
      const ok = Object.values(parts).every((part) => part !== 'failed');
      res.status(ok ? 200 : 503).json({ ok, ...parts });
    })
    .get('/metrics', async (req, res) => {
      if (!maySeeMetrics(req, metricsToken)) throw new AppError('permission.denied', 'Figures need the metrics token.');
      res.type(registry.contentType).send(await registry.metrics());
    });
}

async function outcome(check: ReadyCheck): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('too slow')), CHECK_LIMIT_MS);
  });
  return Promise.race([check(), late])
    .then((word) => word ?? 'ready')
    .catch(() => 'failed')
    .finally(() => clearTimeout(timer));
}

/** The token when one is set, else only this machine itself, asking directly and not through a proxy. */
function maySeeMetrics(req: Request, token: string | undefined): boolean {
  if (token) {
    const given = hashSecret(req.get('authorization')?.replace(/^Bearer /, '') ?? '');
    return timingSafeEqual(Buffer.from(given), Buffer.from(hashSecret(token)));
  }
  const peer = req.socket.remoteAddress ?? '';
  return /^(::ffff:)?127\.|^::1$/.test(peer) && !req.get('x-forwarded-for');
}
