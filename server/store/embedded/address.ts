import { lstatSync, mkdirSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { hostname } from 'node:os';
import { dirname, resolve } from 'node:path';

export type Where = { path: string } | { port: number; host: string };

export interface AddressOptions {
  socket?: string;
  port?: string;
  bind_ip?: string;
  /** Other machines and other users may come in too. */
  expose?: boolean;
}

export interface Address {
  where: Where;
  /** What clients dial, and what the node calls itself. */
  me: string;
}

/**
 * Where the store listens. Whoever reaches it may read and change everything, so that is this machine's loopback, or a
 * socket in a folder of this user's alone, unless one insists.
 * @throws Error in plain words
 */
export async function addressOf(options: AddressOptions): Promise<Address> {
  const { socket, port = '27017', bind_ip = '127.0.0.1', expose = false } = options;
  if (socket !== undefined) return socketAt(resolve(socket), expose);
  const host = bind_ip.split(',')[0]!;
  if (!isLoopback(host) && !expose)
    throw new Error(`${host} is open to other machines, and there is no authentication: --expose if that is meant`);
  const dialled = ['0.0.0.0', '::'].includes(host) ? hostname() : host;
  return { where: { port: Number(port), host }, me: `${dialled.includes(':') ? `[${dialled}]` : dialled}:${port}` };
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || /^127(\.\d+){3}$/.test(host);

/** A socket's path may have 108 bytes, and drivers write the addresses of a replica set in lower case. */
export const isSuitableSocket = (path: string): boolean => path.length < 104 && /^[a-z0-9/_.-]+$/.test(path);

async function socketAt(path: string, expose: boolean): Promise<Address> {
  if (!isSuitableSocket(path))
    throw new Error(`${path}: a socket's path has at most 103 characters, all of them a-z 0-9 / _ . -`);
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (statSync(folder).mode & 0o077 && !expose)
    throw new Error(
      `${folder} is open to other users, and there is no authentication: give the socket a folder of mode 700`,
    );
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there && !there.isSocket()) throw new Error(`${path} is there already, and is no socket`);
  if (there && (await answers(path))) throw new Error(`${path} is in use by another process`);
  return { where: { path }, me: path };
}

function answers(path: string): Promise<boolean> {
  return new Promise((done) => {
    const probe = connect(path);
    probe.once('connect', () => done(true)).once('error', () => done(false));
    probe.once('connect', () => probe.destroy());
  });
}
