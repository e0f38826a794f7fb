import { type Capacity, CHANNELS } from '../../server/contract/index.js';

/** The same number of conversations at once on every channel. */
export const eachChannel = (count: number): Capacity =>
  Object.fromEntries(CHANNELS.map((channel) => [channel, count])) as Capacity;
