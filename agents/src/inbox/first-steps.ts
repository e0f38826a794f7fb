import type { QueueView } from '../../../server/contract/index.js';

export const FIRST_STEPS = ['queue', 'members', 'way'] as const;
export type FirstStep = (typeof FIRST_STEPS)[number];

interface Installation {
  queues: readonly Pick<QueueView, 'memberIds'>[];
  /** Websites, mailboxes and numbers: by what a customer reaches us. */
  ways: number;
}

/** What is still to be done before a first conversation can come to anybody, in its order; nothing where one can. */
export function stepsLeft({ queues, ways }: Installation): FirstStep[] {
  const done: Record<FirstStep, boolean> = {
    queue: queues.length > 0,
    members: queues.some(({ memberIds }) => memberIds.length > 0),
    way: ways > 0,
  };
  return FIRST_STEPS.filter((step) => !done[step]);
}
