import { type CallRecord, type CallView, type ConversationRecord, may } from '../contract/index.js';
import { type Actor, AppError, type Handlers } from '../platform/index.js';
import { agentOf } from './steps.js';

interface CallHandlersNeeds {
  byId(id: string): Promise<CallRecord | null>;
  ofConversation(conversationId: string): Promise<CallRecord[]>;
  present(call: CallRecord): Promise<CallView>;
  /** The door: the conversation, or `conversation.missing` also for one that is not this caller's to see. */
  access(actor: Actor, conversationId: string): Promise<ConversationRecord>;
}

/** Whether this agent's page is, or was, in it. */
export const wasOn = ({ state }: Pick<CallRecord, 'state'>, agentId: string): boolean =>
  state.legs.some(({ address }) => agentOf(address) === agentId);

const missing = () => new AppError('call.missing', 'There is no such call.');

/** The one way from an id outside to a call: for whoever is or was on it, or may see its conversation. */
export function makeCallAccess({ byId, access }: Pick<CallHandlersNeeds, 'byId' | 'access'>) {
  return async function accessCall(actor: Actor, id: string): Promise<CallRecord> {
    const call = await byId(id);
    if (!call) throw missing();
    if (wasOn(call, actor.id) || may(actor.role, 'conversation.seeAll')) return call;
    if (!call.conversationId) throw missing();
    await access(actor, call.conversationId).catch((error: unknown) => {
      throw error instanceof AppError ? missing() : error;
    });
    return call;
  };
}

export function callHandlers({ byId, ofConversation, present, access }: CallHandlersNeeds) {
  const accessCall = makeCallAccess({ byId, access });
  return {
    'calls.show': async ({ actor, params }) => present(await accessCall(actor, params.id as string)),
    'calls.ofConversation': async ({ actor, params }) => {
      const { _id } = await access(actor, params.id as string);
      return Promise.all((await ofConversation(_id)).map(present));
    },
  } satisfies Partial<Handlers>;
}
