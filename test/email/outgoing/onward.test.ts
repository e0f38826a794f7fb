/** A chat whose visitor left goes on by mail, and comes back. Time passes by hand; mail goes over real SMTP, both ways. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TouchpointRecord } from '../../../server/contract/index.js';
import { makeConversations } from '../../../server/conversations/index.js';
import { newId } from '../../../server/platform/index.js';
import { type AgentLine, visitorAt } from '../../clients.js';
import { online } from '../../company.js';
import { eventually } from '../../eventually.js';
import { aLetter, aReport } from '../incoming/post.js';
import { aMailCompany } from '../incoming/support.js';
import { anOutsideServer } from './mail-server.js';

let desk: Awaited<ReturnType<typeof aMailCompany>>;
let post: Awaited<ReturnType<typeof anOutsideServer>>;
let ana: AgentLine;
let aheadMs = 0;
const clock = { now: () => new Date(Date.now() + aheadMs) };

beforeAll(async () => {
  post = await anOutsideServer();
  desk = await aMailCompany({ clock, env: { SMTP_URL: `smtp://127.0.0.1:${post.port}` } });
  ana = await online(desk.app, desk.company.people.Ana!); // or her chats would go to somebody else
});
afterAll(async () => {
  ana.close();
  await desk.close();
  await post.close();
});

const parts = () => desk.app.parts;
const timePasses = async (seconds: number) => {
  aheadMs += seconds * 1_000;
  await parts().onward.sweep();
};
const arrivedAt = (address: string) => post.arrived.filter(({ to }) => to.includes(address));

/** Somebody who left this address and went, and whose chat Ana has. */
async function aLeaver({ queueId = desk.company.queueId, locale = 'en' as 'en' | 'fa' } = {}) {
  const { customers, conversations } = parts();
  const address = `${newId()}@home.example`;
  const customer = await customers.createCustomer({ name: 'Ali', locale });
  await customers.addIdentity(customer._id, 'email', address, 'claimed');
  const opening = { customer, verified: false, channel: 'webchat', siteId: desk.company.siteId, locale } as const;
  const about = { by: 'customer', queueId, queueName: 'Orders', subject: 'Orders', startKey: randomUUID() } as const;
  const { _id: id } = await conversations.open({ ...opening, ...about, told: () => [] });
  return {
    ...{ address, customer, id },
    mails: (count: number) =>
      eventually(() => {
        expect(arrivedAt(address)).toHaveLength(count);
        return arrivedAt(address);
      }),
    told: (...kinds: TouchpointRecord['kind'][]) => desk.told(id, ...kinds),
    /** With the token their browser kept. */
    comesBack: async () => {
      const token = await customers.issueToken(customer._id, desk.company.siteId);
      return visitorAt(desk.app.url, { siteKey: desk.company.siteKey, token });
    },
  };
}

async function aQueueWithoutMailbox(name: string): Promise<string> {
  return (await desk.app.call('queues.create', { cookie: desk.company.admin, body: { name } })).body.id;
}

/** As the desk writes what an agent says; whose the chat is meanwhile, the clock that leaps may change. */
async function says(id: string, text: string, name = 'Ana') {
  const { timeline, conversations } = parts();
  const c = await desk.conversation(id);
  const about = { customerId: c.customerId, conversationId: id, sourceId: `${id}:${newId()}`, text } as const;
  const author = { type: 'agent', id: desk.company.people[name]!.id, name } as const;
  const kind = { kind: 'message', direction: 'out', channel: 'webchat', details: { source: 'chat' } } as const;
  await conversations.noteMessage(c, await timeline.append({ ...about, ...kind, author, delivery: 'sent' }));
}

