import { createHash } from 'node:crypto';
import type { CustomerRecord, Evidence, IdentityKind, IdentityRecord, Locale } from '../contract/index.js';
import { coalesced } from '../platform/index.js';
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

/** Addresses looked up in one command. */
const MOST_TOGETHER = 50;
const TRUSTED: readonly Evidence[] = ['signed', 'verified', 'agent'];

type Address = Pick<IdentityRecord, 'kind' | 'value'>;

/** By whom each address is known for sure, the longest known first. */
const trustedAt: (address: Address) => Promise<IdentityRecord[]> = coalesced(async (asked: Address[]) => {
  const kinds = [...new Set(asked.map(({ kind }) => kind))];
  const found = await Promise.all(
    kinds.map((kind) => {
      const value = { $in: asked.filter((one) => one.kind === kind).map((one) => one.value) };
      return IdentityModel.find({ kind, value, evidence: { $in: [...TRUSTED] } })
        .sort({ since: 1 })
        .lean<IdentityRecord[]>();
    }),
  );
  return asked.map(({ kind, value }) => found.flat().filter((one) => one.kind === kind && one.value === value));
}, MOST_TOGETHER);

/** Whom an address leads to that somebody writes or calls from. */
export function makeOwners({ createWithAddress, byId }: OwnerNeeds) {
  const withKey = findTogether(IdentityModel, 'uniqueKey');

  /** The customer whom it is known of, where it is vouched for; else the one whom all with this key are put down to. */
  async function ownerOf({ name, locale, vouched, ...address }: Found): Promise<Owner> {
    const { kind, value, uniqueKey } = address;
    // What is vouched for was so whenever it was kept with this key: it is not asked for by that too.
    const known = vouched ? await knownAt(kind, value) : await keptWith(uniqueKey);
    if (known) return { customer: known, isNew: false };
    const id = createHash('sha256').update(uniqueKey).digest('hex').slice(0, 24);
    const evidence = vouched ? 'verified' : 'claimed';
    const about = { id, name: name || value, locale };
    const { customer, isTied } = await createWithAddress(about, { ...address, evidence });
    const earlier = isTied ? null : await keptWith(uniqueKey);
    return { customer: earlier ?? customer, isNew: true };
  }

  async function keptWith(uniqueKey: string): Promise<CustomerRecord | null> {
    const owner = await withKey(uniqueKey);
    return owner && byId(owner.customerId);
  }

  /** Proven before said by an agent, the longest known first. */
  async function knownAt(kind: IdentityKind, value: string): Promise<CustomerRecord | null> {
    const found = await trustedAt({ kind, value });
    const best = found.find(isProven) ?? found[0];
    return best ? byId(best.customerId) : null;
  }

  return { ownerOf };
}
