/** What we fetch because a stranger named it: from the open internet, and from nowhere else. */
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FetchPublic, isPublicAddress, makeFetchPublic } from '../../server/platform/index.js';

const BOUNDS = { maxBytes: 1_000, timeoutMs: 30_000, accept: 'image/png' };

describe('an address', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.100.100.200',
    '168.63.129.16',
    '0.0.0.0',
  ])('%s is nobody’s to name', (address) => expect(isPublicAddress(address)).toBe(false));
  it.each([
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    'fe80::1',
    'fe80::1%eth0',
    'fd00:ec2::254',
    'ff02::1',
    '::ffff:10.0.0.1',
  ])('%s is nobody’s to name either', (address) => expect(isPublicAddress(address)).toBe(false));
  it.each(['64:ff9b::a00:1', '2002:a00:1::', '2001:db8::1', '2001::1', 'localhost', ''])(
    '%s is none of the open internet',
    (address) => expect(isPublicAddress(address)).toBe(false),
  );
  it.each(['93.184.216.34', '172.32.0.1', '2606:4700::1111'])('%s is one', (address) =>
    expect(isPublicAddress(address)).toBe(true),
  );
});

describe('the guard', () => {
  const asked: IncomingMessage[] = [];
  const answers: Record<string, RequestListener> = {
    '/good': (_req, res) => res.end('good'),
    '/to-good': (_req, res) => res.writeHead(302, { location: '/good', 'set-cookie': 'a=b' }).end(),
    '/to-metadata': (_req, res) => res.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data/' }).end(),
    '/to-name': (_req, res) => res.writeHead(307, { location: `http://localhost:${portOf(other)}/good` }).end(),
    '/to-file': (_req, res) => res.writeHead(301, { location: 'file:///etc/passwd' }).end(),
    '/round': (_req, res) => res.writeHead(302, { location: '/round' }).end(),
    '/large': (_req, res) => res.end(Buffer.alloc(1_001)),
    '/large-unsaid': (_req, res) => {
      res.write(Buffer.alloc(600));
      res.end(Buffer.alloc(600));
    },
    '/packed': (_req, res) => res.writeHead(200, { 'content-encoding': 'gzip' }).end('x'),
    '/never': (_req, res) => void res.write('a'),
    '/broken': (_req, res) => void res.destroy(),
  };
  let server: Server;
  let other: Server;
  let fetchPublic: FetchPublic;
  const portOf = (which: Server) => (which.address() as AddressInfo).port;
  const at = (path: string) => `http://127.0.0.1:${portOf(server)}${path}`;

  beforeAll(async () => {
    server = await listening((req, res) => {
      asked.push(req);
      answers[req.url ?? '']?.(req, res);
    });
    other = await listening((_req, res) => res.end('must not be reached'));
    // The only thing that is not as in earnest: this one server counts as the open internet.
    fetchPublic = makeFetchPublic((address, port) => address === '127.0.0.1' && port === portOf(server));
  });
  afterAll(() => {
    for (const each of [server, other]) {
      each?.closeAllConnections();
      each?.close();
    }
  });

  it('lets through what it may, and tells nothing of who asks', async () => {
    expect(await fetchPublic(at('/to-good'), BOUNDS)).toEqual(Buffer.from('good'));
    const { headers } = asked.at(-1) as IncomingMessage;
    expect(Object.keys(headers).sort()).toEqual(['accept', 'accept-encoding', 'connection', 'host', 'user-agent']);
  });

  it.each([
    { says: 'a redirect to 169.254.169.254', path: '/to-metadata', reason: 'address' },
    { says: 'a redirect to a name that leads inside', path: '/to-name', reason: 'address' },
    { says: 'a redirect to a file', path: '/to-file', reason: 'form' },
    { says: 'redirects without end', path: '/round', reason: 'redirects' },
    { says: 'more than it takes', path: '/large', reason: 'tooLarge' },
    { says: 'more than it takes, unannounced', path: '/large-unsaid', reason: 'tooLarge' },
    { says: 'what was packed unasked', path: '/packed', reason: 'answer' },
    { says: 'what breaks off', path: '/broken', reason: 'unreachable' },
  ])('refuses $says', ({ path, reason }) =>
    expect(fetchPublic(at(path), BOUNDS)).rejects.toMatchObject({ name: 'FetchFailed', reason }),
  );

  it('does not wait for ever', () =>
    expect(fetchPublic(at('/never'), { ...BOUNDS, timeoutMs: 50 })).rejects.toMatchObject({ reason: 'timedOut' }));

  it.each([
    { says: 'this machine', address: () => at('/good'), reason: 'address' },
    { says: 'this machine by name', address: () => `http://localhost:${portOf(server)}/good`, reason: 'address' },
    { says: 'this machine as a number', address: () => 'http://2130706433/', reason: 'address' },
    { says: 'this machine in IPv6', address: () => 'http://[::1]/', reason: 'address' },
    { says: 'another port', address: () => 'http://93.184.216.34:22/', reason: 'address' },
    { says: 'a name with a password', address: () => 'http://me:secret@93.184.216.34/', reason: 'form' },
    { says: 'another protocol', address: () => 'ftp://93.184.216.34/', reason: 'form' },
  ])('in earnest never goes to $says', ({ address, reason }) =>
    expect(makeFetchPublic()(address(), BOUNDS)).rejects.toMatchObject({ reason }),
  );
});

function listening(answer: RequestListener): Promise<Server> {
  const server = createServer(answer);
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}
