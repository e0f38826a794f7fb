import type { TouchpointView } from '../../../server/contract/index.js';
import type { Format } from '../base/format.js';
import { named } from '../base/named.js';
import type { Translate } from '../base/use-texts.js';
import { apart } from './apart.js';
import { callText, isCallStep } from './call-text.js';
import { outcomeName } from './outcome-name.js';

interface Words {
  t: Translate;
  f: Format;
  queueName: (queue: { id: string; name: string }) => string;
}

/** A system touchpoint in one sentence. */
export function systemText(touchpoint: TouchpointView, { t, f, queueName }: Words): string {
  if (isCallStep(touchpoint)) return callText(touchpoint, { t, f });
  const waited = (ms: number) => f.span(ms / 1_000);
  switch (touchpoint.kind) {
    case 'message':
    case 'note':
      return touchpoint.text ?? '';
    case 'visit.started':
      return visitText(touchpoint, t);
    case 'page.viewed':
      return t('system.pageViewed', { title: apart(touchpoint.details.title || touchpoint.details.url) });
    case 'form.submitted':
      return t(`system.form.${touchpoint.details.form}`, { name: apart(f.phone(touchpoint.details.name)) });
    case 'conversation.opened': {
      const { number, queueId, queueName: name, follows } = touchpoint.details;
      const opened = { number: f.plain(number), queue: apart(queueName({ id: queueId, name })) };
      return follows ? t('system.openedAfter', { ...opened, follows: f.plain(follows) }) : t('system.opened', opened);
    }
    case 'conversation.queued': {
      const { queueId, queueName: name, position } = touchpoint.details;
      const queue = apart(queueName({ id: queueId, name }));
      return position ? t('system.queuedAt', { queue, position: f.number(position) }) : t('system.queued', { queue });
    }
    case 'conversation.requeued': {
      const { queueId, queueName: name, reason, fromAgentName } = touchpoint.details;
      return t(`system.requeued.${reason}`, {
        queue: apart(queueName({ id: queueId, name })),
        agent: apart(fromAgentName),
        by: apart(touchpoint.author.name),
      });
    }
    case 'offer.made':
      return t('system.offerMade', { agent: apart(touchpoint.details.agentName) });
    case 'offer.accepted':
      return t(touchpoint.details.automatic ? 'system.offerTaken' : 'system.offerAccepted', {
        agent: apart(touchpoint.details.agentName),
        time: waited(touchpoint.details.waitedMs),
      });
    case 'offer.declined':
      return t('system.offerDeclined', { agent: apart(touchpoint.details.agentName) });
    case 'offer.expired':
      return t('system.offerExpired', { agent: apart(touchpoint.details.agentName) });
    case 'offer.rescinded':
      return t('system.offerRescinded', { agent: apart(touchpoint.details.agentName) });
    case 'conversation.assigned':
      return t(`system.assigned.${touchpoint.details.how}`, { agent: apart(touchpoint.details.agentName) });
    case 'conversation.transferred':
      return transferText(touchpoint, { t, f, queueName });
    case 'conversation.snoozed':
      return t('system.snoozed', { time: f.dateTime(touchpoint.details.until) });
    case 'conversation.resumed':
      return t(`system.resumed.${touchpoint.details.reason}`);
    case 'conversation.wrapUp':
      return t('system.wrapUp', { agent: apart(touchpoint.details.agentName) });
    case 'conversation.wrapUpExtended':
      return t('system.wrapUpExtended', {
        agent: apart(touchpoint.details.agentName),
        time: f.span(touchpoint.details.seconds),
      });
    case 'conversation.closed':
      return closedText(touchpoint, t);
    case 'conversation.reopened':
      return t(`system.reopened.${touchpoint.details.by}`);
    case 'conversation.prioritised':
      return prioritisedText(touchpoint, { t, f });
    case 'conversation.needsSet':
      return needsText(touchpoint, { t, f });
    case 'conversation.overflowed': {
      const { to, cause, queueId = '', queueName: name = '', until } = touchpoint.details;
      return t(`system.overflowed.${to}`, {
        cause: t(`system.overflowCause.${cause}`),
        queue: apart(queueName({ id: queueId, name })),
        time: until ? f.dateTime(until) : '',
      });
    }
    case 'agent.joined':
      return t('system.joined', { agent: apart(touchpoint.details.agentName) });
    case 'agent.withdrew':
      return t('system.withdrew', { agent: apart(touchpoint.details.agentName) });
    case 'rating.given':
      return t('system.rated', { score: f.number(touchpoint.details.score), of: f.number(5) });
    case 'transcript.mailed':
      return t('system.transcript', { to: apart(touchpoint.details.to) });
    case 'chat.mailed': {
      const { messages, mail } = touchpoint.details;
      const to = apart(mail.to[0]?.address);
      return t('system.chatMailed', { count: messages, to });
    }
    case 'mail.asked': {
      const { to } = touchpoint.details;
      return to === null ? t('system.mailUnasked') : t('system.mailAsked', { to: apart(to) });
    }
    case 'mail.automatic':
    case 'mail.apart':
      return t(touchpoint.kind === 'mail.apart' ? 'system.mailApart' : 'system.mailAutomatic', {
        from: apart(touchpoint.details.mail.from[0]?.address),
        subject: apart(touchpoint.details.mail.subject),
      });
    case 'mail.placed': {
      const { to, from, number } = touchpoint.details;
      const of = { agent: apart(touchpoint.author.name), from: apart(from), number: number ? f.plain(number) : '' };
      return t(`system.mailPlaced.${to}`, of);
    }
    case 'mail.bounced': {
      const { bounce, unconfirmed, address } = touchpoint.details;
      return t(`system.bounced.${unconfirmed ? 'unconfirmed' : bounce}`, { address: apart(address) });
    }
    case 'callback.requested':
      return t('system.callback.requested', { number: f.phone(touchpoint.details.number) });
    case 'callback.tried':
      return t('system.callback.tried', { attempt: f.number(touchpoint.details.attempt) });
    case 'callback.done':
      return t(`system.callback.done.${touchpoint.details.how}`);
    case 'consent.changed': {
      const { granted, how, word = '' } = touchpoint.details;
      const way = granted ? 'granted' : 'withdrawn';
      return how === 'word' ? t(`system.consent.${way}ByWord`, { word: apart(word) }) : t(`system.consent.${way}`);
    }
    case 'identity.added': {
      const { kind, value, evidence } = touchpoint.details;
      return t('system.identity', {
        kind: t(`identity.${kind}`),
        value: apart(kind === 'phone' ? f.phone(value) : value),
        evidence: t(`evidence.${evidence}`),
      });
    }
    case 'followUp.set':
    case 'followUp.moved':
    case 'followUp.done':
    case 'followUp.cancelled':
      return followUpText(touchpoint, { t, f });
    case 'customer.merged':
      return t('system.merged', { name: apart(named({ t, f }, touchpoint.details.otherName)) });
    case 'customer.unmerged':
      return t('system.unmerged', { name: apart(named({ t, f }, touchpoint.details.otherName)) });
  }
}

