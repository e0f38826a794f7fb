/** A server that is closed while connections are in every state; whatever node would wait for is made to take longer than a test may. */
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { HttpServer } from '../../server/platform/http/listen.js';
import { listen, makeServer } from '../../server/platform/index.js';

const FOREVER_MS = 3_600_000;

let http: HttpServer;
let answer: () => void;
beforeEach(async () => {
  http = makeServer((req, res) => {
    if (req.url === '/slow') answer = () => res.end('slow');
    else res.end('quick'); // whatever else of it is to come
  });
  Object.assign(http.server, { keepAliveTimeout: FOREVER_MS, headersTimeout: FOREVER_MS, requestTimeout: FOREVER_MS });
  await listen(http.server, { PORT: 0, HOST: '127.0.0.1' });
});
afterEach(() => void http.server.closeAllConnections());

async function says(words: string) {
  const socket = connect((http.server.address() as AddressInfo).port, '127.0.0.1');
  const ended = new Promise((done) => socket.once('close', done));
  let heard = '';
  const hears = (what: string) =>
    new Promise<void>((done) => {
      const look = () => heard.includes(what) && done();
      socket.on('data', (piece) => {
        heard += piece;
        look();
      });
    });
  await once(socket, 'connect');
  socket.on('error', () => {});
  if (words) socket.write(words);
  return { ended, hears, heard: () => heard };
}
const HEAD = 'HTTP/1.1\r\nHost: here\r\n';

it.each([
  { says: 'has asked nothing yet', words: '', after: '' },
  { says: 'is kept for a next request', words: `GET / ${HEAD}\r\n`, after: 'quick' },
  {
    says: 'was answered before it had said all',
    words: `POST / ${HEAD}Content-Length: 1000000\r\n\r\nabc`,
    after: 'quick',
  },
])('does not wait for one that $says', async ({ words, after }) => {
  const connected = once(http.server, 'connection');
  const client = await says(words);
  await connected;
  if (after) await client.hears(after);
  await http.close();
  await client.ended;
});

it('answers what is under way', async () => {
  const asked = once(http.server, 'request');
  const client = await says(`GET /slow ${HEAD}\r\n`);
  await asked;
  const closed = http.close();
  const quiet = await says('').catch(() => null); // nothing new is accepted
  expect(quiet).toBeNull();
  answer();
  await client.hears('slow');
  await closed;
  await client.ended;
});
