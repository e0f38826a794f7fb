import { expect, it } from 'vitest';
import { Core, type Decision } from '../../server/routing/core/index.js';
import { aCoreAgent, aCoreQueue, aCoreTask, aHold } from './core-build.js';

const overflowed = (decisions: Decision[]) => decisions.filter(({ kind }) => kind === 'overflow');
const told = { kind: 'overflow', taskId: 't1', queueId: 'sales' };

function aFullCore(): Core {
  const core = new Core();
  core.upsertQueue(aCoreQueue('sales', ['ana']), 0);
  core.upsertAgent(aCoreAgent('ana'), 0);
  core.hold('ana', 't0', aHold('assigned'), 0);
  return core;
}

it('tells once that one has waited too long, when it is time', () => {
  const core = aFullCore();
  core.enqueue(aCoreTask('t1', { overflowAt: 500 }), 10);
  expect(core.nextTimer()).toBe(500);
  expect(overflowed(core.tick(499))).toEqual([]);
  expect(overflowed(core.tick(500))).toEqual([{ ...told, at: 500 }]);
  expect(overflowed(core.tick(501))).toEqual([]);
});

it('says it at once of one who comes too late, but not when they are given to somebody', () => {
  const core = aFullCore();
  expect(overflowed(core.enqueue(aCoreTask('t1', { overflowAt: 500 }), 600))).toEqual([{ ...told, at: 600 }]);
  core.upsertQueue(aCoreQueue('sales', ['ana'], { autoAccept: true }), 600);
  core.leave('t1', 600);
  core.free('ana', 't0', 600);
  expect(core.enqueue(aCoreTask('t1', { overflowAt: 500 }), 600).map(({ kind }) => kind)).toEqual(['assign']);
});

it('keeps it for whoever decides next, while it does not decide itself', () => {
  const core = aFullCore();
  core.enqueue(aCoreTask('t1', { overflowAt: 500 }), 10);
  const restored = Core.restore(core.snapshot(), 600);
  expect(restored.tick(700)).toEqual([]);
  expect(overflowed(restored.decide(700))).toEqual([{ ...told, at: 700 }]);
  core.pause();
  expect(core.tick(700)).toEqual([]);
  expect(overflowed(core.decide(700))).toEqual([{ ...told, at: 700 }]);
});
