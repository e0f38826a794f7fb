/** How long somebody on the phone will wait: by how many calls the agents can take, not by how many chats. */
import { beforeEach, expect, it } from 'vitest';
import { makeLineChannels } from '../../server/routing/line-channels.js';
import { type Company, type Node, stage } from './stack.js';

const CALLS_ONLY = { webchat: 0, email: 0, sms: 0, voice: 1 };
const BOTH = { webchat: 3, email: 3, sms: 3, voice: 1 };

let company: Company;
const { now, start } = stage();
beforeEach(() => {
  ({ company } = now);
});

function aTeam(capacity: typeof BOTH): { team: string[]; queue: string } {
  const team = ['Ana', 'Bo'].map((name) => company.agent(name));
  for (const user of company.users) if (team.includes(user._id)) user.capacity = capacity;
  return { team, queue: company.queue(team, { autoAccept: true }) };
}
const calls = (node: Node, queue: string) => node.opens(queue, { channel: 'voice' });

it('is told to callers of a team that takes nothing but calls, also by the next server', async () => {
  const { team, queue } = aTeam(CALLS_ONLY);
  const node = await start();
  await node.online(...team);
  const taken = [await calls(node, queue), await calls(node, queue)];
  for (const { _id } of taken) await node.reaches(_id, 'active');
  const waiting = await calls(node, queue);
  await node.rests();
  expect(node.routing.placeOf(waiting._id)).toMatchObject({ position: 1, forecast: { toSeconds: expect.any(Number) } });
  for (const { _id } of [...taken, waiting]) await node.conversations.close(_id, { by: 'agent' });
  const next = await start({ ROLE: 'web' });
  expect(next.routing.forecastForNew(queue)).not.toBeNull();
});

it('is the same where the agents could each hold three chats instead', async () => {
  const teams = [aTeam(CALLS_ONLY), aTeam(BOTH)];
  const node = await start();
  await node.online(...teams.flatMap(({ team }) => team));
  for (const { queue } of teams)
    for (const call of [await calls(node, queue), await calls(node, queue)]) await node.reaches(call._id, 'active');
  await node.rests();
  const [only, both] = teams.map(({ queue }) => node.routing.forecastForNew(queue));
  expect(only).toMatchObject({ fromSeconds: expect.any(Number) });
  expect(both).toEqual(only);
});

it('goes by the way most come who stand in line, of late', () => {
  const channels = makeLineChannels();
  expect(channels.of('q')).toBe('webchat');
  expect(channels.note('q', 'email')).toBe(false);
  expect([channels.note('q', 'voice'), channels.of('q')]).toEqual([true, 'voice']);
  for (let i = 0; i < 100; i += 1) channels.note('q', 'voice');
  const turns = Array.from({ length: 100 }, () => channels.note('q', 'webchat'));
  expect(turns.filter(Boolean)).toHaveLength(1);
  expect([turns.indexOf(true) > 5, channels.of('q'), channels.of('other')]).toEqual([true, 'webchat', 'webchat']);
});
