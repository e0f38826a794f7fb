import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differences } from '../../server/contract/index.js';
import { fitted, hashOf } from '../../server/policies/content.js';
import { carried, merged } from '../../server/policies/differences.js';
import { anAgentPolicy, aPolicy, aQueuePolicy } from '../build/policy.js';

const key = fc.constantFrom('a', 'b', 'c');
const leaf = fc.oneof(
  fc.integer({ min: 0, max: 3 }),
  fc.constant(null),
  fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 2 }),
);
const tree = fc.dictionary(key, fc.oneof(leaf, fc.dictionary(key, fc.oneof(leaf, fc.dictionary(key, leaf)))));

describe('differences', () => {
  it('name the place, what was and what is', () => {
    const before = { a: 1, list: [1], inner: { kept: true, gone: 'x' } };
    const after = { a: 2, list: [1], inner: { kept: true, come: ['y'] } };
    expect(differences(before, after)).toEqual([
      { path: ['a'], kind: 'changed', before: 1, after: 2 },
      { path: ['inner', 'come'], kind: 'added', before: null, after: ['y'] },
      { path: ['inner', 'gone'], kind: 'removed', before: 'x', after: null },
    ]);
  });

  it('carried over make the one into the other, and there are none between the same', () =>
    fc.assert(
      fc.property(tree, tree, (before, after) => {
        expect(carried(before, differences(before, after))).toEqual(after);
        expect(differences(before, structuredClone(before))).toEqual([]);
      }),
    ));
});

describe('a merge', () => {
  it('of one side that changed nothing is the other side', () =>
    fc.assert(
      fc.property(tree, tree, (base, changed) => {
        expect(merged(base, changed, base)).toEqual({ content: changed, conflicts: [] });
        expect(merged(base, base, changed)).toEqual({ content: changed, conflicts: [] });
      }),
    ));

  it('without conflict holds what both changed, whichever way round', () =>
    fc.assert(
      fc.property(tree, tree, tree, (base, mine, theirs) => {
        const { content, conflicts } = merged(base, mine, theirs);
        if (conflicts.length > 0) return;
        expect(merged(base, theirs, mine)).toEqual({ content, conflicts: [] });
      }),
    ));

  it('says where both changed the same to something else, also one within the other', () => {
    const base = { queue: { rules: { order: 'offset', needs: [1] }, members: ['ana'] } };
    const mine = { queue: { rules: { order: 'strict', needs: [1, 2] }, members: ['ana'] } };
    const theirs = { queue: { rules: { order: 'due', needs: [1] }, members: ['bo'] } };
    const { content, conflicts } = merged(base, mine, theirs);
    expect(conflicts).toEqual([['queue', 'rules', 'order']]);
    expect(content).toEqual({ queue: { rules: { order: 'strict', needs: [1, 2] }, members: ['bo'] } });
    expect(merged({ a: { b: 1 } }, { a: { b: 2 } }, {}).conflicts).toEqual([['a', 'b']]);
    expect(merged({ a: { b: 1 } }, { a: { b: 2 } }, { a: { b: 2 } }).conflicts).toEqual([]);
  });
});

describe('a policy of another day', () => {
  it('is without those who went, and has those who came as they are', () => {
    const overflow = [{ cause: 'age', seconds: 60, to: 'queue', queueId: 'gone' } as const];
    const old = aPolicy({
      queues: { kept: aQueuePolicy({ memberIds: ['ana', 'left'], rules: { overflow } }), gone: aQueuePolicy() },
      agents: { ana: anAgentPolicy({ skills: { s: 1 } }), left: anAgentPolicy() },
    });
    const live = aPolicy({
      queues: { kept: aQueuePolicy(), fresh: aQueuePolicy({ offerSeconds: 99, memberIds: ['new'] }) },
      agents: { ana: anAgentPolicy(), new: anAgentPolicy({ skills: { s: 5 } }) },
    });
    expect(fitted(old, live)).toEqual(
      aPolicy({
        queues: { kept: aQueuePolicy({ memberIds: ['ana'] }), fresh: live.queues.fresh! },
        agents: { ana: old.agents.ana!, new: live.agents.new! },
      }),
    );
  });

  it('has one hash, whatever the order of its keys', () => {
    const [one, other] = [anAgentPolicy(), anAgentPolicy({ skills: { s: 1 } })];
    expect(hashOf(aPolicy({ agents: { a: one, b: other } }))).toBe(hashOf(aPolicy({ agents: { b: other, a: one } })));
    expect(hashOf(aPolicy({ agents: { a: one } }))).not.toBe(hashOf(aPolicy({ agents: { a: other } })));
  });
});
