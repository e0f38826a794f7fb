import { beforeEach, describe, expect, it } from 'vitest';
import { ConnectionModel } from '../../server/routing/models.js';
import { loneNode, until } from './stack.js';

const lone = loneNode();
const { passes, loadOf } = lone;
let { clock, company, node, ana, bo, sales } = lone.now;
beforeEach(() => {
  ({ clock, company, node, ana, bo, sales } = lone.now);
});

describe('an agent who is cut off', () => {
  const talk = async () => {
    await node.online(ana);
    const { _id: id } = await node.opens(sales);
    const {
      offers: [offer],
    } = await node.reaches(id, 'offered', ana);
    return node.routing.acceptOffer(ana, offer?.offerId ?? '');
  };

  it('goes on where they were when they come back within the grace period', async () => {
    const { _id: id, version } = await talk();
    await node.routing.agentDisconnected(`connection-${ana}`);
    expect(await node.routing.deskOf(ana)).toMatchObject({ state: 'lost' });
    await passes(55);
    await node.routing.agentConnected(ana, 'another connection');
    await passes(30);
    expect(await node.conversations.byId(id)).toMatchObject({ state: 'active', agentId: ana, version });
    expect(await node.routing.deskOf(ana)).toMatchObject({ state: 'online', load: 1 });
  });

  it('loses their conversations after it, to others and ahead of newer ones', async () => {
    const { _id: id, routingKey } = await talk();
    clock.advance(1);
    const newer = await node.opens(sales);
    await node.routing.agentDisconnected(`connection-${ana}`);
    await passes(61);
    const back = await node.reaches(id, 'queued');
    expect(back).toMatchObject({ routingKey, agentId: null, passedBy: [{ agentId: ana, how: 'left' }] });
    await until(async () => (await loadOf(ana)) === 0, 'the desk is empty');
    expect([node.routing.positionOf(id), node.routing.positionOf(newer._id)]).toEqual([1, 2]);
    await node.online(bo);
    await node.reaches(id, 'offered', bo);
    expect(await node.routing.deskOf(ana)).toMatchObject({ state: 'offline', load: 0 });
  });

  it('returns an offer at once', async () => {
    await node.online(ana);
    const { _id: id } = await node.opens(sales);
    await node.reaches(id, 'offered', ana);
    await node.routing.agentDisconnected(`connection-${ana}`);
    await node.reaches(id, 'queued');
  });

  it('may say that they are online a moment before the connection is noted, and it is believed', async () => {
    await node.online(ana);
    await node.routing.agentDisconnected(`connection-${ana}`);
    await passes(61);
    expect(await node.routing.deskOf(ana)).toMatchObject({ state: 'offline' });
    await passes(3_600);
    await node.routing.setPresence(ana, 'online', null);
    await passes(1);
    await node.routing.agentConnected(ana, 'next morning');
    expect(await node.routing.deskOf(ana)).toMatchObject({ state: 'online' });
  });

  it('is missed even when nobody said so: the node died with its connections', async () => {
    const { _id: id } = await talk();
    await ConnectionModel.create({ _id: 'elsewhere', agentId: ana, node: 'a dead one', beatAt: clock.now() });
    await node.routing.agentDisconnected(`connection-${ana}`);
    expect(await node.routing.deskOf(ana)).toMatchObject({ state: 'online' });
    await passes(16);
    expect(await node.routing.deskOf(ana)).toMatchObject({ state: 'lost' });
    await passes(61);
    await node.reaches(id, 'queued');
  });

  it('keeps a second window when the first one closes', async () => {
    await talk();
    await node.routing.agentConnected(ana, 'second window');
    await node.routing.agentDisconnected(`connection-${ana}`);
    expect(await node.routing.deskOf(ana)).toMatchObject({ state: 'online' });
  });

  it('gives their conversations up also when they sign off, with the same time to think again', async () => {
    const { _id: id } = await talk();
    await node.routing.setPresence(ana, 'offline', null);
    await passes(30);
    expect(await node.conversations.byId(id)).toMatchObject({ state: 'active' });
    await passes(31);
    await node.reaches(id, 'queued');
  });

  it('gives everything back at once when the account is closed', async () => {
    const { _id: id } = await talk();
    const user = company.users.find(({ _id }) => _id === ana);
    if (user) user.active = false;
    node.bus.publish('user.changed', { userId: ana });
    await node.reaches(id, 'queued');
    await expect(node.routing.setPresence(ana, 'online', null)).rejects.toMatchObject({ code: 'user.missing' });
  });
});
