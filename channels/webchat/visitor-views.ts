import { LRUCache } from 'lru-cache';
import type { ConversationRecord, VisitorConversationView, VisitSnapshot } from '../../server/contract/index.js';
import { identitiesOf } from '../../server/customers/index.js';
import { hashSecret } from '../../server/platform/index.js';
import type { WebchatNeeds } from './needs.js';
import type { Openness } from './openness.js';
import { siteMissing, type VisitorData } from './visitor-socket.js';
import { type LinePlace, presentToVisitor } from './visitor-view.js';

/** A closed conversation is still shown for a day: to rate it, to have it mailed. */
const SHOWN_AFTER_CLOSE_MS = 86_400_000;

export function makeVisitorViews(needs: WebchatNeeds, openness: Openness) {
  const { conversations, customers, timeline, clock } = needs;
  /** By conversation, the place that was pushed last to all who read it; not known any more once one of them asked for it. */
  const pushed = new LRUCache<string, string>({ max: 20_000 });

  async function conversation(c: ConversationRecord): Promise<VisitorConversationView> {
    const waits = c.state === 'queued' || c.state === 'offered';
    const [queueName, agentName, transcript, mayAskMail, ourNumber] = await Promise.all([
      needs.queueLabel(c.queueId, c.locale),
      c.agentId ? needs.agentName(c.agentId) : null,
      needs.mailsTranscripts(c.queueId),
      c.chat ? false : needs.answersByMail(c.queueId),
      waits && !c.chat ? needs.callingBackFor(c.queueId) : null,
    ]);
    // Last, so that no later place was told before this one.
    const place = waits ? needs.placeOf(c._id) : null;
    pushed.delete(c._id);
    const mayAskCall = ourNumber !== null;
    return presentToVisitor(c, { queueName, agentName, place, transcript, mayAskMail, mayAskCall });
  }

  async function reading(customerId: string, after: number, limit: number) {
    const { touchpoints, more } = await timeline.publicAfter(customerId, after, limit);
    return { touchpoints: touchpoints.map(timeline.presentToVisitor), more };
  }

  async function snapshot(data: VisitorData, after: number, limit: number): Promise<VisitSnapshot> {
    const site = await needs.siteById(data.siteId);
    if (!site) throw siteMissing();
    const config = await needs.configOf(site);
    openness.note(site._id, config);
    const { customerId } = data;
    const customer = customerId ? await customers.byId(customerId) : null;
    if (!customerId || !customer) return { visitor: null, conversation: null, touchpoints: [], more: false, config };
    const [latest, read, identities] = await Promise.all([
      latestOf(customerId),
      reading(customerId, after, limit),
      identitiesOf([customerId]),
    ]);
    const email = identities.find(({ kind }) => kind === 'email')?.value ?? null;
    return {
      visitor: { customerId, name: customer.name, email },
      conversation: latest && shown(latest) ? await conversation(latest) : null,
      ...read,
      config,
    };
  }

  /** What is not over goes before what began later. */
  async function latestOf(customerId: string): Promise<ConversationRecord | null> {
    const latest = await conversations.latestOf(customerId);
    const over = latest?.state === 'closed';
    return (over && (await conversations.unfinished(customerId, 'webchat'))) || latest;
  }

  function shown(c: ConversationRecord): boolean {
    return c.closedAt === null || clock.now().getTime() - c.closedAt.getTime() < SHOWN_AFTER_CLOSE_MS;
  }

  /** Whether a place that is to be pushed is another than the one before; then it counts as pushed. */
  function isNews(place: Omit<LinePlace, 'customerId'>): boolean {
    const said = JSON.stringify(place);
    if (pushed.get(place.conversationId) === said) return false;
    pushed.set(place.conversationId, said);
    return true;
  }

  return {
    conversation,
    isNews,
    reading,
    snapshot,
    hashOf: hashSecret,
    openConversationOf: (customerId: string) => conversations.unfinished(customerId, 'webchat'),
  };
}
