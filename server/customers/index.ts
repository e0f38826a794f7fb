import type { ChannelName, CustomerRecord, IdentityRecord } from '../contract/index.js';
import { type Bus, type Clock, cleanLine } from '../platform/index.js';
import { updateTogether } from '../store/index.js';
import { identitiesOf, isProven, makeIdentities } from './identities.js';
import { makeListCustomers } from './list.js';
import { makeMailAddresses } from './mail-addresses.js';
import { makeMerge } from './merge.js';
import { CustomerModel } from './models.js';
import { makeOwners } from './owners.js';
import { makePhoneNumbers } from './phone-numbers.js';
import { makeTokens } from './tokens.js';

export interface CustomersNeeds {
  bus: Bus;
  clock: Clock;
  /** Whose phone numbers are written without their country: ISO 3166. */
  region: string;
}

export type Customers = ReturnType<typeof makeCustomers>;

/** Who is outside: people, the addresses that lead to them, and what each is worth as evidence. */
export function makeCustomers({ bus, clock, region }: CustomersNeeds) {
  const identities = makeIdentities({ bus, clock, region });
  const merging = makeMerge({ bus });
  const owners = makeOwners({ ...identities, ...merging });
  const write = updateTogether(CustomerModel);

  async function change(id: string, set: Record<string, unknown>) {
    const options = { returnDocument: 'after' } as const;
    const customer = await CustomerModel.findByIdAndUpdate(id, { $set: set }, options).lean<CustomerRecord>();
    if (customer) bus.publish('customer.changed', { customerId: id });
    return customer;
  }

  return {
    ...identities,
    ...makeTokens({ clock }),
    ...makeMailAddresses({ bus, clock, ...owners, ...merging }),
    ...makePhoneNumbers(owners),
    list: makeListCustomers(region),
    ...merging,

    async edit(
      id: string,
      edit: { name?: string; attributes?: Record<string, string>; tags?: string[]; value?: number },
    ) {
      const name = edit.name === undefined ? undefined : cleanLine(edit.name);
      const changed = await change(id, { ...edit, ...(name !== undefined && { name }) });
      if (name !== undefined) await identities.refreshTerms(id);
      return changed;
    },

    async recordConsent(id: string, channel: 'email' | 'sms' | 'voice', granted: boolean, source: string) {
      const customer = await CustomerModel.findById(id).lean<CustomerRecord>();
      const others = (customer?.consent ?? []).filter((entry) => entry.channel !== channel);
      return change(id, { consent: [...others, { channel, granted, at: clock.now(), source }] });
    },

    async withdrawnChannels(id: string): Promise<ChannelName[]> {
      const customer = await CustomerModel.findById(id, { consent: 1 }).lean<Pick<CustomerRecord, 'consent'>>();
      return (customer?.consent ?? []).filter(({ granted }) => !granted).map(({ channel }) => channel);
    },

    /**
     * They were here, or began something.
     * @param isNew nobody can have looked at them yet
     */
    async noteSeen(id: string, isNew = false): Promise<void> {
      await write({ filter: { _id: id }, update: { $set: { lastSeenAt: clock.now() } } });
      if (!isNew) bus.publish('customer.changed', { customerId: id });
    },

    /** What the person is worth who is read here: of a joined one, the other's. */
    async valueOf(customer: CustomerRecord): Promise<number> {
      const root = customer.mergedInto ? await merging.byId(customer.mergedInto) : customer;
      return root?.value ?? 0;
    },

    /** All that leads to the person who is read here: of those who were joined, too. */
    async identitiesOfPerson(id: string): Promise<IdentityRecord[]> {
      return identitiesOf(await merging.streamsOf(id));
    },

    async isVerified(id: string): Promise<boolean> {
      return (await identitiesOf([id])).some(isProven);
    },
  };
}

export { identitiesOf, termsFor } from './identities.js';
export { CustomerModel, IdentityModel } from './models.js';
export { type CustomerExtras, presentCustomer } from './present.js';
