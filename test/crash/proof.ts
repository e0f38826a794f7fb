import type { AgentPresenceView, ConversationView, TouchpointView } from '../../server/contract/index.js';
import type { Api, CallResult } from '../api.js';
import type { Agent } from './agent.js';
import type { Visitor } from './visitor.js';

/** Everything one customer's timeline must be, as sentences about what is wrong. */
export function faultsOf(visitor: Visitor, agents: Agent[], timeline: TouchpointView[]): string[] {
  const { name } = visitor;
  const texts = timeline.filter(({ kind }) => kind === 'message');
  const replies = agents.map((agent) => agent.acked.filter(({ customerId }) => customerId === visitor.customerId));
  return [
    ...gaps(
      name,
      timeline.map(({ seq }) => seq),
    ),
    ...gaps(
      `what ${name} sees`,
      [...visitor.seen.keys()].sort((a, b) => a - b),
    ),
    ...[visitor.acked, ...replies].flatMap((acked) =>
      acked.flatMap(({ clientId, text }) => once(texts, clientId, text)),
    ),
    ...outOfOrder(texts, `${name} `),
    ...agents.flatMap((agent) => outOfOrder(texts, `${agent.name} `)),
    ...unseen(visitor, timeline),
    ...twoOwners(timeline),
  ];
}

function gaps(whose: string, seqs: number[]): string[] {
  const wrong = seqs.findIndex((seq, i) => seq !== i + 1);
  return wrong < 0 ? [] : [`${whose}: at place ${wrong + 1} stands ${seqs[wrong]}`];
}

function once(texts: TouchpointView[], clientId: string, text: string): string[] {
  const there = texts.filter((t) => t.clientId === clientId);
  if (there.length === 1 && there[0]?.text === text) return [];
  return [`"${text}" was acknowledged and is there ${there.length} times`];
}

function outOfOrder(texts: TouchpointView[], begins: string): string[] {
  const counts = texts.flatMap(({ text }) => (text?.startsWith(begins) ? [Number(text.slice(begins.length))] : []));
  const wrong = counts.findIndex((n, i) => i > 0 && n <= counts[i - 1]!);
  return wrong < 0 ? [] : [`${begins}: ${counts[wrong]} comes after ${counts[wrong - 1]}`];
}

/** The visitor was shown every message once, and nothing that is not on the timeline. */
function unseen(visitor: Visitor, timeline: TouchpointView[]): string[] {
  const ids = new Set(timeline.map(({ id }) => id));
  const seen = new Set([...visitor.seen.values()].map(({ id }) => id));
  const lost = [...seen].filter((id) => !ids.has(id));
  const missed = timeline.filter(({ kind, id }) => kind === 'message' && !seen.has(id));
  return [
    ...lost.map((id) => `${visitor.name} was shown ${id}, which is not there`),
    ...missed.map(({ text }) => `${visitor.name} was never shown "${text}"`),
    ...(seen.size === visitor.seen.size ? [] : [`${visitor.name} was shown something twice`]),
  ];
}

/** Follows who owns each conversation, from touchpoint to touchpoint. */
function twoOwners(timeline: TouchpointView[]): string[] {
  const owners = new Map<string, string | null>();
  const faults: string[] = [];
  for (const t of timeline) {
    const id = t.conversationId ?? '';
    const owner = owners.get(id) ?? null;
    const at = `${id} at ${t.seq}`;
    if (t.kind === 'conversation.assigned') {
      // Whoever writes up gets it again when the customer writes.
      if (owner && owner !== t.details.agentId)
        faults.push(`${at}: given to ${t.details.agentName}, while ${owner} has it`);
      owners.set(id, t.details.agentId);
    } else if (t.kind === 'conversation.requeued') {
      if (t.details.reason !== 'transferred' && t.details.reason !== 'resumed')
        faults.push(`${at}: lost its agent (${t.details.reason})`);
      owners.set(id, null);
    } else if (t.kind === 'conversation.closed') owners.set(id, null);
    else if (t.kind === 'message' && t.direction === 'out' && t.author.id !== owner)
      faults.push(`${at}: "${t.text}" was written by ${t.author.id}, while ${owner} has it`);
  }
  return faults;
}

/** What the desks say against what the conversations say. */
export function deskFaults(presences: AgentPresenceView[], conversations: ConversationView[]): string[] {
  return presences.flatMap(({ agentId, name, load, capacity }) => {
    const held = conversations.filter((c) =>
      c.state === 'offered' ? c.offers.some((offer) => offer.agentId === agentId) : c.agent?.id === agentId,
    );
    return [
      ...(load > capacity ? [`${name} holds ${load} of ${capacity}`] : []),
      ...(load === held.length ? [] : [`${name}'s desk says ${load}, the conversations say ${held.length}`]),
    ];
  });
}

export async function wholeTimeline(api: Api, cookie: string, id: string): Promise<TouchpointView[]> {
  const all: TouchpointView[] = [];
  for (;;) {
    const query = { after: all.at(-1)?.seq ?? 0, limit: 200 };
    const { status, body } = await api.call('customers.timeline', { cookie, params: { id }, query });
    if (status !== 200) throw new Error(`the timeline of ${id} answered ${status}`);
    all.push(...body.touchpoints);
    if (!body.more) return all;
  }
}

export async function openConversations(api: Api, cookie: string): Promise<ConversationView[]> {
  const all: ConversationView[] = [];
  let after: string | null = null;
  do {
    const query: Record<string, string> = { view: 'all', filter: 'open', limit: '200', ...(after && { after }) };
    const { body }: CallResult<'conversations.list'> = await api.call('conversations.list', { cookie, query });
    all.push(...body.items);
    after = body.next;
  } while (after);
  return all;
}
