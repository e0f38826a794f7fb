import type { CustomerRecord } from '../../server/contract/index.js';
import { AppError } from '../../server/platform/index.js';
import { readIdentity, type SignedIdentity } from './identity-jwt.js';
import type { WebchatNeeds } from './needs.js';
import { roomOf, siteMissing, tokenRoom, type VisitorData, type VisitorSocket } from './visitor-socket.js';

/** The host page signs somebody in, or out. Only its signature ties a browser to a person; only our own token ties a chat to it. */
export function makeIdentify({ customers, conversations, timeline, clock, io, siteById }: WebchatNeeds) {
  /**
   * @returns whom this browser is from now on. A chat that is under way stays where it is, and its customer is joined into the
   * signed one: agents see one person, and nothing moves.
   */
  async function identify(data: VisitorData, jwt: string): Promise<{ customerId: string; token: string }> {
    const site = await siteById(data.siteId);
    if (!site) throw siteMissing();
    const identity = await readIdentity(jwt, site, clock.now());
    const owner = await customers.customerIdOfExternal(data.siteId, identity.externalId);
    const customerId = owner ? await joined(data.customerId, owner) : await first(data, identity);
    if (identity.value !== null) await valued(customerId, identity.value);
    await customers.noteSeen(customerId);
    return { customerId, token: await customers.issueToken(customerId, data.siteId, data.tokenHash) };
  }

  /** This user id is new here: the visitor whom we know by token becomes them, else somebody new does. */
  async function first(data: VisitorData, { externalId, name, email }: SignedIdentity): Promise<string> {
    const customer = (data.customerId && (await unsigned(data.customerId))) || (await somebody(name ?? '', data));
    await customers.addExternal(customer._id, data.siteId, externalId);
    if (email) await customers.addIdentity(customer._id, 'email', email, 'signed');
    if (name && name !== customer.name) await customers.edit(customer._id, { name });
    await conversations.renameCustomer(customer._id, name ?? customer.name, true);
    await tell(customer._id, externalId);
    return customer._id;
  }

  /** The host page's word on what they are worth: for the person as a whole, and for a chat that waits already. */
  async function valued(customerId: string, value: number): Promise<void> {
    const root = await customers.rootOf(customerId);
    if (!root) return;
    if ((root.value ?? 0) !== value) await customers.edit(root._id, { value });
    const joined = await customers.joinedInto(root._id);
    await conversations.revalue([root._id, ...joined.map(({ _id }) => _id)], value);
  }

  const somebody = (name: string, data: VisitorData): Promise<CustomerRecord> =>
    customers.createCustomer({ name, locale: data.locale });

  /** A browser that was another signed-in person before must not hand that person's history on. */
  async function unsigned(customerId: string): Promise<CustomerRecord | null> {
    return (await customers.isVerified(customerId)) ? null : customers.byId(customerId);
  }

  async function joined(visitorId: string | null, ownerId: string): Promise<string> {
    if (!visitorId || visitorId === ownerId) return ownerId;
    const visitor = await unsigned(visitorId);
    if (!visitor) return ownerId;
    if (!visitor.mergedInto) await join(visitor, ownerId);
    const chatting = await conversations.unfinished(visitorId, 'webchat');
    return chatting ? visitorId : ownerId;
  }

  async function join(visitor: CustomerRecord, ownerId: string): Promise<void> {
    const root = (await customers.rootOf(ownerId))?._id ?? ownerId;
    const { other } = await customers.merge(root, visitor._id).catch((error: unknown) => {
      if (error instanceof AppError) return { other: null };
      throw error;
    });
    if (!other) return;
    const details = { otherId: visitor._id, otherName: visitor.name, reason: 'signedIdentity' };
    const draft = {
      conversationId: null,
      direction: 'internal',
      channel: 'webchat',
      author: { type: 'system' },
    } as const;
    const sourceId = `${root}:joined:${visitor._id}:${clock.now().getTime()}`;
    await timeline.append({ ...draft, customerId: root, kind: 'customer.merged', sourceId, details });
  }

  async function tell(customerId: string, externalId: string): Promise<void> {
    await timeline.append({
      customerId,
      conversationId: null,
      kind: 'identity.added',
      direction: 'internal',
      channel: 'webchat',
      sourceId: `${customerId}:external:${externalId}`,
      author: { type: 'system' },
      details: { kind: 'external', value: externalId, evidence: 'signed' },
    });
  }

  /** This browser is nobody again, in every tab; the token is worthless from now on. */
  async function signOut(socket: VisitorSocket): Promise<Record<string, never>> {
    const { customerId, tokenHash } = socket.data;
    if (!customerId) return {};
    if (tokenHash) {
      await customers.revokeTokenHash(tokenHash);
      const tabs = io.of('/visitor').in(tokenRoom(tokenHash));
      tabs.emit('visitor:signedOut');
      tabs.except(socket.id).disconnectSockets(true);
      await socket.leave(tokenRoom(tokenHash));
    }
    await socket.leave(roomOf(customerId));
    Object.assign(socket.data, { customerId: null, tokenHash: null });
    return {};
  }

  return { identify, signOut };
}
