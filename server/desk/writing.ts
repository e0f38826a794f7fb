import type { ConversationRecord, TouchpointDraft } from '../contract/index.js';
import { cleanText, type Handlers } from '../platform/index.js';
import { type Asker, type makeAccess, mustTalk } from './access.js';
import type { DeskNeeds } from './needs.js';

interface WritingNeeds extends Pick<DeskNeeds, 'conversations' | 'timeline' | 'files' | 'outbox'> {
  access: ReturnType<typeof makeAccess>;
}

/** What agents write: to the customer, and to each other. The same clientId twice is written once. */
export function writingHandlers({ access, conversations, timeline, files, outbox }: WritingNeeds) {
  function draft(asker: Asker, c: ConversationRecord, clientId: string, text: string) {
    return {
      customerId: c.customerId,
      conversationId: c._id,
      sourceId: `${c._id}:${clientId}`,
      clientId,
      author: { type: 'agent', id: asker.id, name: asker.name },
      text: cleanText(text),
    } satisfies Partial<TouchpointDraft>;
  }

  return {
    'conversations.reply': async ({ actor, params, body }) => {
      const c = await access(actor, params.id as string);
      const { clientId, text, attachmentIds } = body;
      if (c.state !== 'active') {
        const earlier = await timeline.bySource(c.channel, `${c._id}:${clientId}`);
        if (earlier) return timeline.present(earlier);
      }
      mustTalk(actor, c);
      await conversations.logTold(c); // an answer stands after the assignment it rests on
      const touchpoint = await timeline.append({
        ...draft(actor, c, clientId, text),
        kind: 'message',
        direction: 'out',
        channel: c.channel,
        attachments: await files.attachmentsOf(`agent:${actor.id}`, attachmentIds),
        details: { source: 'chat' },
        delivery: outbox.firstState(c.channel),
      });
      await conversations.noteMessage(c, touchpoint);
      return timeline.present(touchpoint);
    },

    'conversations.note': async ({ actor, params, body }) => {
      const c = await access(actor, params.id as string);
      const touchpoint = await timeline.append({
        ...draft(actor, c, body.clientId, body.text),
        kind: 'note',
        direction: 'internal',
        channel: null,
        details: { mentions: body.mentions },
      });
      return timeline.present(touchpoint);
    },

    'conversations.ticket': async ({ actor, params, body }) => {
      await access(actor, params.id as string);
      return { url: await files.issueTicket(`agent:${actor.id}`, body) };
    },
  } satisfies Partial<Handlers>;
}
