import type { MailAddress, MailTold } from '../../../server/contract/index.js';

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
