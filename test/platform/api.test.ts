import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API, ERROR_STATUS, may, type Operation, type OperationName, ROLES } from '../../server/contract/index.js';
import { type Booted, bootApp } from '../boot.js';

let app: Booted;
let admin: string;
const cookies: Record<string, string> = {};
const operations = Object.entries(API) as [OperationName, Operation][];

beforeAll(async () => {
  app = await bootApp();
  admin = await app.signIn();
  for (const role of ROLES) {
    const account = { name: role, email: `${role}@walk.example`, password: `password of ${role}`, role };
    await app.call('users.create', { cookie: admin, body: account });
    cookies[role] = await app.signIn(account.email, account.password);
  }
});
afterAll(() => app.close());

/** With ids of nothing and no body: far enough to meet every door, not far enough to change anything. */
const knock = (name: OperationName, cookie?: string) =>
  app.call(name, { cookie, params: { id: 'a'.repeat(24), key: 'none' } });

describe('every operation', () => {
  it.each(operations.filter(([, { access }]) => access !== 'anyone'))(
    '%s refuses nobody in particular',
    async (name) => {
      expect(await knock(name)).toMatchObject({ status: 401, error: { code: 'signin.required' } });
    },
  );

  describe.each(ROLES)('for the role %s', (role) => {
    it.each(operations.filter(([name]) => name !== 'session.delete'))('%s', async (name, { access }) => {
      const { status, error } = await knock(name, cookies[role]);
      const allowed = access === 'anyone' || access === 'signedIn' || may(role, access);
      if (allowed) expect([401, 403, 500]).not.toContain(status);
      else expect({ status, code: error?.code }).toEqual({ status: 403, code: 'permission.denied' });
    });
  });

  it.each(operations.filter(([, { path }]) => path.includes(':id')))(
    '%s calls an id that cannot be one missing',
    async (name, { body }) => {
      for (const id of ['1', 'a'.repeat(25), "'; drop", '../users', '%00', '$ne']) {
        const { status, error } = await app.call(name, { cookie: admin, params: { id }, ...(body && { body: {} }) });
        expect(status, `${id} → ${error?.code}`).toBe(404);
        expect(error?.code).toMatch(/\.missing$/);
      }
    },
  );
});

describe('bad input', () => {
  const post = (body: string | Buffer, headers: Record<string, string> = {}, path = '/canned-replies') =>
    fetch(`${app.url}/api/v1${path}`, {
      method: 'POST',
      body: body as BodyInit,
      headers: { cookie: admin, 'content-type': 'application/json', ...headers },
    });
  const codeOf = async (answer: Response) => [answer.status, (await answer.json()).error.code];

  it.each<{ says: string; body: string; headers?: Record<string, string>; code: [number, string] }>([
    { says: 'cut off in the middle', body: '{"shortcut":', code: [400, 'input.malformed'] },
    { says: 'not an object', body: '"text"', code: [400, 'input.malformed'] },
    {
      says: 'not JSON by its own word',
      body: '{}',
      headers: { 'content-type': 'text/plain' },
      code: [400, 'input.malformed'],
    },
    {
      says: 'a form',
      body: 'shortcut=a',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      code: [400, 'input.malformed'],
    },
    {
      says: 'in an unknown encoding',
      body: '{}',
      headers: { 'content-encoding': 'br-x' },
      code: [400, 'input.malformed'],
    },
    {
      says: 'compressed but not so',
      body: '{"a":1}',
      headers: { 'content-encoding': 'gzip' },
      code: [400, 'input.malformed'],
    },
    {
      says: 'in an unknown charset',
      body: '{}',
      headers: { 'content-type': 'application/json; charset=x-unknown' },
      code: [400, 'input.malformed'],
    },
    { says: 'above 256 KB', body: JSON.stringify({ text: 'x'.repeat(262_144) }), code: [413, 'input.tooLarge'] },
    { says: 'of a wrong type', body: '{"shortcut":5,"title":"t","text":"t"}', code: [400, 'input.invalid'] },
    { says: 'a list', body: '[]', code: [400, 'input.invalid'] },
    { says: 'nothing', body: '', code: [400, 'input.invalid'] },
    {
      says: 'made to reach a prototype',
      body: '{"__proto__":{"x":1},"shortcut":"a","title":"t","text":"t"}',
      code: [400, 'input.invalid'],
    },
    {
      says: 'an operator instead of a text',
      body: '{"shortcut":{"$ne":""},"title":"t","text":"t"}',
      code: [400, 'input.invalid'],
    },
  ])('a body $says', async ({ body, headers, code }) => {
    expect(await codeOf(await post(body, headers))).toEqual(code);
  });

  it('is told field by field', async () => {
    const { error } = await app.call('canned.create', {
      cookie: admin,
      body: { shortcut: 'a b', text: '', colour: 1 },
    });
    const issues = error?.details?.issues as { path: string; message: string }[];
    expect(issues.map(({ path }) => path).sort()).toEqual(['colour', 'shortcut', 'text', 'title']);
    expect(issues).toContainEqual({ path: 'colour', message: 'unknown field' });
  });

  it('stores nothing of what it refuses', async () => {
    expect((await app.call('canned.list', { cookie: admin })).body).toEqual([]);
  });

  it.each([
    ['an unknown parameter', 'audit.list', { limt: 5 }],
    ['a limit that is no number', 'audit.list', { limit: 'many' }],
    ['a limit above the highest', 'audit.list', { limit: 1_000 }],
    ['a parameter where there is none', 'users.list', { limit: 5 }],
  ] as const)('in the query: %s', async (_says, name, query) => {
    expect((await app.call(name, { cookie: admin, query })).error?.code).toBe('input.invalid');
  });

  it('in the query: one parameter twice', async () => {
    const answer = await fetch(`${app.url}/api/v1/audit?limit=1&limit=2`, { headers: { cookie: admin } });
    expect(await codeOf(answer)).toEqual([400, 'input.invalid']);
  });

  it('of one caller, too fast, slows nobody else', async () => {
    const slow = await bootApp({ env: { API_REQUESTS_PER_SECOND: '2' }, storeUri: app.storeUri });
    const all = await Promise.all(
      Array.from({ length: 20 }, () => slow.call('queues.list', { cookie: cookies.agent })),
    );
    const refused = all.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(10);
    expect(refused[0]?.error?.code).toBe('rate.limited');
    expect(refused[0]?.headers.get('retry-after')).toBe('1');
    expect((await slow.call('queues.list', { cookie: admin })).status).toBe(200);
    await slow.close();
  });

  it('does not parse the megabytes of a stranger', async () => {
    const answer = await post('{"text":'.repeat(1_000), { cookie: '' });
    expect(answer.status).toBe(401);
  });

  it.each(['/api/v1/nothing', '/api/v1/users/%E0%A4%A', '/api/v2/users', '/nothing'])(
    'at %s is an error with a code',
    async (path) => {
      const answer = await fetch(app.url + path, { headers: { cookie: admin } });
      const { error } = await answer.json();
      expect(answer.status).toBe(ERROR_STATUS[error.code as keyof typeof ERROR_STATUS]);
      expect(answer.status).toBeLessThan(500);
    },
  );

  it('with a method nobody serves is missing', async () => {
    const answer = await fetch(`${app.url}/api/v1/users`, { method: 'DELETE', headers: { cookie: admin } });
    expect(await codeOf(answer)).toEqual([404, 'route.missing']);
  });
});

