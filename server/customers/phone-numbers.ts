import type { CustomerRecord, Locale } from '../contract/index.js';
import type { makeOwners } from './owners.js';

export interface Caller {
  /** As `parsePhone` gives it; short codes and names as the carrier writes them. */
  number: string;
  locale: Locale;
  /** It is a number that somebody can be reached at, by the carrier's word. */
  vouched: boolean;
}

/** Phone numbers: whom one leads to that writes or calls. */
export function makePhoneNumbers({ ownerOf }: ReturnType<typeof makeOwners>) {
  return {
    /** The carrier knows where a text or a call comes from; a short code or a name is kept apart as what it claims to be. */
    async callerAt({ number, locale, vouched }: Caller): Promise<CustomerRecord> {
      const kind = vouched ? 'phone' : 'external';
      const uniqueKey = `phone:${number}`;
      return (await ownerOf({ kind, value: number, name: number, locale, vouched, uniqueKey })).customer;
    },
  };
}
