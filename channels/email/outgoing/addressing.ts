import type { IdentityRecord, MailAddress, MailTold } from '../../../server/contract/index.js';

const EVIDENCE_ORDER = ['verified', 'signed', 'agent', 'claimed'] as const;
type KnownAddress = Pick<IdentityRecord, 'kind' | 'value' | 'evidence'>;

/** The customer's address that is known best; nothing vouches for a claimed one. */
export function bestAddress(identities: readonly KnownAddress[]): { address: string; claimed: boolean } | null {
  const addresses = identities.filter(({ kind }) => kind === 'email');
  const place = ({ evidence }: KnownAddress) => EVIDENCE_ORDER.indexOf(evidence as (typeof EVIDENCE_ORDER)[number]);
  const [best] = addresses.filter((one) => place(one) >= 0).sort((a, b) => place(a) - place(b));
  return best ? { address: best.value, claimed: best.evidence === 'claimed' } : null;
}

/** Addresses with the names they have in the mail that is answered. */
export function named(addresses: readonly string[], last: MailTold | undefined): MailAddress[] {
  const known = last ? [...last.from, ...(last.replyTo ?? []), ...last.to, ...last.cc] : [];
  const nameOf = (address: string) => known.find((one) => one.address === address)?.name ?? '';
  return [...new Set(addresses)].map((address) => ({ address, name: nameOf(address) }));
}

/** Each language's own sign of an answer; some readers add a number. */
const ANSWER = /^\s*(?:re|aw|sv|antw|ynt|vá|odp|رد|پاسخ)\s*(?:\[\d+\]|\(\d+\))?\s*[:：]/i;

/** The subject as the customer has it: mail readers begin a new thread with a changed one. */
export function answerSubject(subject: string): string {
  const clean = subject.replace(/\s+/g, ' ').trim();
  return ANSWER.test(clean) ? clean : `Re: ${clean}`.trim();
}
