import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ConversationModel, makeConversations } from '../../server/conversations/index.js';
import { makeBus, makeLog, newId } from '../../server/platform/index.js';
import { makeTimeline } from '../../server/timeline/index.js';
import { openTestStore } from '../store-for.js';

const log = makeLog('silent');
const bus = makeBus(log);
let now = Date.parse('2030-01-01T09:00:00Z');
const clock = { now: () => new Date(now) };
const timeline = makeTimeline({ bus, clock, fileUrl: () => '/file' });
const needs: Parameters<typeof makeConversations>[0] = {
  ...{ bus, clock, log, timeline },
  queueName: async () => 'Orders',
  slaDueAt: async (_queueId, _kind, from) => new Date(+from + 60_000),
  onwardSeconds: async () => null,
};
const conversations = makeConversations(needs);
let store: Awaited<ReturnType<typeof openTestStore>>;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());

const opened = (by = conversations) =>
  by.open({
    customer: { _id: newId(), name: 'سارا' },
    verified: false,
    channel: 'webchat',
    siteId: null,
    queueId: newId(),
    queueName: 'Orders',
    locale: 'fa',
    by: 'customer',
    startKey: newId(),
    told: () => [],
  });
const kindsOf = async (id: string) => (await timeline.ofConversation(id)).map(({ kind }) => kind);
const ana = { agentId: newId(), agentName: 'Ana' };
const offerTo = (id: string, agent: typeof ana, version: number) => ({
  id,
  version,
  to: [{ ...agent, offerId: newId() }],
  decisionId: newId(),
  expiresAt: new Date(now + 30_000),
  candidates: [],
});

describe('a transition', () => {
  it('happens once when two try it from the same version', async () => {
    const { _id, version } = await opened();
    const both = await Promise.all([
      conversations.offer([offerTo(_id, ana, version)]),
      conversations.offer([offerTo(_id, { agentId: newId(), agentName: 'Bo' }, version)]),
    ]);
    expect(both.flat().filter(Boolean)).toHaveLength(1);
    await conversations.stop(); // and all is told
    expect((await kindsOf(_id)).filter((kind) => kind === 'offer.made')).toHaveLength(1);
  });

  it('is refused from a state it may not start in', async () => {
    const { _id, version } = await opened();
    const by = { offerId: newId(), ...ana, automatic: false, nameOf: () => '' };
    expect(await conversations.accept(_id, by)).toBeNull();
    await conversations.close(_id, { by: 'customer' });
    expect(await conversations.offer([offerTo(_id, ana, version + 1)])).toEqual([null]);
    expect(await conversations.close(_id, { by: 'agent' })).toBeNull();
  });

  it('of its needs is refused once somebody else has it', async () => {
    const { _id, version } = await opened();
    const offer = offerTo(_id, ana, version);
    await conversations.offer([offer]);
    await conversations.accept(_id, { offerId: offer.to[0]!.offerId, ...ana, automatic: false, nameOf: () => '' });
    const needs = [{ skillId: newId(), level: 2 as const, name: 'Refunds', nameFa: null }];
    const by = { author: { type: 'agent', id: newId(), name: 'Bo' } as const, clientId: newId() };
    expect(await conversations.setNeeds({ _id, agentId: null }, needs, by)).toBeNull();
    expect(await conversations.setNeeds({ _id, agentId: ana.agentId }, needs, by)).toMatchObject({
      needs: [{ level: 2 }],
    });
  });

  it('of many in one write counts though somebody has changed its conversation right after', async () => {
    const [first, second] = [await opened(), await opened()];
    const needs = [{ skillId: newId(), level: 2 as const, name: 'Refunds', nameFa: null }];
    const by = { author: { type: 'agent', id: newId(), name: 'Bo' } as const, clientId: newId() };
    await conversations.stop(); // nothing else is written so
    const write = ConversationModel.collection.bulkWrite.bind(ConversationModel.collection);
    vi.spyOn(ConversationModel.collection, 'bulkWrite').mockImplementationOnce(async (...asked) => {
      await conversations.close(second._id, { by: 'customer' }); // so what became of each has to be looked for
      const done = await write(...asked);
      await conversations.setNeeds({ _id: first._id, agentId: null }, needs, by);
      return done;
    });
    const made = await conversations.offer([first, second].map((one) => offerTo(one._id, ana, one.version)));
    expect(made).toMatchObject([{ state: 'offered', offers: [{ agentId: ana.agentId }], needs: [{ level: 2 }] }, null]);
  });

  it('is heard of before the timeline tells it, also of a new one: nobody who could take it waits for that', async () => {
    await conversations.stop(); // nothing of before is told any more
    const heard: string[] = [];
    const stops = [
      bus.on('conversation.changed', ({ before }) => void heard.push(before ?? 'new')),
      bus.on('touchpoint.appended', ({ touchpoint }) => void heard.push(touchpoint.kind)),
    ];
    const { _id } = await opened();
    await conversations.close(_id, { by: 'customer' });
    for (const stop of stops) stop();
    expect(heard).toEqual(['new', 'conversation.opened', 'conversation.queued', 'queued', 'conversation.closed']);
  });

  it('that a crash left untold is told later, once, whoever sweeps', async () => {
    const { _id } = await opened();
    const closed = await conversations.close(_id, { by: 'customer' });
    const [told] = await timeline.ofConversation(_id);
    const untold = { ...told!, sourceId: `${_id}:99:0`, kind: 'conversation.reopened', details: { by: 'agent' } };
    const { customerId, conversationId, kind, direction, channel, sourceId, author, details } = untold;
    const draft = { customerId, conversationId, kind, direction, channel, sourceId, author, details };
    await ConversationModel.updateOne({ _id }, { $push: { unlogged: draft } });
    await Promise.all([conversations.sweepUntold(), conversations.sweepUntold()]);
    await conversations.sweepUntold();
    await conversations.stop(); // and all is struck off
    expect((await kindsOf(_id)).filter((one) => one === 'conversation.reopened')).toHaveLength(1);
    expect(await conversations.byId(_id)).toMatchObject({ unlogged: [], version: closed!.version });
  });
});

