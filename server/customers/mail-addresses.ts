import type { Locale } from '../contract/index.js';
import type { Clock } from '../platform/index.js';
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

interface AddressNeeds extends ReturnType<typeof makeOwners> {
  clock: Clock;
}

const plain = (address: string): string => address.trim().toLowerCase();

/** Mail addresses: whom one leads to, and whether mail still gets there. */
export function makeMailAddresses({ clock, ownerOf }: AddressNeeds) {
  return {
    /**
     * Who wrote from an address. Only a vouched one leads to the customer it is known of; what merely claims it is put down to a
     * customer of its own, the same for each such mail, so that nobody's history opens by a line that anybody can write.
     */
    writerOf({ address, name, locale, vouched }: MailWriter): Promise<Owner> {
      const value = plain(address);
      const uniqueKey = vouched ? `mail:verified:${value}` : `mail:${value}`;
      return ownerOf({ kind: 'email', value, name, locale, vouched, uniqueKey });
    },

    /** Mail to it came back for good, whoever says that it is theirs. */
    async noteUndeliverable(address: string, status: string): Promise<void> {
      const undeliverable = { since: clock.now(), status };
      await IdentityModel.updateMany({ kind: 'email', value: plain(address), undeliverable: null } as never, {
        $set: { undeliverable },
      });
    },

    /** Somebody writes from there, so it is alive. */
    async noteDeliverable(address: string): Promise<void> {
      const dead = { kind: 'email', value: plain(address), undeliverable: { $ne: null } };
      await IdentityModel.updateMany(dead as never, { $unset: { undeliverable: 1 } });
    },
  };
}
