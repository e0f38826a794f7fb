/** What people do beside the router, and what they do afterwards. */
import { beforeEach, describe, expect, it } from 'vitest';
import { DeskModel } from '../../server/routing/models.js';
import { loneNode, until } from './stack.js';

const lone = loneNode();
const { passes, loadOf } = lone;
let { clock, company, node, ana, bo, sales } = lone.now;
beforeEach(() => {
  ({ clock, company, node, ana, bo, sales } = lone.now);
});

describe('by hand', () => {
  it('stays with one who is signed off but connected, as supervisors are, until their connection is gone', async () => {
    await node.routing.agentConnected(bo, 'of a supervisor');
    await passes(3_600);
    const { _id: id } = await node.opens(sales);
    await node.routing.pick(bo, id);
    await passes(600);
    expect(await node.conversations.byId(id)).toMatchObject({ state: 'active', agentId: bo });
    await node.routing.agentDisconnected('of a supervisor');
    await passes(61);
    await node.reaches(id, 'queued');
  });

  it('picks from the queue beyond the capacity, and then nothing more is routed', async () => {
    const [first, second, third] = [await node.opens(sales), await node.opens(sales), await node.opens(sales)];
    await node.routing.pick(ana, first._id);
    await node.routing.pick(ana, second._id);
    await node.online(ana);
    await node.conversations.close(first._id, { by: 'agent' });
    await until(async () => (await loadOf(ana)) === 1, 'one is left');
    expect((await node.conversations.byId(third._id))?.state).toBe('queued');
    await node.conversations.close(second._id, { by: 'agent' });
    await node.reaches(third._id, 'offered', ana);
  });

  it('picks what rings at another, where it stops', async () => {
    await node.online(ana);
    const { _id: id } = await node.opens(sales);
    const {
      offers: [offer],
    } = await node.reaches(id, 'offered', ana);
    expect(await node.routing.pick(bo, id)).toMatchObject({ state: 'active', agentId: bo, offers: [] });
    await expect(node.routing.acceptOffer(ana, offer?.offerId ?? '')).rejects.toMatchObject({ code: 'offer.gone' });
    expect([await loadOf(ana), await loadOf(bo)]).toEqual([0, 1]);
  });

  it('gives one who picks what rings at themselves what they would have accepted', async () => {
    await node.online(ana);
    const { _id: id } = await node.opens(sales);
    await node.reaches(id, 'offered', ana);
    await node.routing.pick(ana, id);
    expect(await node.routing.deskOf(ana)).toMatchObject({ load: 1 });
  });

  it('lets one of two win who pick the same, and leaves nothing on the other desk', async () => {
    const { _id: id } = await node.opens(sales);
    const both = await Promise.allSettled([node.routing.pick(ana, id), node.routing.pick(bo, id)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await DeskModel.countDocuments({ 'entries.conversationId': id })).toBe(1);
  });

  it('takes over, transfers to a colleague and to a queue; there is one owner at every step', async () => {
    await node.online(ana, bo);
    const help = company.queue([ana], { name: 'help' });
    await node.routing.turn();
    const { _id: id } = await node.opens(sales);
    const author = { type: 'agent' as const, id: ana, name: 'Ana' };
    await node.routing.pick(ana, id);
    await node.routing.takeOver(bo, id);
    expect([await loadOf(ana), await loadOf(bo)]).toEqual([0, 1]);
    await node.routing.transferToAgent(id, ana, { author, note: 'she knows' });
    expect([await loadOf(ana), await loadOf(bo)]).toEqual([1, 0]);
    await node.routing.transferToQueue(id, help, { author });
    expect(await node.reaches(id, 'queued')).toMatchObject({ queueId: help });
    expect(await loadOf(ana)).toBe(0);
    await passes(31);
    await node.reaches(id, 'offered', ana);
  });

  it('refuses what makes no sense, in words', async () => {
    const { _id: id } = await node.opens(sales);
    const author = { type: 'system' as const };
    const empty = company.queue([]);
    await expect(node.routing.pick(ana, 'f'.repeat(24))).rejects.toMatchObject({ code: 'conversation.missing' });
    await expect(node.routing.transferToAgent(id, bo, { author })).rejects.toMatchObject({ code: 'agent.unavailable' });
    await expect(node.routing.transferToQueue(id, empty, { author })).rejects.toMatchObject({
      code: 'queue.noMembers',
    });
    await node.conversations.close(id, { by: 'customer' });
    await expect(node.routing.pick(ana, id)).rejects.toMatchObject({ code: 'conversation.closed' });
    await expect(node.routing.takeOver(ana, id)).rejects.toMatchObject({ code: 'conversation.closed' });
    expect(await node.routing.resume(ana, id)).toMatchObject({ state: 'active', agentId: ana });
  });
});

describe('wrap-up', () => {
  it('keeps the unit until its time is over, then closes the conversation and frees the agent', async () => {
    await node.online(ana);
    const first = await node.opens(sales);
    await node.routing.pick(ana, first._id);
    const second = await node.opens(sales);
    const until30 = new Date(+clock.now() + 30_000);
    await node.conversations.startWrapUp(first._id, {
      agentId: ana,
      agentName: 'Ana',
      until: until30,
      closedBy: 'agent',
    });
    await until(async () => (await node.routing.deskOf(ana)).wrapUp === 1, 'the desk follows');
    await passes(29);
    expect((await node.conversations.byId(second._id))?.state).toBe('queued');
    await passes(2);
    await node.reaches(first._id, 'closed');
    await node.reaches(second._id, 'offered', ana);
  });

  it('keeps the unit for longer when its agent asks for more time, even one who asks when it is over', async () => {
    await node.online(ana);
    const { _id: id } = await node.opens(sales);
    await node.routing.pick(ana, id);
    const waiting = await node.opens(sales);
    const end = new Date(+clock.now() + 30_000);
    await node.conversations.startWrapUp(id, { agentId: ana, agentName: 'Ana', until: end, closedBy: 'agent' });
    await until(async () => (await node.routing.deskOf(ana)).wrapUp === 1, 'the desk follows');
    const author = { type: 'agent', id: ana, name: 'Ana' } as const;
    const more = (clientId: string) =>
      node.conversations.extendWrapUp(id, { author, seconds: 60, most: 2, clientId: `more-${clientId}` });
    const endsAt = async () => +((await DeskModel.findById(ana).lean())?.entries[0]?.until ?? 0) - +end;
    await more('1');
    await until(async () => (await endsAt()) === 60_000, 'the desk follows');
    clock.advance(95);
    await more('2');
    await until(async () => (await endsAt()) === 125_000, 'the desk follows');
    await passes(59);
    expect((await node.conversations.byId(id))?.state).toBe('wrapUp');
    expect((await node.conversations.byId(waiting._id))?.state).toBe('queued');
    await passes(2);
    await node.reaches(id, 'closed');
    await node.reaches(waiting._id, 'offered', ana);
  });

  it('ends when the agent is done with it', async () => {
    await node.online(ana);
    const first = await node.opens(sales);
    await node.routing.pick(ana, first._id);
    const second = await node.opens(sales);
    const later = new Date(+clock.now() + 600_000);
    await node.conversations.startWrapUp(first._id, {
      agentId: ana,
      agentName: 'Ana',
      until: later,
      closedBy: 'agent',
    });
    await node.conversations.close(first._id, { by: 'agent', outcome: 'solved' });
    await node.reaches(second._id, 'offered', ana);
  });
});
