import type { Server } from 'node:http';

/**
 * For so long an idle connection is kept for a next request: longer than balancers and proxies keep theirs (60 seconds are usual), or
 * one of them would send a request into a connection that just ends, and answer 502.
 */
export const KEEP_ALIVE_MS = 75_000;

/** @throws Error in plain words when the port is taken */
export function listen(server: Server, { PORT, HOST }: { PORT: number; HOST: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const busy = `Port ${PORT} on ${HOST} is in use. Stop what uses it, or choose another with PORT=…`;
      reject(error.code === 'EADDRINUSE' ? new Error(busy) : error);
    });
    server.listen(PORT, HOST, resolve);
  });
}

/** Accepts nothing new at once; resolves when every request under way is answered. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // A connection that is kept alive for a next request would keep us alive too: close each as its answer is out.
    const idle = setInterval(() => server.closeIdleConnections(), 50);
    server.close(() => {
      clearInterval(idle);
      resolve();
    });
  });
}
