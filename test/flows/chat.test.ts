import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OfferView, TouchpointView } from '../../server/contract/index.js';
import { ConversationModel } from '../../server/conversations/index.js';
import { type Booted, bootApp } from '../boot.js';
import { type AgentLine, aStart, type VisitorLine, visitorAt } from '../clients.js';
import { aCompany, online } from '../company.js';
import { eventually } from '../eventually.js';

let app: Booted;
let company: Awaited<ReturnType<typeof aCompany>>;
let ana: AgentLine;
let bo: AgentLine;
beforeAll(async () => {
  app = await bootApp();
  company = await aCompany(app);
  ana = await online(app, company.people.Ana!);
  bo = await online(app, company.people.Bo!);
});
afterAll(async () => {
  ana.close();
  bo.close();
  await app.close();
});

async function aChat(text = 'سلام، سفارشم هنوز نرسیده.') {
  const visitor = await visitorAt(app.url, { siteKey: company.siteKey });
  await visitor.ask('visit:open', { after: 0 });
  const begun = await visitor.ask('conversation:start', aStart({ queueId: company.queueId, text }));
  return { visitor, begun, conversationId: begun.conversation.id };
}

/** Whoever is offered it takes it. */
async function taken(conversationId: string) {
  const offered = (line: AgentLine) => line.hears('offer:made', (offer) => offer.conversationId === conversationId);
  const [offer, line] = await Promise.race([
    offered(ana).then((one): [OfferView, AgentLine] => [one, ana]),
    offered(bo).then((one): [OfferView, AgentLine] => [one, bo]),
  ]);
  await line.ask('offer:accept', { offerId: offer.id });
  const owner = line === ana ? company.people.Ana! : company.people.Bo!;
  return { line, owner, other: owner === company.people.Ana ? company.people.Bo! : company.people.Ana!, offer };
}

const kinds = (touchpoints: { kind: string }[]) => touchpoints.map(({ kind }) => kind);
const end = (visitor: VisitorLine, ...more: VisitorLine[]) => [visitor, ...more].forEach((one) => void one.close());

