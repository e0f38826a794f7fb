import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN, type Booted, bootApp } from '../boot.js';
import { eachChannel } from '../build/capacity.js';

let app: Booted;
let admin: string;
let node2: Booted;
const now = { at: new Date('2030-01-05T08:00:00Z') };
const clock = { now: () => now.at };
const address = (ip: string) => ({ 'x-forwarded-for': ip });

beforeAll(async () => {
  const env = { SIGNIN_TRIES_PER_QUARTER_HOUR: '4', TRUSTED_PROXIES: '1', SESSION_HOURS: '2' };
  app = await bootApp({ env, clock });
  node2 = await bootApp({ env, clock, storeUri: app.storeUri });
  admin = await app.signIn();
});
afterAll(async () => {
  await node2.close();
  await app.close();
});

let made = 0;
async function anAccount(role: 'agent' | 'supervisor' | 'admin' = 'agent') {
  made += 1;
  const account = {
    name: `Person ${made}`,
    email: `person${made}@payvand.example`,
    password: `password of ${made}`,
    role,
  };
  const { body, status } = await app.call('users.create', { cookie: admin, body: account });
  expect(status).toBe(201);
  return { ...account, id: body.id };
}
const tryIn = (email: string, password: string, ip: string, on = app) =>
  on.call('session.create', { body: { email, password }, headers: address(ip) });

