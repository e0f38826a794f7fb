import { type Capacity, CHANNELS, type ChannelName } from '../contract/index.js';
import type { CoreAgent } from './core/index.js';

/** An agent's whole attention. One conversation takes it divided by how many of its channel can be had at once. */
export const FULL_UNITS = 100;

/** Units per conversation; a channel of which nothing can be had is not there. */
export function costsOf(capacity: Capacity): CoreAgent['costs'] {
  const taken = CHANNELS.filter((channel) => capacity[channel] > 0);
  return Object.fromEntries(taken.map((channel) => [channel, FULL_UNITS / capacity[channel]]));
}

/** What is given by hand takes units too, also of a channel that is never routed to the agent. */
export const unitsOf = (capacity: Capacity, channel: ChannelName): number =>
  FULL_UNITS / Math.max(1, capacity[channel]);
