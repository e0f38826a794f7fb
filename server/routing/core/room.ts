import { CHANNELS, type ChannelName } from '../../contract/index.js';
import type { AgentPicture } from './pictures.js';
import { fits } from './units.js';

/** A set of channels as the bits of a number. */
export type Channels = number;

const BITS = Object.fromEntries(CHANNELS.map((channel, i) => [channel, 1 << i])) as Record<ChannelName, Channels>;

export const bitOf = (channel: ChannelName): Channels => BITS[channel];

export const hasRoom = (agent: AgentPicture, channel: ChannelName): boolean =>
  agent.state === 'online' && fits(agent, agent.holds, channel);

/** What may be given to this agent now. */
export function roomOf(agent: AgentPicture): Channels {
  if (agent.state !== 'online') return 0;
  let room = 0;
  for (const channel of agent.channels) if (fits(agent, agent.holds, channel)) room |= BITS[channel];
  return room;
}
