import { createHash } from 'node:crypto';
import type { CustomerRecord, Evidence, IdentityRecord, Locale } from '../contract/index.js';
import type { Clock } from '../platform/index.js';
import { isProven, type makeIdentities, normalise } from './identities.js';
import type { makeMerge } from './merge.js';
import { IdentityModel } from './models.js';

export interface MailWriter {
  address: string;
  /** What they call themselves. */
  name: string;
  locale: Locale;
  /** Somebody we trust says that the mail is from there. */
  vouched: boolean;
}

interface AddressNeeds
  extends Pick<ReturnType<typeof makeIdentities>, 'createCustomer' | 'addIdentity'>,
    Pick<ReturnType<typeof makeMerge>, 'byId'> {
  clock: Clock;
}

const TRUSTED: readonly Evidence[] = ['signed', 'verified', 'agent'];

/** Mail addresses: whom one leads to, and whether mail still gets there. */
export function makeMailAddresses({ clock, createCustomer, addIdentity, byId }: AddressNeeds) {
  /**
   * Who wrote from an address. Only a vouched one leads to the customer it is known of; what merely claims it is put down to a
   * customer of its own, the same for each such mail, so that nobody's history opens by a line that anybody can write.
   */
  async function writerOf({ address, name, locale, vouched }: MailWriter): Promise<CustomerRecord> {
    const value = normalise('email', address);
    const known = vouched ? await knownAt(value) : null;
    if (known) return known;
    const uniqueKey = vouched ? `mail:verified:${value}` : `mail:${value}`;
    const owner = await IdentityModel.findOne({ uniqueKey }).lean<IdentityRecord>();
    const earlier = owner && (await byId(owner.customerId));
    if (earlier) return earlier;
    const id = createHash('sha256').update(uniqueKey).digest('hex').slice(0, 24);
    const customer = await createCustomer({ id, name: name || value, locale });
    await addIdentity(id, 'email', value, vouched ? 'verified' : 'claimed', uniqueKey).catch(async (error: unknown) => {
      if (!(await IdentityModel.exists({ uniqueKey }))) throw error; // else another node was quicker
    });
    return customer;
  }

  /** Proven before said by an agent, the longest known first. */
  async function knownAt(value: string): Promise<CustomerRecord | null> {
    const found = await IdentityModel.find({ kind: 'email', value, evidence: { $in: [...TRUSTED] } })
      .sort({ since: 1 })
      .limit(50)
      .lean<IdentityRecord[]>();
    const best = found.find(isProven) ?? found[0];
    return best ? byId(best.customerId) : null;
  }

  return {
    writerOf,

    /** Mail to it came back for good, whoever says that it is theirs. */
    async noteUndeliverable(address: string, status: string): Promise<void> {
      const undeliverable = { since: clock.now(), status };
      const value = normalise('email', address);
      await IdentityModel.updateMany({ kind: 'email', value, undeliverable: null } as never, {
        $set: { undeliverable },
      });
    },

    /** Somebody writes from there, so it is alive. */
    async noteDeliverable(address: string): Promise<void> {
      const dead = { kind: 'email', value: normalise('email', address), undeliverable: { $ne: null } };
      await IdentityModel.updateMany(dead as never, { $unset: { undeliverable: 1 } });
    },
  };
}
