/** Somebody beside the customer writes in a conversation: whom the server's answer goes to, and what only the customer gets. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { MailReply, TouchpointRecord } from '../../../server/contract/index.js';
import { visitorAt } from '../../clients.js';
import { online } from '../../company.js';
import { eventually } from '../../eventually.js';
import { aLetter } from '../incoming/post.js';
import { aMailCompany } from '../incoming/support.js';
import { anOutsideServer } from './mail-server.js';

let desk: Awaited<ReturnType<typeof aMailCompany>>;
let post: Awaited<ReturnType<typeof anOutsideServer>>;
let aheadMs = 0;
const clock = { now: () => new Date(Date.now() + aheadMs) };

beforeAll(async () => {
  post = await anOutsideServer();
  desk = await aMailCompany({ clock, env: { SMTP_URL: `smtp://127.0.0.1:${post.port}` } });
});
afterAll(async () => {
  await desk.close();
  await post.close();
});

const ana = () => desk.company.people.Ana!;

/** The time to take it back passes. */
async function reply(id: string, about: Partial<MailReply> | { channel: 'webchat' }, text = 'On its way.') {
  const by = 'channel' in about ? about : { mail: about };
  const body = { clientId: randomUUID(), text, attachmentIds: [], ...by };
  const { body: told } = await desk.app.call('conversations.reply', { cookie: ana().cookie, params: { id }, body });
  aheadMs += 11_000;
  await desk.app.parts.outbox.sweep();
  return told as unknown as TouchpointRecord<'message'>;
}

/** A matter of this customer's that Ana has, and in which Bob, who had a copy, writes last: to us alone. */
async function bobWritesLast(customer: string, bob: string): Promise<string> {
  const headers = { 'Authentication-Results': `mx.shop.example; dmarc=pass header.from=${customer.split('@')[1]}` };
  const c = await desk.aMatter({ from: customer, subject: 'Rug 7', headers });
  await desk.app.parts.routing.takeOver(ana().id, c._id);
  await reply(c._id, { to: [customer], cc: [bob] });
  const got = await eventually(
    () => post.arrived.find(({ to }) => to.includes(bob)) ?? Promise.reject(new Error('none')),
  );
  const to = got.mail.replyTo?.value[0]?.address as string;
  await desk.send(aLetter({ from: `Bob <${bob}>`, to, body: 'And mine?' }), { from: bob, to: [to] });
  expect((await desk.told(c._id, 'message')).at(-1)).toMatchObject({ text: 'And mine?' });
  return c._id;
}

const namesOf = ({ details }: TouchpointRecord<'message'>) => details.mail?.to.map(({ address }) => address);

it('an answer to whoever wrote last does not leave the customer out; after it, it goes on to both', async () => {
  const [customer, bob] = ['sara@one.example', 'bob@one.example'];
  const id = await bobWritesLast(customer, bob);
  expect(namesOf(await reply(id, {}))).toEqual([bob, customer]);
  expect(namesOf(await reply(id, {}))).toEqual([bob, customer]);
  expect(namesOf(await reply(id, { to: [bob] }))).toEqual([bob]);
  expect(namesOf(await reply(id, {}))).toEqual([bob, customer]);
});

it('what the customer did not read in the chat goes to them by mail, not to who wrote last', async () => {
  const [customer, bob] = ['sara@two.example', 'bob@two.example'];
  const known = await desk.app.parts.customers.createCustomer({ name: 'Sara', locale: 'en' });
  await desk.app.parts.customers.addIdentity(known._id, 'email', customer, 'verified');
  const id = await bobWritesLast(customer, bob);
  const line = await online(desk.app, ana());
  const token = await desk.app.parts.customers.issueToken(known._id, desk.company.siteId);
  const visitor = await visitorAt(desk.app.url, { siteKey: desk.company.siteKey, token });
  await visitor.ask('visit:open', { after: 0 });
  await line.hears('conversation:changed', (c) => c.id === id && c.customerOnline === true);
  await reply(id, { channel: 'webchat' }, 'For you alone.');
  await visitor.hears('touchpoint:appended', ({ text }) => text === 'For you alone.');
  visitor.close();
  await line.hears('conversation:changed', (c) => c.id === id && c.customerOnline === false);
  aheadMs += 400_000;
  await desk.app.parts.onward.sweep();
  const mails = () => post.arrived.filter(({ mail }) => mail.text?.includes('For you alone.'));
  await eventually(async () => {
    await desk.app.parts.outbox.sweep();
    expect(mails()).toHaveLength(1);
  });
  expect(mails()[0]?.to).toEqual([customer]);
  line.close();
});
