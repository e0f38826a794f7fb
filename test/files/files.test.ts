import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFiles } from '../../server/files/index.js';
import { newId } from '../../server/platform/index.js';
import { openTestStore } from '../store-for.js';

const dataDir = mkdtempSync(join(tmpdir(), 'payvand-files-'));
let now = Date.now();
const files = makeFiles({ dataDir, secretKey: 'k'.repeat(40), clock: { now: () => new Date(now) } });
let store: Awaited<ReturnType<typeof openTestStore>>;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(async () => {
  await store.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const OWNER = 'customer:c1';
const bytes = (text: string) => Readable.from([Buffer.from(text)]);
const upload = async (name: string, content: string) =>
  files.takeUpload(
    (await files.issueTicket(OWNER, { name, sizeBytes: Buffer.byteLength(content) })).split('/').pop()!,
    bytes(content),
  );
mkdirSync(join(dataDir, 'files'));
const onDisk = () =>
  readdirSync(join(dataDir, 'files'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
const opened = (url: string) => {
  const address = new URL(url, 'http://x');
  const [, , id] = address.pathname.split('/');
  return files.openSigned(id!, Number(address.searchParams.get('e')), address.searchParams.get('s')!);
};

describe('a file', () => {
  it.each([
    { says: 'a program under another name', name: 'photo.jpg', content: 'MZ\u0090\u0000program' },
    { says: 'a script', name: 'notes.txt', content: '#!/bin/sh\nrm -rf /' },
    { says: 'what is named like a program', name: 'setup.exe', content: 'hello' },
    { says: 'nothing at all', name: 'empty.txt', content: '' },
  ])('that is $says is refused, and nothing of it stays', async ({ name, content }) => {
    const before = onDisk().length;
    await expect(upload(name, content)).rejects.toMatchObject({ code: 'file.refused' });
    expect(onDisk()).toHaveLength(before);
  });

  it('is known by its bytes, never by its name, and a page never runs here', async () => {
    const page = await upload('photo.png', '<html><script>alert(1)</script></html>');
    expect(page.type).not.toMatch(/image/);
    expect((await opened(page.url)).inline).toBe(false);
  });

  it('keeps a safe name: no path, no direction overrides, its ending', async () => {
    const { name } = await upload('../../etc/فاکتور\u202Efdp.txt', 'x');
    expect(name).toBe('فاکتورfdp.txt');
  });

  it('is kept as soon as there is a place for it, whatever was in its place at the first try', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'payvand-files-'));
    writeFileSync(join(elsewhere, 'files'), 'no folder');
    const other = makeFiles({ dataDir: elsewhere, secretKey: 'k'.repeat(40), clock: { now: () => new Date(now) } });
    const keep = () => other.keepOwn({ id: newId(), owner: OWNER, name: 'a.txt', bytes: Buffer.from('a') });
    await expect(keep()).rejects.toThrow();
    rmSync(join(elsewhere, 'files'));
    expect(await keep()).toMatchObject({ name: 'a.txt' });
    rmSync(elsewhere, { recursive: true });
  });

  it('takes its room once however often it comes', async () => {
    const before = onDisk().length;
    await upload('a.txt', 'the same bytes');
    await upload('b.txt', 'the same bytes');
    expect(onDisk()).toHaveLength(before + 1);
  });

  it('is let in by a ticket once only', async () => {
    const ticket = (await files.issueTicket(OWNER, { name: 'a.txt', sizeBytes: 3 })).split('/').pop()!;
    await files.takeUpload(ticket, bytes('one'));
    await expect(files.takeUpload(ticket, bytes('two'))).rejects.toMatchObject({ code: 'ticket.gone' });
  });

  it('is no larger than its ticket was asked for', async () => {
    const before = onDisk().length;
    const ticket = (await files.issueTicket(OWNER, { name: 'a.txt', sizeBytes: 5 })).split('/').pop()!;
    await expect(files.takeUpload(ticket, bytes('more than five'))).rejects.toMatchObject({ code: 'file.tooLarge' });
    expect(onDisk()).toHaveLength(before);
  });

  it('is handed out by its own address only, until that expires', async () => {
    const { url, id } = await upload('a.txt', 'secret');
    const other = await upload('b.txt', 'other');
    await expect(opened(url.replace(id, other.id))).rejects.toMatchObject({ code: 'file.missing' });
    await expect(opened(url.replace(/.$/, (end) => (end === 'A' ? 'B' : 'A')))).rejects.toMatchObject({
      code: 'file.missing',
    });
    now += 3 * 86_400_000;
    await expect(opened(url)).rejects.toMatchObject({ code: 'file.missing' });
  });

  it('belongs to whoever put it there: nobody else can send it', async () => {
    const { id } = await upload('a.txt', 'mine');
    await expect(files.attachmentsOf('customer:c2', [id])).rejects.toMatchObject({ code: 'file.missing' });
    expect(await files.attachmentsOf(OWNER, [id])).toMatchObject([{ fileId: id, name: 'a.txt' }]);
  });

  it('goes when it was never sent, and stays when it was', async () => {
    const sent = await upload('sent.txt', 'kept for good');
    const unsent = await upload('unsent.txt', 'thrown away');
    await files.attachmentsOf(OWNER, [sent.id]);
    for (const { parentPath, name } of onDisk()) utimesSync(join(parentPath, name), new Date(0), new Date(0));
    now += 2 * 86_400_000;
    await files.sweepUnused();
    const again = files.fileUrl({ fileId: sent.id, name: 'sent.txt' });
    expect((await opened(again)).sizeBytes).toBe(13);
    await expect(opened(files.fileUrl({ fileId: unsent.id, name: 'x' }))).rejects.toMatchObject({
      code: 'file.missing',
    });
  });
});
