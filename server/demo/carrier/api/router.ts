import express, { type Request, type Response, Router } from 'express';
import type { NetworkLog } from '../network-log.js';
import type { Account } from '../records.js';
import type { UnderWay } from '../under-way.js';
import { ApiError, notFound } from './api-error.js';
import type { ApiFaults } from './api-faults.js';
import { type Doors, Fields, type Reply } from './asked.js';
import { findDoor } from './doors.js';

interface Needs {
  accounts: Map<string, Account>;
  doors: Doors;
  faults: ApiFaults;
  log: NetworkLog;
  underWay: UnderWay;
  /** Bytes by their key, as the storage behind the API gives them to whoever has the address. */
  stored: (key: string) => { bytes: Buffer; type: string } | null;
}

const HOME = /^\/2010-04-01\/Accounts\/(AC[0-9a-f]{32})(?:\/|(?=\.json$))(.*)$/;

/** The carrier's REST API, to be mounted anywhere. */
export function apiRouter(needs: Needs): Router {
  const router = Router();
  router.get('/storage/:key', (req, res) => {
    const found = needs.stored(req.params.key);
    if (found) res.type(found.type).send(found.bytes);
    else res.sendStatus(404);
  });
  router.use(express.urlencoded({ extended: false, limit: '256kb', parameterLimit: 500 }), (req, res) =>
    needs.underWay.during(answer(needs, req, res)),
  );
  return router;
}

async function answer(needs: Needs, req: Request, res: Response): Promise<void> {
  const { faults, log } = needs;
  const request = `${req.method} ${req.path}`;
  const fault = faults.strike(request);
  if (fault) log.add('fault', fault, { request: shortened(request) });
  try {
    if (fault === 'answer429') throw new ApiError(429, 20_429, 'Too Many Requests');
    if (fault === 'answer500') throw new ApiError(500, 20_500, 'An internal server error has occurred');
    const reply = await ask(needs, req);
    log.add('api', shortened(request), { status: reply.status });
    if (fault === 'timeOut') res.destroy();
    else write(res, reply);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    log.add('api', shortened(request), { status: error.status, code: error.code });
    if (error.status === 401) res.set('WWW-Authenticate', 'Basic realm="Twilio API"');
    res.status(error.status).json(error);
  }
}

async function ask({ accounts, doors }: Needs, req: Request): Promise<Reply> {
  const [, accountSid = '', path = ''] = HOME.exec(req.path) ?? [];
  const account = accountOf(accounts, req);
  // Somebody else's account looks the same as none.
  if (accountSid !== account.sid) throw notFound(req.path);
  const found = findDoor(doors, req.method, path);
  if (!found) throw notFound(req.path);
  const { params, format } = found;
  const [form, query] = [new Fields(req.body ?? {}), new Fields(req.query)];
  // Addresses of neighbouring pages are relative to the API, wherever it is mounted.
  const uri = req.url;
  return found.answer({ account, params, form, query, uri, format });
}

/** @throws ApiError 20003 */
function accountOf(accounts: Map<string, Account>, req: Request): Account {
  const [scheme, given = ''] = (req.get('authorization') ?? '').split(' ');
  const [user = '', ...rest] = Buffer.from(given, 'base64').toString('utf8').split(':');
  const password = rest.join(':');
  const byKey = ({ keys }: Account) => keys.some(({ sid, secret }) => sid === user && secret === password);
  const byToken = ({ sid, token, secondToken }: Account) =>
    sid === user && (token === password || (secondToken !== null && secondToken === password));
  const account = [...accounts.values()].find((one) => byToken(one) || byKey(one));
  if (scheme !== 'Basic' || password === '' || !account) throw new ApiError(401, 20_003, 'Authenticate');
  return account;
}

function write(res: Response, reply: Reply): void {
  res.status(reply.status);
  if ('json' in reply) res.json(reply.json);
  else if ('bytes' in reply) res.type(reply.type).send(reply.bytes);
  else if ('location' in reply) res.location(reply.location).end();
  else res.end();
}

/** Without the account, which is always the same, and with the ids short enough to read. */
const shortened = (request: string) =>
  request.replace(/\/2010-04-01\/Accounts\/AC[0-9a-f]{32}/, '').replace(/([A-Z]{2}[0-9a-f]{6})[0-9a-f]{26}/g, '$1…');
