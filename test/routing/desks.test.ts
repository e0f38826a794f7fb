import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { DeskRecord } from '../../server/contract/index.js';
import { makeBus, makeLog, newId } from '../../server/platform/index.js';
import { choosePresence, connected, given, placeAssigned, release } from '../../server/routing/desk-moves.js';
import { Fenced, makeDesks } from '../../server/routing/desks.js';
import { DeskModel } from '../../server/routing/models.js';
import { openTestStore } from '../store-for.js';

const capacity = { webchat: 3, email: 3, sms: 3, voice: 1 };
const node = () => {
  const bus = makeBus(makeLog('silent'));
  const told: DeskRecord[] = [];
  bus.on('desk.changed', ({ desk }) => void told.push(desk));
  return { told, desks: makeDesks({ bus, clock: { now: () => new Date() }, capacityOf: async () => capacity }) };
};
let store: Awaited<ReturnType<typeof openTestStore>>;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());

const talk = (n: number) => ({
  ...{ conversationId: `talk ${n}`, conversationVersion: 1 },
  ...{ queueId: 'queue', channel: 'webchat' as const },
});
const talks = Array.from({ length: 20 }, (_, n) => talk(n));
const held = (desk: DeskRecord | null) => desk?.entries.map(({ conversationId }) => conversationId).sort();
const all = talks.map(({ conversationId }) => conversationId).sort();

describe('moves on one desk at the same moment', () => {
  it('are written together, and each hears whether it was made', async () => {
    const agentId = newId();
    const { desks, told } = node();
    const { version } = await desks.ensure(agentId);
    const moves = [...talks.map((one) => desks.change(agentId, given(one))), desks.change(agentId, release('none', 1))];
    const answers = await Promise.all(moves);
    expect(answers.map((desk) => desk !== null)).toEqual([...talks.map(() => true), false]);
    expect(held(await desks.read(agentId))).toEqual(all);
    expect(told.map((desk) => desk.version)).toEqual([version + 1]);
  });

  it('of two nodes lose nothing of each other', async () => {
    const agentId = newId();
    const nodes = [node(), node()];
    await Promise.all(talks.map((one, n) => nodes[n % 2]!.desks.change(agentId, given(one))));
    expect(held(await nodes[0]!.desks.read(agentId))).toEqual(all);
  });

  it('fail one by one where a newer router has been: the others are made', async () => {
    const agentId = newId();
    const { desks } = node();
    await desks.ensure(agentId);
    await desks.fence(7);
    const [old, other] = await Promise.allSettled([
      desks.change(agentId, given(talk(1)), { epoch: 6 }),
      desks.change(agentId, given(talk(2))),
    ]);
    expect(old).toMatchObject({ status: 'rejected', reason: expect.any(Fenced) });
    expect(other.status === 'fulfilled' && held(other.value)).toEqual(['talk 2']);
  });
});

describe('what the router places on many desks at once', () => {
  it('is placed also where somebody else was there right after, and is not asked for again', async () => {
    const [one, other] = [node().desks, node().desks];
    const [ana, bo] = [newId(), newId()];
    for (const id of [ana, bo]) {
      await one.change(id, connected);
      await one.change(id, choosePresence('online', null));
    }
    const known = new Map((await one.byIds([ana, bo])).map((desk) => [desk._id, desk]));
    await other.change(bo, given(talk(9))); // so not all of them are as they were known
    const write = DeskModel.collection.bulkWrite.bind(DeskModel.collection);
    vi.spyOn(DeskModel.collection, 'bulkWrite').mockImplementationOnce(async (...asked) => {
      const done = await write(...asked);
      await other.change(ana, given(talk(3)));
      return done;
    });
    const interrupts = { webchat: [], email: [], sms: [], voice: [] };
    const place = (agentId: string, n: number) => ({
      agentId,
      move: placeAssigned({ ...talk(n), interrupts, epoch: 1 }),
    });
    const took = await one.changeMany([place(ana, 0), place(ana, 1), place(bo, 2)], 1, (id) => known.get(id));
    expect(took).toEqual([true, true, true]);
    expect(held(await one.read(ana))).toEqual(['talk 0', 'talk 1', 'talk 3']);
    expect(held(await one.read(bo))).toEqual(['talk 2', 'talk 9']);
  });
});
