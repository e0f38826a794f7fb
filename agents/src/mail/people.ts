import type { MailAddress, MailTold, TouchpointView } from '../../../server/contract/index.js';

type Message = Extract<TouchpointView, { kind: 'message' }>;

const isolated = (text: string): string => `\u2068${text}\u2069`;

/** A name beside its address, each in a direction of its own: neither can turn the other around. */
export const fullName = ({ name, address }: MailAddress): string =>
  name && name !== address ? `${isolated(name)} <${isolated(address)}>` : isolated(address);

export const shortName = ({ name, address }: MailAddress): string => isolated(name || address);

/** Everybody a mail went to, those who were meant first. */
export const recipientsOf = ({ to, cc, bcc = [] }: Pick<MailTold, 'to' | 'cc' | 'bcc'>): MailAddress[] => [
  ...to,
  ...cc,
  ...bcc,
];

/** Whom a mail did not get to, where it got to others. */
export function failedForSome({ details: { mail }, delivery }: Message): readonly string[] {
  const { state, failedFor = [] } = delivery;
  if (!mail || state === 'pending') return []; // the others do not have it yet
  const all = recipientsOf(mail).map(({ address }) => address.toLowerCase());
  return all.some((address) => !failedFor.includes(address)) ? failedFor : [];
}

/** Who is still to have a mail, after a try that got to others only. */
export function waitsForSome({ details: { mail }, delivery }: Message): readonly string[] {
  const { state, reason, failedFor = [], sentTo = [] } = delivery;
  if (!mail || state !== 'pending' || !reason || sentTo.length === 0) return [];
  const done = [...failedFor, ...sentTo];
  const all = recipientsOf(mail).map(({ address }) => address.toLowerCase());
  return [...new Set(all)].filter((address) => !done.includes(address));
}

const PREFIX = /^\s*(?:(?:re|fw|fwd|aw|wg|sv|vs|tr|rv|antw|پاسخ|ارجاع)\s*(?:\[\d+\])?\s*[:：]\s*)+/iu;

/** Without `Re:` and its like, in which answers differ from what they answer. */
export const bareSubject = (subject: string): string => subject.replace(PREFIX, '').trim();

/** Whether a mail is about something else than the one before it. */
export const differs = (subject: string, before: string): boolean =>
  bareSubject(subject).toLocaleLowerCase() !== bareSubject(before).toLocaleLowerCase();