describe('an answer', () => {
  it('carries the request id it was asked with, or a new one', async () => {
    const mine = await app.call('session.show', { headers: { 'x-request-id': 'trace-0123456789' } });
    expect(mine.headers.get('x-request-id')).toBe('trace-0123456789');
    const other = await app.call('session.show', { headers: { 'x-request-id': 'bad id<script>' } });
    expect(other.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is never kept by a cache, never framed, never sniffed', async () => {
    const { headers } = await app.call('queues.list', { cookie: admin });
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
  });
});

interface Told {
  operationId: string;
  requestBody?: unknown;
  responses: Record<string, { content?: Record<string, { schema?: object }> } | undefined>;
}

describe('for machines', () => {
  it('is alive and ready', async () => {
    expect(await (await fetch(`${app.url}/healthz`)).json()).toEqual({ ok: true });
    expect(await (await fetch(`${app.url}/readyz`)).json()).toEqual({ ok: true, store: 'ready', router: 'here' });
  });

  it('keeps a connection for longer than a proxy in front of it does', async () => {
    const { headers } = await fetch(`${app.url}/healthz`);
    expect(headers.get('keep-alive')).toBe('timeout=75');
  });

  it('shows figures to this machine, by route pattern, and not through a proxy', async () => {
    await knock('users.change', admin);
    const text = await (await fetch(`${app.url}/metrics`)).text();
    expect(text).toContain('route="/api/v1/users/:id"');
    expect(text).not.toContain('a'.repeat(24));
    for (const name of [
      'payvand_nodejs_eventloop_lag_seconds',
      'payvand_sockets',
      'payvand_messages_total',
      'payvand_queue_waiting',
      'payvand_offers_total',
    ])
      expect(text).toContain(name);
    const proxied = await fetch(`${app.url}/metrics`, { headers: { 'x-forwarded-for': '1.2.3.4' } });
    expect(proxied.status).toBe(403);
  });

  it('describes every operation, with its input, and nothing else', async () => {
    const description = await (await fetch(`${app.url}/api/v1/openapi.json`)).json();
    expect(description.openapi).toBe('3.1.0');
    const told = Object.entries(description.paths as Record<string, Record<string, Told>>).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, told]) => ({ path, method, ...told })),
    );
    expect(told.map(({ operationId }) => operationId).sort()).toEqual(operations.map(([name]) => name).sort());
    for (const [name, operation] of operations) {
      const found = told.find(({ operationId }) => operationId === name);
      expect(found).toMatchObject({ method: operation.method, path: operation.path.replace(/:(\w+)/g, '{$1}') });
      expect(Boolean(found?.requestBody), name).toBe(Boolean(operation.body));
      const answer = found?.responses[operation.status ?? 200];
      const schema = answer?.content?.['application/json']?.schema ?? {};
      expect(Object.keys(schema).length > 0, `${name} says what it answers`).toBe(operation.status !== 204);
    }
    // Every reference leads somewhere.
    const references = [...JSON.stringify(description).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)];
    for (const [, name] of references) expect(description.components.schemas).toHaveProperty(name as string);
  });

  it('has a page to read it by, without foreign scripts', async () => {
    const page = await fetch(`${app.url}/api/docs/`);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(await page.text()).not.toMatch(/https?:\/\//);
    expect((await fetch(`${app.url}/api/docs/docs.js`)).status).toBe(200);
  });
});
