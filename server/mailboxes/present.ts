import type { DeskMailbox, MailboxRecord, MailboxView } from '../contract/index.js';
import { secretPaths, withoutSecrets } from './secrets.js';

/** @param unreadable whether its secrets were sealed by another key */
export function presentMailbox(mailbox: MailboxRecord, unreadable: boolean): MailboxView {
  const { incoming, outgoing, dkim } = withoutSecrets(mailbox);
  return {
    id: mailbox._id,
    name: mailbox.name,
    address: mailbox.address,
    aliases: mailbox.aliases,
    senderName: mailbox.senderName,
    locale: mailbox.locale,
    queueId: mailbox.queueId,
    rules: mailbox.rules,
    incoming,
    outgoing,
    dkim: dkim && { domain: dkim.domain, selector: dkim.selector },
    authservId: mailbox.authservId,
    signature: mailbox.signature,
    acknowledgement: mailbox.acknowledgement,
    outOfHours: mailbox.outOfHours,
    reopenDays: mailbox.reopenDays,
    active: mailbox.active,
    secrets: secretPaths(mailbox),
    status: statusOf(mailbox, unreadable),
  };
}

export function presentAtDesk({ _id, name, address, aliases, signature, queueId }: MailboxRecord): DeskMailbox {
  return { id: _id, name, address, aliases, signature, queueId };
}

function statusOf({ active, incoming, status }: MailboxRecord, unreadable: boolean): MailboxView['status'] {
  const since = status.since?.toISOString() ?? null;
  if (unreadable) return { incoming: 'failed', problem: 'secretUnreadable', since };
  if (!active || incoming.kind === 'none') return { incoming: 'off', problem: null, since: null };
  return { incoming: status.incoming, problem: status.problem, since };
}
