/** Words that came onto the timeline, and whose process was lost before anybody was told of them. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConversationRecord, TouchpointDraft } from '../../server/contract/index.js';
import { makeUnheard } from '../../server/intake/unheard.js';
import { type Booted, bootApp } from '../boot.js';
import { aStart, visitorAt } from '../clients.js';
import { aCompany, online, type Person } from '../company.js';
import { eventually } from '../eventually.js';

let app: Booted;
let company: Awaited<ReturnType<typeof aCompany>>;
let ana: Person;
let sweepUnheard: () => Promise<void>;
beforeAll(async () => {
  app = await bootApp();
  company = await aCompany(app, { capacity: 50, queue: { autoAccept: true } });
  ana = company.people.Ana!;
  await online(app, ana);
  const { log, timeline, conversations, desk } = app.parts;
  // As in two minutes, when whatever is written now is old enough to be looked at.
  const clock = { now: () => new Date(Date.now() + 120_000) };
  const resume = (conversation: ConversationRecord) => desk.wake(conversation, 'customerWrote');
  ({ sweepUnheard } = makeUnheard({ clock, log, timeline, conversations, resume }));
});
afterAll(() => app.close());

const now = async (id: string): Promise<ConversationRecord> => (await app.parts.conversations.byId(id))!;
const asAna = (id: string) => ({ cookie: ana.cookie, params: { id } });

async function aChat() {
  const visitor = await visitorAt(app.url, { siteKey: company.siteKey });
  const { conversation, customerId } = await visitor.ask(
    'conversation:start',
    aStart({ queueId: company.queueId, text: 'hello' }),
  );
  await eventually(async () => expect((await now(conversation.id)).agentId).toBe(ana.id));
  return { visitor, id: conversation.id, customerId };
}

async function snooze(id: string): Promise<void> {
  const until = new Date(Date.now() + 3_600_000).toISOString();
  expect((await app.call('conversations.snooze', { ...asAna(id), body: { until } })).status).toBe(200);
}

/** What a process leaves that is killed right after it has written a message down. */
function left(
  { id, customerId }: { id: string; customerId: string },
  text: string,
  about: Partial<TouchpointDraft<'message'>> = {},
) {
  return app.parts.timeline.append({
    ...{ customerId, conversationId: id, kind: 'message', direction: 'in', channel: 'webchat', text },
    sourceId: randomUUID(),
    author: { type: 'customer', id: customerId },
    details: { source: 'chat' },
    ...about,
  });
}

const noted = ({ id, customerId }: { id: string; customerId: string }, n: number) =>
  ({
    ...{ customerId, conversationId: id, kind: 'note', direction: 'internal', channel: null, text: `note ${n}` },
    ...{ sourceId: `${id}:${n}`, author: { type: 'agent', id: ana.id, name: 'Ana' }, details: { mentions: [] } },
  }) satisfies TouchpointDraft<'note'>;

describe('words that nobody was told of', () => {
  it('wake the conversation that slept, are its last line, and do so once', async () => {
    const chat = await aChat();
    await snooze(chat.id);
    await left(chat, 'هستید؟');
    expect(await now(chat.id)).toMatchObject({ state: 'snoozed', unread: 1, lastMessage: { text: 'hello' } });

    await sweepUnheard();
    expect(await now(chat.id)).toMatchObject({ unread: 2, lastMessage: { text: 'هستید؟', direction: 'in' } });
    await eventually(async () => expect(await now(chat.id)).toMatchObject({ state: 'active', agentId: ana.id }));

    await snooze(chat.id);
    await sweepUnheard();
    expect(await now(chat.id)).toMatchObject({ state: 'snoozed', unread: 2 });
  });

  it('wake it also where they are its last line already, unless its agent put it to sleep after them', async () => {
    const [slept, read] = [await aChat(), await aChat()];
    await snooze(slept.id);
    for (const chat of [slept, read]) {
      const message = await left(chat, 'one more thing');
      await app.parts.conversations.noteMessage(await now(chat.id), message);
    }
    await snooze(read.id);
    await sweepUnheard();
    await eventually(async () => expect(await now(slept.id)).toMatchObject({ state: 'active' }));
    expect(await now(read.id)).toMatchObject({ state: 'snoozed' });
  });

  it('are heard as an answer where an agent said them: nobody waits any more', async () => {
    const chat = await aChat();
    await chat.visitor.ask('message:send', { clientId: randomUUID(), text: 'when?', attachmentIds: [] });
    expect((await now(chat.id)).customerWaitsSince).not.toBeNull();
    const author = { type: 'agent', id: ana.id, name: 'Ana' } as const;
    const answer = await left(chat, 'tomorrow', { direction: 'out', author });

    await sweepUnheard();
    expect(await now(chat.id)).toMatchObject({
      ...{ customerWaitsSince: null, sla: null, unread: 0, firstResponseAt: answer.at },
      lastMessage: { text: 'tomorrow', direction: 'out' },
    });
  });

  it('are left alone where they are for nobody: a word for the machine, what it says itself, what was taken back', async () => {
    const chat = await aChat();
    await snooze(chat.id);
    const sms = { numberId: 'n', from: '+15550100', to: '+15550101' };
    await left(chat, 'STOP', { channel: 'sms', details: { source: 'sms', sms: { ...sms, word: 'stop' } } });
    await left(chat, 'We are closed.', {
      ...{ direction: 'out', author: { type: 'system' }, details: { source: 'automatic' } },
    });
    const scheduled = await left(chat, 'never mind', {
      ...{ direction: 'out', channel: 'email', author: { type: 'agent', id: ana.id, name: 'Ana' } },
      ...{ delivery: 'pending', notBefore: new Date(Date.now() + 60_000) },
    });
    expect(await app.parts.timeline.takeBack(scheduled._id)).not.toBeNull();
    const before = await now(chat.id);
    await sweepUnheard();
    expect(await now(chat.id)).toEqual(before);
  });
});