describe('a chat from the first word to the rating', () => {
  it('is one gap-free timeline that tells who was asked, and why', async () => {
    const { visitor, begun, conversationId } = await aChat();
    const { line, owner, other, offer } = await taken(conversationId);
    expect(offer).toMatchObject({ customer: { name: 'سارا محمدی' }, firstText: 'سلام، سفارشم هنوز نرسیده.' });
    await visitor.hears('conversation:changed', (c) => c.state === 'active' && c.agent !== null);

    const opened = await line.ask('conversation:open', { conversationId, after: 0 });
    expect(opened.customer.id).toBe(begun.customerId);
    const { cookie } = owner;
    const params = { id: conversationId };
    const reply = { clientId: randomUUID(), text: 'سلام! الان بررسی می‌کنم.', attachmentIds: [] };
    const [first, again] = await Promise.all([
      app.call('conversations.reply', { cookie, params, body: reply }),
      app.call('conversations.reply', { cookie, params, body: reply }),
    ]);
    expect([first.status, again.status]).toEqual([202, 202]);
    expect(again.body.id).toBe(first.body.id);
    const shown = await visitor.hears('touchpoint:appended', (t) => t.text === reply.text);
    visitor.tell('receipt:send', { delivered: shown.seq, read: shown.seq });
    await line.hears('delivery:moved', (moved) => moved.touchpointId === first.body.id && moved.state === 'read');

    const note = { clientId: randomUUID(), text: 'مشتری قدیمی است', mentions: [] };
    await app.call('conversations.note', { cookie, params, body: note });
    const clientId = randomUUID();
    const sent = await visitor.ask('message:send', { clientId, text: 'ممنون', attachmentIds: [] });
    const resent = await visitor.ask('message:send', { clientId, text: 'ممنون', attachmentIds: [] });
    expect(resent).toEqual(sent);
    await line.hears('touchpoint:appended', (t) => t.text === 'ممنون');

    const transfer = { toAgentId: other.id, note: 'لطفاً ادامه دهید' };
    const moved = await app.call('conversations.transfer', { cookie, params, body: transfer });
    expect(moved.body.agent?.id).toBe(other.id);
    const late = { clientId: randomUUID(), text: 'دیر', attachmentIds: [] };
    const refused = await app.call('conversations.reply', { cookie, params, body: late });
    expect(refused.error?.code).toBe('conversation.notYours');

    const closing = { outcome: 'solved', note: 'پیگیری شد' };
    const closed = await app.call('conversations.close', { cookie: other.cookie, params, body: closing });
    expect(closed.body).toMatchObject({ state: 'closed', outcome: 'solved' });
    await visitor.hears('conversation:changed', (c) => c.state === 'closed' && c.ratingAsked);
    await visitor.ask('rating:give', { conversationId, score: 5, comment: 'عالی' });
    expect(await visitor.refusal('rating:give', { conversationId, score: 1 })).toBe('rating.given');
    const mail = { conversationId, email: 'sara@example.com', clientId: randomUUID() };
    await visitor.ask('transcript:mail', mail);
    const mailing = { onwardSeconds: null, acknowledgement: null, outOfHours: null, transcript: false };
    const queue = { cookie: company.admin, params: { id: company.queueId } };
    await app.call('queues.change', { ...queue, body: { mail: mailing } });
    expect(await visitor.refusal('transcript:mail', { ...mail, clientId: randomUUID() })).toBe('channel.none');
    await app.call('queues.change', { ...queue, body: { mail: { ...mailing, transcript: true } } });

    const timeline = await app.call('customers.timeline', {
      cookie,
      params: { id: begun.customerId },
      query: { after: 0, limit: 200 },
    });
    const { touchpoints } = timeline.body;
    expect(touchpoints.map(({ seq }) => seq)).toEqual(touchpoints.map((_, i) => i + 1));
    const story = kinds(touchpoints);
    for (const kind of [
      'visit.started',
      'page.viewed',
      'form.submitted',
      'message',
      'conversation.opened',
      'conversation.queued',
      'offer.made',
      'offer.accepted',
      'conversation.assigned',
      'note',
      'conversation.transferred',
      'conversation.closed',
      'rating.given',
      'transcript.mailed',
    ]) {
      expect(story).toContain(kind);
    }
    const made = touchpoints.find((t) => t.kind === 'offer.made') as Extract<TouchpointView, { kind: 'offer.made' }>;
    expect(made.details.candidates.map(({ verdict }) => verdict).sort()).toEqual(['chosen', 'idleLess']);

    const own = await visitor.ask('timeline:after', { after: 0 });
    expect(own.touchpoints.map(({ seq }) => seq)).toEqual(own.touchpoints.map((_, i) => i + 1));
    expect(kinds(own.touchpoints)).not.toContain('note');
    expect(JSON.stringify(own)).not.toContain('مشتری قدیمی');
    expect(JSON.stringify(own)).not.toContain('پیگیری شد');
    end(visitor);
  });

  it('is taken by one of two who accept at once', async () => {
    const { visitor, conversationId } = await aChat();
    const { offer, line } = await taken(conversationId);
    const other = line === ana ? bo : ana;
    expect(await line.refusal('offer:accept', { offerId: offer.id })).toBe('offer.gone');
    expect(await other.refusal('offer:accept', { offerId: offer.id })).toBe('offer.gone');
    await visitor.ask('conversation:end', { conversationId });
    end(visitor);
  });

  it('ends once however often it is closed, and takes no more replies', async () => {
    const { visitor, conversationId } = await aChat();
    const { owner } = await taken(conversationId);
    const { cookie } = owner;
    const params = { id: conversationId };
    const close = () => app.call('conversations.close', { cookie, params, body: { outcome: 'solved', note: '' } });
    const both = await Promise.all([close(), close()]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    const own = await visitor.ask('timeline:after', { after: 0 });
    expect(kinds(own.touchpoints).filter((kind) => kind === 'conversation.closed')).toHaveLength(1);
    const body = { clientId: randomUUID(), text: 'هنوز هستید؟', attachmentIds: [] };
    const refused = await app.call('conversations.reply', { cookie, params, body });
    expect(refused).toMatchObject({ status: 409, error: { code: 'conversation.closed' } });
    end(visitor);
  });

  it('is the same conversation in a second tab and after a reload', async () => {
    const { visitor, begun, conversationId } = await aChat();
    await taken(conversationId);
    const token = begun.token!;
    const tab = await visitorAt(app.url, { siteKey: company.siteKey, token });
    const there = await tab.ask('visit:open', { after: 0 });
    expect(there.conversation?.id).toBe(conversationId);
    await visitor.ask('message:send', { clientId: randomUUID(), text: 'از زبانهٔ اول', attachmentIds: [] });
    await tab.hears('touchpoint:appended', (t) => t.text === 'از زبانهٔ اول');
    const last = there.touchpoints.at(-1)!.seq;
    visitor.close();
    await tab.ask('message:send', { clientId: randomUUID(), text: 'از زبانهٔ دوم', attachmentIds: [] });
    const back = await visitorAt(app.url, { siteKey: company.siteKey, token });
    const caughtUp = await back.ask('visit:open', { after: last });
    expect(caughtUp.touchpoints.filter((t) => t.kind === 'message').map((t) => t.text)).toEqual([
      'از زبانهٔ اول',
      'از زبانهٔ دوم',
    ]);
    await back.ask('conversation:end', { conversationId });
    end(tab, back);
  });

  it('is begun once though the form was sent twice without an answer', async () => {
    for (const agent of [ana, bo]) await agent.ask('presence:set', { presence: 'offline' }); // nobody takes it meanwhile
    const start = aStart({ queueId: company.queueId, text: 'دوباره' });
    const one = await visitorAt(app.url, { siteKey: company.siteKey });
    const two = await visitorAt(app.url, { siteKey: company.siteKey });
    const [a, b] = await Promise.all([one.ask('conversation:start', start), two.ask('conversation:start', start)]);
    expect(b.conversation.id).toBe(a.conversation.id);
    expect(b.customerId).toBe(a.customerId);
    const own = await two.ask('timeline:after', { after: 0 });
    expect(own.touchpoints.filter((t) => t.kind === 'message')).toHaveLength(1);
    const three = await visitorAt(app.url, { siteKey: company.siteKey });
    expect((await three.ask('conversation:start', start)).conversation.id).toBe(a.conversation.id);
    expect(await ConversationModel.countDocuments({ customerId: a.customerId })).toBe(1);
    await one.ask('conversation:end', { conversationId: a.conversation.id });
    for (const agent of [ana, bo]) await agent.ask('presence:set', { presence: 'online' });
    end(one, two, three);
  });

  it('takes what a second form says into the conversation that is open', async () => {
    const { visitor, begun, conversationId } = await aChat('اول');
    const tab = await visitorAt(app.url, { siteKey: company.siteKey, token: begun.token! });
    const second = await tab.ask('conversation:start', aStart({ queueId: company.queueId, text: 'دوم' }));
    expect(second).toMatchObject({ token: null, conversation: { id: conversationId } });
    const own = await visitor.ask('timeline:after', { after: 0 });
    const messages = own.touchpoints.filter((t) => t.kind === 'message');
    expect(messages.map((t) => t.text)).toEqual(['اول', 'دوم']);
    expect(second.seq).toBe(messages[1]!.seq);
    await visitor.ask('conversation:end', { conversationId });
    end(visitor, tab);
  });

  it('tells those who wait their place, and hands over the oldest first when somebody is free', async () => {
    const chats = [];
    for (let i = 0; i < 4; i += 1) {
      const chat = await aChat(`${i}`);
      await taken(chat.conversationId);
      chats.push(chat);
    }
    const fifth = await aChat('پنجم');
    await fifth.visitor.hears('place:changed', ({ position }) => position === 1);
    const sixth = await aChat('ششم');
    expect(sixth.begun.conversation).toMatchObject({ state: 'waiting', position: 2 });
    await sixth.visitor.hears('place:changed', ({ position }) => position === 2);
    await fifth.visitor.ask('timeline:after', { after: 0 }); // what was told before this answer is there
    const told = fifth.visitor.all('place:changed').map((place) => JSON.stringify(place));
    expect(told).toEqual(told.filter((place, i) => place !== told[i - 1])); // nothing twice because others came
    await chats[0]!.visitor.ask('conversation:end', { conversationId: chats[0]!.conversationId });
    await taken(fifth.conversationId);
    await sixth.visitor.hears('place:changed', ({ position }) => position === 1);
    for (const chat of [...chats.slice(1), fifth, sixth]) {
      await chat.visitor.ask('conversation:end', { conversationId: chat.conversationId });
    }
    await eventually(async () => {
      const { body } = await app.call('board.show', { cookie: company.admin });
      expect(body.waiting).toHaveLength(0);
    });
    end(fifth.visitor, sixth.visitor, ...chats.map((chat) => chat.visitor));
  });
});
