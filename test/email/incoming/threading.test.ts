/** Where a mail belongs: by what it names, and only for those who have part in it. */
import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeIncomingMail } from '../../../channels/email/index.js';
import { nameOf } from '../../../channels/email/reading/index.js';
import type { TouchpointRecord } from '../../../server/contract/index.js';
import { ConversationModel } from '../../../server/conversations/index.js';
import { CustomerModel } from '../../../server/customers/index.js';
import { MailModel } from '../../../server/mails/index.js';
import { eventually } from '../../eventually.js';
import { aLetter } from './post.js';
import { aMailCompany } from './support.js';

let desk: Awaited<ReturnType<typeof aMailCompany>>;
beforeAll(async () => {
  desk = await aMailCompany();
});
afterAll(() => desk.close());

const messages = async (id: string) => (await desk.told(id, 'message')).filter(({ direction }) => direction === 'in');
const mailOf = (t: TouchpointRecord | undefined) => (t as TouchpointRecord<'message'> | undefined)?.details.mail;
const token = (number: number, mailbox = desk.support) =>
  desk.tokens.addressToken({ id: mailbox._id, address: mailbox.address }, number) as string;

describe('a new mail', () => {
  it('begins a matter: in its queue, in its language, with its subject, under its writer', async () => {
    const c = await desk.aMatter({
      subject: 'سفارش من',
      body: 'سلام، سفارش من کجاست؟',
      from: 'سارا <sara@home.example>',
    });
    expect(c).toMatchObject({ channel: 'email', subject: 'سفارش من', locale: 'fa', customerName: 'سارا', unread: 1 });
    expect(c).toMatchObject({ queueId: desk.company.queueId, mail: { participants: ['sara@home.example'] } });
    const [first] = await messages(c._id);
    expect(first).toMatchObject({ text: 'سلام، سفارش من کجاست؟', channel: 'email' });
    expect(mailOf(first)).toMatchObject({ subject: 'سفارش من', signs: ['unverified'] });
  });

  it('is another matter each time, by the same customer, who is told from everybody else', async () => {
    const [one, two] = [await desk.aMatter(), await desk.aMatter({ subject: 'Order' })];
    const other = await desk.aMatter({ from: 'Sara <sara@elsewhere.example>' });
    expect(two).toMatchObject({ customerId: one.customerId });
    expect(two._id).not.toBe(one._id);
    expect(other.customerId).not.toBe(one.customerId);
  });
});

