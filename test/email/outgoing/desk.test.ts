import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ConversationRecord, MailTold, TouchpointView } from '../../../server/contract/index.js';
import { newId } from '../../../server/platform/index.js';
import { DeskModel } from '../../../server/routing/models.js';
import { type Booted, bootApp } from '../../boot.js';
import { aCompany } from '../../company.js';
import { eventually } from '../../eventually.js';
import { anOutsideServer } from './mail-server.js';

let app: Booted;
let post: Awaited<ReturnType<typeof anOutsideServer>>;
let company: Awaited<ReturnType<typeof aCompany>>;
let mailboxId: string;
/** How far the server's clock is ahead: the time to take a mail back passes at once. */
let aheadMs = 0;

beforeAll(async () => {
  post = await anOutsideServer();
  const clock = { now: () => new Date(Date.now() + aheadMs) };
  app = await bootApp({ clock, env: { SMTP_URL: `smtp://127.0.0.1:${post.port}` } });
  company = await aCompany(app, { agents: ['Ana', 'Bo'] });
  const mailbox = { name: 'Support', address: 'support@shop.example', queueId: company.queueId };
  const made = await app.call('mailboxes.create', { cookie: company.admin, body: mailbox });
  mailboxId = made.body.id;
});
afterEach(async () => {
  await timePasses(); // what a test left waiting is not the next one's
  post.arrived.length = 0;
});
afterAll(async () => {
  await app.close();
  await post.close();
});

const ana = () => company.people.Ana!;
const as = (person = ana()) => ({ cookie: person.cookie });

/** Lets the time to take mails back pass, and what is due go. */
async function timePasses(ms = 11_000) {
  aheadMs += ms;
  await app.parts.outbox.sweep();
}

async function aCustomer(email?: string, evidence: 'claimed' | 'agent' = 'agent'): Promise<string> {
  const { _id } = await app.parts.customers.createCustomer({ name: 'Ali', locale: 'en' });
  if (email) await app.parts.customers.addIdentity(_id, 'email', email, evidence);
  return _id;
}

/** A chat, or a matter by mail, that Ana has. */
async function aTalk(customerId: string, channel: ConversationRecord['channel'] = 'webchat'): Promise<string> {
  const { conversations, routing } = app.parts;
  const c = await conversations.open({
    ...{
      customer: { _id: customerId, name: 'Ali' },
      verified: false,
      channel,
      siteId: null,
      locale: 'en',
      by: 'customer',
    },
    ...{ queueId: company.queueId, queueName: 'Orders', subject: 'My order', startKey: randomUUID(), told: () => [] },
  });
  await routing.takeOver(ana().id, c._id);
  return c._id;
}

const reply = (id: string, about: object = {}, person = ana()) =>
  app.call('conversations.reply', {
    ...as(person),
    params: { id },
    body: { clientId: randomUUID(), text: 'On its way.', ...about },
  });
const unsend = (id: string, touchpointId: string, person = ana()) =>
  app.call('conversations.unsend', { ...as(person), params: { id }, body: { touchpointId } });
const toldOf = (view: TouchpointView) => (view.details as { mail: MailTold }).mail;

describe('a chat that is answered by mail', () => {
  it('goes on in the same conversation, to the address that is known best', async () => {
    const customerId = await aCustomer('typed@mail.example', 'claimed');
    await app.parts.customers.addIdentity(customerId, 'email', 'ali@mail.example', 'agent');
    const id = await aTalk(customerId);
    const { status, body } = await reply(id, { mail: {} });
    expect(status).toBe(202);
    expect(body).toMatchObject({ channel: 'email', conversationId: id, delivery: { state: 'pending' } });
    expect(toldOf(body)).toMatchObject({ to: [{ address: 'ali@mail.example' }], subject: 'My order', signs: [] });
    expect(post.arrived).toEqual([]);
    await timePasses();
    expect(post.arrived.map(({ to }) => to)).toEqual([['ali@mail.example']]);
    expect((await app.parts.conversations.byId(id))?.mail).toMatchObject({
      mailboxId,
      participants: ['ali@mail.example'],
    });
  });

  it('says so where nothing vouches for the address, and refuses where there is none', async () => {
    const claimed = await reply(await aTalk(await aCustomer('typed@mail.example', 'claimed')), { mail: {} });
    expect(toldOf(claimed.body).signs).toEqual(['unverified']);
    const none = await reply(await aTalk(await aCustomer()), { mail: {} });
    expect(none).toMatchObject({ status: 409, error: { code: 'mail.noAddress' } });
  });

  it.each([
    { says: 'by a mailbox that is none', about: () => ({ mail: { mailboxId: newId() } }), code: 'mailbox.missing' },
    { says: 'more than sixty days ahead', about: () => later(61 * 24), code: 'input.invalid' },
    {
      says: 'with a picture that is no file of it',
      about: () => ({ mail: { html: `<img src="cid:${newId()}">` } }),
      code: 'file.missing',
    },
  ])('is refused $says', async ({ about, code }) => {
    const id = await aTalk(await aCustomer('ali@mail.example'));
    expect((await reply(id, about())).error?.code).toBe(code);
  });

  it('waits for the time it is given', async () => {
    const id = await aTalk(await aCustomer('ali@mail.example'));
    await reply(id, later(1));
    await timePasses();
    expect(post.arrived).toEqual([]);
    await timePasses(3_600_000);
    expect(post.arrived).toHaveLength(1);
  });

  const later = (hours: number) => ({
    mail: { sendAt: new Date(Date.now() + aheadMs + hours * 3_600_000).toISOString() },
  });
});

