import type { ConversationRecord } from './contract/index.js';
import type { Conversations } from './conversations/index.js';
import type { Files } from './files/index.js';
import type { FollowUps } from './followups/index.js';
import { type Bus, type Clock, type Log, metrics } from './platform/index.js';
import type { Policies } from './policies/index.js';

const EVERY_MS = 15_000;

interface SweepNeeds {
  clock: Clock;
  log: Log;
  conversations: Conversations;
  files: Pick<Files, 'sweepUnused'>;
  policies: Pick<Policies, 'settle'>;
  followUps: Pick<FollowUps, 'remind' | 'sweepUntold'>;
  /** Words that a lost process wrote down and told nobody of. */
  intake: { sweepUnheard(): Promise<void> };
  /** Chats whose customers left, on their way by mail. */
  onward: { sweep(): Promise<void> };
  wake: (conversation: ConversationRecord) => Promise<void>;
}

/** What a lost process leaves half told, and what time brings: untold changes, snoozed conversations and follow-ups that are due, files nobody sent. */
export function makeSweeps({
  clock,
  log,
  conversations,
  followUps,
  files,
  policies,
  intake,
  onward,
  wake,
}: SweepNeeds) {
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  async function once(): Promise<void> {
    await conversations.sweepUntold();
    await intake.sweepUnheard();
    for (const conversation of await conversations.dueSnoozed(clock.now())) await wake(conversation);
    await onward.sweep();
    await followUps.sweepUntold();
    await followUps.remind();
    await files.sweepUnused();
    await policies.settle();
  }

  return {
    once,
    /** Once at once, so that what a crash left is whole before anybody reads it. */
    async start(): Promise<void> {
      await once();
      timer = setInterval(() => {
        running = running.then(once).catch((error) => log.error({ error }, 'a sweep failed'));
      }, EVERY_MS);
    },
    stop(): Promise<void> {
      clearInterval(timer);
      return running;
    },
  };
}

export function countMessages(bus: Bus): () => void {
  return bus.on('touchpoint.appended', ({ touchpoint: { kind, direction, channel } }) => {
    if (kind === 'message' && channel) metrics.messages.inc({ direction, channel });
  });
}
