import type { AgentPolicy, PolicyContent, QueuePolicy, QueueRules } from '../../server/contract/index.js';
import { QUEUE_DEFAULTS } from '../../server/queues/defaults.js';
import { eachChannel } from './capacity.js';

/** A queue's rules; a test states only what it is about. */
export const someRules = (about: Partial<QueueRules> = {}): QueueRules => ({ ...QUEUE_DEFAULTS.rules, ...about });

export function aQueuePolicy({
  rules,
  ...about
}: Partial<Omit<QueuePolicy, 'rules'>> & { rules?: Partial<QueueRules> } = {}): QueuePolicy {
  const { offerSeconds, autoAccept, wrapUpSeconds, slaFirstResponseSeconds, slaNextResponseSeconds } = QUEUE_DEFAULTS;
  const { slaTarget, hours } = QUEUE_DEFAULTS;
  return {
    ...{ memberIds: [], offerSeconds, autoAccept, wrapUpSeconds, slaFirstResponseSeconds, slaNextResponseSeconds },
    ...{ slaTarget, hours, ...about },
    rules: someRules(rules),
  };
}

export const anAgentPolicy = (about: Partial<AgentPolicy> = {}): AgentPolicy => ({
  ...{ skills: {}, capacity: eachChannel(1) },
  ...about,
});

export const aPolicy = (about: Partial<PolicyContent> = {}): PolicyContent => ({
  skills: {},
  common: { interrupts: { webchat: [], email: [], sms: [], voice: [] }, restSeconds: 10 },
  queues: {},
  agents: {},
  ...about,
});
