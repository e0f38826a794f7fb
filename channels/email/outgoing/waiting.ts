import type { MailTold, TouchpointRecord } from '../../../server/contract/index.js';

/** Everybody a mail goes to, each once. */
export function recipientsOf({ to, cc, bcc = [] }: Pick<MailTold, 'to' | 'cc' | 'bcc'>): string[] {
  const all = [...to, ...cc, ...bcc].map(({ address }) => [address.toLowerCase(), address] as const);
  return [...new Map(all.toReversed()).values()].toReversed();
}

/** Whose copy is still to go: neither has the mail server it, nor is it known that it will not get there. */
export function waitingOf(recipients: readonly string[], { delivery }: Pick<TouchpointRecord, 'delivery'>): string[] {
  if (delivery.state !== 'pending') return [];
  const { sentTo = [], failedFor = [] } = delivery;
  const done = new Set([...sentTo, ...failedFor]);
  return recipients.filter((address) => !done.has(address.toLowerCase()));
}

/** Each try begins with another one, so that nobody waits for long behind one at whom sending breaks off. */
export function inTurn(waiting: readonly string[], tries: number): string[] {
  const first = waiting.length > 0 ? (tries - 1) % waiting.length : 0;
  return [...waiting.slice(first), ...waiting.slice(0, first)];
}
