import type { ConversationRecord } from '../contract/index.js';
import { type Actor, AppError, cleanText, type Handlers } from '../platform/index.js';
import { type makeAccess, mustOwn } from './access.js';
import { namedNeeds } from './named-needs.js';
import type { DeskNeeds } from './needs.js';
import type { makePresent } from './present.js';

interface SupervisingNeeds extends Pick<DeskNeeds, 'conversations' | 'timeline' | 'accounts' | 'skills'> {
  access: ReturnType<typeof makeAccess>;
  present: ReturnType<typeof makePresent>;
}

/** How a conversation is looked after by somebody who does not have it. The same clientId twice is done once. */
export function supervisingHandlers({ access, present, conversations, timeline, accounts, skills }: SupervisingNeeds) {
  const by = ({ id, name }: Actor, clientId: string) => ({
    author: { type: 'agent' as const, id, name },
    clientId,
  });

  /** @throws AppError `conversation.closed`, else `conversation.moved`, when a verb found it in no state for that */
  async function done(id: string, after: ConversationRecord | null) {
    if (after) return present(after);
    const now = await conversations.byId(id);
    if (now?.state === 'closed') throw new AppError('conversation.closed', 'This conversation is closed.');
    throw new AppError('conversation.moved', 'The conversation changed in the meantime. Look again.');
  }

  /** @throws AppError `conversation.closed`, `conversation.moved` when nobody, or the asker, has it */
  async function ownerOf({ state, agentId }: ConversationRecord, asker: Actor) {
    if (state === 'closed') throw new AppError('conversation.closed', 'This conversation is closed.');
    const owned = state === 'active' || state === 'wrapUp';
    const owner = owned && agentId !== asker.id && agentId ? await accounts.userById(agentId) : null;
    if (!owner) throw new AppError('conversation.moved', 'Nobody else has this conversation now.');
    return { id: owner._id, name: owner.name };
  }

  return {
    'conversations.whisper': async ({ actor, params, body }) => {
      const c = await access(actor, params.id as string);
      const sourceId = `${c._id}:${body.clientId}`;
      const earlier = await timeline.bySource(null, sourceId);
      if (earlier) return timeline.present(earlier);
      const whisperTo = await ownerOf(c, actor);
      const touchpoint = await timeline.append({
        customerId: c.customerId,
        conversationId: c._id,
        kind: 'note',
        direction: 'internal',
        channel: null,
        sourceId,
        clientId: body.clientId,
        author: { type: 'agent', id: actor.id, name: actor.name },
        text: cleanText(body.text),
        details: { whisperTo },
      });
      return timeline.present(touchpoint);
    },

    'conversations.join': async ({ actor, params, body }) => {
      const c = await access(actor, params.id as string);
      return done(c._id, await conversations.join(c._id, by(actor, body.clientId)));
    },

    'conversations.withdraw': async ({ actor, params, body }) => {
      const c = await access(actor, params.id as string);
      return done(c._id, await conversations.withdraw(c._id, by(actor, body.clientId)));
    },

    'conversations.prioritise': async ({ actor, params, body: { ahead, clientId } }) => {
      const c = await access(actor, params.id as string);
      return done(c._id, await conversations.prioritise(c, { ahead }, by(actor, clientId)));
    },

    /** Of one that waits by whoever sees it; of one that somebody has by them. */
    'conversations.setNeeds': async ({ actor, params, body: { needs, clientId } }) => {
      const c = await access(actor, params.id as string);
      if (c.state !== 'queued' && c.state !== 'offered') mustOwn(actor, c);
      const named = await namedNeeds(needs, skills);
      return done(c._id, await conversations.setNeeds(c, named, by(actor, clientId)));
    },
  } satisfies Partial<Handlers>;
}
