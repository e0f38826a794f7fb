import type { MediaRefusal } from '../../server/contract/index.js';
import type { CarrierAccess } from '../../server/numbers/index.js';
import { FetchFailed, isPublicAddress, makeFetchPublic } from '../../server/platform/index.js';

/** Why a file could not be had. Only what is `missing` or `broken` is worth waiting for: the carrier tells of some before it has them. */
export class MediaError extends Error {
  override readonly name = 'MediaError';
  constructor(readonly why: Exclude<MediaRefusal, 'notAllowed'>) {
    super(why);
  }
}

const MOST_BYTES = 5 * 1024 * 1024;
const TIMEOUT_MS = 30_000;
/** Where Twilio keeps files: its API, and what that refers to. */
const OWN_HOSTS = /^(?:[a-z0-9-]+\.)*(?:twilio\.com|twiliocdn\.com)$|^s3-external-1\.amazonaws\.com$/;

/**
 * Fetches a file that the carrier keeps for us, by its address: at most 5 MB, unless more is expected.
 * Our credentials go to the carrier's API alone, and never on to where that refers to.
 * @param base where the carrier's API is, instead of Twilio's own addresses: there, and only there, also within our own network
 * @throws MediaError
 */
export async function fetchMedia(
  address: string,
  account: CarrierAccess,
  base: string | null,
  { maxBytes = MOST_BYTES, timeoutMs = TIMEOUT_MS }: { maxBytes?: number; timeoutMs?: number } = {},
): Promise<Buffer> {
  const home = base === null ? null : new URL(base);
  const api = home?.host ?? 'api.twilio.com';
  const fetchIt = makeFetchPublic((ip, port) => isOf(home, port) || (port === 443 && isPublicAddress(ip)));
  const toGo = (url: URL) => {
    const known = url.origin === home?.origin || (url.protocol === 'https:' && OWN_HOSTS.test(url.hostname));
    if (!known) return null;
    return url.host === api ? { auth: signInOf(account) } : {};
  };
  try {
    return await fetchIt(address, { maxBytes, timeoutMs, accept: '*/*', toGo });
  } catch (error) {
    throw new MediaError(error instanceof FetchFailed ? (WHY[error.reason] ?? 'broken') : 'broken');
  }
}

const WHY: Partial<Record<FetchFailed['reason'], MediaError['why']>> = {
  ...{ form: 'unsafe', address: 'unsafe', redirects: 'unsafe' },
  ...{ missing: 'missing', tooLarge: 'tooLarge' },
};

const isOf = (home: URL | null, port: number): boolean =>
  home !== null && port === Number(home.port || (home.protocol === 'https:' ? 443 : 80));

const signInOf = ({ sid, token, apiKey }: CarrierAccess): string =>
  apiKey ? `${apiKey.sid}:${apiKey.secret}` : `${sid}:${token}`;
