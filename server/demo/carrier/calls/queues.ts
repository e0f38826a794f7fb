import { newSid } from '../sids.js';
import type { Time } from '../time.js';
import type { Call } from './call.js';

export interface Member {
  call: Call;
  since: Date;
  /** Takes it out of the queue. */
  take(result: 'bridged' | 'redirected'): void;
}

export interface Queue {
  /** `QU…` */
  sid: string;
  accountSid: string;
  name: string;
  maxSize: number;
  members: Member[];
  createdAt: Date;
  /** Of those who left: how long they waited, in seconds, the last hundred. */
  waited: number[];
}

export type Queues = ReturnType<typeof makeQueues>;

export function makeQueues(time: Time) {
  const all = new Map<string, Queue>();
  const find = (accountSid: string, key: string) =>
    [...all.values()].find((queue) => queue.accountSid === accountSid && (queue.sid === key || queue.name === key));
  return {
    all,
    find,
    make(accountSid: string, name: string, maxSize = 1_000): Queue {
      const queue: Queue = {
        sid: newSid('QU'),
        accountSid,
        name,
        maxSize,
        members: [],
        waited: [],
        createdAt: time.now(),
      };
      all.set(queue.sid, queue);
      return queue;
    },
    /** What webhooks say of a member's waiting. */
    form(queue: Queue, member: Member): Record<string, string> {
      return {
        QueueSid: queue.sid,
        QueueTime: String(waitedSeconds(time, member)),
        AvgQueueTime: String(averageWait(queue)),
        CurrentQueueSize: String(queue.members.length),
        QueuePosition: String(queue.members.indexOf(member) + 1),
      };
    },
    leave(queue: Queue, member: Member): void {
      if (!queue.members.includes(member)) return;
      queue.members = queue.members.filter((other) => other !== member);
      queue.waited = [...queue.waited.slice(-99), waitedSeconds(time, member)];
    },
  };
}

export const waitedSeconds = (time: Time, { since }: Pick<Member, 'since'>): number =>
  Math.round((+time.now() - +since) / 1_000);

export const averageWait = ({ waited }: Queue): number =>
  waited.length === 0 ? 0 : Math.round(waited.reduce((sum, one) => sum + one, 0) / waited.length);
