import { type CustomerRecord, type CustomerView, may, type TouchpointDraft } from '../contract/index.js';
import { presentCustomer } from '../customers/index.js';
import { type Actor, AppError, type Handlers, newId } from '../platform/index.js';
import type { makeCustomerRows } from './customer-rows.js';
import type { DeskNeeds } from './needs.js';
import type { makePresent } from './present.js';

interface PeopleNeeds
  extends Pick<DeskNeeds, 'customers' | 'timeline' | 'conversations' | 'clock'>,
    Pick<DeskNeeds['accounts'], 'audit'> {
  present: ReturnType<typeof makePresent>;
  listCustomers: ReturnType<typeof makeCustomerRows>;
}

/** Somebody as they are read: their own record, of those who were joined into them, and whose timelines make up theirs. */
export interface Person {
  root: CustomerRecord;
  joined: CustomerRecord[];
  /** Their own first. */
  streams: string[];
}

const STATES = ['queued', 'offered', 'active', 'wrapUp', 'snoozed', 'closed'];

/** Customers as agents know and change them. Somebody who was joined into another is shown as that other. */
export function makePeople({ customers, timeline, conversations, present, listCustomers, audit }: PeopleNeeds) {
  async function rootOf(id: string): Promise<CustomerRecord> {
    const customer = await customers.rootOf(id);
    if (!customer) throw new AppError('customer.missing', 'There is no such customer.');
    return customer;
  }

  async function personOf(id: string): Promise<Person> {
    return personFrom(await rootOf(id));
  }

  async function personFrom(root: CustomerRecord): Promise<Person> {
    const joined = await customers.joinedInto(root._id);
    return { root, joined, streams: [root._id, ...joined.map(({ _id }) => _id)] };
  }

  async function view({ root, joined, streams }: Person): Promise<CustomerView> {
    const [lastSeq, open] = await Promise.all([
      timeline.lastSeq(root._id),
      conversations.unfinished(streams, 'webchat'),
    ]);
    return presentCustomer(root, joined, { lastSeq, openConversationId: open?._id ?? null });
  }

  async function changed(customer: CustomerRecord | null): Promise<CustomerView> {
    if (!customer) throw new AppError('customer.missing', 'There is no such customer.');
    await conversations.renameCustomer(customer._id, customer.name, await customers.isVerified(customer._id));
    return view(await personFrom(customer));
  }

  function tell(customerId: string, actor: Actor, told: Pick<TouchpointDraft, 'kind' | 'details'>) {
    return timeline.append({
      customerId,
      conversationId: null,
      direction: 'internal',
      channel: null,
      sourceId: newId(),
      author: { type: 'agent', id: actor.id, name: actor.name },
      ...told,
    } as TouchpointDraft);
  }

  const handlers = {
    'customers.list': ({ query }) => listCustomers(query.search, query.after, query.limit),
    'customers.show': async ({ params }) => view(await personOf(params.id as string)),
    'customers.change': async ({ actor, params, body }) => {
      const { value } = body;
      if (value !== undefined && !may(actor.role, 'customer.value'))
        throw new AppError('permission.denied', 'Your role does not allow this.', { permission: 'customer.value' });
      const root = await rootOf(params.id as string);
      const view = await changed(await customers.edit(root._id, body));
      if (value !== undefined) {
        await conversations.revalue((await personFrom(root)).streams, value);
        await audit({ actor, action: 'customer.valued', target: root._id, details: { value } });
      }
      return view;
    },
    'customers.timeline': async ({ params, query }) => {
      const [root, ...joined] = (await personOf(params.id as string)).streams;
      const { after, before, kinds, limit } = query;
      const read =
        after !== undefined
          ? await timeline.after(root!, after, limit)
          : await timeline.before(root!, { seq: before, limit, kinds, joined });
      return { ...read, touchpoints: read.touchpoints.map(timeline.present) };
    },
    'customers.conversations': async ({ params, query }) => {
      const { streams: customerIds } = await personOf(params.id as string);
      const { items, next } = await conversations.page({ states: STATES, customerIds }, query.after, query.limit);
      return { items: await Promise.all(items.map(present)), next };
    },
    'customers.addIdentity': async ({ actor, params, body }) => {
      const root = await rootOf(params.id as string);
      const { identity, added } = await customers.addIdentity(root._id, body.kind, body.value, 'agent');
      const { kind, value, evidence } = identity;
      if (added) await tell(root._id, actor, { kind: 'identity.added', details: { kind, value, evidence } });
      return changed(root);
    },
    'customers.consent': async ({ actor, params, body }) => {
      const root = await rootOf(params.id as string);
      return changed(await customers.recordConsent(root._id, body.channel, body.granted, `agent:${actor.id}`));
    },
    'customers.merge': async ({ actor, params, body }) => {
      const { into, other } = await customers.merge(params.id as string, body.otherId);
      const reason = body.reason;
      await tell(into._id, actor, {
        kind: 'customer.merged',
        details: { otherId: other._id, otherName: other.name, reason },
      });
      const person = await personFrom(into);
      await conversations.revalue(person.streams, into.value ?? 0);
      await audit({ actor, action: 'customer.merged', target: into._id, details: { otherId: other._id } });
      return view(person);
    },
    'customers.unmerge': async ({ actor, params, body }) => {
      await conversations.leaveChat(body.otherId);
      const { into, other } = await customers.unmerge(params.id as string, body.otherId);
      await tell(into._id, actor, {
        kind: 'customer.unmerged',
        details: { otherId: other._id, otherName: other.name },
      });
      await conversations.revalue([other._id], other.value ?? 0);
      await audit({ actor, action: 'customer.unmerged', target: into._id, details: { otherId: other._id } });
      return view(await personFrom(into));
    },
  } satisfies Partial<Handlers>;

  return { view, rootOf, personOf, handlers };
}