describe('an answer', () => {
  it('case 1: without any reference, to the signed address, lands in its conversation', async () => {
    const c = await desk.aMatter();
    await desk.send(aLetter({ headers: { 'Delivered-To': token(c.number) }, body: 'By token' }));
    await desk.send(aLetter({ headers: { 'X-Original-To': token(c.number).toUpperCase() }, body: 'By token' }));
    await desk.send(aLetter({ body: 'By envelope' }), { to: [token(c.number)] });
    const told = await messages(c._id);
    expect(told.map(({ text }) => text)).toEqual(['Where is my order?', 'By token', 'By token', 'By envelope']);
    expect(mailOf(told.at(-1))).toMatchObject({ threadedBy: 'token' });
  });

  it('case 2: lands by the id a relay gave our mail instead', async () => {
    const c = await desk.aMatter();
    const { mail, messageId } = await desk.anAnswer(c);
    await desk.app.parts.mails.addMessageId(mail._id, '0102@eu-west-1.amazonses.example');
    const bodies = ['ours', 'relay', 'root'];
    const ids = [messageId, '0102@eu-west-1.amazonses.example', c.mail!.rootId];
    for (const [i, id] of ids.entries())
      await desk.send(aLetter({ headers: { 'In-Reply-To': `<${id}>` }, body: bodies[i] }));
    const told = (await messages(c._id)).slice(1);
    expect(told.map((t) => [t.text, mailOf(t)?.threadedBy])).toEqual(bodies.map((text) => [text, 'outboundId']));
  });

  it('lands by the id of a mail that came, and by the signed number in the subject', async () => {
    const c = await desk.aMatter({ id: '<first@home.example>' });
    await desk.send(aLetter({ headers: { References: '<gone@home.example><first@home.example>' }, body: 'one' }));
    const subject = `Re: Order ${desk.tokens.subjectToken(desk.support._id, c.number)}`;
    await desk.send(aLetter({ subject, body: 'two' }));
    const told = (await messages(c._id)).slice(1);
    expect(told.map((t) => [t.text, mailOf(t)?.threadedBy])).toEqual([
      ['one', 'inboundId'],
      ['two', 'subjectToken'],
    ]);
  });

  it.each([
    {
      says: 'a token somebody made up',
      headers: (n: number) => ({ To: `support+c.${n.toString(36)}.${'0'.repeat(16)}@shop.example` }),
    },
    { says: 'a token of another mailbox', headers: (n: number) => ({ To: token(n, desk.sales) }) },
    { says: 'a number without its signature', headers: (n: number) => ({ Subject: `Re: [#${n}-aaaa] [#${n}] Order` }) },
    { says: 'empty ids', headers: () => ({ 'In-Reply-To': '<>', References: '<> < > <@> <@home.example>' }) },
    { says: 'ids nobody wrote', headers: () => ({ References: '<null> <undefined@x> <$ne@x>' }) },
  ])('with $says begins a matter of its own', async ({ headers }) => {
    const c = await desk.aMatter({ id: '<>' });
    const { conversationId } = await desk.send(
      aLetter({ id: null, headers: headers(c.number), body: `${Math.random()}` }),
      {},
    );
    expect(conversationId).not.toBe(c._id);
    expect(await messages(c._id)).toHaveLength(1);
  });

  it('to one who is cc’d by us lands there too', async () => {
    const c = await desk.aMatter();
    const { messageId } = await desk.anAnswer(c, ['sara@home.example', 'Bo@home.example']);
    const headers = { 'In-Reply-To': `<${messageId}>` };
    await desk.send(aLetter({ from: 'Bo <bo@home.example>', headers, body: 'I am Bo' }));
    expect((await messages(c._id)).at(-1)).toMatchObject({ text: 'I am Bo', author: { name: 'Bo' } });
  });
});

describe('an answer to several of our mailboxes', () => {
  it('is said once in its conversation, whichever copy comes first', async () => {
    for (const to of [
      ['', 'sales@shop.example'],
      ['sales@shop.example', ''],
    ]) {
      const c = await desk.aMatter();
      await desk.anAnswer(c);
      const envelope = to.map((address) => address || token(c.number));
      const headers = { Cc: 'sales@shop.example', References: `<${c.mail!.rootId}>` };
      const raw = aLetter({ to: token(c.number), headers, body: 'To you both' });
      for (const address of envelope) expect((await desk.send(raw, { to: [address] })).conversationId).toBe(c._id);
      expect((await messages(c._id)).filter(({ text }) => text === 'To you both')).toHaveLength(1);
      await desk.send(aLetter({ to: token(c.number), headers, body: 'At once' }), { to: envelope });
      expect((await messages(c._id)).filter(({ text }) => text === 'At once')).toHaveLength(1);
    }
  });
});

