import { LRUCache } from 'lru-cache';
import twilio from 'twilio';
import type { CarrierAccess } from '../../server/numbers/index.js';

/** Of one request. Longer than the carrier needs on a bad day, and well within what an agent waits for. */
const TIMEOUT_MS = 15_000;
const API = 'https://api.twilio.com';
/** Requests at once of one client; more wait. */
const MOST_SOCKETS = 100;

/** The SDK as it is, but for where it goes: to `base`, with the host that was meant in a header. */
class Elsewhere extends twilio.RequestClient {
  constructor(
    private readonly base: string,
    options: ConstructorParameters<typeof twilio.RequestClient>[0],
  ) {
    super(options);
  }

  override request: twilio.RequestClient['request'] = (options) => {
    const { pathname, search, host } = new URL(options.uri);
    const uri = `${this.base.replace(/\/$/, '')}${pathname}${search}`;
    return twilio.RequestClient.prototype.request.call(this, {
      ...options,
      uri,
      headers: { ...options.headers, 'X-Twilio-Host': host },
    }) as never;
  };
}

export type CarrierClient = ReturnType<typeof twilio>;

/** By where and as whom. Each has connections of its own: one made for every text would greet the carrier anew every time. */
const clients = new LRUCache<string, CarrierClient>({ max: 50 });

/** @param base where the carrier's API is, instead of Twilio's own addresses */
export function carrierClient(account: CarrierAccess, base: string | null): CarrierClient {
  const { sid, token, apiKey } = account;
  const key = JSON.stringify([base, sid, apiKey?.sid, apiKey?.secret ?? token]);
  const client = clients.get(key) ?? clientOf(account, base);
  clients.set(key, client);
  return client;
}

function clientOf({ sid, token, apiKey }: CarrierAccess, base: string | null): CarrierClient {
  const options = { autoRetry: true, timeout: TIMEOUT_MS, keepAlive: true, maxSockets: MOST_SOCKETS };
  const httpClient = base ? new Elsewhere(base, options) : new twilio.RequestClient(options);
  return apiKey
    ? twilio(apiKey.sid, apiKey.secret, { accountSid: sid, httpClient })
    : twilio(sid, token, { httpClient });
}

/** Reads the SDK's part for the carrier's API. It is large, and else read within the first request, while everybody waits. */
export function loadCarrier(): void {
  void twilio(`AC${'0'.repeat(32)}`, 'none').api;
}

/**
 * Where the carrier has what a resource of its API stands for: a picture, a recording.
 * @param base where its API is, instead of Twilio's own address
 * @param uri of the resource, as the API tells it
 */
export function fileAddress(base: string | null, uri: string): string {
  return `${(base ?? API).replace(/\/$/, '')}${uri.replace(/\.json$/, '')}`;
}
