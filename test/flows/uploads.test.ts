import { randomBytes, randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AttachmentView } from '../../server/contract/index.js';
import { type Booted, bootApp } from '../boot.js';
import { aStart, isServed, type VisitorLine, visitorAt } from '../clients.js';
import { aCompany, hire, online, type Person } from '../company.js';
import { eventually } from '../eventually.js';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const PDF = Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n');
const EXE = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)]);
const LIMIT = 25 * 1024 * 1024;

let app: Booted;
let company: Awaited<ReturnType<typeof aCompany>>;
let ana: Person;
let visitor: VisitorLine;
let conversationId: string;
beforeAll(async () => {
  app = await bootApp();
  company = await aCompany(app, { agents: ['Ana'], capacity: 9, queue: { autoAccept: true } });
  ana = company.people.Ana!;
  const line = await online(app, ana);
  visitor = await visitorAt(app.url, { siteKey: company.siteKey });
  const begun = await visitor.ask('conversation:start', aStart({ queueId: company.queueId }));
  conversationId = begun.conversation.id;
  await isServed(visitor, begun);
  line.close();
});
afterAll(async () => {
  visitor.close();
  await app.close();
});

const ticket = async (name: string, sizeBytes = LIMIT) => (await visitor.ask('upload:ticket', { name, sizeBytes })).url;
const put = (url: string, body: Buffer) => fetch(app.url + url, { method: 'PUT', body: new Uint8Array(body) });
async function upload(name: string, body: Buffer): Promise<AttachmentView> {
  const answer = await put(await ticket(name, body.length), body);
  expect(answer.status).toBe(201);
  return answer.json();
}
const codeOf = async (answer: Response) => [answer.status, (await answer.json()).error.code];
const send = (attachmentIds: string[]) => ({ clientId: randomUUID(), text: '', attachmentIds });

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
  expect(await stream(await ticket('whole.txt', LIMIT), LIMIT)).toBe(201);
  const before = await kept();
  expect([413, 'cut']).toContain(await stream(await ticket('more.txt'), LIMIT + 1));
  expect([413, 'cut']).toContain(await stream(await ticket('much-more.txt'), LIMIT * 3));
  const declared = await fetch(app.url + (await ticket('told.txt')), {
    method: 'PUT',
    body: new Uint8Array(LIMIT + 1),
  }).then(codeOf, () => [413, 'file.tooLarge']);
  expect(declared).toEqual([413, 'file.tooLarge']);
  await eventually(async () => expect(await kept()).toEqual(before));
});