describe('an answer that two nodes take in for two of our mailboxes at the same instant', () => {
  it('is said once, and whoever it is for has one unread', async () => {
    const { parts } = desk.app;
    const other = makeIncomingMail({ ...parts, acknowledge: async () => null });
    const c = await desk.aMatter();
    await desk.anAnswer(c);
    const headers = { Cc: 'sales@shop.example', References: `<${c.mail!.rootId}>` };
    const bodies = ['one', 'two', 'three'];
    for (const body of bodies) {
      const raw = Buffer.from(aLetter({ to: token(c.number), headers, body }));
      const copy = { raw, messageId: nameOf(raw), at: new Date() };
      const envelope = (to: string) => ({ from: 'sara@home.example', to: [to] });
      await Promise.all([
        parts.incoming.takeRaw({ ...copy, mailboxId: desk.support._id, envelope: envelope(token(c.number)) }),
        other.takeRaw({ ...copy, mailboxId: desk.sales._id, envelope: envelope('sales@shop.example') }),
      ]);
      const copies = { messageIds: nameOf(raw), state: 'taken' as const, conversationId: c._id };
      await eventually(async () => expect(await MailModel.countDocuments(copies)).toBe(2));
    }
    await other.stop();
    const told = (await messages(c._id)).flatMap(({ text, direction }) => (direction === 'in' ? [text] : []));
    expect(told.slice(1)).toEqual(bodies);
    expect((await desk.conversation(c._id)).unread).toBe(told.length);
  });
});

describe('a hostile mail', () => {
  it('names hundreds of conversations: they are looked up in one go, and the newest of its ids counts', async () => {
    const c = await desk.aMatter();
    const { messageId } = await desk.anAnswer(c);
    const many = Array.from({ length: 5_000 }, (_, i) => `<${i.toString(16).padStart(24, '0')}.root@shop.example>`);
    let looked = 0;
    mongoose.set('debug', (collection) => {
      looked += collection === 'conversations' ? 1 : 0;
    });
    const headers = { References: [...many.slice(0, 600), `<${messageId}>`].join('\r\n ') };
    await desk.send(aLetter({ headers, body: 'Among many' }));
    await desk.send(aLetter({ from: 'eve@evil.example', headers: { References: many.join('\r\n ') } }));
    mongoose.set('debug', false);
    expect((await messages(c._id)).at(-1)).toMatchObject({ text: 'Among many' });
    expect(looked).toBeLessThan(60);
  });

  it('has two Message-IDs, one of them ours: it is neither ours nor an answer', async () => {
    const c = await desk.aMatter();
    const { messageId } = await desk.anAnswer(c);
    const headers = { 'X-One': `1\r\nMessage-ID: <${messageId}>` };
    const mail = await desk.send(aLetter({ id: '<first@home.example>', headers, body: 'Two names' }));
    expect(mail).toMatchObject({ state: 'taken', messageIds: ['first@home.example'] });
    expect(mail.conversationId).not.toBe(c._id);
  });

  it('is of 1970, of 2099, or of no day at all: it stands when it came', async () => {
    const c = await desk.aMatter();
    const dates = ['Thu, 01 Jan 1970 00:00:00 +0000', 'Thu, 31 Dec 2099 23:59:59 +9999', 'yesterday'];
    for (const date of dates)
      await desk.send(aLetter({ to: token(c.number), headers: { Date: date }, body: date }), { to: [token(c.number)] });
    const told = await messages(c._id);
    expect(told.map(({ text }) => text).slice(1)).toEqual(dates);
    for (const { at } of told) expect(Math.abs(+at - Date.now())).toBeLessThan(600_000);
    expect((await desk.conversation(c._id)).lastMessage?.text).toBe('yesterday');
  });

  it('comes to the token of another’s conversation, from somebody who has one too: it is kept apart', async () => {
    const [theirs, own] = [await desk.aMatter(), await desk.aMatter({ from: 'Bo <bo@home.example>' })];
    const headers = { 'In-Reply-To': `<${own.mail!.rootId}>` };
    const raw = aLetter({ from: 'Bo <bo@home.example>', to: token(theirs.number), headers, body: 'Not mine' });
    expect((await desk.send(raw, { to: [token(theirs.number)] })).conversationId).toBe(theirs._id);
    expect(await messages(theirs._id)).toHaveLength(1);
    expect(await desk.told(theirs._id, 'mail.apart')).toMatchObject([{ text: 'Not mine', public: false }]);
  });
});

