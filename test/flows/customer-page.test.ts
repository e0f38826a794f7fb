/** What a console is told of a customer it looks at, also without a conversation, as it happens; and until when. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ConversationModel } from '../../server/conversations/index.js';
import { type Booted, bootApp } from '../boot.js';
import { type AgentLine, agentAt, aStart, visitorAt } from '../clients.js';
import { aCompany, hire } from '../company.js';

let app: Booted;
let company: Awaited<ReturnType<typeof aCompany>>;
let ana: AgentLine;
beforeAll(async () => {
  app = await bootApp();
  company = await aCompany(app);
  ana = await agentAt(app.url, company.people.Ana!.cookie);
});
afterAll(async () => {
  ana.close();
  await app.close();
});

const say = (text: string) => ({ clientId: randomUUID(), text, attachmentIds: [] });

async function aCustomer(name: string) {
  const visitor = await visitorAt(app.url, { siteKey: company.siteKey });
  const begun = await visitor.ask('conversation:start', aStart({ queueId: company.queueId, name }));
  return { visitor, id: begun.customerId, conversationId: begun.conversation.id };
}

it('is told of one customer, and of whoever was joined into them, until the page is left', async () => {
  expect(await ana.refusal('customer:open', { customerId: 'f'.repeat(24) })).toBe('customer.missing');
  expect(await ana.refusal('customer:open', { customerId: 'nobody' })).toBe('input.invalid');
  const [sara, other] = [await aCustomer('سارا'), await aCustomer('سارا م.')];
  const merge = { cookie: company.admin, params: { id: sara.id }, body: { otherId: other.id } };
  expect((await app.call('customers.merge', merge)).status).toBe(200);

  const view = await ana.ask('customer:open', { customerId: sara.id });
  expect(view).toMatchObject({ id: sara.id, mergedFrom: [{ id: other.id }] });
  await sara.visitor.ask('message:send', say('یک'));
  await other.visitor.ask('message:send', say('دو'));
  for (const [text, customerId] of [
    ['یک', sara.id],
    ['دو', other.id],
  ])
    expect(await ana.hears('touchpoint:appended', (told) => told.text === text)).toMatchObject({ customerId });

  // A conversation of theirs opened and left beside it takes nothing away.
  const { conversationId } = sara;
  await ana.ask('conversation:open', { conversationId, after: 0 });
  ana.tell('conversation:leave', { conversationId });
  await sara.visitor.ask('message:send', say('سه'));
  await ana.hears('touchpoint:appended', ({ text }) => text === 'سه');

  ana.tell('customer:leave', { customerId: sara.id });
  await ana.ask('desk:open', {}); // answered after the leaving
  await sara.visitor.ask('message:send', say('چهار'));
  await ana.ask('customer:open', { customerId: sara.id });
  await sara.visitor.ask('message:send', say('پنج'));
  await ana.hears('touchpoint:appended', ({ text }) => text === 'پنج');
  expect(ana.all('touchpoint:appended').map(({ text }) => text)).not.toContain('چهار');
  for (const { visitor } of [sara, other]) visitor.close();
});

it('is told no more of a conversation that went to others, once it was asked for again', async () => {
  const { admin } = company;
  const cyrus = await hire(app, admin, 'Cyrus');
  const settings = { name: 'Repairs', nameFa: 'تعمیر', memberIds: [cyrus.id], wrapUpSeconds: 0, outcomes: ['solved'] };
  const { body: queue } = await app.call('queues.create', { cookie: admin, body: settings });
  const { visitor, conversationId } = await aCustomer('مینا');
  await ana.ask('conversation:open', { conversationId, after: 0 });
  const body = { toQueueId: queue.id, note: '' };
  const moved = await app.call('conversations.transfer', { cookie: admin, params: { id: conversationId }, body });
  expect(moved.status).toBe(200);
  expect(await ana.refusal('conversation:open', { conversationId, after: 0 })).toBe('conversation.missing');
  await visitor.ask('message:send', say('محرمانه'));
  const other = await aCustomer('رضا');
  await ana.ask('conversation:open', { conversationId: other.conversationId, after: 0 });
  await other.visitor.ask('message:send', say('بعد از آن'));
  await ana.hears('touchpoint:appended', ({ text }) => text === 'بعد از آن');
  expect(ana.all('touchpoint:appended').map(({ text }) => text)).not.toContain('محرمانه');
  for (const one of [visitor, other.visitor]) one.close();
});

it('goes on being told of a conversation where the store did not answer once', async () => {
  const { visitor, conversationId } = await aCustomer('نسرین');
  await ana.ask('conversation:open', { conversationId, after: 0 });
  const reads = vi.spyOn(ConversationModel.collection, 'find').mockImplementation(() => {
    throw new Error('the store did not answer');
  });
  const refusal = await ana.refusal('conversation:open', { conversationId, after: 0 });
  reads.mockRestore();
  expect(refusal).toBe('internal');
  await visitor.ask('message:send', say('هنوز هستید؟'));
  await ana.hears('touchpoint:appended', ({ text }) => text === 'هنوز هستید؟');
  visitor.close();
});
