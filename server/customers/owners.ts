import { createHash } from 'node:crypto';
import type { CustomerRecord, Evidence, IdentityKind, IdentityRecord, Locale } from '../contract/index.js';
import { isProven, type makeIdentities } from './identities.js';
import type { makeMerge } from './merge.js';
import { IdentityModel } from './models.js';

export interface OwnerNeeds
  extends Pick<ReturnType<typeof makeIdentities>, 'createCustomer' | 'addIdentity'>,
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

const TRUSTED: readonly Evidence[] = ['signed', 'verified', 'agent'];

/** Whom an address leads to that somebody writes or calls from. */
export function makeOwners({ createCustomer, addIdentity, byId }: OwnerNeeds) {
  /** The customer whom it is known of, where it is vouched for; else the one whom all with this key are put down to. */
  async function ownerOf({ kind, value, name, locale, vouched, uniqueKey }: Found): Promise<CustomerRecord> {
    const known = vouched ? await knownAt(kind, value) : null;
    if (known) return known;
    const owner = await IdentityModel.findOne({ uniqueKey }).lean<IdentityRecord>();
    const earlier = owner && (await byId(owner.customerId));
    if (earlier) return earlier;
    const id = createHash('sha256').update(uniqueKey).digest('hex').slice(0, 24);
    const customer = await createCustomer({ id, name: name || value, locale });
    await addIdentity(id, kind, value, vouched ? 'verified' : 'claimed', uniqueKey).catch(async (error: unknown) => {
      if (!(await IdentityModel.exists({ uniqueKey }))) throw error; // else another node was quicker
    });
    return customer;
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