it('case 58: the visitor leaves before the answer; one mail after the delay; the reply lands here; then it is chat again', async () => {
  const { id, address, mails, told, comesBack } = await aLeaver();
  await parts().routing.takeOver(desk.company.people.Ana!.id, id);
  const { cookie } = desk.company.people.Ana!;
  const body = { clientId: randomUUID(), text: 'It left on Monday.', attachmentIds: [] };
  expect((await desk.app.call('conversations.reply', { cookie, params: { id }, body })).status).toBe(202);
  await timePasses(100);
  await says(id, 'It comes tomorrow.');
  await timePasses(70);
  expect(arrivedAt(address)).toEqual([]);
  await timePasses(20);
  const [{ mail }] = (await mails(1)) as [Awaited<ReturnType<typeof mails>>[number]];
  expect(mail.text).toMatch(/You had left our chat[\s\S]*left on Monday\.\s+It comes tomorrow\./);
  expect(mail.headers.has('auto-submitted')).toBe(false);
  expect([mail.subject, mail.from?.text]).toEqual([
    'Your conversation with support',
    expect.stringContaining('support@'),
  ]);
  await eventually(async () => expect((await told('chat.mailed'))[0]?.delivery.state).toBe('sent'));
  expect((await told('chat.mailed'))[0]).toMatchObject({
    public: false,
    details: { messages: 2, mail: { to: [{ address }] } },
  });
  await timePasses(400);
  expect(arrivedAt(address)).toHaveLength(1);

  const to = mail.replyTo?.value[0]?.address as string;
  await desk.send(aLetter({ from: address, to, id: null, body: 'Tomorrow is fine.' }), { to: [to] });
  expect((await told('message')).map(({ channel }) => channel)).toEqual(['webchat', 'webchat', 'email']);
  const visitor = await comesBack();
  const { touchpoints } = await visitor.ask('visit:open', { after: 0 });
  expect(touchpoints.at(-1)).toMatchObject({ text: 'Tomorrow is fine.', direction: 'in', details: { byMail: true } });
  visitor.tell('receipt:send', { delivered: touchpoints.at(-1)!.seq, read: touchpoints.at(-1)!.seq });
  await says(id, 'Good.');
  const heard = await visitor.hears('touchpoint:appended', ({ text }) => text === 'Good.');
  visitor.tell('receipt:send', { delivered: heard.seq, read: heard.seq });
  await eventually(async () => expect((await desk.conversation(id)).onwardAt).toBeUndefined());
  await timePasses(400);
  expect(arrivedAt(address)).toHaveLength(1);
  visitor.close();
});

it('a matter by mail is answered in the chat while its customer is there; what they do not read goes by mail, in its thread', async () => {
  const { customers } = parts();
  const { address, customer, comesBack } = await aLeaver();
  await customers.addIdentity(customer._id, 'email', address, 'verified');
  const headers = { 'Authentication-Results': `mx.shop.example; dmarc=pass header.from=${address.split('@')[1]}` };
  const { conversationId } = await desk.send(
    aLetter({ from: address, subject: 'Rug 7', headers, body: 'Is it wool?' }),
  );
  const id = conversationId as string;
  expect(await desk.conversation(id)).toMatchObject({ channel: 'email', customerId: customer._id });
  await parts().routing.takeOver(desk.company.people.Ana!.id, id);
  const { cookie } = desk.company.people.Ana!;
  const show = async () => (await desk.app.call('conversations.show', { cookie, params: { id } })).body;
  const reply = (text: string) =>
    desk.app.call('conversations.reply', {
      ...{ cookie, params: { id } },
      body: { clientId: randomUUID(), text, attachmentIds: [], channel: 'webchat' },
    });
  expect(await show()).toMatchObject({ customerOnline: null });
  expect((await reply('Nobody would see it.')).error?.code).toBe('channel.none');

  const visitor = await comesBack();
  await visitor.ask('visit:open', { after: 0 });
  await ana.hears('conversation:changed', (c) => c.id === id && c.customerOnline === true);
  expect((await reply('All wool.')).status).toBe(202);
  const heard = await visitor.hears('touchpoint:appended', ({ text }) => text === 'All wool.');
  visitor.tell('receipt:send', { delivered: heard.seq, read: heard.seq });
  await visitor.ask('message:send', { clientId: randomUUID(), text: 'From where?', attachmentIds: [] });
  expect((await desk.told(id, 'message')).map(({ channel, text }) => [channel, text])).toEqual([
    ['email', 'Is it wool?'],
    ['webchat', 'All wool.'],
    ['webchat', 'From where?'],
  ]);
  expect(await show()).toMatchObject({ customerOnline: true, inChat: true });

  await reply('From Qom.');
  await visitor.hears('touchpoint:appended', ({ text }) => text === 'From Qom.');
  visitor.close();
  await ana.hears('conversation:changed', (c) => c.id === id && c.customerOnline === false);
  await timePasses(400);
  const [arrived] = await eventually(() => {
    expect(arrivedAt(address)).toHaveLength(1);
    return arrivedAt(address);
  });
  expect(arrived?.mail).toMatchObject({ subject: 'Re: Rug 7', text: expect.stringContaining('From Qom.') });
  expect(arrived?.mail.text).not.toContain('All wool.');
  await timePasses(400);
  expect(arrivedAt(address)).toHaveLength(1);
});

