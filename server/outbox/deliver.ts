import { type Channel, ChannelError } from '../../channels/channel.js';
import type { TouchpointRecord } from '../contract/index.js';
import type { OutboxNeeds } from './index.js';
import { retryDelayMs } from './retry-delay.js';
import { sendGate } from './send-gate.js';

const MAX_TRIES = 8;
/** Well within the lease: it bears two that fail. */
const RENEW_MS = 5_000;

type DeliverNeeds = Pick<OutboxNeeds, 'clock' | 'log' | 'timeline' | 'channels' | 'gateFacts' | 'nudge'>;

/** @returns a function that sends one leased touchpoint, and settles it or puts it off. It never rejects. */
export function makeDeliver({ clock, log, timeline, channels, gateFacts, nudge }: DeliverNeeds) {
  return async function deliver(touchpoint: TouchpointRecord): Promise<void> {
    try {
      const gate = sendGate(touchpoint, await gateFacts(touchpoint));
      if (!gate.pass) return void (await timeline.settle(touchpoint._id, { state: 'failed', reason: gate.reason }));
      const channel = touchpoint.channel && channels[touchpoint.channel];
      if (!channel) return void (await timeline.settle(touchpoint._id, { state: 'failed', reason: 'noChannel' }));
      const { providerId } = await sendLeased(channel, touchpoint);
      await timeline.settle(touchpoint._id, { state: 'sent', ...(providerId && { providerId }) });
    } catch (error) {
      await giveUpOrPostpone(touchpoint, error).catch((again) => log.error({ error: again }, 'delivery not settled'));
    }
  };

  /** However long the provider takes, nobody else shall begin meanwhile. */
  async function sendLeased(channel: Channel, touchpoint: TouchpointRecord) {
    let renewed: Promise<void> = Promise.resolve();
    const renew = () => {
      renewed = timeline.renew(touchpoint).catch((error) => log.warn({ error }, 'a lease was not renewed'));
    };
    const renewing = setInterval(renew, RENEW_MS);
    try {
      return await channel.send(touchpoint);
    } finally {
      clearInterval(renewing);
      await renewed;
    }
  }

  /** A fault of ours is not cured by patience. */
  function mostTries({ channel }: TouchpointRecord, error: unknown): number {
    return (error instanceof ChannelError && channel && channels[channel]?.mostTries) || MAX_TRIES;
  }

  async function giveUpOrPostpone(touchpoint: TouchpointRecord, error: unknown): Promise<void> {
    const { tries } = touchpoint.delivery;
    const final = error instanceof ChannelError && error.reason !== 'unreachable';
    log.warn({ touchpointId: touchpoint._id, channel: touchpoint.channel, tries, error }, 'a delivery failed');
    const why = error instanceof ChannelError ? error.why() : { reason: 'internal' };
    if (final || tries >= mostTries(touchpoint, error)) {
      await timeline.settle(touchpoint._id, { state: 'failed', ...why });
      return;
    }
    const delayMs = retryDelayMs(tries, Math.random());
    await timeline.postpone(touchpoint, new Date(clock.now().getTime() + delayMs), why);
    nudge?.(touchpoint._id, delayMs);
  }
}
