import type {
  AttachmentRecord,
  AttachmentView,
  TouchpointRecord,
  TouchpointView,
  VisitorTouchpointView,
} from '../contract/index.js';

export type FileUrl = (file: { fileId: string; name: string }) => string;

/** The only ways a touchpoint leaves the server. A new stored field stays private until someone lists it here. */
export function makePresenters({ fileUrl }: { fileUrl: FileUrl }) {
  function attachment({ fileId, name, type, sizeBytes, width, height }: AttachmentRecord): AttachmentView {
    return { id: fileId, name, type, sizeBytes, url: fileUrl({ fileId, name }), ...(width && { width, height }) };
  }

  function present(t: TouchpointRecord): TouchpointView {
    return {
      id: t._id,
      customerId: t.customerId,
      conversationId: t.conversationId,
      seq: t.seq,
      at: t.at.toISOString(),
      channel: t.channel,
      kind: t.kind,
      direction: t.direction,
      author: t.author,
      text: t.text,
      attachments: t.attachments.map(attachment),
      details: t.details,
      delivery: presentDelivery(t.delivery),
      clientId: t.clientId,
    } as TouchpointView;
  }

  function presentToVisitor(t: TouchpointRecord): VisitorTouchpointView {
    return {
      id: t._id,
      seq: t.publicSeq,
      at: t.at.toISOString(),
      kind: t.kind,
      direction: t.direction,
      author: { type: t.author.type, ...(t.author.type !== 'system' && t.author.name && { name: t.author.name }) },
      text: t.text,
      attachments: t.attachments.map(attachment),
      details: visitorDetails(t),
      delivery: { state: t.delivery.state },
      clientId: t.direction === 'in' ? t.clientId : null,
      conversationId: t.conversationId,
    };
  }

  return { present, presentToVisitor };
}

/** As agents see it. */
export function presentDelivery({ state, reason, said, failedFor, sentTo }: TouchpointRecord['delivery']) {
  const why = { ...(reason && { reason }), ...(said && { said }) };
  return { state, ...why, ...(failedFor && { failedFor }), ...(sentTo && { sentTo }) };
}

/** Names that the visitor is told, field by field; never ids, notes, outcomes or who else was considered. */
function visitorDetails({ kind, channel, details }: TouchpointRecord): VisitorTouchpointView['details'] {
  if (kind === 'message') return channel === 'email' ? { byMail: true } : {};
  const d = details as Record<string, unknown>;
  const text = (key: string) => (typeof d[key] === 'string' ? (d[key] as string) : undefined);
  switch (kind) {
    case 'conversation.queued':
      return { queueName: text('queueName') };
    case 'conversation.requeued':
      return { queueName: text('queueName'), agentName: text('fromAgentName'), reason: text('reason') };
    case 'conversation.assigned':
    case 'agent.joined':
    case 'agent.withdrew':
      return { agentName: text('agentName') };
    case 'conversation.transferred':
      return { agentName: text('toAgentName'), queueName: text('toQueueName') };
    case 'conversation.closed':
      return { reason: text('by') };
    case 'rating.given':
      return { score: d.score as number, comment: text('comment') };
    case 'transcript.mailed':
      return { to: text('to') };
    case 'callback.done':
      return { reason: text('how') };
    default:
      return {};
  }
}
