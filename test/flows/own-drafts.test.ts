import { randomBytes } from 'node:crypto';
import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AttachmentView } from '../../server/contract/index.js';
import { hire, type Person } from '../company.js';
import { aChatWithFiles, type ChatWithFiles, PDF, send } from './chat-with-files.js';

let chat: ChatWithFiles;
let app: ChatWithFiles['app'];
let company: ChatWithFiles['company'];
let ana: ChatWithFiles['ana'];
let conversationId: ChatWithFiles['conversationId'];
let put: ChatWithFiles['put'];
let upload: ChatWithFiles['upload'];
beforeAll(async () => {
  chat = await aChatWithFiles();
  ({ app, company, ana, conversationId, put, upload } = chat);
});
afterAll(() => chat.close());

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