describe('signing in', () => {
  it('answers the same for a wrong password and an unknown address', async () => {
    const wrong = await tryIn(ADMIN.email, 'not the password', '10.0.0.1');
    const unknown = await tryIn('nobody@payvand.example', 'not the password', '10.0.0.1');
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(wrong.error).toEqual(unknown.error);
    expect(wrong.headers.getSetCookie()).toEqual([]);
  });

  it('takes as long for an unknown address as for a wrong password', async () => {
    // What the processor did, and not what passed meanwhile: a busy machine changes little of it.
    const work = async (email: string) => {
      const works: number[] = [];
      for (let i = 0; i < 3; i += 1) {
        const before = process.cpuUsage();
        await tryIn(email, 'not the password', `10.9.${email.length}.${i}`);
        const { user, system } = process.cpuUsage(before);
        works.push(user + system);
      }
      return Math.min(...works);
    };
    const { email } = await anAccount();
    const known = await work(email);
    const unknown = await work('nobody2@payvand.example');
    // Without the dummy check an unknown address would answer in a small part of the time.
    expect(unknown).toBeGreaterThan(known * 0.4);
    expect(known).toBeGreaterThan(unknown * 0.4);
  });

  it('refuses an account that is not active', async () => {
    const { id, email, password } = await anAccount();
    await app.call('users.change', { cookie: admin, params: { id }, body: { active: false } });
    expect((await tryIn(email, password, '10.0.0.2')).error?.code).toBe('signin.wrong');
  });

  it('does not mind the case of the address', async () => {
    const { email, password } = await anAccount();
    expect((await tryIn(email.toUpperCase(), password, '10.0.0.3')).status).toBe(201);
  });

  it('throttles one account over all addresses and nodes, even with the right password, and says how long', async () => {
    const { email, password } = await anAccount();
    for (let i = 0; i < 4; i += 1)
      expect((await tryIn(email, 'wrong', `10.1.0.${i}`, i % 2 ? app : node2)).status).toBe(401);
    const refused = await tryIn(email, password, '10.1.0.9', node2);
    expect(refused).toMatchObject({ status: 429, error: { code: 'signin.throttled' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('counts guesses made at the same moment', async () => {
    const { email } = await anAccount();
    const tries = await Promise.all(Array.from({ length: 12 }, (_none, i) => tryIn(email, 'wrong', `10.2.0.${i}`)));
    expect(tries.filter(({ status }) => status === 401)).toHaveLength(4);
    expect(tries.filter(({ status }) => status === 429)).toHaveLength(8);
  });

  it('throttles one address that tries many accounts', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 22; i += 1)
      statuses.push((await tryIn(`stranger${i}@payvand.example`, 'wrong', '10.3.0.1')).status);
    expect(statuses.slice(0, 20).every((status) => status === 401)).toBe(true);
    expect(statuses.slice(20)).toEqual([429, 429]);
  });

  it('forgives tries once the password was right', async () => {
    const { email, password } = await anAccount();
    for (let round = 0; round < 3; round += 1) {
      for (let i = 0; i < 3; i += 1) expect((await tryIn(email, 'wrong', '10.4.0.1')).status).toBe(401);
      expect((await tryIn(email, password, '10.4.0.1')).status).toBe(201);
    }
  });

  it('still throttles after a restart', async () => {
    const { email, password } = await anAccount();
    for (let i = 0; i < 4; i += 1) await tryIn(email, 'wrong', '10.5.0.1');
    const again = await bootApp({
      env: { SIGNIN_TRIES_PER_QUARTER_HOUR: '4', TRUSTED_PROXIES: '1' },
      storeUri: app.storeUri,
    });
    expect((await tryIn(email, password, '10.5.0.2', again)).status).toBe(429);
    await again.close();
  });

  it('keeps neither password nor cookie where they could be read', async () => {
    const { email, password } = await anAccount();
    const cookie = await app.signIn(email, password);
    const secret = cookie.split('=')[1] as string;
    const { default: mongoose } = await import('mongoose');
    const names = ['users', 'sessions', 'audit', 'signin_emails', 'signin_addresses'];
    const all = await Promise.all(names.map((name) => mongoose.connection.collection(name).find().toArray()));
    const text = JSON.stringify(all);
    expect(text).not.toContain(password);
    expect(text).not.toContain(secret);
    expect(text).toContain('$argon2id$');
  });
});

describe('a session', () => {
  it('has a cookie that scripts and other sites do not get', async () => {
    const { headers } = await tryIn(ADMIN.email, ADMIN.password, '10.6.0.1');
    const line = headers.getSetCookie()[0] ?? '';
    expect(line).toMatch(/HttpOnly/);
    expect(line).toMatch(/SameSite=Lax/);
    expect(line).not.toMatch(/Secure/); // the test speaks plain HTTP
  });

  it.each([
    ['none', {}],
    ['an empty one', { cookie: 'payvand_session=' }],
    ['a forged one', { cookie: `payvand_session=${'x'.repeat(43)}` }],
    ['one under another name', { cookie: 'session=abc' }],
    ['a forged key', { authorization: 'Bearer pv_forged' }],
  ])('is not one with %s', async (_name, headers) => {
    const { status, error } = await app.call('session.show', { headers });
    expect(status).toBe(401);
    expect(error?.code).toBe('authorization' in headers ? 'token.invalid' : 'signin.required');
  });

  it('slides while it is used and ends when it is not', async () => {
    const { email, password } = await anAccount();
    const used = await app.signIn(email, password);
    const idle = await app.signIn(email, password);
    const ask = async (cookie: string) => (await app.call('session.show', { cookie })).status;
    for (let hour = 0; hour < 3; hour += 1) {
      now.at = new Date(now.at.getTime() + 1.5 * 3_600_000);
      expect(await ask(used)).toBe(200);
    }
    expect(await ask(idle)).toBe(401);
    for (let hours = 0; hours < 15 * 24; hours += 1.5) {
      now.at = new Date(now.at.getTime() + 1.5 * 3_600_000);
      await ask(used);
    }
    expect(await ask(used)).toBe(401); // two weeks are the most
    admin = await app.signIn();
  });

  it('ends by signing out, on every node', async () => {
    const { email, password } = await anAccount();
    const cookie = await app.signIn(email, password);
    expect((await node2.call('session.show', { cookie })).status).toBe(200);
    const revoked: unknown[] = [];
    const stop = app.parts.bus.on('user.revoked', (event) => void revoked.push(event));
    expect((await app.call('session.delete', { cookie })).status).toBe(204);
    stop();
    expect(revoked).toHaveLength(1);
    expect((await node2.call('session.show', { cookie })).status).toBe(401);
  });

  it('ends everywhere else when the password changes', async () => {
    const { email, password } = await anAccount();
    const [here, there] = [await app.signIn(email, password), await app.signIn(email, password)];
    const wrong = await app.call('me.password', {
      cookie: here,
      body: { current: 'wrong', next: 'a new long password' },
    });
    expect(wrong.error?.code).toBe('signin.wrong');
    const body = { current: password, next: 'a new long password' };
    expect((await app.call('me.password', { cookie: here, body })).status).toBe(204);
    expect((await app.call('session.show', { cookie: here })).status).toBe(200);
    expect((await app.call('session.show', { cookie: there })).status).toBe(401);
    expect((await tryIn(email, password, '10.7.0.1')).status).toBe(401);
    expect((await tryIn(email, body.next, '10.7.0.1')).status).toBe(201);
  });

  it('ends when an administrator takes the account away, and says so to whoever listens', async () => {
    const { id, email, password } = await anAccount();
    const cookie = await app.signIn(email, password);
    const revoked: unknown[] = [];
    const stop = app.parts.bus.on('user.revoked', (event) => void revoked.push(event));
    await app.call('users.change', { cookie: admin, params: { id }, body: { active: false } });
    stop();
    expect(revoked).toEqual([{ userId: id, sessionId: null }]);
    expect((await app.call('session.show', { cookie })).status).toBe(401);
    expect(await app.parts.accounts.sessionFromCookie(cookie)).toBeNull();
  });

  it('is found from a socket handshake among other cookies', async () => {
    const { id, email, password } = await anAccount();
    const cookie = await app.signIn(email, password);
    const found = await app.parts.accounts.sessionFromCookie(`a=b; ${cookie}; c=d=e`);
    expect(found?.user._id).toBe(id);
  });
});

describe('a change asked for by another site', () => {
  const body = { locale: 'fa' };
  it.each<{ says: string; headers: Record<string, string> }>([
    { says: 'is refused by Sec-Fetch-Site', headers: { 'sec-fetch-site': 'cross-site' } },
    { says: 'is refused from a sibling domain', headers: { 'sec-fetch-site': 'same-site' } },
    { says: 'is refused by Origin where there is nothing newer', headers: { origin: 'https://evil.example' } },
    { says: 'is refused from a sandbox', headers: { origin: 'null' } },
  ])('$says', async ({ headers }) => {
    const answer = await app.call('me.preferences', { cookie: admin, body, headers });
    expect(answer).toMatchObject({ status: 403, error: { code: 'origin.refused' } });
    const signIn = await app.call('session.create', { body: { email: 'a@b.example', password: 'x' }, headers });
    expect(signIn.error?.code).toBe('origin.refused');
  });

  it.each([
    { says: 'passes from our own page', headers: (url: string) => ({ 'sec-fetch-site': 'same-origin', origin: url }) },
    { says: 'passes from our own page in an older browser', headers: (url: string) => ({ origin: url }) },
    { says: 'passes from a program', headers: () => ({}) },
  ])('$says', async ({ headers }) => {
    const answer = await app.call('me.preferences', { cookie: admin, body, headers: headers(app.url) });
    expect(answer.status).toBe(200);
    expect(answer.body.preferences.locale).toBe('fa');
  });

  it('may read, since it is never told the answer', async () => {
    const { status, headers } = await app.call('session.show', {
      cookie: admin,
      headers: { origin: 'https://evil.example' },
    });
    expect(status).toBe(200);
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('an API key', () => {
  it('is told once, works as its role, and ends when deleted', async () => {
    const made = await app.call('apiKeys.create', { cookie: admin, body: { name: 'Reports', role: 'supervisor' } });
    const headers = { authorization: `Bearer ${made.body.secret}` };
    expect((await app.call('queues.list', { headers })).status).toBe(200);
    expect((await app.call('users.create', { headers, body: {} })).status).toBe(403);
    const { body: keys } = await app.call('apiKeys.list', { cookie: admin });
    const mine = keys.find(({ id }) => id === made.body.key.id);
    expect(mine?.lastUsedAt).not.toBeNull();
    expect(JSON.stringify(keys)).not.toContain(made.body.secret);
    expect((await app.call('apiKeys.delete', { cookie: admin, params: { id: made.body.key.id } })).status).toBe(204);
    expect((await app.call('queues.list', { headers })).error?.code).toBe('token.invalid');
  });

  it('is nobody with preferences, and needs no Origin', async () => {
    const made = await app.call('apiKeys.create', { cookie: admin, body: { name: 'Bot', role: 'admin' } });
    const headers = { authorization: `Bearer ${made.body.secret}`, origin: 'https://elsewhere.example' };
    expect((await app.call('session.show', { headers })).error?.code).toBe('permission.denied');
    expect((await app.call('me.preferences', { headers, body: {} })).error?.code).toBe('permission.denied');
    const canned = { shortcut: `s${made.body.key.id}`, title: 'T', text: 'text' };
    expect((await app.call('canned.create', { headers, body: canned })).status).toBe(201);
  });
});

describe('administration', () => {
  it('refuses a taken address, a missing account and a missing queue', async () => {
    const { email, id } = await anAccount();
    const body = { name: 'Twin', email: email.toUpperCase(), role: 'agent', password: 'long enough it is' };
    expect((await app.call('users.create', { cookie: admin, body })).error?.code).toBe('email.taken');
    const nobody = { id: 'f'.repeat(24) };
    expect((await app.call('users.change', { cookie: admin, params: nobody, body: {} })).error?.code).toBe(
      'user.missing',
    );
    const queueIds = ['e'.repeat(24)];
    const lost = await app.call('users.change', { cookie: admin, params: { id }, body: { queueIds, name: 'Changed' } });
    expect(lost.error?.code).toBe('queue.missing');
    const { body: all } = await app.call('users.list', { cookie: admin });
    expect(all.find((user) => user.id === id)?.name).not.toBe('Changed');
  });

  it('keeps at least one administrator, also when two demote each other at once', async () => {
    const { body: me } = await app.call('session.show', { cookie: admin });
    const demote = (id: string, body: object) => app.call('users.change', { cookie: admin, params: { id }, body });
    expect((await demote(me.id, { role: 'agent' })).error?.code).toBe('user.lastAdmin');
    expect((await demote(me.id, { active: false })).error?.code).toBe('user.lastAdmin');
    const other = await anAccount('admin');
    const both = await Promise.all([demote(me.id, { role: 'agent' }), demote(other.id, { role: 'agent' })]);
    expect(both.some(({ error }) => error?.code === 'user.lastAdmin' || error?.code === 'permission.denied')).toBe(
      true,
    );
    // One of the two still may; that one makes the other what it was.
    const otherCookie = await app.signIn(other.email, other.password);
    const promote = (cookie: string, id: string) =>
      app.call('users.change', { cookie, params: { id }, body: { role: 'admin' } });
    const promoted = [await promote(admin, other.id), await promote(otherCookie, me.id)];
    expect(promoted.some(({ status }) => status === 200)).toBe(true);
    await app.call('users.change', { cookie: admin, params: { id: other.id }, body: { role: 'agent' } });
  });

  it('shows addresses to administrators only', async () => {
    const { email, password } = await anAccount('supervisor');
    const cookie = await app.signIn(email, password);
    const { body } = await app.call('users.list', { cookie });
    expect(body.length).toBeGreaterThan(1);
    expect(body.every((user) => user.email === '' && user.lastSignInAt === null)).toBe(true);
  });

  it('takes who is no longer active out of their queues', async () => {
    const { body: queue } = await app.call('queues.create', { cookie: admin, body: { name: `Q ${randomUUID()}` } });
    const person = await anAccount();
    const join = { queueIds: [queue.id] };
    const joined = await app.call('users.change', { cookie: admin, params: { id: person.id }, body: join });
    expect(joined.body.queueIds).toEqual([queue.id]);
    await app.call('users.change', { cookie: admin, params: { id: person.id }, body: { active: false } });
    const { body: queues } = await app.call('queues.list', { cookie: admin });
    expect(queues.find(({ id }) => id === queue.id)?.memberIds).toEqual([]);
  });

  it('is written down: good and bad sign-ins and every change, newest first, by pages', async () => {
    const { id, email, password } = await anAccount();
    await tryIn(email, 'wrong', '10.8.0.1');
    await app.signIn(email, password);
    await app.call('users.change', {
      cookie: admin,
      params: { id },
      body: { capacity: eachChannel(5), password: 'another password' },
    });
    const first = await app.call('audit.list', { cookie: admin, query: { limit: 2 } });
    const after = first.body.next as string;
    const second = await app.call('audit.list', { cookie: admin, query: { limit: 2, after } });
    const entries = [...first.body.items, ...second.body.items];
    expect(entries.map(({ action }) => action)).toEqual([
      'user.changed',
      'signIn.done',
      'signIn.refused',
      'user.created',
    ]);
    expect(entries.every(({ target }) => target === id)).toBe(true);
    expect(entries[0]?.details).toEqual({ capacity: eachChannel(5), passwordSet: true });
    expect((await app.call('audit.list', { cookie: admin, query: { after: 'nonsense' } })).error?.code).toBe(
      'input.invalid',
    );
  });
});