describe('what was told', () => {
  const untoldOf = async (id: string) => (await conversations.byId(id))!.unlogged.length;

  it('is struck off by the sweep where the store would not, and told once', async () => {
    const { _id } = await opened();
    await conversations.stop();
    vi.spyOn(ConversationModel.collection, 'bulkWrite').mockRejectedValueOnce(new Error('the store is away'));
    await conversations.close(_id, { by: 'customer' });
    await conversations.stop();
    expect(await untoldOf(_id)).toBe(1);
    await conversations.sweepUntold();
    await conversations.stop();
    expect(await untoldOf(_id)).toBe(0);
    expect((await kindsOf(_id)).filter((kind) => kind === 'conversation.closed')).toHaveLength(1);
  });

  it('is struck off by the sweep where a step of many learned too late that a later one was told', async () => {
    const alone = makeConversations({ ...needs, isAlone: true });
    const conversation = await opened(alone);
    const { _id, version } = conversation;
    const by = { author: { type: 'agent', id: newId(), name: 'Bo' } as const, clientId: newId() };
    const write = ConversationModel.collection.bulkWrite.bind(ConversationModel.collection);
    vi.spyOn(ConversationModel.collection, 'bulkWrite').mockImplementationOnce(async (...asked) => {
      const done = await write(...asked);
      await alone.prioritise(conversation, { ahead: 1 }, by); // tells both steps, and is to strike them off
      return done;
    });
    await alone.offer([offerTo(_id, ana, version)]);
    await alone.stop();
    expect(await untoldOf(_id)).toBe(2);
    await alone.sweepUntold();
    await alone.stop();
    expect(await untoldOf(_id)).toBe(0);
    const kinds = ['conversation.opened', 'conversation.queued', 'offer.made', 'conversation.prioritised'];
    expect(await kindsOf(_id)).toEqual(kinds);
  });

  it('is taken off by the next step in its own write; what a crash left untold is not, and is told with it', async () => {
    const alone = makeConversations({ ...needs, isAlone: true });
    const conversation = await opened(alone);
    const { _id } = conversation;
    const author = { type: 'agent', id: newId(), name: 'Bo' } as const;
    await alone.prioritise(conversation, { ahead: 1 }, { author, clientId: 'first' });
    expect((await alone.byId(_id))!.unlogged).toMatchObject([{ details: { ahead: 1 } }]);
    const afterCrash = makeConversations({ ...needs, isAlone: true });
    const saidAgain = vi.spyOn(timeline, 'appendAll');
    await afterCrash.sweepUntold();
    expect(saidAgain).not.toHaveBeenCalled();
    const { customerId, channel } = conversation;
    const untold = { customerId, conversationId: _id, channel, direction: 'internal', author, sourceId: `${_id}:9:0` };
    const left = { ...untold, kind: 'conversation.prioritised', details: { ahead: 2 } };
    await ConversationModel.updateOne({ _id }, { $push: { unlogged: left }, $inc: { version: 1 } });
    await afterCrash.prioritise(conversation, { ahead: 3 }, { author, clientId: 'third' });
    await Promise.all([alone.stop(), afterCrash.stop()]);
    const told = (await timeline.ofConversation(_id)).filter(({ kind }) => kind === 'conversation.prioritised');
    expect(told.map(({ details }) => details)).toEqual([{ ahead: 1 }, { ahead: 2 }, { ahead: 3 }]);
    expect(await untoldOf(_id)).toBe(0);
  });

  it('is not told again by what comes before it is struck off, here or in another process', async () => {
    const conversation = await opened();
    const { _id } = conversation;
    const elsewhere = makeConversations(needs);
    const author = { type: 'agent', id: newId(), name: 'Bo' } as const;
    for (const [i, one] of [conversations, elsewhere, conversations].entries())
      expect(await one.prioritise(conversation, { ahead: i + 1 }, { author, clientId: newId() })).not.toBeNull();
    await Promise.all([conversations.stop(), elsewhere.stop()]);
    expect(await untoldOf(_id)).toBe(0);
    const told = (await timeline.ofConversation(_id)).filter(({ kind }) => kind === 'conversation.prioritised');
    expect(told.map(({ details }) => details)).toEqual([{ ahead: 1 }, { ahead: 2 }, { ahead: 3 }]);
  });
});

