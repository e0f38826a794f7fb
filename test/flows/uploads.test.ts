import { readdirSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aStart, visitorAt } from '../clients.js';
import { eventually } from '../eventually.js';
import { aChatWithFiles, type ChatWithFiles, MOST_BYTES, PDF, send } from './chat-with-files.js';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const EXE = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)]);

let chat: ChatWithFiles;
let app: ChatWithFiles['app'];
let company: ChatWithFiles['company'];
let ana: ChatWithFiles['ana'];
let visitor: ChatWithFiles['visitor'];
let conversationId: ChatWithFiles['conversationId'];
let ticket: ChatWithFiles['ticket'];
let put: ChatWithFiles['put'];
let upload: ChatWithFiles['upload'];
beforeAll(async () => {
  chat = await aChatWithFiles();
  ({ app, company, ana, visitor, conversationId, ticket, put, upload } = chat);
});
afterAll(() => chat.close());

const codeOf = async (answer: Response) => [answer.status, (await answer.json()).error.code];

/** What lies on disk and in the store. */
const kept = async () => ({
  files: readdirSync(join(app.dataDir, 'files'), { recursive: true, withFileTypes: true }).filter((e) => e.isFile())
    .length,
  records: await mongoose.connection.collection('files').countDocuments(),
});

it('shows a picture in place and hands a document over, whatever they are called', async () => {
  const picture = await upload('عکس فرش.pdf', PNG);
  const document = await upload('فاکتور.png', PDF);
  expect(picture).toMatchObject({ type: 'image/png', sizeBytes: PNG.length, width: 1, height: 1 });
  expect(document).toMatchObject({ type: 'application/pdf', sizeBytes: PDF.length });
  await visitor.ask('message:send', send([picture.id, document.id]));
  const { touchpoints } = await visitor.ask('visit:open', { after: 0 });
  const [shown, given] = touchpoints.at(-1)!.attachments;
  const seen = await fetch(app.url + shown!.url);
  expect(seen.headers.get('content-disposition')).toMatch(/^inline/);
  expect(Buffer.from(await seen.arrayBuffer())).toEqual(PNG);
  const got = await fetch(app.url + given!.url);
  expect(got.headers.get('content-disposition')).toMatch(/^attachment/);
  expect(got.headers.get('x-content-type-options')).toBe('nosniff');
});

it.each([
  { says: 'HTML', name: 'page.png', bytes: '<!doctype html><script>alert(1)</script>' },
  {
    says: 'SVG',
    name: 'drawing.png',
    bytes: '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
  },
])('$says never runs: it is handed over, not shown', async ({ name, bytes }) => {
  const file = await upload(name, Buffer.from(bytes));
  const answer = await fetch(app.url + file.url);
  expect(answer.headers.get('content-disposition')).toMatch(/^attachment/);
  expect(answer.headers.get('content-security-policy')).toContain('sandbox');
});

it('refuses a program under any name, and keeps nothing of it', async () => {
  const before = await kept();
  for (const name of ['photo.png', 'setup.exe', 'a.txt'])
    expect(await codeOf(await put(await ticket(name), EXE))).toEqual([415, 'file.refused']);
  expect(await codeOf(await put(await ticket('run.bat'), Buffer.from('echo hello')))).toEqual([415, 'file.refused']);
  expect(await codeOf(await put(await ticket('empty.txt'), Buffer.alloc(0)))).toEqual([415, 'file.refused']);
  expect(await kept()).toEqual(before);
});

it('takes a ticket once, and no other', async () => {
  const url = await ticket('a.png');
  expect((await put(url, PNG)).status).toBe(201);
  expect(await codeOf(await put(url, PNG))).toEqual([410, 'ticket.gone']);
  expect(await codeOf(await put(`/api/v1/uploads/${'x'.repeat(43)}`, PNG))).toEqual([410, 'ticket.gone']);
  const old = await ticket('b.png');
  await mongoose.connection.collection('uploadTickets').updateMany({}, { $set: { expiresAt: new Date(0) } });
  expect(await codeOf(await put(old, PNG))).toEqual([410, 'ticket.gone']);
});

/** Sends without saying how much it will be, until the server has had enough or the sender gives up. */
function stream(url: string, bytes: number, giveUpAfter = Number.POSITIVE_INFINITY): Promise<number | 'cut'> {
  return new Promise((resolve) => {
    const sending = request(app.url + url, { method: 'PUT' }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    sending.on('error', () => resolve('cut'));
    const chunk = Buffer.alloc(256 * 1024, 'a');
    let sent = 0;
    const more = () => {
      if (sent >= giveUpAfter) return sending.destroy();
      if (sent >= bytes) return sending.end();
      const part = chunk.subarray(0, Math.min(chunk.length, bytes - sent));
      sent += part.length;
      sending.write(part, () => more());
    };
    more();
  });
}

it('takes 25 MB to the byte, and cuts off one byte more, with nothing left behind', async () => {
  expect(await stream(await ticket('whole.txt', MOST_BYTES), MOST_BYTES)).toBe(201);
  const before = await kept();
  expect([413, 'cut']).toContain(await stream(await ticket('more.txt'), MOST_BYTES + 1));
  expect([413, 'cut']).toContain(await stream(await ticket('much-more.txt'), MOST_BYTES * 3));
  const declared = await fetch(app.url + (await ticket('told.txt')), {
    method: 'PUT',
    body: new Uint8Array(MOST_BYTES + 1),
  }).then(codeOf, () => [413, 'file.tooLarge']);
  expect(declared).toEqual([413, 'file.tooLarge']);
  await eventually(async () => expect(await kept()).toEqual(before));
});

it('leaves nothing of an upload that was given up', async () => {
  const before = await kept();
  expect(await stream(await ticket('half.txt'), MOST_BYTES, 2 * 1024 * 1024)).toBe('cut');
  await eventually(async () => expect(await kept()).toEqual(before));
});

it('sends nobody’s file but the sender’s own', async () => {
  const mine = await upload('mine.png', PNG);
  const other = await visitorAt(app.url, { siteKey: company.siteKey });
  await other.ask('conversation:start', aStart({ queueId: company.queueId }));
  expect(await other.refusal('message:send', send([mine.id]))).toBe('file.missing');
  expect(await other.refusal('message:send', send(['f'.repeat(24)]))).toBe('file.missing');
  const reply = await app.call('conversations.reply', {
    cookie: ana.cookie,
    params: { id: conversationId },
    body: send([mine.id]),
  });
  expect([reply.status, reply.error?.code]).toEqual([404, 'file.missing']);
  other.close();
});

it('opens no address that is forged, of another file, or out of time', async () => {
  const [a, b] = [await upload('a.png', PNG), await upload('b.png', PNG)];
  const address = new URL(a.url, app.url);
  const other = new URL(b.url, app.url);
  const tries = {
    forged: Object.assign(new URL(address), { search: address.search.slice(0, -2) }),
    unsigned: Object.assign(new URL(address), { search: '' }),
    'of another': Object.assign(new URL(address), { search: other.search }),
    prolonged: new URL(address.href.replace(/e=\d+/, 'e=99999999999999')),
    past: new URL(address.href.replace(/e=\d+/, 'e=1')),
  };
  for (const [what, url] of Object.entries(tries))
    expect([what, ...(await codeOf(await fetch(url)))]).toEqual([what, 404, 'file.missing']);
});
