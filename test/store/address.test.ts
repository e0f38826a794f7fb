/** Whoever reaches the store may read and change everything: so not everybody may reach it. */
import { randomUUID } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { addressOf } from '../../server/store/embedded/address.js';
import { aDirectory, HASTY, MongoClient, startStore, tidy } from './child.js';

vi.setConfig({ testTimeout: 300_000 });

const folders: string[] = [];
afterEach(() => {
  tidy();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A name that suits a socket wherever the tests run. */
function aFolder(mode = 0o700): string {
  const folder = join('/tmp', `payvand-${randomUUID()}`);
  folders.push(folder);
  mkdirSync(folder);
  chmodSync(folder, mode);
  return folder;
}

it.each([
  { says: 'all addresses', options: { bind_ip: '0.0.0.0' }, why: 'is open to other machines' },
  { says: 'the first of several', options: { bind_ip: '10.0.0.7,127.0.0.1' }, why: 'is open to other machines' },
  { says: 'a name', options: { bind_ip: 'localhost.example' }, why: 'is open to other machines' },
  { says: 'a socket in upper case', options: { socket: '/tmp/Store/store.sock' }, why: 'a-z' },
  { says: 'a socket with a long name', options: { socket: `/tmp/${'s'.repeat(100)}` }, why: 'at most 103' },
])('refuses $says', ({ options, why }) => expect(addressOf(options)).rejects.toThrow(why));

it.each([
  { options: {}, me: '127.0.0.1:27017' },
  { options: { bind_ip: '127.0.0.2,10.0.0.7', port: '1' }, me: '127.0.0.2:1' },
  { options: { bind_ip: '::1', port: '1' }, me: '[::1]:1' },
  { options: { bind_ip: '10.0.0.7', port: '1', expose: true }, me: '10.0.0.7:1' },
])('listens on $me', async ({ options, me }) => expect(await addressOf(options)).toMatchObject({ me }));

it('takes a socket only in a folder of its own, and no file that is something else', async () => {
  const open = join(aFolder(0o755), 'store.sock');
  await expect(addressOf({ socket: open })).rejects.toThrow('is open to other users');
  expect(await addressOf({ socket: open, expose: true })).toMatchObject({ me: open });
  const file = join(aFolder(), 'file');
  writeFileSync(file, 'precious');
  await expect(addressOf({ socket: file })).rejects.toThrow('is no socket');
  expect(existsSync(file)).toBe(true);
});

it('serves on a socket, and takes over the one that a killed store left behind, but no other', async () => {
  const socket = join(aFolder(), 'made', 'store.sock');
  const directory = aDirectory();
  const first = await startStore(directory, [], ['--socket', socket]);
  expect(statSync(socket).mode & 0o077).toBe(0);
  await expect(startStore(aDirectory(), [], ['--socket', socket])).rejects.toThrow('is in use by another process');
  const client = await MongoClient.connect(first.uri, HASTY);
  await client.db().collection('docs').insertOne({});
  await client.close();
  await first.kill();
  const again = await startStore(directory, [], ['--socket', socket]);
  const reader = await MongoClient.connect(again.uri, HASTY);
  expect(await reader.db().collection('docs').countDocuments()).toBe(1);
  await reader.close();
});
