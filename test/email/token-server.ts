import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** An OAuth2 server that gives another refresh token with each use, and tells mail servers whether a token holds. */
export async function aTokenServer() {
  const asked: URLSearchParams[] = [];
  const holding = new Set<string>();
  let user = '';
  let refuses = false;
  let lastsSeconds = 3_600;
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url as string, 'http://localhost');
    response.setHeader('content-type', 'application/json');
    if (pathname !== '/token')
      return response.end(JSON.stringify({ active: holding.has(searchParams.get('token') ?? ''), email: user }));
    asked.push(new URLSearchParams(await text(request)));
    if (refuses) return response.writeHead(400).end(JSON.stringify({ error: 'invalid_grant' }));
    const access_token = `access-${user}-${asked.length}`;
    holding.add(access_token);
    const refresh_token = `refresh-${asked.length}`;
    response.end(JSON.stringify({ access_token, expires_in: lastsSeconds, refresh_token }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** What was asked for, in order. */
    asked,
    /** Access tokens that hold. */
    holding,
    refuse: () => {
      refuses = true;
    },
    lasts: (seconds: number) => {
      lastsSeconds = seconds;
    },
    /** Begins anew, for another user. */
    serve(name: string): void {
      asked.length = 0;
      holding.clear();
      [user, refuses, lastsSeconds] = [name, false, 3_600];
    },
    close(): void {
      server.closeAllConnections();
      server.close();
    },
  };
}
