import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ConversationRecord } from '../../server/contract/index.js';
import { newId } from '../../server/platform/index.js';
import { QUEUE_DEFAULTS } from '../../server/queues/defaults.js';
import { aNode, aStore, Company, type HandClock, handClock, type Node, nothing } from './stack.js';

const DAY = 24 * 60 * 60;
const { rules } = QUEUE_DEFAULTS;

let store: { close(): Promise<void> };
let clock: HandClock;
let node: Node;
let ana: string;
let bo: string;
let patient: string;
let impatient: string;
let maryam: string;

beforeAll(async () => {
  store = await aStore();
});
afterAll(() => store.close());
beforeEach(async () => {
  await nothing();
  clock = handClock();
  maryam = newId();
  const company = new Company();
  ana = company.agent('Ana');
  bo = company.agent('Bo');
  const lastAgentSeconds = { ...rules.lastAgentSeconds, webchat: 60 };
  patient = company.queue([ana, bo], { rules: { ...rules, lastAgentSeconds } });
  impatient = company.queue([ana, bo]);
  node = await aNode({ company, clock });
});
afterEach(() => node.routing.stop());

async function passes(seconds: number): Promise<void> {
  clock.advance(seconds);
  await node.routing.turn();
  await node.rests();
}

async function accepts(agentId: string, { _id: id }: ConversationRecord): Promise<void> {
  const { offers } = await node.reaches(id, 'offered', agentId);
  await node.routing.acceptOffer(agentId, offers[0]?.offerId ?? '');
}

/** Maryam talked to Ana; now both agents are free, and Bo has been so for longer. */
async function anaServed(): Promise<void> {
  await node.online(ana);
  const earlier = await node.opens(patient, { customerId: maryam });
  await accepts(ana, earlier);
  await node.online(bo);
  clock.advance(5);
  await node.conversations.close(earlier._id, { by: 'agent' });
  await node.rests();
}

describe('whoever had the customer before', () => {
  it('is asked first, although another is idle longer', async () => {
    await anaServed();
    const { _id: id, lastAgentId } = await node.opens(patient, { customerId: maryam });
    expect(lastAgentId).toBe(ana);
    await node.reaches(id, 'offered', ana);
    const { _id: stranger } = await node.opens(patient);
    await node.reaches(stranger, 'offered', bo);
  });

  it('is waited for while they are full, and no longer than the queue says', async () => {
    await anaServed();
    await accepts(ana, await node.opens(patient, { customerId: maryam }));
    const { _id: id } = await node.opens(patient, { customerId: maryam });
    await node.rests();
    expect(node.routing.routingOf(id).waitsFor).toMatchObject({ reason: 'preferredAgent' });
    await passes(59);
    expect((await node.conversations.byId(id))?.state).toBe('queued');
    await passes(2);
    await node.reaches(id, 'offered', bo);
  });

  it('is asked like anybody else where the queue gives no time for it', async () => {
    await anaServed();
    const { _id: id } = await node.opens(impatient, { customerId: maryam });
    await node.reaches(id, 'offered', bo);
  });

  it.each([
    { after: 30 * DAY, is: 'still remembered' },
    { after: 30 * DAY + 1, is: 'forgotten' },
  ])('is $is $after seconds after it was theirs', async ({ after, is }) => {
    await anaServed();
    clock.advance(after);
    const { lastAgentId } = await node.opens(patient, { customerId: maryam });
    expect(lastAgentId).toBe(is === 'forgotten' ? undefined : ana);
  });

  it('is nobody for one who comes for the first time, or whom nobody has served', async () => {
    expect((await node.opens(patient, { customerId: maryam })).lastAgentId).toBeUndefined();
    expect((await node.opens(patient, { customerId: maryam })).lastAgentId).toBeUndefined();
  });
});
