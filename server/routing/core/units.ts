import type { ChannelName } from '../../contract/index.js';
import type { CoreAgent, Hold } from './types.js';

/** Thirds of a hundred do not add up to a hundred exactly. */
const TOLERANCE = 1e-6;

interface Attention extends Pick<CoreAgent, 'units' | 'costs' | 'interrupts'> {
  /** Units taken by what is held. */
  used: number;
}

/**
 * Whether one more of a channel may be given: its units fit, or the channel may interrupt everything that is held and none of its
 * kind is held yet. What was taken by hand may exceed the units; then nothing more fits.
 */
export function fits(
  { units, costs, interrupts, used }: Attention,
  holds: { values(): Iterable<Pick<Hold, 'channel'>> },
  channel: ChannelName,
): boolean {
  const cost = costs[channel];
  if (cost === undefined) return false;
  if (used + cost <= units + TOLERANCE) return true;
  const below = interrupts[channel];
  if (!below || below.length === 0) return false;
  let some = false;
  for (const hold of holds.values()) {
    if (hold.channel === channel || !below.includes(hold.channel)) return false;
    some = true;
  }
  return some;
}
