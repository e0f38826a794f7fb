import { describe, expect, it } from 'vitest';
import { changedParts } from '../../server/platform/index.js';

describe('the changed parts of a record', () => {
  const before = {
    name: 'Sales',
    active: true,
    memberIds: ['ana', 'bo'],
    hours: { zone: 'UTC', week: { sat: [[1, 2]] } },
  };

  it.each([
    { says: 'nothing where all is as it was', after: structuredClone(before), parts: {} },
    { says: 'a value', after: { ...before, name: 'Orders' }, parts: { name: 'Orders' } },
    { says: 'a list as a whole', after: { ...before, memberIds: ['bo'] }, parts: { memberIds: ['bo'] } },
    {
      says: 'a part of a part',
      after: { ...before, hours: { zone: 'UTC', week: { sat: [] } } },
      parts: { hours: { week: { sat: [] } } },
    },
    { says: 'what came', after: { ...before, note: 'new' }, parts: { note: 'new' } },
    { says: 'what is gone, as null', after: { ...before, active: undefined }, parts: { active: null } },
  ])('are $says', ({ after, parts }) => expect(changedParts(before, after)).toEqual(parts));
});