describe('a matter by mail', () => {
  it('cannot be answered in a chat where the customer is not', async () => {
    const id = await aTalk(await aCustomer('ali@mail.example'), 'email');
    expect((await reply(id, { channel: 'webchat' })).error?.code).toBe('channel.none');
  });

  it('goes by mail by itself; the same clientId twice is one mail', async () => {
    const id = await aTalk(await aCustomer('ali@mail.example'), 'email');
    const clientId = randomUUID();
    const [one, two] = await Promise.all([reply(id, { clientId }), reply(id, { clientId })]);
    expect(two.body.id).toBe(one.body.id);
    await timePasses();
    expect(post.arrived).toHaveLength(1);
  });
});

describe('a mail that is taken back', () => {
  it('is not sent, and it is as if nothing had been said', async () => {
    const id = await aTalk(await aCustomer('ali@mail.example'), 'email');
    const { body } = await reply(id);
    expect((await app.parts.conversations.byId(id))?.firstResponseAt).not.toBeNull();
    const back = await unsend(id, body.id);
    expect(back.body).toMatchObject({ text: 'On its way.', delivery: { state: 'failed', reason: 'takenBack' } });
    expect((await unsend(id, body.id)).status).toBe(200);
    await timePasses();
    expect(post.arrived).toEqual([]);
    expect(await app.parts.conversations.byId(id)).toMatchObject({ firstResponseAt: null, lastMessage: null });
  });

  it('was not yet on its way: after that it is too late', async () => {
    const id = await aTalk(await aCustomer('ali@mail.example'), 'email');
    const { body } = await reply(id);
    await timePasses();
    expect((await unsend(id, body.id)).error?.code).toBe('message.gone');
  });

  it('is one’s own', async () => {
    const id = await aTalk(await aCustomer('ali@mail.example'), 'email');
    const { body } = await reply(id);
    expect((await unsend(id, body.id, company.people.Bo)).error?.code).toBe('message.missing');
    expect((await unsend(id, newId())).error?.code).toBe('message.missing');
  });
});

describe('a conversation that begins with us', () => {
  const write = (customerId: string, about: object = {}) =>
    app.call('conversations.write', {
      ...as(),
      params: { id: customerId },
      body: { clientId: randomUUID(), text: 'Your order is ready.', mail: { mailboxId, subject: 'Order 7' }, ...about },
    });

  it('is its writer’s from the beginning, waits for nobody and is one for a clientId', async () => {
    const customerId = await aCustomer('ali@mail.example');
    const clientId = randomUUID();
    const first = await write(customerId, { clientId });
    const again = await write(customerId, { clientId });
    expect(first).toMatchObject({
      status: 201,
      body: { channel: 'email', state: 'active', subject: 'Order 7', waitingSince: null },
    });
    expect(first.body.agent?.id).toBe(ana().id);
    expect(again.body.id).toBe(first.body.id);
    const desk = await DeskModel.findById(ana().id).lean();
    expect(desk?.entries.filter(({ conversationId }) => conversationId === first.body.id)).toHaveLength(1);
    await timePasses();
    await eventually(() => expect(post.arrived.map(({ mail }) => mail.subject)).toEqual(['Order 7']));
    const told = await app.parts.timeline.ofConversation(first.body.id);
    expect(told.map(({ kind }) => kind)).toEqual(['conversation.opened', 'conversation.assigned', 'message']);
  });

  it('is held back where the customer wants no mail', async () => {
    const customerId = await aCustomer('ali@mail.example');
    await app.parts.customers.recordConsent(customerId, 'email', false, 'test');
    const { body } = await write(customerId);
    await timePasses();
    const message = await app.parts.timeline.latestMessage(body.id);
    expect(message?.delivery).toMatchObject({ state: 'failed', reason: 'consentWithdrawn' });
    expect(post.arrived).toEqual([]);
  });
});
