/** Handing over to somebody who is not there. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { ConversationRecord } from '../../server/contract/index.js';
import { DeskModel } from '../../server/routing/models.js';
import { TouchpointModel } from '../../server/timeline/index.js';
import { atThePost, HOUR, kim, NIGHT } from './post.js';
import { type Company, type HandClock, type Node, until } from './stack.js';

let clock: HandClock;
let company: Company;
let ana: string;
let bo: string;
let post: string;
const { at, start, passes, rules, anaHas, says } = atThePost();
beforeEach(() => {
  ({ clock, company, ana, bo, post } = at);
});

/** Ana, who is there, has it, and then Bo, who is not. */
async function boHas(node: Node, channel: ConversationRecord['channel'] = 'email'): Promise<string> {
  const id = await anaHas(node, channel);
  await node.routing.transferToAgent(id, bo, { author: kim, note: 'you know them' });
  return id;
}
const told = async (id: string, kind: 'conversation.requeued' | 'conversation.transferred') =>
  (await TouchpointModel.find({ conversationId: id, kind }).lean()).map(({ details }) => details);
/** Why it went back, once its timeline tells. */
const back = (id: string) =>
  until(async () => (await told(id, 'conversation.requeued'))[0], `${id} tells that it is back`);

describe('to somebody who is not there', () => {
  it.each(['email', 'sms'] as const)(
    'goes what nobody waits for at the other end, and is theirs: %s',
    async (channel) => {
      const node = await start();
      await node.online(ana);
      const id = await boHas(node, channel);
      expect(await told(id, 'conversation.transferred')).toMatchObject([{ toAgentName: 'Bo', isAway: true }]);
      await passes(NIGHT);
      expect(await node.conversations.byId(id)).toMatchObject({ state: 'active', agentId: bo });
      expect([await node.routing.deskOf(ana), await node.routing.deskOf(bo)]).toMatchObject([{ load: 0 }, { load: 1 }]);
      await node.online(bo);
      await passes(4 * 24 * HOUR);
      expect(await node.conversations.byId(id)).toMatchObject({ state: 'active', agentId: bo });
    },
  );

  it('stays there also where their connection was lost a moment ago', async () => {
    const node = await start();
    await node.online(ana, bo);
    await node.routing.agentDisconnected(`connection-${bo}`);
    const id = await boHas(node);
    await passes(61);
    expect(await node.routing.deskOf(bo)).toMatchObject({ state: 'offline', load: 1 });
    await passes(NIGHT);
    expect(await node.conversations.byId(id)).toMatchObject({ state: 'active', agentId: bo });
  });

  it('goes no chat and no call, nor anything where nothing stays, nor to who is not there for good', async () => {
    const node = await start();
    await node.online(ana);
    const toBo = (id: string) => node.routing.transferToAgent(id, bo, { author: kim });
    const [chat, call] = [await anaHas(node, 'webchat'), await anaHas(node, 'voice')];
    rules({ staysSeconds: { email: HOUR, sms: 0 } });
    node.bus.publish('queue.changed', { queueId: post });
    await node.heeded();
    const text = await anaHas(node, 'sms');
    for (const id of [chat, call, text]) await expect(toBo(id)).rejects.toMatchObject({ code: 'agent.unavailable' });
    company.users.find(({ _id }) => _id === bo)!.active = false;
    await expect(toBo(await anaHas(node))).rejects.toMatchObject({ code: 'agent.unavailable' });
    expect(await DeskModel.countDocuments({ _id: bo, 'entries.0': { $exists: true } })).toBe(0);
  });
});

describe('what was handed to somebody who is not there', () => {
  it.each(['never came', 'has signed off and left the console open'])(
    'goes to its queue by its customer’s next word: who %s',
    async (how) => {
      const node = await start();
      await node.online(ana, ...(how === 'never came' ? [] : [bo]));
      if (how !== 'never came') await node.routing.setPresence(bo, 'offline', null);
      clock.advance(5);
      const id = await boHas(node);
      await passes(HOUR);
      expect(await node.conversations.byId(id)).toMatchObject({ state: 'active', agentId: bo });
      await says(node, id);
      await node.reaches(id, 'offered', ana);
      expect(await back(id)).toMatchObject({ reason: 'wroteMeanwhile', fromAgentName: 'Bo' });
    },
  );

  it('goes there after the time its queue gives, and at once when their account is closed', async () => {
    rules({ staysSeconds: { email: HOUR, sms: HOUR } });
    const node = await start();
    await node.online(ana);
    await passes(2 * HOUR); // counts from when it was given, not from when they went
    const first = await boHas(node);
    await passes(HOUR - 1);
    expect(await node.conversations.byId(first)).toMatchObject({ state: 'active', agentId: bo });
    await passes(2);
    await node.reaches(first, 'offered', ana);
    expect(await back(first)).toMatchObject({ reason: 'awayTooLong' });
    const second = await boHas(node);
    company.users.find(({ _id }) => _id === bo)!.active = false;
    node.bus.publish('user.changed', { userId: bo });
    expect(await back(second)).toMatchObject({ reason: 'accountClosed' });
  });

  it('goes there by a supervisor’s hand', async () => {
    const node = await start();
    await node.online(ana);
    const id = await boHas(node);
    expect(await node.routing.handBack(bo, kim)).toBe(1);
    expect(await back(id)).toMatchObject({ reason: 'handedBack' });
  });

  it('has one owner where two nodes hand it to two of them at once', async () => {
    const nodes = [await start(), await start({ ROLE: 'web' })] as const;
    await nodes[0].online(ana);
    const cy = company.agent('Cy');
    const id = await anaHas(nodes[0]);
    const both = await Promise.allSettled([
      nodes[0].routing.transferToAgent(id, bo, { author: kim }),
      nodes[1].routing.transferToAgent(id, cy, { author: kim }),
    ]);
    expect(both.some(({ status }) => status === 'fulfilled')).toBe(true);
    await passes(NIGHT);
    const { agentId } = (await nodes[0].conversations.byId(id))!;
    const desks = await DeskModel.find({ 'entries.conversationId': id }).lean();
    expect(desks.map(({ _id }) => _id)).toEqual([agentId]);
    expect([bo, cy]).toContain(agentId);
  });
});
