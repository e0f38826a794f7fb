import { createHash } from 'node:crypto';
import type { CustomerRecord, Evidence, IdentityKind, IdentityRecord, Locale } from '../contract/index.js';
import { findTogether } from '../store/index.js';
import { isProven, type makeIdentities } from './identities.js';
import type { makeMerge } from './merge.js';
import { IdentityModel } from './models.js';

export interface OwnerNeeds
  extends Pick<ReturnType<typeof makeIdentities>, 'createWithAddress'>,
    Pick<ReturnType<typeof makeMerge>, 'byId'> {}

interface Found {
  kind: IdentityKind;
  /** Normalised. */
  value: string;
  name: string;
  locale: Locale;
  /** Somebody we trust says that they are there. */
  vouched: boolean;
  uniqueKey: string;
}

export interface Owner {
  customer: CustomerRecord;
  /** Nothing was known of them until now. */
  isNew: boolean;
}

const TRUSTED: readonly Evidence[] = ['signed', 'verified', 'agent'];

/** Whom an address leads to that somebody writes or calls from. */
export function makeOwners({ createWithAddress, byId }: OwnerNeeds) {
  const withKey = findTogether(IdentityModel, 'uniqueKey');

  /** The customer whom it is known of, where it is vouched for; else the one whom all with this key are put down to. */
  async function ownerOf({ name, locale, vouched, ...address }: Found): Promise<Owner> {
    const { kind, value, uniqueKey } = address;
    const known = vouched ? await knownAt(kind, value) : null;
    if (known) return { customer: known, isNew: false };
    const owner = await withKey(uniqueKey);
    const earlier = owner && (await byId(owner.customerId));
    if (earlier) return { customer: earlier, isNew: false };
    const id = createHash('sha256').update(uniqueKey).digest('hex').slice(0, 24);
    const evidence = vouched ? 'verified' : 'claimed';
    const customer = await createWithAddress({ id, name: name || value, locale }, { ...address, evidence });
    return { customer, isNew: true };
  }

  /** Proven before said by an agent, the longest known first. */
  async function knownAt(kind: IdentityKind, value: string): Promise<CustomerRecord | null> {
    const found = await IdentityModel.find({ kind, value, evidence: { $in: [...TRUSTED] } })
      .sort({ since: 1 })
      .limit(50)
      .lean<IdentityRecord[]>();
    const best = found.find(isProven) ?? found[0];
    return best ? byId(best.customerId) : null;
  }

  return { ownerOf };
}
