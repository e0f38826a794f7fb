import type { Accounts } from '../accounts/index.js';
import type { ConversationRecord, FollowUpRecord, FollowUpView } from '../contract/index.js';
import type { Conversations } from '../conversations/index.js';
import type { Customers } from '../customers/index.js';
import { AppError, type Bus, type Clock, cleanText, type Handlers } from '../platform/index.js';
import type { Timeline } from '../timeline/index.js';
import { makeChange } from './change.js';
import { page } from './list.js';

export interface FollowUpNeeds {
  bus: Bus;
  clock: Clock;
  accounts: Pick<Accounts, 'userById' | 'strangersAmong'>;
  customers: Customers;
  conversations: Pick<Conversations, 'byId'>;
  timeline: Timeline;
}

export type FollowUps = ReturnType<typeof makeFollowUps>;

/** What somebody promised to do for a customer: by when, and who. */
export function makeFollowUps({ bus, clock, accounts, customers, conversations, timeline }: FollowUpNeeds) {
  const nameOf = async (id: string) => (await accounts.userById(id))?.name ?? '';
  const { create, change, remind, sweepUntold } = makeChange({ bus, clock, timeline, nameOf });

  async function present(one: FollowUpRecord): Promise<FollowUpView> {
    const [assigneeName, root] = await Promise.all([nameOf(one.assigneeId), customers.rootOf(one.customerId)]);
    return {
      id: one._id,
      version: one.version,
      customer: { id: root?._id ?? one.customerId, name: root?.name ?? '' },
      conversationId: one.conversationId,
      text: one.text,
      dueAt: one.dueAt.toISOString(),
      assignee: { id: one.assigneeId, name: assigneeName },
      createdBy: one.createdBy,
      createdAt: one.createdAt.toISOString(),
      state: one.state,
      settledAt: one.settledAt?.toISOString() ?? null,
    };
  }

  async function rootOf(customerId: string) {
    const root = await customers.rootOf(customerId);
    if (!root) throw new AppError('customer.missing', 'There is no such customer.');
    return root;
  }

  async function mayDoIt(assigneeId: string | undefined): Promise<void> {
    if (assigneeId && (await accounts.strangersAmong([assigneeId])).length > 0)
      throw new AppError('user.missing', 'There is no such active account.');
  }

  /** One of this customer's, and nobody else's. */
  async function mustBelong(conversationId: string | undefined, customerId: string): Promise<void> {
    if (!conversationId) return;
    const conversation = await conversations.byId(conversationId);
    const owner = conversation && (await customers.rootOf(conversation.customerId));
    if (owner?._id !== customerId) throw new AppError('conversation.missing', 'There is no such conversation.');
  }

  return {
    present,
    remind,
    sweepUntold,
    create,
    /** Somebody left the line and is to be called: a follow-up for today, one for each wait. */
    async promiseCall(
      { _id: conversationId, customerId }: Pick<ConversationRecord, '_id' | 'customerId'>,
      assigneeId: string,
      text: string,
      wait: string,
    ): Promise<void> {
      const actor = { id: assigneeId, name: await nameOf(assigneeId) };
      const sourceId = `promised:${wait}`; // whoever was to call when it was promised first
      await create({ customerId, conversationId, sourceId, assigneeId, dueAt: clock.now(), text }, actor);
    },
    handlers: {
      'followUps.list': async ({ actor, query }) => {
        const { customerId, whose, state, after, limit } = query;
        const root = customerId ? await rootOf(customerId) : null;
        const joined = root ? await customers.joinedInto(root._id) : [];
        const wanted = {
          ...(root && { customerIds: [root._id, ...joined.map(({ _id }) => _id)] }),
          ...(whose === 'mine' && { assigneeId: actor.id }),
          states: state === 'open' ? (['open'] as const) : (['done', 'cancelled'] as const),
        };
        const { items, next } = await page(wanted, after, limit);
        return { items: await Promise.all(items.map(present)), next };
      },
      'followUps.create': async ({ actor, params, body }) => {
        const { _id: customerId } = await rootOf(params.id as string);
        const { assigneeId = actor.id, conversationId, dueAt, text, clientId } = body;
        await mayDoIt(assigneeId);
        await mustBelong(conversationId, customerId);
        const sourceId = `${actor.id}:${clientId}`;
        const given = { customerId, sourceId, assigneeId, dueAt: new Date(dueAt), text: cleanText(text) };
        return present(await create({ ...given, conversationId: conversationId ?? null }, actor));
      },
      'followUps.change': async ({ actor, params, body }) => {
        const { version, dueAt, text, ...rest } = body;
        await mayDoIt(rest.assigneeId);
        const edit = {
          ...rest,
          ...(dueAt !== undefined && { dueAt: new Date(dueAt) }),
          ...(text !== undefined && { text: cleanText(text) }),
        };
        return present(await change(params.id as string, version, edit, actor));
      },
    } satisfies Handlers<'followUps.list' | 'followUps.create' | 'followUps.change'>,
  };
}

export { FollowUpModel } from './follow-up.model.js';
