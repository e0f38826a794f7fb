import { describe, expect, it, vi } from 'vitest';
import { ConversationModel, makeConversations } from '../../server/conversations/index.js';
import { newId } from '../../server/platform/index.js';
import { conversing } from './conversing.js';

const { bus, conversations, needs, timeline, ana, now, passes, opened } = conversing();
const kindsOf = async (id: string) => (await timeline.ofConversation(id)).map(({ kind }) => kind);
const offerTo = (id: string, agent: typeof ana, version: number) => ({
  id,
  version,
  to: [{ ...agent, offerId: newId() }],
  decisionId: newId(),
  expiresAt: new Date(now() + 30_000),
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
    passes(60_000);
    await conversations.assign(_id, { version, ...ana, how: 'picked' });
    const lost = await conversations.requeue(_id, { reason: 'agentLost', fromAgentId: ana.agentId, passBy: true });
    expect(lost).toMatchObject({ routingKey, state: 'queued', passedBy: [{ agentId: ana.agentId, how: 'left' }] });
    await conversations.close(_id, { by: 'agent' });
    passes(60_000);
    const again = await conversations.requeue(_id, { reason: 'resumed' });
    expect(again!.routingKey).toBe(now());
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
    passes(5_000);
    await conversations.noteMessage((await conversations.byId(_id))!, await message('in'));
    const waits = await conversations.byId(_id);
    expect(waits).toMatchObject({ unread: 1, sla: { kind: 'nextResponse', dueAt: new Date(now() + 60_000) } });
  });
});
