import type { AgentNotices, AgentPresenceView, CallView, DeskView, OfferView } from '../../../server/contract/index.js';
import { withCall } from './calls.js';

/** A notice as it came over the socket: its name and what it says. */
export type Notice = {
  [Name in keyof AgentNotices]: { name: Name; data: Parameters<AgentNotices[Name]>[0] };
}[keyof AgentNotices];

/** `deadline` is on this machine's monotonic clock, so a wrong wall clock cannot shorten an offer. */
export interface LiveOffer extends OfferView {
  deadline: number;
}
export interface Desk extends Omit<DeskView, 'offers' | 'calls'> {
  offers: LiveOffer[];
  /** Those under way in which one has a leg. */
  calls: readonly CallView[];
}

export function toDesk(view: DeskView, now: number): Desk {
  return { ...view, offers: view.offers.map((offer) => toLiveOffer(offer, now)) };
}

const toLiveOffer = (offer: OfferView, now: number): LiveOffer => ({ ...offer, deadline: now + offer.remainingMs });

/**
 * What a notice makes of the desk. The same desk comes back when the notice changes nothing on it.
 * @param now milliseconds on the monotonic clock
 */
export function applyToDesk(desk: Desk, notice: Notice, now: number): Desk {
  switch (notice.name) {
    case 'counts:changed':
      return { ...desk, counts: notice.data };
    case 'offer:made':
      return { ...desk, offers: [...without(desk.offers, notice.data.id), toLiveOffer(notice.data, now)] };
    case 'offer:ended':
      return desk.offers.some((offer) => offer.id === notice.data.offerId)
        ? { ...desk, offers: without(desk.offers, notice.data.offerId) }
        : desk;
    case 'call:changed': {
      const calls = withCall(desk.calls, notice.data, desk.me.id);
      return calls === desk.calls ? desk : { ...desk, calls };
    }
    case 'presence:changed':
      return withAgents(desk, [notice.data]);
    case 'presences:changed':
      return withAgents(desk, notice.data);
    default:
      return desk;
  }
}

function withAgents(desk: Desk, changed: AgentPresenceView[]): Desk {
  const agents = new Map([...desk.agents, ...changed].map((agent) => [agent.agentId, agent]));
  return { ...desk, agents: [...agents.values()], presence: agents.get(desk.me.id) ?? desk.presence };
}

const without = (offers: LiveOffer[], id: string): LiveOffer[] => offers.filter((offer) => offer.id !== id);
