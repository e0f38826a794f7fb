import type { ReadMail } from '../reading/index.js';

/**
 * Whether the mailbox's own mail server says that the mail is from where it says. Only the topmost block of results counts, and
 * only in that server's name: whatever stands below may have been written by whoever sent the mail (RFC 8601, 5 and 7.1).
 */
export function isVouched(
  { authentication }: Pick<ReadMail, 'authentication'>,
  authservId: string | null,
  sender: string,
): boolean {
  const [topmost] = authentication;
  if (!authservId || topmost?.authservId !== authservId.toLowerCase()) return false;
  const verdicts = topmost.results.filter(({ method }) => method === 'dmarc');
  const [verdict] = verdicts;
  // Two verdicts are none. What was judged must be the domain that is shown.
  return verdicts.length === 1 && verdict?.result === 'pass' && domainOf(verdict.from ?? '') === domainOf(sender);
}

/** Null where a mail leaves it open who wrote it. */
export function senderOf({ from, signs }: Pick<ReadMail, 'from' | 'signs'>): string | null {
  const [one, another] = from;
  return one && !another && !signs.includes('ambiguous') ? one.address.toLowerCase() : null;
}

export const domainOf = (address = ''): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();
