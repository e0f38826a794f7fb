/** What arrives is neither lost nor doubled, whatever happens between one step and the next; and who it is said to be from. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MailRecord } from '../../../server/contract/index.js';
import { ConversationModel } from '../../../server/conversations/index.js';
import { IdentityModel } from '../../../server/customers/index.js';
import { MailboxModel } from '../../../server/mailboxes/mailbox.model.js';
import { MailModel } from '../../../server/mails/index.js';
import { newId } from '../../../server/platform/index.js';
import { TouchpointModel } from '../../../server/timeline/index.js';
import { bootApp } from '../../boot.js';
import { eventually } from '../../eventually.js';
import { aLetter } from './post.js';
import { aMailCompany } from './support.js';

let desk: Awaited<ReturnType<typeof aMailCompany>>;
beforeAll(async () => {
  desk = await aMailCompany();
});
afterAll(() => desk.close());

const arrived = (raw: string, uid?: number) => ({
  ...{ mailboxId: desk.support._id, raw: Buffer.from(raw), at: new Date() },
  envelope: { from: 'sara@home.example', to: ['support@shop.example'] },
  ...(uid && { position: { folder: 'INBOX', uidValidity: '1', uid } }),
});
const tellings = (mail: MailRecord) => TouchpointModel.countDocuments({ sourceId: `mail:${mail._id}` });
const isTaken = (id: string) =>
  eventually(async () => {
    const mail = await MailModel.findById(id).lean<MailRecord>();
    expect(mail?.state).toBe('taken');
    return mail as MailRecord;
  });
/** As a process leaves it that dies before, or in the middle of, dealing with it: due at once, for anybody. */
const leaveDue = (id: string) =>
  MailModel.updateOne({ _id: id }, { $set: { state: 'stored', dueAt: new Date(Date.now() - 1) } });

