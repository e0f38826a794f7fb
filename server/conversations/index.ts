import type { ChannelName } from '../contract/index.js';
import type { Bus, Clock, Log } from '../platform/index.js';
import type { Timeline } from '../timeline/index.js';
import { makeBetweenChannels } from './between-channels.js';
import { makeCallbacks } from './callbacks.js';
import { makeChat } from './chat.js';
import { makeEndings } from './endings.js';
import { hasHeard, makeFigures } from './figures.js';
import { makeHeld } from './held.js';
import { makeMailParts } from './mail.js';
import { makeOnward } from './onward.js';
import { makeOpen } from './open.js';
import { makeOverflowing } from './overflowing.js';
import * as read from './read.js';
import { makeSupervision } from './supervision.js';
import { makeTelling } from './telling.js';
import { makeTextParts } from './texts.js';
import { makeTransition } from './transition.js';
import { makeRoutingVerbs } from './verbs.js';

export type Conversations = ReturnType<typeof makeConversations>;

export interface ConversationNeeds {
  bus: Bus;
  clock: Clock;
  log: Log;
  timeline: Timeline;
  queueName: (queueId: string) => Promise<string>;
  /** When an answer is due that the customer began to wait for at `from`, on the queue's business hours. */
  slaDueAt: (
    queueId: string,
    kind: 'firstResponse' | 'nextResponse',
    from: Date,
    channel: ChannelName,
  ) => Promise<Date | null>;
  /** After how long what somebody who left has not read goes by mail; null: never. */
  onwardSeconds: (queueId: string) => Promise<number | null>;
  /** No other process reads the same store. */
  isAlone?: boolean;
}

/** One matter between a customer and us: its states, who owns it, and what a list needs to know of it. */
export function makeConversations(needs: ConversationNeeds) {
  const telling = makeTelling(needs);
  const { logTold, sweepUntold, stop } = telling;
  const { transition, transitionMany, wasTold } = makeTransition({ ...needs, telling });
  const onward = makeOnward({ ...needs, transition });
  return {
    ...makeOpen({ ...needs, logTold }),
    ...makeRoutingVerbs({ ...needs, transition, transitionMany }),
    ...makeEndings({ ...needs, transition }),
    ...makeSupervision({ transition }),
    ...makeOverflowing({ ...needs, transition }),
    ...makeCallbacks({ ...needs, transition }),
    ...makeChat({ transition }),
    ...makeFigures({ ...needs, onwardAt: onward.onwardAt }),
    ...onward,
    ...makeMailParts(needs),
    ...makeTextParts(needs),
    ...makeBetweenChannels({ ...needs, transition, wasTold }),
    ...read,
    held: makeHeld(needs),
    wasTold,
    hasHeard,
    /** Appends what a transition has not told yet, before something that must stand after it. */
    logTold,
    sweepUntold,
    stop,
  };
}

export { isAsleep } from './asleep.js';
export { calledUs, startKeyOfCall } from './between-channels.js';
export { ConversationModel, CounterModel } from './conversation.model.js';
export { SYSTEM, told } from './drafts.js';
export type { Held } from './held.js';
export { onwardSource } from './onward.js';
export type { Opening } from './open.js';
export { preview } from './open.js';
export type { InboxFilterBy } from './read.js';
export { chatStream } from './read.js';
export { FRONT } from './supervision.js';
