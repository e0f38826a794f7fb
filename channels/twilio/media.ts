import { lookup as resolve } from 'node:dns';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import type { CarrierAccess } from '../../server/numbers/index.js';

/** Why a file could not be had; `missing` may be cured by waiting: the carrier tells of some before it has them. */
export class MediaError extends Error {
  override readonly name = 'MediaError';
  constructor(readonly why: 'missing' | 'tooLarge' | 'unsafe' | 'broken') {
    super(why);
  }
}

const MOST_BYTES = 5 * 1024 * 1024;
const MOST_REDIRECTS = 3;
const TIMEOUT_MS = 30_000;
/** Where Twilio keeps files: its API, and what that refers to. */
const OWN_HOSTS = /^(?:[a-z0-9-]+\.)*(?:twilio\.com|twiliocdn\.com)$|^s3-external-1\.amazonaws\.com$/;

const inside = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  inside.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of [
  ['::', 128],
  ['::1', 128],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  inside.addSubnet(net, bits, 'ipv6');

/** An address of a network that is not everybody's; IPv4 written as IPv6 counts as what it is. */
const isInside = (address: string): boolean => {
  const plain = address.replace(/^::ffff:/i, '');
  return inside.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
};

/** Resolves to addresses of the open network only, so that what was checked is what is connected to. */
const openOnly: LookupFunction = (host, options, done) => {
  resolve(host, { ...options, all: true }, (error, found) => {
    if (error) return done(error, '', 0);
    const open = found.filter(({ address }) => !isInside(address));
    const first = open[0];
    if (!first) return done(new MediaError('unsafe') as NodeJS.ErrnoException, '', 0);
    if (options.all) return done(null, open as never, 0);
    done(null, first.address, first.family);
  });
};

/**
 * Fetches a file that the carrier keeps for us, by its address: at most 5 MB.
 * Our credentials go to the carrier's API alone and never on to where that refers to.
 * @param base where the carrier's API is, instead of Twilio's own addresses: there, and only there, also within our own network
 * @throws MediaError
 */
export async function fetchMedia(address: string, account: CarrierAccess, base: string | null): Promise<Buffer> {
  let url = safeUrl(address, null, base);
  const api = url.host;
  for (let hops = 0; hops <= MOST_REDIRECTS; hops += 1) {
    const answer = await get(url, url.host === api ? authOf(account) : null, isBase(url, base));
    if (answer.bytes) return answer.bytes;
    url = safeUrl(answer.location, url, base);
  }
  throw new MediaError('broken');
}

const authOf = ({ sid, token, apiKey }: CarrierAccess): string =>
  apiKey ? `${apiKey.sid}:${apiKey.secret}` : `${sid}:${token}`;

const isBase = (url: URL, base: string | null): boolean => base !== null && url.origin === new URL(base).origin;

function safeUrl(address: string, from: URL | null, base: string | null): URL {
  const url = URL.parse(address, from?.href);
  if (!url || url.username || url.password) throw new MediaError('unsafe');
  if (isBase(url, base)) return url;
  if (url.protocol !== 'https:' || !OWN_HOSTS.test(url.hostname)) throw new MediaError('unsafe');
  return url;
}

type Answer = { bytes: Buffer; location?: never } | { bytes?: never; location: string };

function get(url: URL, auth: string | null, anywhere: boolean): Promise<Answer> {
  return new Promise((answer, fail) => {
    const send = url.protocol === 'http:' ? requestHttp : requestHttps;
    const options = { ...(auth && { auth }), ...(!anywhere && { lookup: openOnly }), timeout: TIMEOUT_MS };
    const asked = send(url, options, (res) => {
      const { statusCode = 0, headers } = res;
      if (statusCode >= 300 && statusCode < 400 && headers.location) {
        res.resume();
        return answer({ location: headers.location });
      }
      if (statusCode !== 200) {
        res.resume();
        return fail(new MediaError(statusCode === 404 ? 'missing' : 'broken'));
      }
      read(res).then(
        (bytes) => answer({ bytes }),
        (error) => {
          asked.destroy();
          fail(error);
        },
      );
    });
    asked.on('timeout', () => asked.destroy(new MediaError('broken')));
    asked.on('error', (error) => fail(error instanceof MediaError ? error : new MediaError('broken')));
    asked.end();
  });
}

async function read(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of stream) {
      size += chunk.length;
      if (size > MOST_BYTES) throw new MediaError('tooLarge');
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof MediaError ? error : new MediaError('broken');
  }
  return Buffer.concat(chunks);
}