describe('a mail', () => {
  it('case 8: delivered twice, and once to another mailbox, is one in each', async () => {
    const raw = aLetter({ to: 'support@shop.example, sales@shop.example', body: 'Once' });
    const both = { to: ['support@shop.example', 'sales@shop.example'] };
    await desk.send(raw, both);
    await desk.send(`Received: by another way\r\n${raw}`, both);
    const mails = await MailModel.find({ messageIds: /letter/ }).lean<MailRecord[]>();
    expect(mails.map(({ mailboxId }) => mailboxId).sort()).toEqual([desk.support._id, desk.sales._id].sort());
    expect(await TouchpointModel.countDocuments({ text: 'Once', kind: 'message' })).toBe(2);
  });

  it('for a mailbox whose queue was deleted at the moment it was named waits where somebody sees it', async () => {
    const { app, company } = desk;
    const lost = await desk.aMailbox('lost');
    // As it stands when the process dies between keeping the mailbox and looking for its queue once more.
    await MailboxModel.updateOne({ _id: lost._id }, { $set: { queueId: newId() } });
    app.parts.bus.publish('mailbox.changed', { mailboxId: lost._id });
    const { body } = await app.call('mailboxes.list', { cookie: company.admin });
    expect(body.find(({ id }) => id === lost._id)?.status.problem).toBe('queueMissing');
    expect(body.find(({ id }) => id === desk.support._id)?.status.problem).toBeNull();
    const { conversationId } = await desk.send(aLetter(), { to: ['lost@shop.example'] });
    expect((await desk.conversation(conversationId)).queueId).toBe(company.queueId);
  });

  it('case 10: stored by a process that died before it dealt with it is dealt with by another, once', async () => {
    const { record } = await desk.app.parts.mails.keepMail(arrived(aLetter({ body: 'Left' }), 7));
    await leaveDue(record._id);
    await Promise.all([desk.app.parts.incoming.sweep(), desk.app.parts.incoming.sweep()]);
    const mail = await isTaken(record._id);
    expect(await desk.app.parts.incoming.takeRaw(arrived(aLetter({ body: 'Other' }), 7))).toBe('known');
    expect(await tellings(mail)).toBe(1);
  });

  it('that names one which a dead process still holds waits for that, and goes where it goes', async () => {
    const { parts } = desk.app;
    const [id, answer] = ['<held@home.example>', '<after-held@home.example>'];
    // As a process leaves it that died just now: nobody else may have it yet.
    const messageId = 'held@home.example';
    const { record } = await parts.mails.keepMail({ ...arrived(aLetter({ id, body: 'Held' })), messageId });
    const raw = aLetter({ id: answer, headers: { 'In-Reply-To': id }, body: 'Also this' });
    await parts.incoming.takeRaw(arrived(raw));
    const waits = await eventually(async () => {
      const mail = await MailModel.findOne({ messageIds: 'after-held@home.example' }).lean<MailRecord>();
      expect(mail).toMatchObject({ tries: 0, conversationId: null });
      return mail as MailRecord;
    });
    for (const { _id } of [record, waits]) await leaveDue(_id);
    await parts.incoming.sweep();
    const { conversationId } = await isTaken(record._id);
    expect(await isTaken(waits._id)).toMatchObject({ conversationId });
    expect((await desk.told(conversationId as string, 'message')).map(({ text }) => text)).toEqual([
      'Held',
      'Also this',
    ]);
  });

  it('dealt with again, because nobody wrote down that it was, changes nothing', async () => {
    const c = await desk.aMatter({ id: '<again@home.example>' });
    const answer = await desk.send(aLetter({ headers: { 'In-Reply-To': '<again@home.example>' }, body: 'And?' }));
    const before = await desk.conversation(c._id);
    for (const { _id } of await MailModel.find({ conversationId: c._id })) await leaveDue(_id);
    await desk.app.parts.incoming.sweep();
    await isTaken(answer._id);
    expect(await desk.conversation(c._id)).toMatchObject({ unread: before.unread, version: before.version });
    expect(await desk.told(c._id, 'message')).toHaveLength(2);
  });

  it('taken up by two nodes at the same moment is told once', async () => {
    const node = await bootApp({ storeUri: desk.app.storeUri, dataDir: desk.app.dataDir });
    const opened = await ConversationModel.countDocuments();
    const { record } = await desk.app.parts.mails.keepMail(arrived(aLetter({ body: 'Two nodes' })));
    await leaveDue(record._id);
    await Promise.all([node.parts.incoming.sweep(), desk.app.parts.incoming.sweep()]);
    await leaveDue(record._id);
    await Promise.all([node.parts.incoming.sweep(), desk.app.parts.incoming.sweep()]);
    expect(await tellings(await isTaken(record._id))).toBe(1);
    expect(await ConversationModel.countDocuments()).toBe(opened + 1);
    await node.close();
  });

  it('that ends whoever reads it is at last put before a person unread', async () => {
    const { record } = await desk.app.parts.mails.keepMail(arrived(aLetter({ subject: 'Never read' })));
    await MailModel.updateOne({ _id: record._id }, { $set: { tries: 5 } });
    await leaveDue(record._id);
    await desk.app.parts.incoming.sweep();
    const { conversationId } = await isTaken(record._id);
    const [told] = await desk.told(conversationId as string, 'message');
    expect(told).toMatchObject({ text: '', attachments: [{ name: 'original.eml', type: 'message/rfc822' }] });
  });

  it('whose original is gone is put off and holds up nobody', async () => {
    const { record } = await desk.app.parts.mails.keepMail(arrived(aLetter()));
    await MailModel.updateOne({ _id: record._id }, { $set: { rawFileId: 'f'.repeat(24) } });
    const from = Date.now();
    await leaveDue(record._id);
    await desk.app.parts.incoming.sweep();
    expect(await desk.send(aLetter({ body: 'after it' }))).toMatchObject({ state: 'taken' });
    const { dueAt, state } = (await MailModel.findById(record._id).lean<MailRecord>()) as MailRecord;
    expect(state).toBe('stored');
    expect(+(dueAt as Date)).toBeGreaterThan(from);
  });

  it('keeps its place behind the one before it', async () => {
    const c = await desk.aMatter({ id: '<order@home.example>' });
    const letters = Array.from({ length: 6 }, (_, i) =>
      aLetter({ headers: { References: '<order@home.example>' }, body: `${i}${' long'.repeat(i % 2 ? 1 : 20_000)}` }),
    );
    for (const raw of letters) await desk.app.parts.incoming.takeRaw(arrived(raw));
    await eventually(async () => expect(await desk.told(c._id, 'message')).toHaveLength(7));
    const texts = (await desk.told(c._id, 'message')).slice(1).map(({ text }) => text?.[0]);
    expect(texts).toEqual(['0', '1', '2', '3', '4', '5']);
  });
});

describe('case 13: whoever says they are a customer', () => {
  const verdict = (result: string, from = 'home.example') => `mx.shop.example; dmarc=${result} header.from=${from}`;

  it('is that customer only by the word of our own mail server', async () => {
    const { parts } = desk.app;
    const known = await parts.customers.createCustomer({ name: 'Known', locale: 'en' });
    await parts.customers.addIdentity(known._id, 'email', 'known@home.example', 'verified');
    const from = 'Known <known@home.example>';
    const claims = [
      { 'Authentication-Results': verdict('fail') },
      { 'Authentication-Results': verdict('pass', 'evil.example') },
      { 'Authentication-Results': `mx.evil.example; dmarc=pass header.from=home.example` },
      { 'Authentication-Results': `mx.evil.example; none\r\nAuthentication-Results: ${verdict('pass')}` },
      {},
    ];
    const owners = new Set<string>();
    for (const headers of claims)
      owners.add((await desk.aMatter({ from, headers: headers as Record<string, string> })).customerId);
    expect(owners.size).toBe(1);
    expect(owners).not.toContain(known._id);
    const [claimed] = await IdentityModel.find({ customerId: [...owners][0] }).lean();
    expect(claimed).toMatchObject({ value: 'known@home.example', evidence: 'claimed' });
    const cookie = await desk.app.signIn();
    const shown = await desk.app.call('customers.show', { cookie, params: { id: [...owners][0]! } });
    expect(shown.body.suggestions).toEqual([{ customerId: known._id, name: 'Known', because: 'email' }]);
    const { customerId } = await desk.aMatter({ from, headers: { 'Authentication-Results': verdict('pass') } });
    expect(customerId).toBe(known._id);
  });
});