describe('the place in the line', () => {
  it('is kept by one that lost its agent, and new for one that is taken up again', async () => {
    const { _id, routingKey, version } = await opened();
    now += 60_000;
    await conversations.assign(_id, { version, ...ana, how: 'picked' });
    const lost = await conversations.requeue(_id, { reason: 'agentLost', fromAgentId: ana.agentId, passBy: true });
    expect(lost).toMatchObject({ routingKey, state: 'queued', passedBy: [{ agentId: ana.agentId, how: 'left' }] });
    await conversations.close(_id, { by: 'agent' });
    now += 60_000;
    const again = await conversations.requeue(_id, { reason: 'resumed' });
    expect(again!.routingKey).toBe(now);
  });
});

describe('the figures of a conversation', () => {
  it('count what is unread until it is read or answered, and never twice', async () => {
    const conversation = await opened();
    const { _id, customerId } = conversation;
    const base = { customerId, conversationId: _id, channel: 'webchat', author: { type: 'customer' } } as const;
    const message = (direction: 'in' | 'out') =>
      timeline.append({ ...base, kind: 'message', direction, sourceId: newId(), text: 'سلام', details: {} });
    const first = await message('in');
    await conversations.noteMessage(conversation, first);
    await conversations.noteMessage(conversation, first);
    expect(await conversations.byId(_id)).toMatchObject({ unread: 1, lastMessage: { text: 'سلام', direction: 'in' } });
    await conversations.noteMessage((await conversations.byId(_id))!, await message('out'));
    expect(await conversations.byId(_id)).toMatchObject({ unread: 0, sla: null, customerWaitsSince: null });
    now += 5_000;
    await conversations.noteMessage((await conversations.byId(_id))!, await message('in'));
    const waits = await conversations.byId(_id);
    expect(waits).toMatchObject({ unread: 1, sla: { kind: 'nextResponse', dueAt: new Date(now + 60_000) } });
  });
});

describe('between text and phone, on two nodes', () => {
  const elsewhere = makeConversations(needs);
  const sms = { numberId: newId(), number: '+982191000000', peer: '+989120000001', oneWay: false };
  async function byText() {
    const { _id } = await opened();
    await ConversationModel.updateOne({ _id }, { $set: { channel: 'sms', sms } });
    await conversations.assign(_id, { version: 1, ...ana, how: 'picked' });
    return (await conversations.byId(_id))!;
  }
  const allTold = () => Promise.all([conversations.stop(), elsewhere.stop()]);
  const rang = async (id: string) =>
    (await timeline.ofConversation(id)).filter(({ kind }) => kind === 'conversation.requeued').length;

  it('a call that both lead on takes its matter along once, and both know it', async () => {
    const c = await byText();
    const call = { callId: newId(), fromAgentName: 'Ana' };
    const both = await Promise.all([conversations.goesByPhone(c, call), elsewhere.goesByPhone(c, call)]);
    await allTold();
    const late = await elsewhere.goesByPhone(c, call);
    for (const one of [...both, late]) expect(one).toMatchObject({ _id: c._id, channel: 'voice', state: 'queued' });
    expect(await rang(c._id)).toBe(1);
    expect(await elsewhere.goesByPhone(c, { ...call, callId: newId() })).toBeNull();
  });

  it('who rings, writes, and is closed at the same moment has one matter, with all that was said', async () => {
    for (let i = 0; i < 10; i += 1) {
      const c = await byText();
      const base = {
        customerId: c.customerId,
        conversationId: c._id,
        channel: 'sms',
        author: { type: 'customer' },
      } as const;
      const said = { ...base, kind: 'message', direction: 'in', text: 'and', details: { source: 'sms' } } as const;
      const [gone, , closed] = await Promise.all([
        conversations.goesByPhone(c, { callId: newId(), fromAgentName: 'Ana' }),
        timeline.append({ ...said, sourceId: newId() }).then((text) => elsewhere.noteMessage(c, text)),
        i % 2 === 0 ? elsewhere.close(c._id, { by: 'agent' }) : elsewhere.goesBackToText(c._id),
      ]);
      await allTold();
      const now = (await conversations.byId(c._id))!;
      expect(now.lastMessage).toMatchObject({ text: 'and' });
      // Who closes it after they wrote has seen it.
      expect(now.state === 'closed' ? [0, 1] : [1]).toContain(now.unread);
      expect(await rang(c._id)).toBe(gone ? 1 : 0);
      if (i % 2 === 0) expect(now.state).toBe(closed ? 'closed' : 'queued');
      else expect([now.channel, now.state]).toEqual([closed ? 'sms' : 'voice', 'queued']);
    }
  });
});

