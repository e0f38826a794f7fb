import { expect, it } from 'vitest';
import type { DeskEntry } from '../../server/contract/index.js';
import { newDesk } from '../../server/routing/desk-moves.js';
import type { RoutedConversation } from '../../server/routing/reads.js';
import { repairs } from '../../server/routing/repairs.js';

const at = (seconds: number) => new Date(1_000_000 + seconds * 1_000);
const conversation = (about: Partial<RoutedConversation>): RoutedConversation =>
  ({
    _id: 'c',
    version: 1,
    queueId: 'q',
    agentId: null,
    offers: [],
    channel: 'webchat',
    passedBy: [],
    assignedAt: null,
    ...about,
  }) as RoutedConversation;
const entry = (about: Partial<DeskEntry>): DeskEntry => ({
  ...{
    conversationId: 'c',
    queueId: 'q',
    channel: 'webchat',
    kind: 'assigned',
    offerId: null,
    units: 1,
    since: at(0),
    until: null,
  },
  ...about,
});
const capacity = { webchat: 3, email: 3, sms: 3, voice: 1 };
const offer = { offerId: 'o', agentId: 'ana', madeAt: at(0), expiresAt: at(20), decisionId: 'd' };
const offered = conversation({ state: 'offered', offers: [offer] });
const active = conversation({ state: 'active', agentId: 'ana', assignedAt: at(0) });
const queued = conversation({ state: 'queued' });
const young = { since: at(9), epoch: 3 };
const wrapUp = conversation({ state: 'wrapUp', agentId: 'ana', assignedAt: at(0), wrapUpUntil: at(30) });
const ringing = entry({ kind: 'offer', offerId: 'o', until: at(20) });

it.each([
  { says: 'an offer both know', of: offered, has: ringing, needs: null },
  { says: 'an offer only the conversation knows', of: offered, has: null, needs: 'endOffer' },
  { says: 'an offer only the desk knows', of: conversation({ state: 'queued' }), has: ringing, needs: 'release' },
  { says: 'another offer than the desk has', of: offered, has: { ...ringing, offerId: 'older' }, needs: 'release' },
  { says: 'an acceptance that reached the desk', of: offered, has: entry({ offerId: 'o' }), needs: 'finishAccept' },
  { says: 'a talk both know', of: active, has: entry({}), needs: null },
  { says: 'a talk only the conversation knows', of: active, has: null, needs: 'restore' },
  { says: 'a talk of somebody else by now', of: { ...active, agentId: 'bo' }, has: entry({}), needs: 'release' },
  { says: 'a talk that the desk thinks is written up', of: active, has: entry({ kind: 'wrapUp' }), needs: 'give' },
  { says: 'a wrap-up both know', of: wrapUp, has: entry({ kind: 'wrapUp' }), needs: null },
  { says: 'a wrap-up the desk takes for a talk', of: wrapUp, has: entry({}), needs: 'wrapUp' },
  { says: 'an entry of nothing', of: undefined, has: entry({}), needs: 'release' },
  { says: 'what is too young to judge', of: undefined, has: entry({ since: at(9) }), needs: null },
  { says: 'what was placed by hand a moment ago', of: queued, has: entry({ since: at(9) }), needs: null },
  { says: 'what a router placed and never told', of: queued, has: { ...ringing, ...young }, needs: 'takeBack' },
  { says: 'what it gave and never told', of: queued, has: entry(young), needs: 'takeBack' },
  { says: 'what it placed long ago and never told', of: queued, has: { ...ringing, epoch: 3 }, needs: 'takeBack' },
  { says: 'what it placed and told', of: offered, has: { ...ringing, ...young }, needs: null },
])('$says', ({ of, has, needs }) => {
  const desks = [{ ...newDesk('ana', capacity, at(0)), entries: has ? [has] : [] }, newDesk('bo', capacity, at(0))];
  const found = repairs(desks, new Map(of ? [[of._id, of]] : []), at(5)).filter((one) => one.agentId === 'ana');
  expect(found.map((one) => one.do)).toEqual(needs ? [needs] : []);
});
