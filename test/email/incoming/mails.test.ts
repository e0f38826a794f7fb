/** What is kept of a mail, below HTTP: once, whatever comes twice, and where nothing can lose it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConversationRecord } from '../../../server/contract/index.js';
import { makeFiles } from '../../../server/files/index.js';
import { MailModel, makeMails } from '../../../server/mails/index.js';
import { AppError, makeFetchPublic, newId } from '../../../server/platform/index.js';
import { openTestStore } from '../../store-for.js';

let now = Date.parse('2030-01-01T09:00:00Z');
const clock = { now: () => new Date(now) };
const directory = mkdtempSync(join(tmpdir(), 'payvand-test-'));
const files = makeFiles({ dataDir: directory, secretKey: 'k'.repeat(40), clock });
const maySee = new Set<string>();
const access = async (_actor: unknown, id: string) => {
  if (!maySee.has(id)) throw new AppError('conversation.missing', 'There is no such conversation.');
  return { _id: id } as ConversationRecord;
};
const mails = makeMails({ clock, secretKey: 'k'.repeat(40), fetchPublic: makeFetchPublic(), files, access });
let store: Awaited<ReturnType<typeof openTestStore>>;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(async () => {
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

const aRaw = ({ id = '<a@shop.example>', received = 'by mx1', body = 'Hello' } = {}) =>
  Buffer.from(
    [`Received: ${received}`, 'From: sara@home.example', 'Subject: Order', id && `Message-ID: ${id}`]
      .filter(Boolean)
      .join('\r\n')
      .concat('\r\n\r\n', body, '\r\n'),
  );
const arrived = (mailboxId: string, raw: Buffer, uid?: number, uidValidity = '1') => ({
  ...{ mailboxId, raw, envelope: { from: 'sara@home.example', to: ['support@company.example'] }, at: clock.now() },
  ...(uid && { position: { folder: 'INBOX', uidValidity, uid } }),
});
const keep = async (...about: Parameters<typeof arrived>) => (await mails.keepMail(arrived(...about))).isNew;

describe('a mail that arrives', () => {
  it.each([
    { says: 'byte by byte', first: aRaw(), second: aRaw(), isNew: false },
    { says: 'over another way', first: aRaw(), second: aRaw({ received: 'by mx2' }), isNew: false },
    { says: 'with the same Message-ID and another text', first: aRaw(), second: aRaw({ body: 'Bye' }), isNew: true },
    { says: 'without Message-ID, byte by byte', first: aRaw({ id: '' }), second: aRaw({ id: '' }), isNew: false },
    {
      says: 'without Message-ID, over another way',
      first: aRaw({ id: '' }),
      second: aRaw({ id: '', received: 'by mx2' }),
      isNew: true,
    },
    { says: 'of nothing at all', first: Buffer.alloc(0), second: Buffer.alloc(0), isNew: false },
  ])('again, $says', async ({ first, second, isNew }) => {
    const mailboxId = newId();
    expect(await keep(mailboxId, first)).toBe(true);
    expect(await keep(mailboxId, second)).toBe(isNew);
    expect(await MailModel.countDocuments({ mailboxId })).toBe(isNew ? 2 : 1);
  });

  it('to two mailboxes is two', async () => {
    expect([await keep(newId(), aRaw()), await keep(newId(), aRaw())]).toEqual([true, true]);
  });

  it('from the same place, or from another after its server counts anew, is known', async () => {
    const mailboxId = newId();
    expect(await keep(mailboxId, aRaw(), 7)).toBe(true);
    expect(await keep(mailboxId, aRaw({ body: 'what the place holds cannot change' }), 7)).toBe(false);
    expect(await keep(mailboxId, aRaw(), 1, '4242')).toBe(false);
    expect((await MailModel.findOne({ mailboxId }).lean())?.positions).toHaveLength(2);
  });

  it('taken in by two nodes at once is one, and dealt with by one', async () => {
    const mailboxId = newId();
    const both = await Promise.all([1, 2, 3].map(() => mails.keepMail(arrived(mailboxId, aRaw(), 7))));
    expect(both.filter(({ isNew }) => isNew)).toHaveLength(1);
    now += 20_000; // whoever stored it had to wait for long: it must make sure that it is still the one
    const claims = await Promise.all(both.map(({ record }) => mails.claimNew(record)));
    expect(claims.filter(Boolean)).toHaveLength(1);
  });

  it('is kept byte by byte, as a file that stays', async () => {
    const raw = Buffer.from('MZ\u0000 not a mail at all, and looks like a program');
    const { record } = await mails.keepMail(arrived(newId(), raw));
    now += 90 * 86_400_000;
    await files.sweepUnused();
    expect(await mails.rawOf(record.rawFileId!)).toEqual(raw);
  });
});

describe('a mail of ours', () => {
  const aNote = (mailboxId: string) => ({
    ...{ mailboxId, sourceId: `${newId()}:1`, messageId: 'one@company.example' },
    ...{ envelope: { from: null, to: [] }, conversationId: newId(), customerId: null, touchpointId: null, body: null },
  });

  it('is written down once, and known by every id it was given', async () => {
    const mailboxId = newId();
    const note = aNote(mailboxId);
    const [first, again] = await Promise.all([mails.noteOutgoing(note), mails.noteOutgoing(note)]);
    expect(again._id).toBe(first._id);
    await mails.addMessageId(first._id, 'relay@ses.example');
    const found = await mails.byMessageIds(mailboxId, ['relay@ses.example', '']);
    expect(found.map(({ _id }) => _id)).toEqual([first._id]);
    expect(await mails.byMessageIds(newId(), ['relay@ses.example'])).toEqual([]);
    expect(await mails.byMessageIds(mailboxId, [''])).toEqual([]);
  });

  it('is shown whole to whoever may see its conversation, and missing to anybody else', async () => {
    const note = aNote(newId());
    const inline = [{ cid: 'logo&1@x', fileId: newId(), name: 'logo.png' }];
    const html = '<p>cid:none</p><img src="cid:logo&amp;1@x"><img src="cid:other">';
    const body = { text: 'a', visible: 'a', html, quotedHtml: null, headers: [], inline };
    const { _id } = await mails.noteOutgoing({ ...note, body });
    const show = () => mails.handlers['mails.show']({ actor: {}, params: { id: _id } } as never);
    await expect(show()).rejects.toMatchObject({ code: 'record.missing' });
    maySee.add(note.conversationId);
    const shown = await show();
    expect(shown.html).toMatch(
      /^<p>cid:none<\/p><img src="\/files\/[0-9a-f]{24}\/logo.png\?e=\d+&amp;s=[\w-]+"><img src="">$/,
    );
    expect(shown.originalUrl).toBeNull();
    const { record } = await mails.keepMail(arrived(newId(), aRaw()));
    await mails.settle(record._id, { state: 'taken', conversationId: note.conversationId, body });
    const came = await mails.handlers['mails.show']({ actor: {}, params: { id: record._id } } as never);
    expect(came.originalUrl).toMatch(/^\/files\/[0-9a-f]{24}\/original\.eml/);
  });
});
