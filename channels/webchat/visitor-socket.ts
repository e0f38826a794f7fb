import type { Namespace, Socket } from 'socket.io';
import { VisitorAuthInput, type VisitorNotices, type VisitorRequests } from '../../server/contract/index.js';
import { AppError, hashSecret } from '../../server/platform/index.js';
import type { WebchatNeeds } from './needs.js';
import type { CustomersHere } from './visitor-view.js';

export interface VisitorData {
  siteId: string;
  /** Null while a stranger. */
  customerId: string | null;
  tokenHash: string | null;
  locale: 'en' | 'fa';
  address: string;
}

export type VisitorSocket = Socket<VisitorRequests, VisitorNotices, Record<string, never>, VisitorData>;
export type VisitorNamespace = Namespace<VisitorRequests, VisitorNotices, Record<string, never>, VisitorData>;

const CUSTOMER = 'customer:';
export const roomOf = (customerId: string) => `${CUSTOMER}${customerId}`;
/** Of those who are in the chat and the same person as this customer, under another id. */
export const besideRoom = (customerId: string) => `beside:${customerId}`;
export const siteRoom = (siteId: string) => `site:${siteId}`;
export const tokenRoom = (tokenHash: string) => `token:${tokenHash}`;

/** Customers with a connection to this node. */
export const customersIn = ({ adapter: { rooms } }: Pick<VisitorNamespace, 'adapter'>): CustomersHere => ({
  size: rooms.size,
  has: (customerId) => rooms.has(roomOf(customerId)),
  *[Symbol.iterator]() {
    for (const room of rooms.keys()) if (room.startsWith(CUSTOMER)) yield room.slice(CUSTOMER.length);
  },
});

export const siteMissing = () => new AppError('site.missing', 'There is no such website.');

/** Who connects: which site's widget, from which page, and whom their token stands for. Refuses before anything is joined. */
export function checkVisitors(
  namespace: VisitorNamespace,
  { siteByKey, originAllowed, customers, config }: WebchatNeeds,
): void {
  async function visitorData(socket: VisitorSocket): Promise<VisitorData> {
    const auth = VisitorAuthInput.safeParse(socket.handshake.auth);
    if (!auth.success) throw new AppError('input.invalid', 'The handshake is not as it should be.');
    const { siteKey, token, locale } = auth.data;
    const site = await siteByKey(siteKey);
    if (!site) throw siteMissing();
    const { origin } = socket.handshake.headers;
    if (origin && !originAllowed(site, origin)) throw new AppError('origin.refused', 'Not from this page.');
    const customerId = token ? await customers.customerIdOfToken(token, site._id) : null;
    if (token && !customerId) throw new AppError('token.invalid', 'This visit is over.');
    const address = addressOf(socket, config.TRUSTED_PROXIES);
    return { siteId: site._id, customerId, tokenHash: customerId && token ? hashSecret(token) : null, locale, address };
  }

  namespace.use((socket, next) => {
    visitorData(socket).then(
      (data) => {
        Object.assign(socket.data, data);
        next();
      },
      (error) => {
        const known = error instanceof AppError ? error : new AppError('internal', 'Our mistake.');
        next(Object.assign(new Error(known.code), { data: known.view }));
      },
    );
  });
}

/** The peer's address, or what the nearest trusted proxies say it is. */
export function addressOf(socket: Pick<Socket, 'handshake'>, trustedProxies: number): string {
  const chain = String(socket.handshake.headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  const behind = trustedProxies > 0 ? chain.at(-trustedProxies) : undefined;
  return behind ?? socket.handshake.address;
}
