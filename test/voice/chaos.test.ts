/**
 * Calls that nobody could foresee, each played twice: once as it should go, and once while what the carrier tells is lost, doubled,
 * late and out of order. `npm run test:voice-chaos` plays more (VOICE_SCRIPTS); VOICE_SEED repeats those of an earlier run, and
 * VOICE_CALLS=76,308 only these of them.
 */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { makeDice } from '../../server/demo/history/dice.js';
import { type Plot, play } from './chaos/acts.js';
import { faultsOf, forget, settle, storyOf } from './chaos/findings.js';
import { randomPlot } from './chaos/plots.js';
import { aStage, type Stage } from './chaos/stage.js';

const SCRIPTS = Number(process.env.VOICE_SCRIPTS ?? 4);
const SEED = Number(process.env.VOICE_SEED ?? 20_300_101);
/** Each has a chance of its own. */
const CALLS = process.env.VOICE_CALLS?.split(',').map(Number) ?? Array.from({ length: SCRIPTS }, (_, n) => n);
const MOST_SHOWN = 12;
const TOLD = /^(?:call\.(?:initiated|ringing|answered|completed)|conference\.|recording\.)/;

let stage: Stage;
beforeAll(async () => {
  stage = await aStage(SEED);
});
beforeEach(() => stage.ready());
afterAll(() => stage?.close());

/** @returns its story, in which nothing is wrong */
async function playOut(plot: Plot, lossy = false): Promise<string[]> {
  const scene = await play(stage, plot);
  try {
    await settle(scene);
    expect(await faultsOf(scene)).toEqual([]);
    return await storyOf(scene, lossy);
  } finally {
    await forget(scene);
  }
}

const TALK: Plot = ['presses 1', 'waits in line', 'talks', 'talks on', 'is hung up on by the agent'];

it('32 knows how long both talked though the end was told before the answer, and frees the agent at once', async () => {
  const { faults } = stage.company.carrier;
  faults.delay(900_000, { times: 2, about: /^call\.answered/ });
  const scene = await play(stage, TALK);
  await settle(scene);
  const early = await storyOf(scene);
  expect(await faultsOf(scene)).toEqual([]);
  await stage.company.advance(1_000);
  expect(await storyOf(scene)).toEqual(early);
  expect(await faultsOf(scene)).toEqual([]);
});

it('33 comes to the same when everything is told twice and in another order', async () => {
  const orderly = await playOut(TALK);
  const { faults } = stage.company.carrier;
  faults.double({ times: 1_000 });
  faults.reorder({ times: 1_000, about: TOLD });
  expect(await playOut(TALK)).toEqual(orderly);
});

it(`33 comes to the same whatever the network loses, doubles and shuffles, in ${CALLS.length} calls (seed ${SEED})`, {
  timeout: 300_000 + CALLS.length * 20_000,
}, async () => {
  const wrong: string[] = [];
  for (const n of CALLS) {
    if (wrong.length >= MOST_SHOWN) break;
    const dice = makeDice(SEED + n);
    const plot = randomPlot(dice);
    const lossy = dice.maybe(0.5);
    const how = `call ${n}${lossy ? ', with losses' : ''}: ${plot.join(', ')}`;
    stage.company.carrier.faults.seed(SEED + n);
    await twice(plot, lossy).catch((error: Error) => wrong.push(`${how}: ${error.message}`));
  }
  expect(wrong).toEqual([]);
});

/** @throws where the second time came to something else */
async function twice(plot: Plot, lossy: boolean): Promise<void> {
  await stage.ready();
  const orderly = await playOut(plot, lossy);
  await stage.ready();
  const { faults } = stage.company.carrier;
  const shares = { double: 0.3, delay: 0.4, reorder: 0.4, drop: lossy ? 0.3 : 0 };
  faults.byChance(shares, { delayMs: 8_000, about: TOLD });
  faults.byChance({ double: 0.3, delay: 0.2 });
  const shaken = await playOut(plot, lossy);
  const missing = orderly.filter((step) => !shaken.includes(step));
  const more = shaken.filter((step) => !orderly.includes(step));
  if (orderly.join() !== shaken.join())
    throw new Error(`lost ${JSON.stringify(missing)}, came to ${JSON.stringify(more)}`);
}
