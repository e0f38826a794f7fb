/** The order in which the router chooses from what it learns: whoever came first goes first, also when a lot is learned at once. */
import { beforeEach, expect, it } from 'vitest';
import type { DeskEntry, DeskRecord } from '../../server/contract/index.js';
import { COMMON_DEFAULTS } from '../../server/policies/index.js';
import type { Choice } from '../../server/routing/core/index.js';
import { newDesk } from '../../server/routing/desk-moves.js';
import { Picture } from '../../server/routing/picture.js';
import type { RoutedConversation } from '../../server/routing/reads.js';
import { eachChannel } from '../build/capacity.js';
import { Company, type HandClock, handClock } from './stack.js';

let clock: HandClock;
let company: Company;
let picture: Picture;
let ana: string;
let bo: string;
let line: string;
let chosen: Choice[];

beforeEach(() => {
  clock = handClock();
  company = new Company();
  [ana, bo] = [company.agent('Ana'), company.agent('Bo')];
  line = company.queue([ana, bo]);
  chosen = [];
  picture = new Picture(
    clock,
    (decisions) => {
      for (const decision of decisions) {
        if (decision.kind !== 'offer') continue;
        picture.begin(decision.taskId, decision.agentIds, 'offer');
        chosen.push(decision);
      }
    },
    () => {},
  );
  const { users, queues } = company;
  picture.applySettings({ users, queues, common: COMMON_DEFAULTS, languages: { en: null, fa: null } });
  picture.decide();
});

function desk(_id: string, version: number, about: Partial<DeskRecord> = {}): DeskRecord {
  return { ...newDesk(_id, eachChannel(1), clock.now()), _id, version, presence: 'online', lostAt: null, ...about };
}

function waits(_id: string, about: Partial<RoutedConversation> = {}): RoutedConversation {
  clock.advance(1);
  const at = clock.now();
  const came = { openedAt: at, queuedAt: at, lastActivityAt: at, routingKey: +at, offers: [], passedBy: [] };
  return {
    _id,
    version: 1,
    state: 'queued',
    queueId: line,
    channel: 'webchat',
    locale: 'en',
    ...came,
    ...about,
  } as never;
}

const entry = (conversationId: string): DeskEntry => ({
  ...{ conversationId, queueId: line, channel: 'webchat', kind: 'assigned', units: 100 },
  ...{ offerId: null, since: clock.now(), until: null },
});

/** Whom the next choices bring together with somebody, in their order. */
function choices(act: () => void): string[] {
  chosen = [];
  act();
  return chosen.map(({ taskId }) => taskId);
}

it('passes nobody over whose choice came to nothing together with that of one who left', () => {
  const [first, second, third] = [waits('first'), waits('second'), waits('third')];
  picture.apply([desk(ana, 1), desk(bo, 1)], []);
  expect(choices(() => picture.apply([], [first, second, third]))).toEqual(['first', 'second']);
  picture.applyConversation({ ...first, state: 'closed', version: 2 });
  expect(choices(() => picture.settle(['first', 'second']))).toEqual(['second', 'third']);
});

it('passes nobody over who comes back beside one whom the free agent has passed', () => {
  const passed = [{ agentId: ana, how: 'declined' as const, at: clock.now() }];
  const [first, second, third] = [waits('first'), waits('second'), waits('third')];
  picture.apply([desk(ana, 1), desk(bo, 1)], []);
  picture.apply([], [first, second, third]);
  picture.applyConversation({ ...first, version: 2, passedBy: passed });
  expect(choices(() => picture.settle(['first', 'second']))).toEqual(['first', 'second']);
});

it('gives who is found free to the first of all that is found waiting, in whatever order the store tells them', () => {
  const [first, second, third] = [waits('first'), waits('second'), waits('third')];
  picture.apply([desk(ana, 1, { entries: [entry('talk')] }), desk(bo, 1, { entries: [entry('other')] })], [third]);
  const found = () => picture.apply([desk(ana, 2), desk(bo, 2)], [second, first]);
  expect(choices(found)).toEqual(['first', 'second']);
});

it('takes the first of several that come in one read', () => {
  const [first, second] = [waits('first'), waits('second')];
  picture.apply([desk(ana, 1)], []);
  expect(choices(() => picture.apply([], [second, first]))).toEqual(['first']);
});

it('puts who is due sooner than was known before the others, though nothing moved them', () => {
  const { queues, users } = company;
  for (const queue of queues) queue.rules = { ...queue.rules, order: 'due' };
  picture.applySettings({
    users,
    queues: structuredClone(queues),
    common: COMMON_DEFAULTS,
    languages: { en: null, fa: null },
  });
  const due = (inMs: number) => ({ sla: { kind: 'nextResponse', dueAt: new Date(+clock.now() + inMs) } as const });
  const [early, late] = [waits('early', due(60_000)), waits('late', due(120_000))];
  picture.apply([], [early, late]);
  picture.applyConversation({ ...late, ...due(30_000) });
  expect(['late', 'early'].map((id) => picture.core.positionOf(id, +clock.now()))).toEqual([1, 2]);
});
