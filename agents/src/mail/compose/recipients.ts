import type { CustomerView, MailAddress, TouchpointView } from '../../../../server/contract/index.js';
import { bareAddress } from '../people.js';

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

/**
 * Where a mail wants its answer, where that is elsewhere than at its sender's. A wish, and whoever answers is shown that it is one:
 * nothing says that the sender may read there. Addresses of ours are never meant.
 */
export function wantedElsewhere(answered: Message | null, ours: ReadonlySet<string> = new Set()): string[] {
  const { from = [], replyTo = [] } = answered?.details.mail ?? {};
  const wanted = unique(replyTo.map(({ address }) => address)).filter((address) => !ours.has(bareAddress(address)));
  return wanted.some((address) => !from.some((sender) => sender.address === address)) ? wanted : [];
}

/**
 * Whom it goes to by itself: whoever wrote the last mail, else the customer's address that is known best. Where that mail wants its
 * answer elsewhere it goes there only if its sender is proved: whoever writes in a customer's name would get what is meant for them.
 * A form of ours writes in our own name.
 */
export function usualRecipient(
  answered: Message | null,
  customer: CustomerView,
  ours: ReadonlySet<string> = new Set(),
): string[] {
  const { from = [], signs = [] } = answered?.details.mail ?? {};
  const writer = from[0]?.address;
  const mayWish = !signs.includes('unverified') || (writer !== undefined && ours.has(bareAddress(writer)));
  const elsewhere = mayWish ? wantedElsewhere(answered, ours) : [];
  if (elsewhere.length > 0) return elsewhere;
  if (writer) return [writer];
  const known = customer.identities.filter(({ kind }) => kind === 'email');
  const best = known.find(({ evidence }) => evidence !== 'claimed') ?? known[0];
  return best ? [best.value] : [];
}

/**
 * Who else had the mail that is answered, and would not have the answer: an answer goes to its writer alone until somebody says.
 * @param already whom it goes to as it stands
 */
export function othersOf(
  answered: Message | null,
  already: readonly string[],
  ours: ReadonlySet<string> = new Set(),
): string[] {
  const { from = [], to = [], cc = [] } = answered?.details.mail ?? {};
  const known = new Set([...from.map(({ address }) => address), ...already]);
  const all = unique([...to, ...cc].map(({ address }) => address));
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
