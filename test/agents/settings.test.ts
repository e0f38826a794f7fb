import { describe, expect, it } from 'vitest';
import { dayBefore, isoDay } from '../../agents/src/base/calendar.js';
import type { Translate } from '../../agents/src/base/use-texts.js';
import { wholeNumber } from '../../agents/src/base/whole-number.js';
import { type OthersWork, readOn } from '../../agents/src/routing/drafts/others-work.js';
import { readDraftSearch } from '../../agents/src/routing/drafts/search.js';
import { edited, type LevelEdits, levelsOf, tornLevels } from '../../agents/src/routing/matrix/level-edits.js';
import { followed, mergeEdits } from '../../agents/src/settings/merge-edits.js';
import { classParts } from '../../agents/src/thread/class-parts.js';
import { outcomeName, outcomeOf } from '../../agents/src/thread/outcome-name.js';
import type { DraftView } from '../../server/contract/index.js';

describe('a number that is typed', () => {
  it.each([
    { typed: '30', is: 30 },
    { typed: ' ۳۰ ', is: 30 },
    { typed: '٣٠', is: 30 },
    { typed: '۱2٣', is: 123 },
    { typed: '', is: null },
    { typed: '-1', is: null },
    { typed: '1.5', is: null },
    { typed: '1e3', is: null },
    { typed: '9999999999', is: null },
  ])('“$typed” is $is', ({ typed, is }) => expect(wholeNumber(typed)).toBe(is));
});

describe('an edit that others may have made as well', () => {
  const base = { name: 'Sales', members: ['a'], rules: { order: 'offset', steps: [1] } };

  it('sends only what was changed here', () => {
    const theirs = { ...base, name: 'Shop' };
    expect(mergeEdits(base, { ...base, members: ['a', 'b'] }, theirs)).toEqual({
      change: { members: ['a', 'b'] },
      torn: [],
    });
  });

  it('puts the changed fields of a part into what holds now', () => {
    const mine = { ...base, rules: { ...base.rules, order: 'due' } };
    const theirs = { ...base, rules: { ...base.rules, steps: [1, 2] } };
    expect(mergeEdits(base, mine, theirs, ['rules'])).toEqual({
      change: { rules: { order: 'due', steps: [1, 2] } },
      torn: [],
    });
  });

  it('names what both changed, unless to the same', () => {
    const mine = { ...base, name: 'Shop', members: ['c'], rules: { ...base.rules, order: 'due' } };
    const theirs = { ...base, name: 'Store', members: ['c'], rules: { ...base.rules, order: 'strict' } };
    expect(mergeEdits(base, mine, theirs, ['rules']).torn).toEqual([
      { path: ['name'], mine: 'Shop', theirs: 'Store' },
      { path: ['rules', 'order'], mine: 'due', theirs: 'strict' },
    ]);
  });

  it('shows what others changed beside what was changed here, and stays torn where both did', () => {
    const mine = { ...base, members: ['c'], rules: { ...base.rules, order: 'due' } };
    const theirs = { name: 'Store', members: ['d'], rules: { order: 'offset', steps: [1, 2] } };
    const next = followed(base, mine, theirs, ['rules']);
    expect(next.mine).toEqual({ name: 'Store', members: ['c'], rules: { order: 'due', steps: [1, 2] } });
    expect(mergeEdits(next.base, next.mine, theirs, ['rules'])).toEqual({
      change: { members: ['c'], rules: { order: 'due', steps: [1, 2] } },
      torn: [{ path: ['members'], mine: ['c'], theirs: ['d'] }],
    });
  });

  it('is nothing any more where others made the same', () => {
    const mine = { ...base, name: 'Shop' };
    expect(followed(base, mine, mine)).toEqual({ base: mine, mine });
  });
});

