import { createServer, type RequestListener, type Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * For so long an idle connection is kept for a next request: longer than balancers and proxies keep theirs (60 seconds are usual), or
 * one of them would send a request into a connection that just ends, and answer 502.
 */
const KEEP_ALIVE_MS = 75_000;
const LOOK_EVERY_MS = 50;

export interface HttpServer {
  server: Server;
  /** Accepts nothing new at once; resolves when every request under way is answered. */
  close(): Promise<void>;
}

export function makeServer(app: RequestListener): HttpServer {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, app);
  /** Each open connection, with how many of its requests have no whole answer yet; one that is a WebSocket counts as one. */
  const open = new Map<Socket, number>();
  const count = (socket: Socket, by: 1 | -1) => {
    const before = open.get(socket);
    if (before !== undefined) open.set(socket, before + by);
  };
  server.on('connection', (socket) => {
    open.set(socket, 0);
    socket.once('close', () => open.delete(socket));
  });
  server.on('request', ({ socket }, res) => {
    count(socket, 1);
    res.once('close', () => count(socket, -1));
  });
  server.on('upgrade', ({ socket }) => count(socket, 1));

  /** Also those that never asked, and those that were answered before they had said all: node takes neither for idle. */
  function dropIdle(): void {
    for (const [socket, requests] of open) if (requests === 0) socket.destroy();
  }

  function close(): Promise<void> {
    return new Promise((resolve) => {
      // A connection that is kept alive for a next request would keep us alive too: each ends as its answer is out.
      const idle = setInterval(dropIdle, LOOK_EVERY_MS);
      server.close(() => {
        clearInterval(idle);
        resolve();
      });
    });
  }

  return { server, close };
}

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
