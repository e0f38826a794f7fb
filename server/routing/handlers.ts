import type {
  AbleView,
  AgentPresenceView,
  AgentRef,
  Author,
  AwayReason,
  ConversationRecord,
  DecisionRecord,
  Presence,
  SkillNeed,
} from '../contract/index.js';
import type { Actor, Handlers } from '../platform/index.js';
import { DecisionModel } from './models.js';
import type { makePlaces } from './places.js';
import { presentDecision } from './present.js';

interface HandlerNeeds {
  access: (actor: Actor, conversationId: string) => Promise<ConversationRecord>;
  places: Pick<ReturnType<typeof makePlaces>, 'routingOf'>;
  able: (conversation: ConversationRecord, asked: { queueId: string; needs: SkillNeed[] }) => AbleView;
  setPresence: (
    agentId: string,
    presence: Presence,
    reason: AwayReason | null,
    by: AgentRef | null,
  ) => Promise<AgentPresenceView>;
  handBack: (agentId: string, author: Author) => Promise<number>;
}

export function routingHandlers({ access, places, able, setPresence, handBack }: HandlerNeeds) {
  return {
    'conversations.routing': async ({ actor, params }) => {
      const conversation = await access(actor, params.id ?? '');
      const decisions = await DecisionModel.find({ conversationId: conversation._id })
        .sort({ at: 1, _id: 1 })
        .lean<DecisionRecord[]>();
      const place = places.routingOf(conversation._id);
      return { state: conversation.state, ...place, decisions: decisions.map(presentDecision) };
    },
    'conversations.able': async ({ actor, params, body }) => able(await access(actor, params.id ?? ''), body),
    'agents.presence': ({ actor, params: { id = '' }, body }) =>
      setPresence(id, body.presence, body.reason ?? null, actor.id === id ? null : { id: actor.id, name: actor.name }),
    'agents.handBack': async ({ actor: { id, name }, params }) => ({
      conversations: await handBack(params.id ?? '', { type: 'agent', id, name }),
    }),
  } satisfies Handlers<'conversations.routing' | 'conversations.able' | 'agents.presence' | 'agents.handBack'>;
}