describe('a draft that two managers have open', () => {
  const [me, kaveh] = [
    { id: 'mina', name: 'Mina' },
    { id: 'kaveh', name: 'Kaveh' },
  ];
  const at = (version: number, by: typeof me, queue: object): DraftView =>
    ({ id: 'd', name: 'Nowruz', baseVersion: 1, at: '', version, by, content: { queues: { sales: queue } } }) as never;
  const start: OthersWork = { draft: at(1, me, { wrapUpSeconds: 10, order: 'due' }), by: null, changes: [] };

  it('tells what the other one changed, from what it was first, and nothing of one’s own', () => {
    let work = readOn(start, at(2, kaveh, { wrapUpSeconds: 20, order: 'due' }), 'mina');
    work = readOn(work, at(3, me, { wrapUpSeconds: 20, order: 'strict' }), 'mina');
    work = readOn(work, at(4, kaveh, { wrapUpSeconds: 30, order: 'strict' }), 'mina');
    expect(work.by).toBe('Kaveh');
    expect(work.changes).toEqual([
      { path: ['queues', 'sales', 'wrapUpSeconds'], kind: 'changed', before: 10, after: 30 },
    ]);
  });

  it('hears nothing from an answer that is late', () => {
    const work = readOn(start, at(3, me, { wrapUpSeconds: 20 }), 'mina');
    expect(readOn(work, at(2, kaveh, { wrapUpSeconds: 20 }), 'mina')).toBe(work);
  });
});

describe('levels that two people edit at once', () => {
  const saved = { ana: { english: 3 }, bo: {} };
  const set = (edits: LevelEdits, agentId: string, skillId: string, level: number) =>
    edited(edits, { agentId, skillId, level }, saved);

  it('are asked about where both changed the same cell to something else', () => {
    const mine = set(set([], 'ana', 'english', 5), 'bo', 'rugs', 2);
    const theirs = { ana: { english: 4 }, bo: { rugs: 2, english: 1 } };
    expect(tornLevels(mine, theirs)).toEqual([{ agentId: 'ana', skillId: 'english', mine: 5, theirs: 4 }]);
  });

  it('are also asked about where one of them took the skill away', () => {
    const [away, higher] = [set([], 'ana', 'english', 0), set([], 'ana', 'english', 5)];
    expect(tornLevels(away, { ana: { english: 4 } })).toMatchObject([{ mine: 0, theirs: 4 }]);
    expect(tornLevels(higher, { ana: {} })).toMatchObject([{ mine: 5, theirs: 0 }]);
  });

  it('count from what a cell was when it was first changed, and not at all once it is that again', () => {
    const twice = edited(set([], 'ana', 'english', 4), { agentId: 'ana', skillId: 'english', level: 5 }, { ana: {} });
    expect(twice).toMatchObject([{ was: 3, level: 5 }]);
    expect(levelsOf(twice)).toEqual({ ana: { english: 5 } });
    expect(set(twice, 'ana', 'english', 3)).toEqual([]);
  });
});

describe('days of the calendar', () => {
  it('counts a moment to the day it falls on here', () => {
    expect(isoDay(new Date(2026, 0, 2, 0, 30))).toBe('2026-01-02');
    expect(isoDay(new Date(2026, 11, 31, 23, 59))).toBe('2026-12-31');
  });

  it('goes back over the ends of months and years', () => {
    expect(dayBefore('2024-03-01')).toBe('2024-02-29');
    expect(dayBefore('2026-01-01')).toBe('2025-12-31');
  });
});

it('takes from an address of a draft only what is a part', () => {
  expect(readDraftSearch({ part: 'check', queue: 'q' })).toEqual({ part: 'check', queue: 'q' });
  expect(readDraftSearch({ part: '<b>', queue: 7 })).toEqual({ part: undefined, queue: undefined });
});

it('keeps a known outcome by its name, whichever language its words are in', () => {
  const t = ((key: string) => ({ 'outcome.solved': 'حل شد' })[key] ?? key) as Translate;
  expect(outcomeName('solved', t)).toBe('حل شد');
  expect(outcomeOf('حل شد', t)).toBe('solved');
  expect(outcomeName(outcomeOf('کالا پس گرفته شد', t), t)).toBe('کالا پس گرفته شد');
});

it('reads whom the router could have given it to', () => {
  const skills = [
    { skillId: 'en', level: 3 },
    { skillId: 'rugs', level: 4 },
  ];
  expect(classParts('a · webchat · a+b · en≥3 rugs≥4')).toEqual({ queueIds: ['a', 'b'], skills });
  expect(classParts('a · webchat · a ·')).toEqual({ queueIds: ['a'], skills: [] });
  expect(classParts('something else')).toBeNull();
});
