import type { Channel } from '../../channels/channel.js';
import type { ChannelName, TouchpointRecord } from '../contract/index.js';
import type { Bus, Clock, Log } from '../platform/index.js';
import type { Timeline } from '../timeline/index.js';
import { makeDeliver } from './deliver.js';
import { makeLanes } from './lanes.js';
import type { GateFacts } from './send-gate.js';

/** A nudge that comes too early finds nothing due, and only the sweep would find it then; timers and clocks are not exact. */
const SLACK_MS = 100;
/** In one process, of what goes by the same connections, where its channel says nothing else. */
const AT_ONCE = 4;

export interface OutboxNeeds {
  bus: Bus;
  clock: Clock;
  log: Log;
  timeline: Timeline;
  channels: Partial<Record<ChannelName, Channel>>;
  gateFacts: (touchpoint: TouchpointRecord) => Promise<GateFacts>;
  sweepSeconds: number;
  /** Asks for `sendDue` when a postponed one is due; without it, or when it is lost, the regular sweep is there. */
  nudge?: (touchpointId: string, delayMs: number) => void;
}

/**
 * The way out. The pending touchpoint is the truth: whoever wrote it holds its lease and delivers it at once; the sweep takes up
 * what a crash, or a provider that could not be reached, left behind, and what was not to be sent before its time. Of what becomes
 * due before the next regular sweep it knows when, and is there: nudges and leases die with their process.
 */
export function makeOutbox(needs: OutboxNeeds) {
  const { bus, clock, log, timeline, channels, sweepSeconds, nudge } = needs;
  const nudgeAt = (touchpointId: string, delayMs: number) => nudge?.(touchpointId, Math.max(0, delayMs) + SLACK_MS);
  const deliver = makeDeliver({ ...needs, nudge: nudgeAt });
  const lanes = makeLanes((lane) => channels[lane.split(':')[0] as ChannelName]?.roomOf?.(lane) ?? AT_ONCE);
  const underWay = new Set<Promise<void>>();
  let stopping = false;
  let sweeping: NodeJS.Timeout | undefined;
  let soon: NodeJS.Timeout | undefined;
  let listening: (() => void) | undefined;

  const laneOf = ({ delivery, channel }: TouchpointRecord) => delivery.lane ?? channel ?? '';

  /** Delivers a leased one, then whatever is due in its lane. */
  function work(leased: TouchpointRecord): Promise<void> {
    const lane = laneOf(leased);
    const ordered = (leased.channel && channels[leased.channel]?.ordered) ?? false;
    return lanes.run(lane, ordered, async () => {
      for (let next: TouchpointRecord | null = leased; next; next = stopping ? null : await timeline.claimDue({ lane }))
        await deliver(next);
    });
  }

  /** Its writer's own try; where the lane is full, it is left to those who are at work there. */
  async function begin(touchpoint: TouchpointRecord): Promise<void> {
    const { tries, dueAt } = touchpoint.delivery;
    if (tries === 0) nudgeAt(touchpoint._id, Number(dueAt) - clock.now().getTime());
    else if (lanes.hasRoom(laneOf(touchpoint))) await work(touchpoint);
    else {
      await timeline.giveBack(touchpoint);
      await sendDue(touchpoint._id); // they may have ended meanwhile
    }
  }

  async function sweep(): Promise<void> {
    const begun: Promise<void>[] = [];
    const next = () => timeline.claimDue({ exceptLanes: lanes.full() });
    for (let due = await next(); due; due = stopping ? null : await next()) begun.push(work(due));
    await Promise.all(begun);
  }

  function safely(): void {
    void track(sweep(), 'the outbox sweep failed');
    void track(planNext(), 'the next outbox sweep is not known');
  }

  async function planNext(): Promise<void> {
    const now = clock.now().getTime();
    const dueAt = await timeline.nextDueAt(new Date(now + sweepSeconds * 1_000));
    clearTimeout(soon);
    if (dueAt && !stopping) soon = setTimeout(safely, +dueAt - now + SLACK_MS);
  }

  /** Sends this one if it is due and nobody else is at it. */
  async function sendDue(touchpointId: string): Promise<void> {
    const due = await timeline.claim(touchpointId, lanes.full());
    if (due) await work(due);
  }

  /** Never rejects. */
  function track(started: Promise<void>, failure: string): Promise<void> {
    const safe = started.catch((error) => log.error({ error }, failure)).finally(() => underWay.delete(safe));
    underWay.add(safe);
    return safe;
  }

  return {
    /**
     * How a touchpoint begins on its way out. On a channel that pushes, being on the timeline is being sent; on any other it is
     * pending until the provider has it.
     */
    firstState: (channel: ChannelName): 'sent' | 'pending' => (channels[channel]?.immediate ? 'sent' : 'pending'),

    start(): void {
      listening = bus.on('touchpoint.appended', ({ touchpoint }) => {
        if (touchpoint.delivery.state === 'pending') void track(begin(touchpoint), 'a delivery was not begun');
      });
      sweeping = setInterval(safely, sweepSeconds * 1_000);
      safely();
    },
    sweep,
    sendDue: (touchpointId: string) => track(sendDue(touchpointId), 'a due delivery failed'),
    /** Takes up nothing more and waits for what is under way. */
    async stop(): Promise<void> {
      stopping = true;
      clearInterval(sweeping);
      clearTimeout(soon);
      listening?.();
      await Promise.all(underWay);
    },
  };
}

export { retryDelayMs } from './retry-delay.js';
export { confirmsWord, isService, sendGate } from './send-gate.js';
export type Outbox = ReturnType<typeof makeOutbox>;
