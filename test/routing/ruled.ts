/** Queues by their rules, for tests of what these do. */
import type { Level, QueueRules } from '../../server/contract/index.js';
import { QUEUE_DEFAULTS } from '../../server/queues/defaults.js';
import { TouchpointModel } from '../../server/timeline/index.js';

export const SKILL = 'a'.repeat(24);
export const rules = (about: Partial<QueueRules>): { rules: QueueRules } => ({
  rules: { ...QUEUE_DEFAULTS.rules, ...about },
});
export const skilled = (level: Level) => ({ skills: { [SKILL]: level } });
export const kinds = async (conversationId: string) =>
  (await TouchpointModel.find({ conversationId }).sort({ seq: 1 }).lean()).map(({ kind }) => kind);