describe('what a customer is not done with', () => {
  interface Explained {
    executionStats: { totalKeysExamined: number; totalDocsExamined: number };
  }
  /** What is read for it, as the store explains the very question that is asked. */
  async function readFor(ask: () => Promise<unknown>): Promise<Explained['executionStats']> {
    const [read] = await allReadFor(ask, 1);
    return read!;
  }
  /** Of so many questions, one after the other, of which the last wants one answer. */
  async function allReadFor(ask: () => Promise<unknown>, questions: number): Promise<Explained['executionStats'][]> {
    const asked: object[] = [];
    mongoose.set('debug', (_collection, _method, filter) => asked.push(filter));
    await ask();
    mongoose.set('debug', false);
    expect(asked).toHaveLength(questions);
    const explained = asked.map((filter, i) => {
      const found = ConversationModel.find(filter as never).sort({ openedAt: -1 });
      return (i > 0 ? found.limit(1) : found).explain('executionStats') as unknown as Promise<Explained>;
    });
    return (await Promise.all(explained)).map(({ executionStats }) => executionStats);
  }

  it('is found by the way they came without reading all that they ever came with', async () => {
    const { _id, ...open } = (await conversations.byId((await opened())._id))!;
    const { customerId } = open;
    const calls = Array.from({ length: 300 }, (_, i) => ({
      ...{ ...open, _id: newId(), startKey: newId(), number: 1_000_000 + i, channel: 'voice' },
      ...{ state: i === 0 ? 'active' : 'closed', openedAt: new Date(now + i) },
    }));
    await ConversationModel.insertMany(calls);
    expect(await conversations.unfinished(customerId, 'voice')).toMatchObject({ _id: calls[0]!._id });
    const { totalKeysExamined, totalDocsExamined } = await readFor(() => conversations.unfinished(customerId, 'voice'));
    expect(totalKeysExamined).toBeLessThanOrEqual(2);
    expect(totalDocsExamined).toBeLessThanOrEqual(1);
    expect((await readFor(() => conversations.unfinished(customerId, 'sms'))).totalKeysExamined).toBeLessThanOrEqual(1);
  });

  it('and by whom and which number it is held with by text, where it is the next one as well', async () => {
    const { _id, ...open } = (await conversations.byId((await opened())._id))!;
    const [peer, numberId, other] = ['+989120000777', newId(), newId()];
    const texted = Array.from({ length: 300 }, (_, i) => ({
      ...{
        ...open,
        _id: newId(),
        startKey: newId(),
        number: 2_000_000 + i,
        channel: 'sms',
        openedAt: new Date(now + i),
      },
      ...{ state: i === 0 ? 'active' : 'closed', sms: { numberId, number: '+982191', peer, oneWay: false } },
    }));
    await ConversationModel.insertMany(texted);
    await ConversationModel.insertMany({
      ...{ ...texted[0], _id: newId(), startKey: newId(), number: 2_000_300, state: 'closed' },
      sms: { ...texted[0]!.sms, numberId: other },
    });
    expect(await conversations.latestByText(numberId, peer)).toMatchObject({ _id: texted[0]!._id });
    const held = await readFor(() => conversations.openByText(numberId, peer));
    expect([held.totalKeysExamined <= 2, held.totalDocsExamined]).toEqual([true, 1]);
    await ConversationModel.updateOne({ _id: texted[0]!._id }, { $set: { state: 'closed' } });
    expect(await conversations.latestByText(numberId, peer)).toMatchObject({ _id: texted[299]!._id });
    const [none, latest] = await allReadFor(() => conversations.latestByText(numberId, peer), 2);
    expect([none!.totalKeysExamined <= 1, none!.totalDocsExamined]).toEqual([true, 0]);
    expect([latest!.totalKeysExamined <= 2, latest!.totalDocsExamined]).toEqual([true, 1]);
  });
});