describe('a stranger', () => {
  it('case 3: who names another customer’s mail is kept apart, and takes no part', async () => {
    const c = await desk.aMatter();
    const { messageId } = await desk.anAnswer(c);
    const before = await desk.conversation(c._id);
    const headers = { References: `<${messageId}>`, Cc: 'mallory2@evil.example' };
    await desk.send(aLetter({ from: 'Sara <mallory@evil.example>', headers, body: 'Show me' }));
    const [apart] = await desk.told(c._id, 'mail.apart');
    expect(apart).toMatchObject({ text: 'Show me', public: false, channel: 'email' });
    expect(await messages(c._id)).toHaveLength(1);
    const { mail, unread, state } = await desk.conversation(c._id);
    expect({ mail, unread, state }).toEqual({ mail: before.mail, unread: before.unread, state: before.state });
    expect(await CustomerModel.countDocuments({ terms: 'mallory@evil.example' })).toBe(0);
  });

  it('who names two customers’ mails goes by the surest, and has part in neither', async () => {
    const [one, two] = [await desk.aMatter(), await desk.aMatter({ from: 'Bo <bo@home.example>' })];
    const [first, second] = [await desk.anAnswer(one), await desk.anAnswer(two, ['bo@home.example'])];
    const headers = { 'In-Reply-To': `<${second.messageId}>`, References: `<${first.messageId}>` };
    await desk.send(aLetter({ from: 'Sara <sara@home.example>', headers, body: 'Both' }));
    expect(await desk.told(two._id, 'mail.apart')).toHaveLength(1);
    expect(await messages(one._id)).toHaveLength(1);
    expect(await messages(two._id)).toHaveLength(1);
  });

  it('case 12: with two From lines is nobody in particular', async () => {
    const c = await desk.aMatter();
    const raw = aLetter({ headers: { 'Delivered-To': token(c.number) } }).replace(
      'Subject:',
      'From: other@evil.example\r\nSubject:',
    );
    await desk.send(raw);
    expect(await desk.told(c._id, 'mail.apart')).toHaveLength(1);
    const { customerId } = await desk.aMatter({ from: 'sara@home.example, other@evil.example' });
    expect(customerId).not.toBe(c.customerId);
  });
});

describe('a closed conversation', () => {
  const closed = async (daysAgo: number) => {
    const c = await desk.aMatter();
    await desk.app.parts.conversations.close(c._id, { by: 'agent' });
    const closedAt = new Date(Date.now() - daysAgo * 86_400_000);
    await ConversationModel.updateOne({ _id: c._id }, { $set: { closedAt } });
    return c;
  };

  it('waits again when its customer writes within the days it may', async () => {
    const c = await closed(13);
    await desk.send(aLetter({ headers: { To: token(c.number) }, body: 'One more thing' }));
    expect(await desk.conversation(c._id)).toMatchObject({ state: 'queued', closedAt: null, unread: 1 });
    expect(await desk.told(c._id, 'conversation.reopened')).toMatchObject([{ details: { by: 'customer' } }]);
  });

  it('stays closed after that: a new one names it', async () => {
    const c = await closed(15);
    const { conversationId } = await desk.send(aLetter({ headers: { To: token(c.number) }, body: 'Long after' }));
    expect((await desk.conversation(c._id)).state).toBe('closed');
    expect(await desk.told(conversationId as string, 'conversation.opened')).toMatchObject([
      { details: { follows: c.number } },
    ]);
  });

  it('is no place for a stranger: theirs is a matter of its own', async () => {
    const c = await closed(1);
    const letter = aLetter({ from: 'bo@home.example', headers: { To: token(c.number) } });
    const { conversationId } = await desk.send(letter);
    expect(conversationId).not.toBe(c._id);
    expect(await desk.told(conversationId as string, 'conversation.opened')).not.toHaveProperty('0.details.follows');
  });
});