it('whoever is back within the delay, or in the chat without reading, gets no mail', async () => {
  const { id, address, comesBack } = await aLeaver();
  await says(id, 'Are you there?');
  const visitor = await comesBack();
  await timePasses(400);
  await timePasses(400);
  expect([arrivedAt(address), (await desk.conversation(id)).onwardAt]).toEqual([[], expect.any(Date)]);
  visitor.close();
});

it('the delay counts from when they left', async () => {
  const { id, address, customer, mails } = await aLeaver();
  await says(id, 'One moment.');
  await timePasses(150);
  const { onwardAt } = await desk.conversation(id);
  parts().bus.publish('visitor.offline', { customerId: customer._id });
  await eventually(async () =>
    expect(Number((await desk.conversation(id)).onwardAt)).toBeGreaterThan(Number(onwardAt)),
  );
  await timePasses(100);
  expect(arrivedAt(address)).toEqual([]);
  await timePasses(100);
  await mails(1);
});

it('several agents are named; in Persian for who writes Persian', async () => {
  const { id, mails } = await aLeaver({ locale: 'fa' });
  await says(id, 'سلام');
  await says(id, 'من هم هستم', 'Bo');
  await timePasses(200);
  const [arrived] = await mails(1);
  expect(arrived?.mail.text).toMatch(/از گفت‌وگو رفته بودید[\s\S]*Ana:\s+سلام\s+Bo:\s+من هم هستم/);
});

it('a process that dies right after the mark loses nothing, and any number of them send one', async () => {
  const { id, address, mails, told } = await aLeaver();
  await says(id, 'Yes.');
  const { timeline, bus, log, mails: registry } = parts();
  const dying = makeConversations({
    ...{ bus, clock, log, queueName: async () => '', slaDueAt: async () => null, onwardSeconds: async () => 180 },
    timeline: { ...timeline, appendAll: () => Promise.reject(new Error('gone')) },
  });
  aheadMs += 200_000;
  const c = await desk.conversation(id);
  const mail = {
    ...{ mailId: newId(), mailboxId: desk.support._id, from: [], to: [{ name: '', address }], cc: [], subject: 'Yes' },
    ...{ hasHtml: false, hasQuote: false, signs: [] },
  };
  const body = { text: 'Yes.', visible: 'Yes.', html: null, quotedHtml: null, headers: [], inline: [] };
  const [said] = await timeline.saidInChat(id, 0);
  const sourceId = `${id}:change:onward:${said!.publicSeq}`;
  await registry.noteWritten(
    { ...{ mailboxId: mail.mailboxId, sourceId, conversationId: id, customerId: c.customerId }, body },
    mail.mailId,
  );
  const onward = { upTo: said!.publicSeq, messages: 1, attachments: [], mail, lane: `email:${mail.mailboxId}` };
  await expect(dying.goOnward(c, onward)).rejects.toThrow('gone');
  expect(await told('chat.mailed')).toEqual([]);
  await Promise.all([parts().onward.sweep(), parts().conversations.sweepUntold(), parts().onward.sweep()]);
  await mails(1);
  await timePasses(400);
  expect([arrivedAt(address).length, (await told('chat.mailed')).length]).toEqual([1, 1]);
});

it('swept by several at the same moment it goes once', async () => {
  const { id, address, mails } = await aLeaver();
  await says(id, 'Once.');
  aheadMs += 200_000;
  await Promise.all(Array.from({ length: 4 }, () => parts().onward.sweep()));
  await mails(1);
  await timePasses(400);
  expect(arrivedAt(address)).toHaveLength(1);
});

