import type { CustomerRecord, CustomerView, IdentityRecord, IdentityView } from '../contract/index.js';
import { takesTexts } from '../platform/index.js';
import { identitiesOf } from './identities.js';
import { CustomerModel, IdentityModel } from './models.js';

/** What stands beside the customer's own record in their view, and belongs to later features. */
export interface CustomerExtras {
  lastSeq: number;
  openConversationId: string | null;
}

/** @param joined those who are read as this customer */
export async function presentCustomer(
  customer: CustomerRecord,
  joined: readonly CustomerRecord[],
  extras: CustomerExtras,
): Promise<CustomerView> {
  const identities = await identitiesOf([customer._id, ...joined.map(({ _id }) => _id)]);
  return {
    id: customer._id,
    name: customer.name,
    locale: customer.locale,
    identities: identities.filter(({ kind }) => kind !== 'visitor').map(presentIdentity),
    attributes: customer.attributes,
    tags: customer.tags,
    value: customer.value ?? 0,
    consent: customer.consent.map(({ channel, granted, at, source }) => ({
      channel,
      granted,
      at: at.toISOString(),
      source,
    })),
    createdAt: customer.createdAt.toISOString(),
    lastSeenAt: customer.lastSeenAt.toISOString(),
    lastSeq: extras.lastSeq,
    mergedFrom: joined.map(({ _id, name, lastSeenAt }) => ({ id: _id, name, at: lastSeenAt.toISOString() })),
    suggestions: await suggestions(
      customer._id,
      joined.map(({ _id }) => _id),
      identities,
    ),
    openConversationId: extras.openConversationId,
  };
}

const presentIdentity = ({ _id, kind, value, evidence, since, undeliverable }: IdentityRecord): IdentityView => ({
  ...{ id: _id, kind, value, evidence, since: since.toISOString() },
  takesTexts: kind === 'phone' && takesTexts(value),
  undeliverable: undeliverable ? { since: undeliverable.since.toISOString(), status: undeliverable.status } : null,
});

type Because = CustomerView['suggestions'][number]['because'];

/**
 * Others who name the same address or number, or whose mail somebody put to this one's matter. Never acted upon: a person decides.
 */
async function suggestions(
  customerId: string,
  joined: string[],
  identities: readonly IdentityRecord[],
): Promise<CustomerView['suggestions']> {
  const own = [customerId, ...joined];
  const found = [...(await sameAs(identities)), ...(await wroteForThem(own, identities))];
  const others = found.filter((other) => !own.includes(other.customerId));
  if (others.length === 0) return [];
  const customers = await CustomerModel.find({
    _id: { $in: others.map((other) => other.customerId) },
    mergedInto: null,
  }).lean<CustomerRecord[]>();
  return customers.map(({ _id, name }) => ({
    customerId: _id,
    name,
    because: others.find((other) => other.customerId === _id)!.because,
  }));
}

interface Other {
  customerId: string;
  because: Because;
}

async function sameAs(identities: readonly IdentityRecord[]): Promise<Other[]> {
  const shared = identities.filter(({ kind }) => kind === 'email' || kind === 'phone');
  if (shared.length === 0) return [];
  const same = await IdentityModel.find({
    $or: shared.slice(0, 10).map(({ kind, value }) => ({ kind, value })),
  } as never)
    .limit(30)
    .lean<IdentityRecord[]>();
  return same.map(({ customerId, kind }) => ({ customerId, because: kind }));
}

/** Either way: who wrote to one of these, and to whose matter one of these wrote. */
async function wroteForThem(own: string[], identities: readonly IdentityRecord[]): Promise<Other[]> {
  const writers = await IdentityModel.find({ wroteFor: { $in: own } } as never, { customerId: 1 })
    .limit(30)
    .lean<IdentityRecord[]>();
  const ids = [...writers.map(({ customerId }) => customerId), ...identities.flatMap(({ wroteFor }) => wroteFor ?? [])];
  return ids.map((customerId) => ({ customerId, because: 'mail' }));
}
