import { type ChannelName, standsInLine } from '../contract/index.js';

/** How much less each earlier one counts. */
const FADES = 0.95;

/**
 * By which way most of those come who stand in a queue's line: so many of these an agent can hold. The later ones count more; a chat
 * is what one takes for granted.
 */
export function makeLineChannels() {
  const seen = new Map<string, { main: ChannelName; weights: Map<ChannelName, number> }>();
  const weightOf = (weights: ReadonlyMap<ChannelName, number>, channel: ChannelName) => weights.get(channel) ?? 0;

  return {
    of: (queueId: string): ChannelName => seen.get(queueId)?.main ?? 'webchat',
    /** @returns whether it is another one now */
    note(queueId: string, channel: ChannelName): boolean {
      if (!standsInLine(channel)) return false;
      const { main, weights } = seen.get(queueId) ?? { main: 'webchat', weights: new Map<ChannelName, number>() };
      for (const [one, weight] of weights) weights.set(one, weight * FADES);
      weights.set(channel, weightOf(weights, channel) + 1);
      const isMore = weightOf(weights, channel) > weightOf(weights, main);
      seen.set(queueId, { main: isMore ? channel : main, weights });
      return isMore && channel !== main;
    },
  };
}

export type LineChannels = ReturnType<typeof makeLineChannels>;
