import type { MailAddress, MailboxRecord, MailRule } from '../contract/index.js';
import { foldText } from '../platform/index.js';

/** What rules look at in a mail. */
export interface RuleFacts {
  /** Every address that it was handed to. */
  recipients: readonly string[];
  from: readonly MailAddress[];
  subject: string;
  headers: readonly { name: string; value: string }[];
}

/** @returns the place of the first rule that fits, or -1 */
export const fittingRule = (rules: readonly MailRule[], facts: RuleFacts): number =>
  rules.findIndex((rule) => fits(rule, facts));

type Routed = Pick<MailboxRecord, 'rules' | 'queueId'>;

/** Where a new conversation by this mail waits: as the first rule that fits says, else, or where that queue is gone, as the mailbox does. */
export function queuesFor({ rules, queueId }: Routed, facts: RuleFacts): string[] {
  const ruled = rules[fittingRule(rules, facts)]?.queueId;
  return ruled === undefined ? [queueId] : [ruled, queueId];
}

/** Queues that a mailbox names, each once. */
export const queuesIn = ({ queueId, rules = [] }: Partial<Routed>): string[] => [
  ...new Set([...(queueId ? [queueId] : []), ...rules.map((rule) => rule.queueId)]),
];

/** Case, forms of a letter, digits, and marks that nobody sees make no difference. */
function fits(rule: MailRule, facts: RuleFacts): boolean {
  const sought = foldText(rule.contains);
  return sought !== '' && textsOf(rule, facts).some((text) => foldText(text).includes(sought));
}

function textsOf({ field, header }: MailRule, { recipients, from, subject, headers }: RuleFacts): readonly string[] {
  if (field === 'to') return recipients;
  if (field === 'from') return from.flatMap(({ name, address }) => [address, name]);
  if (field === 'subject') return [subject];
  return headers.filter(({ name }) => name.toLowerCase() === header?.toLowerCase()).map(({ value }) => value);
}
