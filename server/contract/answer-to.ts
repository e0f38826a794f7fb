/** Whom an answer by mail goes to when nobody has said. Free of libraries: the console shows it while somebody writes. */
import type { MailAddress, MailTold } from './mail.js';
import type { Evidence } from './names.js';

/** A mail of a conversation, in or out; one that was taken back is none. */
export interface SaidByMail {
  direction: 'in' | 'out' | 'internal';
  author: { type: string };
  delivery: { state: string };
  details: { mail?: MailTold };
}

export interface AnswerFacts {
  /** Oldest first. */
  said: readonly SaidByMail[];
  /** The customer's addresses, the best known first. */
  customers: readonly string[];
  /** The company's own addresses, lower case. */
  ours: ReadonlySet<string>;
}

/** `by`: whose mail led to it. `joined`: the customer's address, where somebody else wrote last and the customer has the answer too. */
export interface AnswerTo {
  to: string[];
  by: 'theirs' | 'own' | 'nobody';
  joined: string | null;
}

/** Without what stands after a plus: mails to a conversation's own address are to us. */
export const bareAddress = (address: string): string => address.toLowerCase().replace(/\+[^@]*(?=@)/, '');

const EVIDENCE_ORDER: readonly Evidence[] = ['verified', 'signed', 'agent', 'claimed'];

/** Somebody's addresses, the best known first; nothing vouches for a claimed one. */
export function knownAddresses<I extends { kind: string; value: string; evidence: Evidence }>(
  identities: readonly I[],
): I[] {
  const place = ({ evidence }: I) => EVIDENCE_ORDER.indexOf(evidence);
  return identities.filter((one) => one.kind === 'email' && place(one) >= 0).sort((a, b) => place(a) - place(b));
}

/**
 * To whoever wrote the last mail, as mail readers do. Where that is not the customer, to the customer too: but not where somebody was
 * written to without them and answers us alone, for what is said there may not be meant for them. After a word of ours that the
 * customer has, to whom that went.
 */
export function answerTo({ said, customers, ours }: AnswerFacts): AnswerTo {
  const at = said.findLastIndex(({ direction, details }) => direction === 'in' && details.mail);
  const theirs = said[at]?.details.mail;
  const own = said.slice(at + 1).findLast(isOurWord)?.details.mail;
  const others = own?.to.map(({ address }) => address).filter((address) => !isOurs(address, ours)) ?? [];
  const isTheirs = (address: string) => customers.includes(address);
  if (own && others.length > 0 && (!theirs || readersOf(own).some(isTheirs)))
    return { to: unique([...others, ...addressesOf(own.cc).filter(isTheirs)]), by: 'own', joined: null };
  if (!theirs) return { to: customers.slice(0, 1), by: 'nobody', joined: null };
  const writers = writersOf(theirs, ours);
  const customer = customerOf({ said, customers, ours });
  const knows =
    writers.length === 0 || isOfCustomer(theirs, customers, ours) || isBesides(said.slice(0, at), theirs, customers);
  return customer === null || knows
    ? { to: writers, by: 'theirs', joined: null }
    : { to: unique([...writers, customer]), by: 'theirs', joined: customer };
}

/**
 * Where a mail wants its answer, where that is elsewhere than at its sender's. A wish, and whoever answers is shown that it is one:
 * nothing says that the sender may read there. Addresses of ours are never meant.
 */
export function wantedElsewhere({ from, replyTo = [] }: MailTold, ours: ReadonlySet<string>): string[] {
  const wanted = unique(replyTo.map(({ address }) => address)).filter((address) => !isOurs(address, ours));
  return wanted.some((address) => !from.some((sender) => sender.address === address)) ? wanted : [];
}

/** The customer's address by which they would have a mail that goes to these; null where they have it, or none is known. */
export function leftOut(facts: AnswerFacts, recipients: readonly string[]): string | null {
  const { said, customers, ours } = facts;
  const theirs = said.findLast(({ direction, details }) => direction === 'in' && details.mail)?.details.mail;
  const elsewhere = theirs && isOfCustomer(theirs, customers, ours) ? writersOf(theirs, ours) : [];
  const has = recipients.some((address) => customers.includes(address) || elsewhere.includes(address));
  return has ? null : customerOf(facts);
}

/**
 * Where a mail wants its answer elsewhere it goes there only if its sender is proved: whoever writes in a customer's name would get
 * what is meant for them. A form of ours writes in our own name.
 */
function writersOf(mail: MailTold, ours: ReadonlySet<string>): string[] {
  const writer = mail.from[0]?.address;
  const mayWish = !mail.signs.includes('unverified') || (writer !== undefined && isOurs(writer, ours));
  const elsewhere = mayWish ? wantedElsewhere(mail, ours) : [];
  return elsewhere.length > 0 ? elsewhere : writer ? [writer] : [];
}

/** They wrote it, or a form of ours did for them. */
function isOfCustomer(mail: MailTold, customers: readonly string[], ours: ReadonlySet<string>): boolean {
  const writer = mail.from[0]?.address ?? '';
  const wrote = customers.includes(writer) || isOurs(writer, ours);
  return wrote || writersOf(mail, ours).some((address) => customers.includes(address));
}

/** An answer to us alone to what we wrote to its writer without the customer. */
function isBesides(before: readonly SaidByMail[], mail: MailTold, customers: readonly string[]): boolean {
  const writer = mail.from[0]?.address;
  const asked = before.findLast((one) => isOurWord(one) && readersOf(one.details.mail!).includes(writer ?? ''));
  const hasCustomer = (one: MailTold) => readersOf(one).some((address) => customers.includes(address));
  return asked !== undefined && !hasCustomer(asked.details.mail!) && !hasCustomer(mail);
}

/** By which the customer was last heard or written to here, else the best known. */
function customerOf({ said, customers, ours }: AnswerFacts): string | null {
  const own = customers.filter((address) => !isOurs(address, ours));
  const here = said
    .toReversed()
    .flatMap(({ details: { mail } }) => (mail ? [...addressesOf(mail.from), ...readersOf(mail)] : []));
  return here.find((address) => own.includes(address)) ?? own[0] ?? null;
}

/** An agent's, and no machine's; one that got to nobody was not heard. */
const isOurWord = ({ direction, author, delivery, details }: SaidByMail): boolean =>
  direction === 'out' && author.type === 'agent' && delivery.state !== 'failed' && details.mail !== undefined;

const addressesOf = (people: readonly MailAddress[]) => people.map(({ address }) => address);
const readersOf = ({ to, cc, bcc = [] }: MailTold) => addressesOf([...to, ...cc, ...bcc]);
const isOurs = (address: string, ours: ReadonlySet<string>) => ours.has(bareAddress(address));
const unique = (addresses: readonly string[]) => [...new Set(addresses.map((address) => address.toLowerCase()))];
