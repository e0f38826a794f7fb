import { type Channel, ChannelError } from '../../channels/channel.js';
import type { ChannelName, TouchpointRecord } from '../contract/index.js';
import type { Bus, Clock, Log } from '../platform/index.js';
import type { Timeline } from '../timeline/index.js';
import { retryDelayMs } from './retry-delay.js';
import { type GateFacts, sendGate } from './send-gate.js';

const MAX_TRIES = 8;

export interface OutboxNeeds {
  bus: Bus;
  clock: Clock;
  log: Log;
  timeline: Timeline;
  channels: Partial<Record<ChannelName, Channel>>;
  gateFacts: (touchpoint: TouchpointRecord) => Promise<GateFacts>;
  sweepSeconds: number;
  /** Asks for a sweep when a postponed one is due; without it, or when it is lost, the regular sweep is there. */
  nudge?: (touchpointId: string, delayMs: number) => void;
}

/**
 * The way out. The pending touchpoint is the truth: whoever wrote it holds its lease and delivers it at once; the sweep takes up
 * what a crash, or a provider that could not be reached, left behind.
 */
export function makeOutbox({ bus, clock, log, timeline, channels, gateFacts, sweepSeconds, nudge }: OutboxNeeds) {
  const underWay = new Set<Promise<void>>();
  let sweeping: NodeJS.Timeout | undefined;
  let listening: (() => void) | undefined;

  /** Sends one leased touchpoint. Never rejects. */
  async function deliver(touchpoint: TouchpointRecord): Promise<void> {
    try {
      const gate = sendGate(touchpoint, await gateFacts(touchpoint));
      if (!gate.pass) return void (await timeline.settle(touchpoint._id, { state: 'failed', reason: gate.reason }));
      const channel = touchpoint.channel && channels[touchpoint.channel];
      if (!channel) return void (await timeline.settle(touchpoint._id, { state: 'failed', reason: 'noChannel' }));
      const { providerId } = await channel.send(touchpoint);
      await timeline.settle(touchpoint._id, { state: 'sent', ...(providerId && { providerId }) });
    } catch (error) {
      await giveUpOrPostpone(touchpoint, error).catch((again) => log.error({ error: again }, 'delivery not settled'));
    }
  }

  async function giveUpOrPostpone(touchpoint: TouchpointRecord, error: unknown): Promise<void> {
    const tries = touchpoint.delivery.tries + 1;
    const final = error instanceof ChannelError && error.reason !== 'unreachable';
    log.warn({ touchpointId: touchpoint._id, channel: touchpoint.channel, tries, error }, 'a delivery failed');
    if (final || tries >= MAX_TRIES) {
      const reason = error instanceof ChannelError ? error.reason : 'internal';
      await timeline.settle(touchpoint._id, { state: 'failed', reason });
      return;
    }
    const delayMs = retryDelayMs(tries, Math.random());
    await timeline.postpone(touchpoint._id, new Date(clock.now().getTime() + delayMs));
    nudge?.(touchpoint._id, delayMs);
  }

  function track(work: Promise<void>): void {
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
  }

  async function sweep(): Promise<void> {
    for (let due = await timeline.claimDue(); due; due = await timeline.claimDue()) await deliver(due);
  }

  return {
    /**
     * How a touchpoint begins on its way out. On a channel that pushes, being on the timeline is being sent; on any other it is
     * pending until the provider has it.
     */
    firstState: (channel: ChannelName): 'sent' | 'pending' => (channels[channel]?.immediate ? 'sent' : 'pending'),

    start(): void {
      listening = bus.on('touchpoint.appended', ({ touchpoint }) => {
        if (touchpoint.delivery.state === 'pending') track(deliver(touchpoint));
      });
      const safely = () => track(sweep().catch((error) => log.error({ error }, 'the outbox sweep failed')));
      sweeping = setInterval(safely, sweepSeconds * 1_000);
      safely();
    },
    sweep,
    /** Waits for what is under way. */
    async stop(): Promise<void> {
      clearInterval(sweeping);
      listening?.();
      await Promise.all(underWay);
    },
  };
}

export { retryDelayMs } from './retry-delay.js';
export { isService, sendGate } from './send-gate.js';
export type Outbox = ReturnType<typeof makeOutbox>;
