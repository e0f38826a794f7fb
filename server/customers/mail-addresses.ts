import type { Locale } from '../contract/index.js';
import { type Bus, type Clock, coalesced } from '../platform/index.js';
import type { makeMerge } from './merge.js';
import { IdentityModel } from './models.js';
import type { makeOwners, Owner } from './owners.js';

export interface MailWriter {
  address: string;
  /** What they call themselves. */
  name: string;
  locale: Locale;
  /** Somebody we trust says that the mail is from there. */
  vouched: boolean;
}

interface AddressNeeds extends ReturnType<typeof makeOwners>, Pick<ReturnType<typeof makeMerge>, 'streamsOf'> {
  bus: Bus;
  clock: Clock;
}

/** More never have one address. */
const MOST_TOLD = 100;

const plain = (address: string): string => address.trim().toLowerCase();

/** Addresses looked up in one command. */
const MOST_TOGETHER = 50;

/** Whether mail to an address came back for good, as far as is known. */
const isDead: (value: string) => Promise<boolean> = coalesced(async (values: string[]) => {
  const theirs = { kind: 'email', value: { $in: values }, undeliverable: { $ne: null } };
  const dead = await IdentityModel.find(theirs as never, { value: 1 }).lean<{ value: string }[]>();
  return values.map((value) => dead.some((one) => one.value === value));
}, MOST_TOGETHER);

/** Mail addresses: whom one leads to, and whether mail still gets there. */
export function makeMailAddresses({ bus, clock, ownerOf, streamsOf }: AddressNeeds) {
  /** Of an address, whoever says that it is theirs; those who look at them hear of it. */
  async function note(address: string, was: Record<string, unknown>, update: Record<string, unknown>): Promise<void> {
    const theirs = { kind: 'email', value: plain(address) } as const;
    const { modifiedCount } = await IdentityModel.updateMany({ ...theirs, ...was } as never, update);
    if (modifiedCount === 0) return;
    const found = await IdentityModel.find(theirs, { customerId: 1 }).limit(MOST_TOLD).lean<{ customerId: string }[]>();
    for (const { customerId } of found) bus.publish('customer.changed', { customerId });
  }

  /**
   * Who wrote from an address. Only a vouched one leads to the customer it is known of; what merely claims it is put down to a
   * customer of its own, the same for each such mail, so that nobody's history opens by a line that anybody can write.
   */
  function writerOf({ address, name, locale, vouched }: MailWriter): Promise<Owner> {
    const value = plain(address);
    const uniqueKey = vouched ? `mail:verified:${value}` : `mail:${value}`;
    return ownerOf({ kind: 'email', value, name, locale, vouched, uniqueKey });
  }

  return {
    writerOf,

    /**
     * Somebody put what came from an address to this customer's matter. Whose the address is does not change by that: that both may be
     * the same person is suggested, and a person decides.
     */
    async suggestSame(writer: MailWriter, customerId: string): Promise<void> {
      const { customer } = await writerOf(writer);
      if ((await streamsOf(customerId)).includes(customer._id)) return;
      const theirs = { customerId: customer._id, kind: 'email', value: plain(writer.address) } as const;
      await IdentityModel.updateOne(theirs, { $addToSet: { wroteFor: customerId } });
      for (const one of [customerId, customer._id]) bus.publish('customer.changed', { customerId: one });
    },

    /** Mail to it came back for good. */
    noteUndeliverable(address: string, status: string): Promise<void> {
      return note(address, { undeliverable: null }, { $set: { undeliverable: { since: clock.now(), status } } });
    },

    /** Somebody writes from there, so it is alive. */
    async noteDeliverable(address: string): Promise<void> {
      if (!(await isDead(plain(address)))) return;
      await note(address, { undeliverable: { $ne: null } }, { $unset: { undeliverable: 1 } });
    },
  };
}
