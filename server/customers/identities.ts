import type { CustomerRecord, Evidence, IdentityKind, IdentityRecord, Locale } from '../contract/index.js';
import { AppError, type Bus, type Clock, cleanLine, foldText, newId, parsePhone } from '../platform/index.js';
import { insertTogether } from '../store/index.js';
import { CustomerModel, IdentityModel } from './models.js';

const PROVEN: readonly Evidence[] = ['signed', 'verified'];

export const isProven = (identity: Pick<IdentityRecord, 'evidence'>): boolean => PROVEN.includes(identity.evidence);

/** Lower case for addresses; external ids as they are. */
const plain = (kind: IdentityKind, value: string): string =>
  kind === 'email' ? value.trim().toLowerCase() : value.trim();

/** The address by which somebody became known to us. */
interface FirstAddress {
  kind: IdentityKind;
  value: string;
  evidence: Evidence;
  uniqueKey: string;
}

export function makeIdentities({ bus, clock, region }: { bus: Bus; clock: Clock; region: string }) {
  const insertCustomer = insertTogether(CustomerModel);
  const insertIdentity = insertTogether(IdentityModel);

  /**
   * One spelling for each address: lower case, E.164.
   * @throws AppError `input.invalid` for a phone number that is none
   */
  function normalise(kind: IdentityKind, value: string): string {
    if (kind !== 'phone') return plain(kind, value);
    const number = parsePhone(value, region);
    if (number) return number;
    const issues = [{ path: 'value', message: 'not a phone number' }];
    throw new AppError('input.invalid', 'Not accepted: value: not a phone number', { issues });
  }

  /** With an `id` of the caller's own, doing it twice makes one customer. */
  async function createCustomer(about: {
    id?: string;
    name: string;
    locale: Locale;
    createdAt?: Date;
    /** What they are found by from the beginning; to be tied to them by the caller. */
    addresses?: readonly Pick<IdentityRecord, 'kind' | 'value'>[];
  }): Promise<CustomerRecord> {
    const now = about.createdAt ?? clock.now();
    const name = cleanLine(about.name);
    const customer: CustomerRecord = {
      _id: about.id ?? newId(),
      name,
      terms: termsFor(name, about.addresses ?? []),
      locale: about.locale,
      attributes: {},
      tags: [],
      consent: [],
      createdAt: now,
      lastSeenAt: now,
      mergedInto: null,
    };
    try {
      await insertCustomer(customer);
      return customer;
    } catch (error) {
      const twin = about.id ? await CustomerModel.findById(about.id).lean<CustomerRecord>() : null;
      if (!twin) throw error;
      return twin;
    }
  }

  /**
   * Somebody known by nothing but this address. Doing it twice makes one customer, also where the server died over it: the one
   * without the other leads nobody anywhere, and is made whole when they come again.
   * @param id the caller's own, as it comes of the address
   * @returns `isTied` where the key was nobody's until now
   */
  async function createWithAddress(
    about: { id: string; name: string; locale: Locale },
    { kind, value, evidence, uniqueKey }: FirstAddress,
  ): Promise<{ customer: CustomerRecord; isTied: boolean }> {
    const identity = { _id: newId(), customerId: about.id, kind, value, evidence, since: clock.now(), uniqueKey };
    const [customer, isTied] = await Promise.all([
      createCustomer({ ...about, addresses: [{ kind, value }] }),
      insertIdentity(identity).then(
        () => true,
        (error: { code?: number }) => {
          if (error.code !== 11_000) throw error;
          return false;
        },
      ),
    ]);
    return { customer, isTied };
  }

  /** Ties an address to a customer. The same one again only ever improves its evidence. */
  async function addIdentity(
    customerId: string,
    kind: IdentityKind,
    given: string,
    evidence: Evidence,
    uniqueKey?: string,
  ): Promise<{ identity: IdentityRecord; added: boolean }> {
    const value = normalise(kind, given);
    const known = await IdentityModel.findOne({ customerId, kind, value }).lean<IdentityRecord>();
    if (known) {
      if (isProven({ evidence }) && !isProven(known)) {
        await IdentityModel.updateOne({ _id: known._id }, { $set: { evidence } });
      }
      return { identity: known, added: false };
    }
    const identity = {
      _id: newId(),
      customerId,
      kind,
      value,
      evidence,
      since: clock.now(),
      ...(uniqueKey && { uniqueKey }),
    };
    await IdentityModel.create(identity);
    await refreshTerms(customerId);
    return { identity, added: true };
  }

  /** The customer whom a site's own signed-in user id belongs to; null when it is new here. */
  async function customerIdOfExternal(siteId: string, externalId: string): Promise<string | null> {
    const found = await IdentityModel.findOne({ uniqueKey: externalKey(siteId, externalId) }).lean<IdentityRecord>();
    return found?.customerId ?? null;
  }

  function addExternal(customerId: string, siteId: string, externalId: string) {
    return addIdentity(customerId, 'external', externalId, 'signed', externalKey(siteId, externalId));
  }

  async function refreshTerms(customerId: string): Promise<void> {
    const [customer, identities] = await Promise.all([
      CustomerModel.findById(customerId).lean<CustomerRecord>(),
      identitiesOf([customerId]),
    ]);
    if (!customer) return;
    const terms = termsFor(customer.name, identities);
    await CustomerModel.updateOne({ _id: customerId }, { $set: { terms } });
    bus.publish('customer.changed', { customerId });
  }

  return { createCustomer, createWithAddress, addIdentity, addExternal, customerIdOfExternal, refreshTerms };
}

export function identitiesOf(customerIds: string[]): Promise<IdentityRecord[]> {
  return IdentityModel.find({ customerId: { $in: customerIds } })
    .sort({ since: 1 })
    .lean<IdentityRecord[]>();
}

const externalKey = (siteId: string, externalId: string) => `external:${siteId}:${externalId}`;

const MAX_TERMS = 60;

/** Words of the name; addresses whole and in their parts; numbers whole and by their last digits. */
export function termsFor(name: string, identities: readonly Pick<IdentityRecord, 'kind' | 'value'>[]): string[] {
  const words = foldText(name).split(' ').filter(Boolean);
  const addresses = identities.flatMap(({ kind, value }) => {
    if (kind === 'email') return [value, ...value.split(/[@.]/)];
    if (kind === 'phone') return [value, value.replace(/^\+/, ''), `0${value.slice(-10)}`];
    return kind === 'external' ? [foldText(value)] : [];
  });
  return [...new Set([...words, ...addresses])].filter(Boolean).slice(0, MAX_TERMS);
}
