import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { eventually } from '../eventually.js';

const START = new URL('../../dist/server/run.js', import.meta.url).href;
vi.setConfig({ testTimeout: 180_000 }); // several starts each, on a machine that may be busy
let directory: string;
let children: ChildProcess[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'payvand-process-'));
  children = [];
});
afterEach(async () => {
  for (const child of children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  rmSync(directory, { recursive: true, force: true });
});

/** The built server as a process of its own, with nothing from our environment but the path. */
function start(env: Record<string, string>, afterwards = '') {
  const code = `import(${JSON.stringify(START)}).then((m) => m.run(process.env)).then(() => { ${afterwards} }).catch((e) => { console.error(e.message); process.exit(1); })`;
  const child = spawn(process.execPath, ['-e', code], {
    env: { PATH: process.env.PATH, DATA_DIR: directory, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    said.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said.err += chunk;
  });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const url = async () => {
    await eventually(() => expect(said.out).toContain('"msg":"ready"'), 90_000);
    return `http://127.0.0.1:${/"port":(\d+)/.exec(said.out)?.[1]}`;
  };
  return { child, said, ended, url };
}

/** Who is impatient presses twice. A start is dear, so this is tried on servers that were started for something else. */
async function stopsAtTwo(signal: NodeJS.Signals, { child, ended }: ReturnType<typeof start>): Promise<void> {
  child.kill(signal);
  child.kill(signal);
  expect(await ended).toBe(0);
}

/** Without the demo's data, so that a start is quick. */
const PLAIN = { DEMO: 'false', ADMIN_EMAIL: 'boss@support.example', ADMIN_PASSWORD: 'a very good password' };
const PRODUCTION = { NODE_ENV: 'production', PUBLIC_URL: 'https://support.example', SECRET_KEY: 'k'.repeat(40) };

describe('a process that cannot start', () => {
  it.each([
    { says: 'in production without its settings', env: { NODE_ENV: 'production' }, tells: 'PUBLIC_URL, SECRET_KEY' },
    { says: 'in production without an administrator', env: PRODUCTION, tells: 'ADMIN_EMAIL and ADMIN_PASSWORD' },
    { says: 'with a setting that cannot be', env: { PORT: 'http' }, tells: 'PORT' },
    {
      says: 'without its MongoDB',
      env: { MONGODB_URI: 'mongodb://127.0.0.1:1/x?serverSelectionTimeoutMS=300' },
      tells: 'The store cannot be reached',
    },
  ])('$says says why and exits with 1', async ({ env, tells }) => {
    const { ended, said } = start(env as Record<string, string>);
    expect(await ended).toBe(1);
    expect(said.err).toContain(tells);
    expect(said.err).not.toContain('    at '); // words, not a stack
  });

  it('on a port in use says so', async () => {
    const other: Server = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { ended, said } = start({ ...PLAIN, PORT: String(port) });
    expect(await ended).toBe(1);
    expect(said.err).toContain(`Port ${port} on 127.0.0.1 is in use`);
    other.close();
  });

  it('on a data directory in use says so', async () => {
    const first = start(PLAIN);
    await first.url();
    const second = start(PLAIN);
    expect(await second.ended).toBe(1);
    expect(second.said.err).toContain(String(first.child.pid));
  });
});

describe('a trial install', () => {
  it('prints its addresses and sign-ins, the same again at the next start, keeps its secrets to itself, and follows SIGINT', async () => {
    const signIns = /Sign-ins of the demo:\n([\s\S]+)\n\n/;
    const first = start({});
    const url = await first.url();
    await eventually(() => expect(first.said.out).toMatch(signIns));
    const told = signIns.exec(first.said.out)?.[1] ?? '';
    expect(told.split('\n')).toHaveLength(8);
    const [, email, password] = told.trim().split(/\s+/);
    const answer = await fetch(`${url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    });
    expect(answer.status).toBe(201);
    first.child.kill('SIGTERM');
    expect(await first.ended).toBe(0);

    const second = start({});
    await second.url();
    await eventually(() => expect(signIns.exec(second.said.out)?.[1]).toBe(told));
    expect(statSync(join(directory, 'demo-accounts.json')).mode & 0o777).toBe(0o600);
    const key = readFileSync(join(directory, 'secret-key'), 'utf8').trim();
    expect(statSync(join(directory, 'secret-key')).mode & 0o777).toBe(0o600);
    expect(second.said.out).not.toContain(key);
    expect(first.said.out.slice(first.said.out.indexOf(told) + told.length)).not.toContain(password);
    await stopsAtTwo('SIGINT', second);
  });
});

describe('in production', () => {
  it('has no demo, but secure cookies and headers, and follows SIGTERM', async () => {
    const server = start({ ...PLAIN, ...PRODUCTION });
    const { said } = server;
    const at = await server.url();
    expect(said.out).not.toContain('Sign-ins');
    const statuses = await Promise.all(
      ['/demo/', '/demo/mail', '/'].map(async (path) => (await fetch(at + path, { redirect: 'manual' })).status),
    );
    expect(statuses).toEqual([404, 404, 302]);
    const answer = await fetch(`${at}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: PLAIN.ADMIN_EMAIL, password: PLAIN.ADMIN_PASSWORD }),
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.getSetCookie()[0]).toContain('Secure');
    expect(answer.headers.get('strict-transport-security')).toContain('max-age');
    await stopsAtTwo('SIGTERM', server);
  });
});

describe('a graceful stop', () => {
  it('answers what is under way, refuses what is new, and exits with 0', async () => {
    const { child, ended, url, said } = start(PLAIN);
    const at = await url();
    // A request whose body comes slowly is under way when the signal comes.
    const { request } = await import('node:http');
    const slow = request(`${at}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': '44' },
    });
    slow.write('{"email":"a@b.example",');
    await eventually(async () => expect((await fetch(`${at}/healthz`)).status).toBe(200));
    child.kill('SIGTERM');
    await eventually(() => expect(said.out).toContain('"msg":"stopping"'));
    await eventually(() => expect(fetch(`${at}/healthz`)).rejects.toThrow());
    slow.end('"password":"0123456"}');
    const [answer] = await once(slow, 'response');
    expect(answer.statusCode).toBe(401);
    answer.resume();
    expect(await ended).toBe(0);
    expect(said.out).toContain('"msg":"stopped"');
  });
});

describe('an error nobody handled', () => {
  it('ends the process, with a line in the log', async () => {
    const { ended, said, url } = start(PLAIN, "Promise.reject(new Error('a bug'))");
    await url();
    expect(await ended).toBe(1);
    expect(said.out).toContain('an error nobody handled');
  });
});
