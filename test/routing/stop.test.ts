/** A router that is asked to stop ends what it has begun: whoever looks then finds nothing half done. */
import { expect, it } from 'vitest';
import type { ConversationRecord, DeskRecord } from '../../server/contract/index.js';
import { ConversationModel } from '../../server/conversations/index.js';
import { DeskModel } from '../../server/routing/models.js';
import { type Node, stage } from './stack.js';

const { now, start } = stage();

/** Who is asked for which, by the desks and by the conversations. */
async function asked() {
  const desks = await DeskModel.find().lean<DeskRecord[]>();
  const conversations = await ConversationModel.find().lean<ConversationRecord[]>();
  return {
    onDesks: desks.flatMap(({ _id, entries }) => entries.map((one) => `${one.conversationId} ${_id}`)).sort(),
    inLine: conversations.flatMap(({ _id, offers }) => offers.map((one) => `${_id} ${one.agentId}`)).sort(),
    held: conversations.flatMap(({ _id, state, agentId }) => (state === 'active' ? [`${_id} ${agentId}`] : [])).sort(),
  };
}

async function aLine(node: Node): Promise<string[]> {
  const agents = Array.from({ length: 8 }, (_, n) => now.company.agent(`Agent ${n}`));
  const queueId = now.company.queue(agents);
  node.bus.publish('queue.changed', { queueId });
  await Promise.all(agents.map(() => node.opens(queueId)));
  await node.rests();
  return agents;
}

it('while it asks agents', async () => {
  const node = await start();
  const agents = await aLine(node);
  await node.online(...agents);
  await node.routing.stop();
  const { onDesks, inLine } = await asked();
  expect(onDesks.length).toBeGreaterThan(0);
  expect(onDesks).toEqual(inLine);
});

it('while offers run out and are put to others', async () => {
  const node = await start();
  const agents = await aLine(node);
  await node.online(...agents);
  await node.rests();
  now.clock.advance(21);
  const turn = node.routing.turn();
  await node.routing.stop();
  await turn;
  const { onDesks, inLine } = await asked();
  expect(onDesks).toEqual(inLine);
});

it('while what was closed leaves the desks', async () => {
  const node = await start();
  const agents = await aLine(node);
  await node.online(...agents);
  await node.rests();
  const offered = await ConversationModel.find({ state: 'offered' }).lean<ConversationRecord[]>();
  await Promise.all(offered.map(({ offers: [offer] }) => node.routing.acceptOffer(offer!.agentId, offer!.offerId)));
  await Promise.all(offered.map(({ _id }) => node.conversations.close(_id, { by: 'agent' })));
  await node.routing.stop();
  const { onDesks, inLine, held } = await asked();
  expect(onDesks).toEqual([...inLine, ...held].sort());
});
