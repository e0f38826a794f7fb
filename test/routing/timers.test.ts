import { expect, it } from 'vitest';
import { MOST_RARELY, restMs } from '../../server/routing/timers.js';

const sweep = { everyMs: 2_000, share: 0.05 };

it.each([
  { says: 'comes as often as it should while it is quick', took: [40, 60], rests: 2_000 },
  { says: 'takes no more than its share once it has grown slow', took: [300, 200], rests: 3_800 },
  { says: 'is not held back by one run that stood still', took: [40, 7_000], rests: 2_000 },
  { says: 'nor after it', took: [7_000, 40], rests: 2_000 },
  { says: 'comes again soon enough however slow it is', took: [9_000, 9_000], rests: MOST_RARELY * 2_000 },
] as const)('what is repeated $says', ({ took, rests }) => expect(restMs(sweep, took)).toBe(rests));
