import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { QueueRecord } from '../../server/contract/index.js';
import { ForecastDayModel } from '../../server/routing/models.js';
import { aNode, aStore, Company, elsewhere, type HandClock, handClock, type Node, nothing, until } from './stack.js';

/** The clock jumps in these tests: nobody's heartbeat and no lease may run out by it. */
const PATIENT = { HEARTBEAT_SECONDS: 1_000_000, ROUTER_LEASE_SECONDS: 1_000_000 };
const HOURS = { timeZone: 'Asia/Tehran' } as QueueRecord['hours'];

let store: { close(): Promise<void> };
let company: Company;
let clock: HandClock;
let ana: string;
let sales: string;
let one: Node;
let web: Node;

beforeAll(async () => {
  store = await aStore();
});
afterAll(() => store.close());
beforeEach(async () => {
  await nothing();
  company = new Company();
  clock = handClock();
  ana = company.agent('Ana');
  sales = company.queue([ana], { hours: HOURS });
  one = await aNode({ company, clock, settings: PATIENT });
  web = await aNode({ company, clock, settings: { ...PATIENT, ROLE: 'web' } });
  for (const [from, to] of [
    [one, web],
    [web, one],
  ] as const)
    relay(from, to);
});
afterEach(async () => {
  await web.routing.stop();
  await one.routing.stop();
});

/** As the servers tell each other, by ids only. */
function relay(from: Node, to: Node): void {
  from.bus.on('conversation.changed', ({ conversation: { _id } }) => {
    to.bus.publish('elsewhere.changed', elsewhere({ conversations: [_id] }));
  });
  from.bus.on('desk.changed', ({ desk: { _id } }) => {
    to.bus.publish('elsewhere.changed', elsewhere({ desks: [_id] }));
  });
}
const queue = () => company.queues[0] as QueueRecord;
const places = (id: string) => [one, web].map(({ routing }) => routing.placeOf(id));

/** Ana talks, and everybody after waits until she is through. */
async function busyAna(): Promise<string> {
  await one.online(ana);
  const { _id: id } = await one.opens(sales);
  const {
    offers: [offer],
  } = await one.reaches(id, 'offered', ana);
  await one.routing.acceptOffer(ana, offer?.offerId ?? '');
  await until(() => web.routing.lengthOf(sales) === 0, 'the other node knows');
  return id;
}
async function answered(id: string, at: Node): Promise<void> {
  const {
    offers: [offer],
  } = await at.reaches(id, 'offered', ana);
  await at.routing.acceptOffer(ana, offer?.offerId ?? '');
}

describe('the result of a forecast', () => {
  it('is counted once, whichever node answers, and both tell the same', async () => {
    const talk = await busyAna();
    const { _id: id } = await web.opens(sales);
    await until(() => places(id).every((place) => place?.forecast), 'both foresee');
    const [here, there] = places(id);
    expect(here).toEqual(there);
    clock.advance(120);
    await one.conversations.close(talk, { by: 'agent' });
    await answered(id, web);
    await until(() => web.routing.forecastKept(queue()), 'the result');
    await one.rests();
    expect(await ForecastDayModel.find().lean()).toMatchObject([{ queueId: sales, answered: 1 }]);
    const kept = { judged: 1, kept: 1, sooner: expect.any(Number), error: expect.any(Number) };
    expect(await one.routing.forecastKept(queue())).toEqual(kept);
  });

  it('tells a broken promise, also to one who left over it; who leaves in time proves nothing', async () => {
    await busyAna();
    const [patient, hasty] = [await one.opens(sales), await one.opens(sales)];
    await until(() => places(hasty._id).every((place) => place?.forecast), 'both foresee');
    clock.advance(5);
    await web.conversations.close(hasty._id, { by: 'customer' });
    clock.advance(86_000);
    await one.conversations.close(patient._id, { by: 'customer' });
    await until(() => one.routing.forecastKept(queue()), 'the result');
    expect(await one.routing.forecastKept(queue())).toEqual({ judged: 1, kept: 0, sooner: 0, error: null });
  });

  it('is not asked of those for whom somebody was free, and ends with the local day', async () => {
    const talk = await busyAna();
    expect(await one.routing.forecastKept(queue())).toBeNull();
    const { _id: id } = await one.opens(sales);
    clock.advance(60);
    await one.conversations.close(talk, { by: 'agent' });
    await answered(id, one);
    await until(() => one.routing.forecastKept(queue()), 'the result');
    expect(await one.routing.forecastKept(queue())).toMatchObject({ judged: 1 });
    clock.advance(86_400);
    expect(await one.routing.forecastKept(queue())).toBeNull();
  });
});

describe('what one customer is told', () => {
  it('counts down with the clock at most, whatever becomes of the line', async () => {
    await busyAna();
    const line = [];
    for (let i = 0; i < 4; i += 1) line.push(await one.opens(sales));
    const last = line.at(-1)?._id ?? '';
    const before = one.routing.placeOf(last);
    for (const { _id } of line.slice(0, -1)) await one.conversations.close(_id, { by: 'customer' });
    clock.advance(10);
    const after = one.routing.placeOf(last);
    expect([before?.position, after?.position]).toEqual([4, 1]);
    // Whole minutes are the step of such a time.
    expect(after?.forecast?.toSeconds).toBeGreaterThanOrEqual((before?.forecast?.toSeconds ?? 0) - 10 - 60);
    expect(one.routing.forecastForNew(sales)?.toSeconds).toBeLessThan(after?.forecast?.toSeconds ?? 0);
  });
});
