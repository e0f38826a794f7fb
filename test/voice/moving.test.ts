import { expect, it } from 'vitest';
import { movesCalls } from '../../channels/voice/moving.js';
import type { ConversationRecord, DomainEvents } from '../../server/contract/index.js';

type Change = DomainEvents['conversation.changed'];

const changed = (
  before: Change['before'],
  state: ConversationRecord['state'],
  agents: [string | null, string | null] = [null, null],
): Change => ({
  before,
  conversation: { state, agentId: agents[1] } as ConversationRecord,
  previous: { queueId: 'q', agentId: agents[0] } as Change['previous'] & object,
});

it.each([
  { says: 'somebody has it', change: changed('offered', 'active', [null, 'a']) },
  { says: 'somebody else has it', change: changed('active', 'active', ['a', 'b']) },
  { says: 'nobody has it any more', change: changed('active', 'queued', ['a', null]) },
  { says: 'it is over', change: changed('active', 'closed', ['a', 'a']) },
  { says: 'it goes on', change: changed('closed', 'queued') },
])('looks for calls when $says', ({ change }) => {
  expect(movesCalls(change)).toBe(true);
});

it.each([
  { says: 'it begins to wait', change: changed(null, 'queued') },
  { says: 'it is offered', change: changed('queued', 'offered') },
  { says: 'it waits on after an offer', change: changed('offered', 'queued') },
  { says: 'somebody wrote', change: changed('active', 'active', ['a', 'a']) },
])('looks for none when $says', ({ change }) => {
  expect(movesCalls(change)).toBe(false);
});
