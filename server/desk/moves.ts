import type { ConversationRecord, ConversationView, QueueRecord } from '../contract/index.js';
import { AppError, cleanText, type Handlers } from '../platform/index.js';
import { type Asker, type makeAccess, mustOwn, orMoved } from './access.js';
import { namedNeeds } from './named-needs.js';
import type { DeskNeeds } from './needs.js';
import type { makePresent } from './present.js';

interface MoveNeeds extends Pick<DeskNeeds, 'conversations' | 'queues' | 'routing' | 'clock' | 'accounts' | 'skills'> {
  access: ReturnType<typeof makeAccess>;
  present: ReturnType<typeof makePresent>;
}

interface Closing {
  outcome?: string | undefined;
  note: string;
  /** ISO 8601: until when whoever closes it has seen what was said. */
  seenUntil?: string | undefined;
}

const LONGEST_SNOOZE_MS = 366 * 86_400_000;

/** How conversations change hands, pause and end, by hand. Everything that touches who holds what goes through the router's verbs. */
export function makeMoves({ access, present, conversations, queues, routing, clock, accounts, skills }: MoveNeeds) {
  async function queueOf(c: ConversationRecord): Promise<QueueRecord | null> {
    return queues.byId(c.queueId);
  }

  /**
   * Ends a talk. With an outcome it is closed; without one the owner writes it up first, where the queue gives time for that.
   * Ending twice changes nothing.
   */
  async function close(asker: Asker, c: ConversationRecord, { outcome, note, seenUntil }: Closing) {
    if (c.state === 'closed') return c;
    const told = { note: cleanText(note), ...(seenUntil && { seenUntil: new Date(seenUntil) }) };
    const wrapUpSeconds = (await queueOf(c))?.wrapUpSeconds ?? 0;
    if (c.state === 'active' && !outcome && wrapUpSeconds > 0) {
      return (await writeUp(c, wrapUpSeconds, 'agent', told)) ?? refuse(await conversations.byId(c._id), told);
    }
    const author = { type: 'agent', id: asker.id, name: asker.name } as const;
    const closed = await conversations.close(c._id, { by: 'agent', author, ...(outcome && { outcome }), ...told });
    const now = closed ?? (await conversations.byId(c._id));
    return now?.state === 'closed' ? now : refuse(now, told);
  }

  /** @throws AppError conversation.spoken, conversation.moved */
  function refuse(now: ConversationRecord | null, { seenUntil }: { seenUntil?: Date }): never {
    const last = now?.lastMessage;
    if (seenUntil && last?.direction === 'in' && last.at > seenUntil)
      throw new AppError('conversation.spoken', 'The customer has written in the meantime. Read it, then close it.');
    throw new AppError('conversation.moved', 'The conversation changed in the meantime.');
  }

  /** One side ends the talk: it is closed at once when nobody has it, else its owner writes it up. */
  async function endTalk(c: ConversationRecord, by: 'customer' | 'agent'): Promise<void> {
    const wrapUpSeconds = (await queueOf(c))?.wrapUpSeconds ?? 0;
    if (c.state === 'active' && wrapUpSeconds > 0) {
      await writeUp(c, wrapUpSeconds, by);
    } else if (c.state !== 'wrapUp' && c.state !== 'closed') {
      const customer = { type: 'customer', id: c.customerId, name: c.customerName } as const;
      const agent = { type: 'agent', id: c.agentId ?? '', name: await nameOf(c.agentId) } as const;
      await conversations.close(c._id, { by, author: by === 'agent' ? agent : customer, known: c });
    }
  }

  /** The visitor ends it. */
  const endByCustomer = (c: ConversationRecord): Promise<void> => endTalk(c, 'customer');

  async function nameOf(agentId: string | null): Promise<string> {
    return (agentId && (await accounts.userById(agentId))?.name) || '';
  }

  async function writeUp(
    c: ConversationRecord,
    seconds: number,
    closedBy: 'agent' | 'customer',
    told: { note?: string; seenUntil?: Date } = {},
  ) {
    const until = new Date(clock.now().getTime() + seconds * 1_000);
    const agentId = c.agentId ?? '';
    return conversations.startWrapUp(c._id, { agentId, agentName: await nameOf(agentId), until, closedBy, ...told });
  }

  /**
   * The customer wrote to a conversation that sleeps or is being written up, or its time has come: its agent has it again, if
   * they are there and have room; else it waits like a new one.
   */
  async function wake(c: ConversationRecord, reason: 'due' | 'customerWrote'): Promise<void> {
    const { agentId, version } = c;
    if (c.state === 'wrapUp' && agentId && (await routing.deskOf(agentId)).state === 'online') {
      await conversations.assign(c._id, { version, agentId, agentName: await nameOf(agentId), how: 'automatic' });
    } else if (!(await routing.giveBack(c, reason))) {
      await conversations.requeue(c._id, { version, reason: 'resumed', resumed: reason });
    }
  }

  async function snooze(asker: Asker, c: ConversationRecord, until: Date): Promise<ConversationRecord> {
    mustOwn(asker, c);
    const ahead = until.getTime() - clock.now().getTime();
    if (ahead <= 0 || ahead > LONGEST_SNOOZE_MS)
      throw new AppError('input.invalid', 'Choose a time within the next year.');
    const author = { type: 'agent', id: asker.id, name: asker.name } as const;
    return orMoved(await conversations.snooze(c._id, { until, author }));
  }

  const shown = async (c: ConversationRecord | Promise<ConversationRecord>): Promise<ConversationView> =>
    present(await c);

  const handlers = {
    'conversations.pick': async ({ actor, params }) => {
      const c = await access(actor, params.id as string);
      if (c.state !== 'queued' && c.state !== 'offered') {
        throw new AppError('conversation.moved', 'This conversation does not wait any more.');
      }
      return shown(routing.pick(actor.id, c._id));
    },
    'conversations.takeOver': async ({ actor, params }) => {
      const c = await access(actor, params.id as string);
      if (c.state === 'closed') throw new AppError('conversation.closed', 'This conversation is closed.');
      return shown(routing.takeOver(actor.id, c._id));
    },
    'conversations.transfer': async ({ actor, params, body }) => {
      const c = await access(actor, params.id as string);
      mustOwn(actor, c);
      const by = {
        author: { type: 'agent', id: actor.id, name: actor.name } as const,
        note: cleanText(body.note),
        clientId: body.clientId,
        ...(body.needs && { needs: await namedNeeds(body.needs, skills) }),
      };
      return shown(
        body.toAgentId
          ? routing.transferToAgent(c._id, body.toAgentId, by)
          : routing.transferToQueue(c._id, body.toQueueId as string, by),
      );
    },
    'conversations.close': async ({ actor, params, body }) => {
      const c = await access(actor, params.id as string);
      if (c.state !== 'closed') mustOwn(actor, c);
      return shown(close(actor, c, body));
    },
    'conversations.snooze': async ({ actor, params, body }) => {
      const c = await access(actor, params.id as string);
      return shown(snooze(actor, c, new Date(body.until)));
    },
    'conversations.resume': async ({ actor, params }) => {
      const c = await access(actor, params.id as string);
      if (c.state !== 'snoozed' && c.state !== 'closed' && c.state !== 'wrapUp') {
        throw new AppError('conversation.moved', 'This conversation is open already.');
      }
      return shown(routing.resume(actor.id, c._id));
    },
  } satisfies Partial<Handlers>;

  return { endByCustomer, endTalk, wake, handlers };
}
