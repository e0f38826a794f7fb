import { type AnswerFacts, bareAddress, knownAddresses } from '../../../../server/contract/answer-to.js';
import type { CustomerView, MailAddress, TouchpointView } from '../../../../server/contract/index.js';

type Message = Extract<TouchpointView, { kind: 'message' }>;

/** What mail servers take, but for quoted local parts, which nobody has. The server has the last word. */
const ADDRESS =
  /^[^\s@<>"(),:;[\]\\]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,63}$/u;

export const isAddress = (text: string): boolean => text.length <= 254 && ADDRESS.test(text);

/** The address in what was pasted: `Sara <sara@mail.example>` as an address book has it. */
export function addressIn(text: string): string {
  const inBrackets = /<([^<>]+)>\s*$/.exec(text)?.[1] ?? text;
  return inBrackets
    .replace(/^mailto:/i, '')
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .trim()
    .toLowerCase();
}

export const unique = (addresses: readonly string[]): string[] => [
  ...new Set(addresses.map(addressIn).filter((address) => address !== '')),
];

const isMail = (touchpoint: TouchpointView): touchpoint is Message =>
  touchpoint.kind === 'message' && touchpoint.details.mail !== undefined;

/** The mail that an answer answers: the last that came in. */
export function answeredOf(touchpoints: readonly TouchpointView[], conversationId: string): Message | null {
  const found = touchpoints.findLast(
    (one) => isMail(one) && one.direction === 'in' && one.conversationId === conversationId,
  );
  return found && isMail(found) ? found : null;
}

/** What settles whom an answer goes to, as the server sees it. */
export function answerFacts(
  touchpoints: readonly TouchpointView[],
  conversationId: string,
  customer: CustomerView,
  ours: ReadonlySet<string>,
): AnswerFacts {
  const said = touchpoints.filter(isMail).filter((one) => one.conversationId === conversationId);
  return {
    said: said.filter(({ delivery }) => delivery.reason !== 'takenBack'),
    customers: addressesOf(customer),
    ours,
  };
}

/** The customer's addresses, the best known first. */
export const addressesOf = ({ identities }: CustomerView): string[] =>
  knownAddresses(identities).map(({ value }) => value);

export const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((address) => other.includes(address));

/**
 * Whom a begun answer goes to stays as it was when it was begun, whoever writes meanwhile. Without words it is open again, unless it
 * would go to others by now, for then nobody knows whether they were chosen.
 * @param to null: nobody has chosen
 */
export function keptTo(html: string, to: string[] | null, usual: readonly string[]): string[] | null {
  if (html === '') return to !== null && isSame(to, usual) ? null : to;
  return to ?? (usual.length > 0 ? [...usual] : null);
}

/**
 * Who else had the mail that is answered, or what we wrote since, and would not have the answer: it goes to few until somebody says.
 * @param already whom it goes to as it stands
 */
export function othersOf({ said, ours }: AnswerFacts, already: readonly string[]): string[] {
  const at = said.findLastIndex(({ direction }) => direction === 'in');
  const before = said[at]?.details.mail?.from ?? [];
  const had = said
    .slice(Math.max(at, 0))
    .flatMap(({ author, details: { mail } }) => (mail && author.type !== 'system' ? [...mail.to, ...mail.cc] : []));
  const known = new Set([...before.map(({ address }) => address), ...already]);
  const all = unique(had.map(({ address }) => address));
  return all.filter((address) => isAddress(address) && !known.has(address) && !ours.has(bareAddress(address)));
}

/**
 * Everybody who has written or was written to here, the latest first, and the customer's own addresses. Also who wrote what was
 * forwarded, and whose mail was kept apart: written to, they have part.
 */
export function suggestedRecipients(
  touchpoints: readonly TouchpointView[],
  conversationId: string,
  customer: CustomerView,
  ours: ReadonlySet<string>,
): string[] {
  const here = touchpoints.filter((one) => one.conversationId === conversationId);
  const people = here.toReversed().flatMap((one): MailAddress[] => {
    if (one.kind === 'mail.apart') return one.details.mail.from;
    const mail = one.kind === 'message' && one.details.mail;
    if (!mail) return [];
    const others = [...(mail.replyTo ?? []), ...mail.to, ...mail.cc];
    // Of what we wrote the sender is ourselves.
    if (one.direction !== 'in') return others;
    return [...mail.from, ...(mail.forwardedFrom ? [mail.forwardedFrom] : []), ...others];
  });
  const own = customer.identities.filter(({ kind }) => kind === 'email').map(({ value }) => value);
  const all = unique([...people.map(({ address }) => address), ...own]);
  return all.filter((address) => !ours.has(bareAddress(address))).slice(0, 30);
}

/**
 * Where mail is known to get to nobody: addresses of the customer's that are marked so, and those from which a mail came back for
 * good, as far as such a report is believed. Whoever has written from one since is alive.
 */
export function deadAddresses(touchpoints: readonly TouchpointView[], customer: CustomerView): ReadonlySet<string> {
  const marked = customer.identities.filter(({ kind, undeliverable }) => kind === 'email' && undeliverable);
  const dead = new Set(marked.map(({ value }) => value.toLowerCase()));
  for (const one of touchpoints) {
    if (one.kind === 'mail.bounced') {
      const { address, bounce, unconfirmed } = one.details;
      if (bounce === 'hard' && !unconfirmed) dead.add(address.toLowerCase());
    } else if (isMail(one) && one.direction === 'in')
      for (const { address } of one.details.mail?.from ?? []) dead.delete(address.toLowerCase());
  }
  return dead;
}
