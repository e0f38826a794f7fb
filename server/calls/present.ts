import { LRUCache } from 'lru-cache';
import type { CallRecord, CallView, Leg, LegView, Recording } from '../contract/index.js';
import type { Customers } from '../customers/index.js';
import type { Bus } from '../platform/index.js';
import { agentOf } from './steps.js';

interface PresentNeeds {
  bus: Bus;
  customers: Pick<Customers, 'byId'>;
  agentName(agentId: string): Promise<string>;
}

/** Ours, and the customer's; empty where the caller shows none. */
export const numbersOf = ({ direction, from, to }: Pick<CallRecord, 'direction' | 'from' | 'to'>) =>
  direction === 'in' ? { ours: to, theirs: from } : { ours: from, theirs: to };

/** While the carrier may still be recording, it is told so: nobody is to say into a recording what was meant for a pause. */
const recordingOf = ({ recording, recorder }: CallRecord): Recording =>
  recording === 'on' || recorder.state === 'on' ? 'on' : recording;

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

/** A talk is shown again with each of its steps: its customer's name may be so old, or what another node changed. */
const NAMES_KEPT_MS = 5_000;

/** How a call is shown. Holding, muting and listening in are our own doing: what we made so is so, whatever was told of it. */
export function makePresent({ bus, customers, agentName }: PresentNeeds) {
  const names = new LRUCache<string, string>({ max: 2_000, ttl: NAMES_KEPT_MS });
  bus.on('customer.changed', ({ customerId }) => void names.delete(customerId));

  async function nameOf(customerId: string): Promise<string> {
    const known = names.get(customerId);
    if (known !== undefined) return known;
    const name = (await customers.byId(customerId))?.name ?? '';
    names.set(customerId, name);
    return name;
  }

  async function legView(call: CallRecord, leg: Leg, customerName: string): Promise<LegView> {
    const { sid, state, inConference, answeredAt, endedAt } = leg;
    const agentId = agentOf(leg.address);
    // Whoever supervised and took it over talks on by the same leg.
    const tookOver = leg.role === 'supervisor' && call.ringing?.sid === sid;
    const role = tookOver ? 'agent' : leg.role;
    const number = role === 'customer' ? numbersOf(call).theirs || null : agentId ? null : leg.address;
    const name = agentId ? await agentName(agentId) : role === 'customer' ? customerName : (number ?? '');
    const how = tookOver ? null : (call.supervisions.findLast((one) => one.sid === sid)?.how ?? null);
    return {
      ...{ sid, role, agentId, name, number, state, inConference, how },
      held: inConference && call.holds.some((one) => one.sid === sid),
      muted: inConference && (how === 'monitor' || call.mutes.includes(sid)),
      ...{ answeredAt: iso(answeredAt), endedAt: iso(endedAt) },
    };
  }

  return async function present(call: CallRecord): Promise<CallView> {
    const { _id: id, version, conversationId, customerId, direction, numberId, records, state } = call;
    const customerName = await nameOf(customerId);
    const legs: LegView[] = [];
    for (const leg of state.legs) legs.push(await legView(call, leg, customerName));
    return {
      ...{ id, version, conversationId, customerId, customerName, direction, numberId, legs },
      ...{ records, recording: recordingOf(call) },
      ...{ number: numbersOf(call).theirs, state: state.state },
      ...{ startedAt: iso(state.startedAt), answeredAt: iso(state.answeredAt), endedAt: iso(state.endedAt) },
    };
  };
}