it('keep back no others where one of them cannot be heard', async () => {
  const { log, timeline, conversations, desk } = app.parts;
  const [bad, good] = [await aChat(), await aChat()];
  for (const chat of [bad, good]) {
    await snooze(chat.id);
    await left(chat, 'anybody?');
  }
  const clock = { now: () => new Date(Date.now() + 120_000) };
  const resume = async (c: ConversationRecord) => {
    if (c._id === bad.id) throw new Error('not this one');
    await desk.wake(c, 'customerWrote');
  };
  await makeUnheard({ clock, log, timeline, conversations, resume }).sweepUnheard();
  await eventually(async () => expect(await now(good.id)).toMatchObject({ state: 'active' }));
  expect(await now(bad.id)).toMatchObject({ state: 'snoozed', lastMessage: { text: 'anybody?' } });
});

describe('a rating whose process was lost', () => {
  it('counts as it stands on the timeline, also where its customer rates once more', async () => {
    const [lost, again] = [await aChat(), await aChat()];
    for (const { id, customerId } of [lost, again])
      await app.parts.timeline.append({
        ...{ customerId, conversationId: id, kind: 'rating.given', direction: 'in', channel: 'webchat' },
        sourceId: `${id}:rating`,
        author: { type: 'customer', id: customerId },
        details: { score: 4, comment: 'fine' },
      });
    await again.visitor.ask('rating:give', { conversationId: again.id, score: 1 });
    expect((await now(again.id)).rating).toMatchObject({ score: 4, comment: 'fine' });
    expect((await now(lost.id)).rating).toBeNull();
    await sweepUnheard();
    expect((await now(lost.id)).rating).toMatchObject({ score: 4, comment: 'fine' });
  });
});

describe('a message of the very moment at which the talk is closed on another node', () => {
  it('does not lie in a conversation that nobody has', async () => {
    const elsewhere = await bootApp({ storeUri: app.storeUri });
    try {
      const chat = await closedUnderWords(elsewhere);
      expect((await now(chat.id)).state).not.toBe('closed');
      await eventually(async () => expect(await now(chat.id)).toMatchObject({ state: 'active', unread: 1 }));
    } finally {
      await elsewhere.close();
    }
  });

  /** One that belonged to the talk when it came, and found it closed. Where it was quicker, another is tried. */
  async function closedUnderWords(elsewhere: Booted) {
    for (let tries = 0; tries < 5; tries += 1) {
      const chat = await aChat();
      // Its words stand in line behind these while the talk is closed.
      const before = Array.from({ length: 180 }, (_, n) => app.parts.timeline.append(noted(chat, n)));
      const say = chat.visitor.ask('message:send', { clientId: randomUUID(), text: 'wait!', attachmentIds: [] });
      await before[60]; // so many times the store has answered since: the words are in line
      const closed = await elsewhere.call('conversations.close', { ...asAna(chat.id), body: {} });
      expect(closed.status).toBe(200);
      await Promise.all([...before, say]);
      const { closedAt, wroteAt } = await now(chat.id);
      if (!closedAt || (wroteAt && closedAt <= wroteAt)) return chat;
    }
    throw new Error('the words were always quicker');
  }
});
