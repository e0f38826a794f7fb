import type { CustomerRecord, CustomerRow } from '../contract/index.js';
import { foldText, parsePhone } from '../platform/index.js';
import { identitiesOf, isProven } from './identities.js';
import { CustomerModel } from './models.js';

/** A row without what belongs to later features. */
type OwnRow = Omit<CustomerRow, 'conversations'>;

/** @param region whose phone numbers are written without their country */
export function makeListCustomers(region: string) {
  /** A page of customers, last seen first; with a search, those who have every word in their name or addresses. */
  return async function list(search: string | undefined, after: string | undefined, limit: number) {
    const filter = { $and: [{ mergedInto: null }, ...searching(search, region), ...beyond(after)] };
    const found = await CustomerModel.find(filter as never)
      .sort({ lastSeenAt: -1, _id: -1 })
      .limit(limit + 1)
      .lean<CustomerRecord[]>();
    const last = found.length > limit ? found[limit - 1] : undefined;
    return {
      items: await customerRows(found.slice(0, limit)),
      next: last ? `${last.lastSeenAt.getTime()}:${last._id}` : null,
    };
  };
}

async function customerRows(customers: CustomerRecord[]): Promise<OwnRow[]> {
  const identities = await identitiesOf(customers.map((customer) => customer._id));
  return customers.map((customer) => {
    const own = identities.filter((identity) => identity.customerId === customer._id);
    return {
      id: customer._id,
      name: customer.name,
      email: own.find(({ kind }) => kind === 'email')?.value ?? null,
      phone: own.find(({ kind }) => kind === 'phone')?.value ?? null,
      verified: own.some(isProven),
      tags: customer.tags,
      lastSeenAt: customer.lastSeenAt.toISOString(),
    };
  });
}

/** A phone number is found in whatever spelling, also where it stands in several words; and by its beginning. */
function searching(search: string | undefined, region: string): object[] {
  const number = parsePhone(search ?? '', region);
  if (number) return [beginsWith(number)];
  const words = foldText(search ?? '')
    .split(' ')
    .filter(Boolean)
    .slice(0, 6);
  return words.map(beginsWith);
}

const beginsWith = (word: string) => ({ terms: { $regex: `^${word.replace(/[^\p{L}\p{N}]/gu, '\\$&')}` } });

function beyond(after: string | undefined): object[] {
  const [time, id] = (after ?? '').split(':');
  if (!time || !id || !Number.isFinite(Number(time))) return [];
  const at = new Date(Number(time));
  return [{ lastSeenAt: { $lte: at } }, { $or: [{ lastSeenAt: { $lt: at } }, { _id: { $lt: id } }] }];
}
