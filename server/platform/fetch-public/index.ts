import { lookup } from 'node:dns';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from './public-address.js';

export { isPublicAddress };

/** Whether a connection to this IP address and port may be opened. */
export type MayReach = (address: string, port: number) => boolean;

/** `address`: it leads, or is led, to where nobody may be sent; `form`: no plain http(s) address; `missing`: 404. */
export type FetchFailure =
  | 'form'
  | 'address'
  | 'redirects'
  | 'answer'
  | 'missing'
  | 'tooLarge'
  | 'timedOut'
  | 'unreachable';

export class FetchFailed extends Error {
  override readonly name = 'FetchFailed';
  constructor(
    readonly reason: FetchFailure,
    options?: ErrorOptions,
  ) {
    super(reason, options);
  }
}

export interface FetchBounds {
  maxBytes: number;
  /** For all of it, with what it is led on to. */
  timeoutMs: number;
  /** The types that are asked for. */
  accept: string;
  /** Asked for each address on the way, after it was found plain: null where it may not be gone to, else how to sign in there. */
  toGo?: (url: URL) => { auth?: string } | null;
}

export type FetchPublic = (address: string, bounds: FetchBounds) => Promise<Buffer>;

const MOST_REDIRECTS = 5;
const onlyWeb: MayReach = (address, port) => (port === 80 || port === 443) && isPublicAddress(address);

/**
 * Fetches what strangers name. Each address, that of each redirect too, is resolved, judged and then connected to as it was judged,
 * so that a name which means something else a moment later is of no use. Nothing is told of who asks: no cookies, no referrer.
 */
export function makeFetchPublic(mayReach: MayReach = onlyWeb): FetchPublic {
  /** @throws FetchFailed */
  return async function fetchPublic(address, { maxBytes, timeoutMs, accept, toGo }) {
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      return await bytesOf(await follow(address, { mayReach, accept, signal, toGo: toGo ?? (() => ({})) }), maxBytes);
    } catch (error) {
      if (error instanceof FetchFailed) throw error;
      throw new FetchFailed(signal.aborted ? 'timedOut' : 'unreachable', { cause: error });
    }
  };
}

interface Asking {
  mayReach: MayReach;
  accept: string;
  signal: AbortSignal;
  toGo: NonNullable<FetchBounds['toGo']>;
}

async function follow(address: string, asking: Asking): Promise<IncomingMessage> {
  let url = webAddress(address);
  for (let hops = 0; hops <= MOST_REDIRECTS; hops += 1) {
    const answer = await ask(url, asking);
    const { statusCode = 0, headers } = answer;
    if (statusCode === 200) return answer;
    answer.destroy();
    if (statusCode === 404) throw new FetchFailed('missing');
    if (![301, 302, 303, 307, 308].includes(statusCode) || !headers.location) throw new FetchFailed('answer');
    url = webAddress(headers.location, url);
  }
  throw new FetchFailed('redirects');
}

/** What is written in odd ways (0x7f.1, 2130706433) is an address like any other once it is parsed. */
function webAddress(address: string, base?: URL): URL {
  if (!URL.canParse(address, base)) throw new FetchFailed('form');
  const url = new URL(address, base);
  const plain = /^https?:$/.test(url.protocol) && !url.username && !url.password;
  if (!plain) throw new FetchFailed('form');
  return url;
}

function ask(url: URL, { mayReach, accept, signal, toGo }: Asking): Promise<IncomingMessage> {
  const secure = url.protocol === 'https:';
  const port = Number(url.port || (secure ? 443 : 80));
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // An address in the place of a name is never looked up.
  if (isIP(host) && !mayReach(host, port)) throw new FetchFailed('address');
  const signIn = toGo(url);
  if (!signIn) throw new FetchFailed('address');
  const headers = { accept, 'accept-encoding': 'identity', 'user-agent': 'Payvand' };
  const options = { agent: false as const, headers, signal, lookup: judgedLookup(mayReach, port), ...signIn };
  return new Promise((resolve, reject) => {
    (secure ? https : http).get(url, options, resolve).on('error', reject);
  });
}

/** One bad address among several is enough: it would be tried when the others do not answer. */
function judgedLookup(mayReach: MayReach, port: number): LookupFunction {
  return (host, options, done) =>
    lookup(host, { ...options, all: true }, (error, found) => {
      const [first] = found ?? [];
      if (error || !first) return done(error ?? new FetchFailed('unreachable'), '');
      if (!found.every(({ address }) => mayReach(address, port))) return done(new FetchFailed('address'), '');
      if (options.all) done(null, found);
      else done(null, first.address, first.family);
    });
}

async function bytesOf(answer: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const { 'content-encoding': encoding = 'identity', 'content-length': length = '0' } = answer.headers;
  const chunks: Buffer[] = [];
  let size = Number(length);
  try {
    // What is packed may unpack to anything, and was not asked for.
    if (encoding.toLowerCase() !== 'identity') throw new FetchFailed('answer');
    if (size > maxBytes) throw new FetchFailed('tooLarge');
    size = 0;
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) throw new FetchFailed('tooLarge');
      chunks.push(chunk);
    }
  } finally {
    answer.destroy();
  }
  return Buffer.concat(chunks);
}