function needsText(
  { author, details: { needs } }: Extract<TouchpointView, { kind: 'conversation.needsSet' }>,
  { t, f }: Pick<Words, 't' | 'f'>,
): string {
  const agent = apart(author.name);
  if (needs.length === 0) return t('system.needsNone', { agent });
  const skills = needs.map(({ name, nameFa, level }) =>
    t('routingRecord.skill', { skill: apart((f.locale === 'fa' && nameFa) || name), level: f.number(level) }),
  );
  return t('system.needsSet', { agent, skills: f.list(skills) });
}

function prioritisedText(
  { author, details: { ahead } }: Extract<TouchpointView, { kind: 'conversation.prioritised' }>,
  { t, f }: Pick<Words, 't' | 'f'>,
): string {
  const agent = apart(author.name);
  if (ahead === 'first') return t('system.putFirst', { agent });
  return t(ahead > 0 ? 'system.movedUp' : 'system.movedBack', { agent, time: f.span(Math.abs(ahead) * 60) });
}

function followUpText(
  { kind, author, details }: Extract<TouchpointView, { kind: `followUp.${string}` }>,
  { t, f }: Pick<Words, 't' | 'f'>,
): string {
  const what = kind.slice('followUp.'.length) as 'set' | 'moved' | 'done' | 'cancelled';
  return t(`system.followUp.${what}`, {
    agent: apart(author.name),
    assignee: apart(details.assigneeName),
    time: f.dateTime(details.dueAt),
  });
}

function visitText({ details }: Extract<TouchpointView, { kind: 'visit.started' }>, t: Translate): string {
  const url = details.landingUrl;
  const page = url && URL.canParse(url) ? `${new URL(url).host}${new URL(url).pathname}` : url;
  const text = page ? t('system.visitStartedAt', { page: apart(page) }) : t('system.visitStarted');
  return details.device ? `${text} (${apart(details.device)})` : text;
}

function transferText(
  touchpoint: Extract<TouchpointView, { kind: 'conversation.transferred' }>,
  { t, queueName }: Words,
) {
  const { fromAgentName, toAgentName, isAway, toQueueId, toQueueName } = touchpoint.details;
  // Also where a supervisor moved somebody else's.
  const { type, name } = touchpoint.author;
  const from = apart((type === 'agent' && name) || fromAgentName || t('system.nobody'));
  if (toAgentName)
    return t(isAway ? 'system.transferredToAway' : 'system.transferredToAgent', { from, to: apart(toAgentName) });
  return t('system.transferredToQueue', {
    from,
    to: apart(queueName({ id: toQueueId ?? '', name: toQueueName ?? '' })),
  });
}

function closedText(touchpoint: Extract<TouchpointView, { kind: 'conversation.closed' }>, t: Translate): string {
  const { by, agentName, outcome } = touchpoint.details;
  const text = t(`system.closed.${by}`, { agent: apart(agentName) });
  return outcome ? `${text} ${t('system.outcome', { outcome: apart(outcomeName(outcome, t)) })}` : text;
}

/** What else was written with it: a transfer's note, a rating's comment, a closing note. */
export function systemRemark(touchpoint: TouchpointView): string | null {
  if (touchpoint.kind === 'conversation.transferred') return touchpoint.details.note || null;
  if (touchpoint.kind === 'conversation.closed') return touchpoint.details.note || null;
  if (touchpoint.kind === 'conversation.wrapUp') return touchpoint.details.note || null;
  if (touchpoint.kind === 'rating.given') return touchpoint.details.comment || null;
  return touchpoint.text || null;
}
