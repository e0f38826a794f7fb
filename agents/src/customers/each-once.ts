import type { Evidence, IdentityView } from '../../../server/contract/index.js';

/** The more it proves, the further in front. */
const BY_STRENGTH: readonly Evidence[] = ['signed', 'verified', 'agent', 'token', 'claimed'];

/**
 * Every address once. Customers who were joined often gave the same one: it stands by what proves most, where it first stood,
 * and as dead as soon as it is known to be dead.
 */
export function eachOnce(identities: readonly IdentityView[]): IdentityView[] {
  const found = new Map<string, IdentityView>();
  for (const identity of identities) {
    const key = `${identity.kind} ${identity.value}`;
    const had = found.get(key);
    found.set(key, had ? stronger(had, identity) : identity);
  }
  return [...found.values()];
}

function stronger(a: IdentityView, b: IdentityView): IdentityView {
  const best = BY_STRENGTH.indexOf(b.evidence) < BY_STRENGTH.indexOf(a.evidence) ? b : a;
  return { ...best, undeliverable: a.undeliverable ?? b.undeliverable };
}
