/** The simulated carrier on a port of its own, its clock in the test's hand, and the unchanged SDK pointed at it. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express, type Request } from 'express';
import twilio from 'twilio';
import { type CarrierNeeds, makeCarrier, type VirtualTime, virtualTime } from '../server/demo/index.js';
import { makeDepartures } from './demo/carrier/departures.js';

export const ACCOUNT = { sid: `AC${'1'.repeat(32)}`, token: 'the token of the account' };

export async function serve(app: RequestListener): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * Closing it fails where anything that it said, or that it was asked, departs from what the real one publishes.
 * @param needs what differs from one account, a clock that stands, and seed 1
 */
export async function bootCarrier<T extends CarrierNeeds['time'] = VirtualTime>(
  needs: Partial<Omit<CarrierNeeds, 'time'>> & { time?: T } = {},
) {
  const app = express();
  const server = await serve(app);
  const departures = makeDepartures(needs.fetch ?? globalThis.fetch);
  const carrier = makeCarrier({
    accounts: [ACCOUNT],
    apiUrl: () => server.url,
    ...needs,
    fetch: departures.tell,
    time: needs.time ?? virtualTime(),
  });
  app.use(departures.watch, carrier.router);
  return {
    carrier,
    url: server.url,
    client: sdkAt(server.url),
    async close() {
      carrier.stop();
      await server.close();
      const found = departures.found();
      if (found.length > 0) throw new Error(`the carrier, or whoever asked it, departs:\n${found.join('\n')}`);
    },
  };
}

export function sdkAt(base: string, { sid, token } = ACCOUNT) {
  class Local extends twilio.RequestClient {
    override request: twilio.RequestClient['request'] = (asked) => {
      const { pathname, search } = new URL(asked.uri);
      return twilio.RequestClient.prototype.request.call(this, { ...asked, uri: base + pathname + search }) as never;
    };
  }
  return twilio(sid, token, { httpClient: new Local() });
}

export interface Told {
  path: string;
  form: Record<string, string>;
  /** By the SDK's own check. */
  genuine: boolean;
  token: string;
}

/** A server of a company that answers as it is told and keeps what it was told. */
export async function aCompany() {
  const told: Told[] = [];
  const answers = new Map<string, (form: Record<string, string>) => string | number>();
  const app: Express = express();
  const server = await serve(app);
  const genuine = (req: Request) =>
    twilio.validateRequest(
      ACCOUNT.token,
      req.get('x-twilio-signature') ?? '',
      server.url + req.originalUrl,
      req.body ?? {},
    );
  app.use(express.urlencoded({ extended: false }), (req, res) => {
    const form = { ...(req.query as Record<string, string>), ...(req.body as Record<string, string>) };
    told.push({ path: req.path, form, genuine: genuine(req), token: req.get('i-twilio-idempotency-token') ?? '' });
    const answer = answers.get(req.path)?.(form) ?? '<Response/>';
    if (typeof answer === 'number') res.sendStatus(answer);
    else res.type('text/xml').send(answer);
  });
  return {
    url: server.url,
    told,
    /** What came at a path, the earliest first. */
    at: (path: string) => told.filter((one) => one.path === path),
    /** A number is a status without TwiML. */
    answer: (path: string, how: string | number | ((form: Record<string, string>) => string | number)) =>
      void answers.set(path, typeof how === 'function' ? how : () => how),
    close: server.close,
  };
}