it('leaves nothing of an upload that was given up', async () => {
  const before = await kept();
  expect(await stream(await ticket('half.txt'), LIMIT, 2 * 1024 * 1024)).toBe('cut');
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

describe('what an agent writes and has not sent', () => {
  let bo: Person;
  beforeAll(async () => {
    bo = await hire(app, company.admin, 'Bo', { role: 'supervisor' });
  });
  type Kind = 'message' | 'note' | 'whisper' | 'letter';
  const aRev = () => randomBytes(12).toString('hex');
  const words = (text: string, about = {}) => ({
    ...{ base: null as string | null, rev: aRev(), text, files: [], mail: null },
    ...about,
  });
  const at = (kind: Kind, id = conversationId, { cookie } = ana) => ({ cookie, params: { id }, query: { kind } });
  const save = async (body: ReturnType<typeof words>, ...place: Parameters<typeof at>) =>
    app.call('ownDrafts.save', { ...at(...place), body });
  const shown = async (...place: Parameters<typeof at>) => (await app.call('ownDrafts.show', at(...place))).body;
  const drop = ({ query, ...about }: ReturnType<typeof at>, base: string) =>
    app.call('ownDrafts.drop', { ...about, query: { ...query, base } });
  const list = async ({ cookie } = ana) => (await app.call('ownDrafts.list', { cookie })).body;
  async function attach(name: string): Promise<AttachmentView> {
    const body = { name, sizeBytes: PDF.length };
    const { url } = (
      await app.call('conversations.ticket', { cookie: ana.cookie, params: { id: conversationId }, body })
    ).body;
    return (await put(url, PDF)).json();
  }
  const unusedDays = async ({ id }: { id: string }) => {
    const file = await mongoose.connection.collection('files').findOne({ _id: id as never });
    return file?.unusedUntil ? Math.round((file.unusedUntil - Date.now()) / 86_400_000) : null;
  };

  it('is there wherever they sign in, and for nobody else', async () => {
    const mail = {
      to: ['half@'],
      cc: [],
      bcc: ['b@x.example'],
      subject: null,
      html: '<p>سلام</p>',
      quote: false,
      files: [],
    };
    const rev = aRev();
    expect((await save(words('سلام', { rev, mail }), 'message')).body).toEqual({ lost: [] });
    await save(words('for us'), 'note');
    expect(await shown('message')).toEqual({
      ...{ kind: 'message', id: conversationId, rev, at: expect.any(String) },
      ...{ text: 'سلام', files: [], mail },
    });
    expect((await list()).map(({ kind }) => kind).sort()).toEqual(['message', 'note']);
    // Not for who may see the conversation, and not for who may see everything.
    expect([await list(bo), await shown('message', conversationId, bo)]).toEqual([[], null]);
    const stranger = await hire(app, company.admin, 'Zed', {});
    expect((await save(words('x'), 'message', conversationId, stranger)).error?.code).toBe('conversation.missing');
    expect((await save(words('x'), 'letter', 'a'.repeat(24), stranger)).error?.code).toBe('customer.missing');
    expect((await drop(at('message', conversationId, bo), rev)).status).toBe(204);
    expect((await shown('message'))?.rev).toBe(rev);
  });

  it('is never written over by who had not seen it, and gone once for all', async () => {
    const { rev } = (await shown('message'))!;
    const both = await Promise.all(['one', 'other'].map((text) => save(words(text, { base: rev }), 'message')));
    expect(both.map(({ error }) => error?.code ?? 'kept').sort()).toEqual(['kept', 'record.moved']);
    const now = (await shown('message'))!;
    expect(now.text).toBe(both[0]!.status === 200 ? 'one' : 'other');
    for (const base of [null, rev])
      expect((await save(words('late', { base }), 'message')).error?.code).toBe('record.moved');
    expect((await drop(at('message'), rev)).error?.code).toBe('record.moved');
    for (const time of [1, 2]) expect((await drop(at('message'), now.rev)).status, `time ${time}`).toBe(204);
    expect(await shown('message')).toBeNull();
    expect((await save(words('late', { base: now.rev }), 'message')).error?.code).toBe('record.moved');
    const begun = await Promise.all(['one', 'other'].map((text) => save(words(text), 'message')));
    expect(begun.map(({ error }) => error?.code ?? 'kept').sort()).toEqual(['kept', 'record.moved']);
  });

  it('is the same one when it is asked for again, whatever became of the answer', async () => {
    const begun = words('asked twice');
    const change = words('changed', { base: begun.rev });
    for (const body of [begun, begun, change, change]) expect((await save(body, 'whisper')).status).toBe(200);
    expect(await shown('whisper')).toMatchObject({ rev: change.rev, text: 'changed' });
    expect((await save(begun, 'whisper')).error?.code).toBe('record.moved');
    await drop(at('whisper'), change.rev);
  });

  it('holds its files until it is sent or thrown away, and shows them by addresses that are good now', async () => {
    const [plan, list] = [await attach('plan.pdf'), await attach('list.pdf')];
    const foreign = await upload('theirs.pdf', PDF);
    expect(await unusedDays(plan)).toBe(1);
    const { rev: base } = (await shown('message'))!;
    const html = `<p><img src="/files/${plan.id}/plan.pdf?e=1&amp;s=old"></p>`;
    const mail = { to: null, cc: [], bcc: [], subject: null, html, quote: true, files: [] };
    const about = { base, rev: aRev(), mail, files: [plan.id, list.id, foreign.id, 'b'.repeat(24)] };
    const saved = (await save(words('', about), 'message')).body;
    expect(saved.lost).toEqual([foreign.id, 'b'.repeat(24)]);
    expect([await unusedDays(plan), await unusedDays(list), await unusedDays(foreign)]).toEqual([60, 60, 1]);
    const back = (await shown('message'))!;
    expect(back.files.map(({ name }) => name)).toEqual(['plan.pdf', 'list.pdf']);
    const address = /src="([^"]*)"/.exec(back.mail!.html)![1]!.replaceAll('&amp;', '&');
    expect((await fetch(app.url + address)).status).toBe(200);

    const rev = aRev();
    await save(words('', { ...about, base: about.rev, rev, files: [plan.id] }), 'message');
    expect([await unusedDays(plan), await unusedDays(list)]).toEqual([60, 1]);
    const { cookie } = ana;
    const sent = await app.call('conversations.reply', {
      cookie,
      params: { id: conversationId },
      body: send([plan.id]),
    });
    expect(sent.status).toBe(202);
    await drop(at('message'), rev);
    expect(await unusedDays(plan)).toBeNull(); // a message has it
  });

  it('is no more than anybody comes back to', async () => {
    const most = Array.from({ length: 200 }, (_, n) => ({
      ...{
        _id: `${ana.id}:note:${n}` as never,
        agentId: ana.id,
        kind: 'note',
        aboutId: `${n}`,
        rev: 'r',
        at: new Date(),
      },
      content: words('x'),
    }));
    await mongoose.connection.collection('owndrafts').insertMany(most);
    const { rev } = (await shown('note'))!;
    expect((await save(words('one more'), 'message')).error?.code).toBe('draft.tooMany');
    const body = words('goes on', { base: rev });
    for (const time of [1, 2]) expect((await save(body, 'note')).status, `time ${time}`).toBe(200);
    expect((await save(words('hers'), 'message', conversationId, bo)).status).toBe(200);
  });
});