it('a bounce is told and the dead address written to no more', async () => {
  const { id, address, mails, told } = await aLeaver();
  await says(id, 'Hello?');
  await timePasses(200);
  const [arrived] = await mails(1);
  const report = aReport({
    recipient: address,
    status: '5.1.1',
    reported: arrived!.mail.messageId!,
    to: arrived!.from,
  });
  await desk.send(report, { from: '', to: [arrived!.from] });
  expect((await told('chat.mailed'))[0]?.delivery).toMatchObject({ state: 'failed', reason: 'mail.hard' });
  expect(await told('mail.bounced')).toHaveLength(1);
  await says(id, 'Anybody?');
  await timePasses(400);
  expect(await told('chat.mailed')).toHaveLength(1);
});

it('a reply by somebody else stays apart, and the chat does not show it', async () => {
  const { id, mails, told, comesBack } = await aLeaver();
  await says(id, 'Your code is ready.');
  await timePasses(200);
  const [arrived] = await mails(1);
  const to = arrived!.mail.replyTo?.value[0]?.address as string;
  await desk.send(aLetter({ from: 'eve@bad.example', to, id: null, body: 'Send it to me' }), { to: [to] });
  expect(await told('mail.apart')).toHaveLength(1);
  expect(await told('message')).toHaveLength(1);
  const visitor = await comesBack();
  const { touchpoints } = await visitor.ask('visit:open', { after: 0 });
  expect(touchpoints.filter(({ text }) => text === 'Send it to me')).toEqual([]);
  visitor.close();
});

it('goes from the mailbox of its queue only, and where the queue says so', async () => {
  const { id, address } = await aLeaver({ queueId: await aQueueWithoutMailbox('Elsewhere') });
  await says(id, 'Nobody sends this.');
  await timePasses(400);
  expect([arrivedAt(address), (await desk.conversation(id)).onwardAt]).toEqual([[], undefined]);
});

it('whoever asks for the answer by mail keeps their place, gets it there soon, and can have it here after all', async () => {
  const { id, comesBack } = await aLeaver();
  const visitor = await comesBack();
  const asked = (await visitor.ask('visit:open', { after: 0 })).conversation!;
  expect(asked).toMatchObject({ state: 'waiting', mayAskMail: true, mailTo: null });
  const email = `${newId()}@asked.example`;
  const { routingKey, queuedAt } = await desk.conversation(id);
  await visitor.ask('mail:ask', { conversationId: id, email });
  await visitor.hears('conversation:changed', ({ mailTo }) => mailTo === email);
  expect(await desk.conversation(id)).toMatchObject({
    state: expect.stringMatching(/queued|offered/),
    routingKey,
    queuedAt,
  });
  await says(id, 'Here it is.');
  await timePasses(40); // they look at the page, and not at the chat
  await eventually(() => expect(arrivedAt(email)).toHaveLength(1));
  expect(arrivedAt(email)[0]!.mail.text).toContain('Here it is.');

  for (let more = 0; more < 4; more += 1) await visitor.ask('mail:ask', { conversationId: id, email });
  expect(await visitor.refusal('mail:ask', { conversationId: id, email })).toBe('rate.limited');
  await visitor.ask('mail:ask', { conversationId: id, email: null });
  await visitor.hears('conversation:changed', ({ mailTo }) => mailTo === null);
  await says(id, 'And here.');
  await timePasses(400);
  expect(arrivedAt(email)).toHaveLength(1);
  visitor.close();
});

it('an answer by mail is asked for one’s own talk only, and only where mail is answered', async () => {
  const [mine, other] = [await aLeaver(), await aLeaver({ queueId: await aQueueWithoutMailbox('Nowhere') })];
  const [visitor, stranger] = [await mine.comesBack(), await other.comesBack()];
  const email = `${newId()}@asked.example`;
  expect(await visitor.refusal('mail:ask', { conversationId: other.id, email })).toBe('conversation.missing');
  expect(await stranger.refusal('mail:ask', { conversationId: other.id, email })).toBe('channel.none');
  expect((await stranger.ask('visit:open', { after: 0 })).conversation).toMatchObject({ mayAskMail: false });
  visitor.close();
  stranger.close();
});
