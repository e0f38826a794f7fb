import type { DeskMailbox, MailboxRecord, MailboxView } from '../contract/index.js';
import { dkimRecord } from './dkim.js';
import { type OpenedSecrets, secretPaths, withoutSecrets } from './secrets.js';
import { troublesOf } from './troubles.js';

/**
 * @param now what happened within a day before it is told
 * @param opened its secrets, of which only what follows from them is shown
 * @param queueMissing whether it names a queue that is not there
 */
export function presentMailbox(
  mailbox: MailboxRecord,
  { opened, queueMissing, now }: { opened: OpenedSecrets; queueMissing: boolean; now: Date },
): MailboxView {
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
    dkimRecord: opened.dkim?.privateKey ? dkimRecord(opened.dkim.privateKey) : null,
    authservId: mailbox.authservId,
    signature: mailbox.signature,
    acknowledgement: mailbox.acknowledgement,
    outOfHours: mailbox.outOfHours,
    reopenDays: mailbox.reopenDays,
    active: mailbox.active,
    secrets: secretPaths(mailbox),
    status: statusOf(mailbox, opened.unreadable.length > 0, queueMissing),
    troubles: troublesOf(mailbox, now),
  };
}

export function presentAtDesk({ _id, name, address, aliases, signature, queueId }: MailboxRecord): DeskMailbox {
  return { id: _id, name, address, aliases, signature, queueId };
}

function statusOf(
  { active, incoming, status }: MailboxRecord,
  unreadable: boolean,
  queueMissing: boolean,
): MailboxView['status'] {
  const since = status.since?.toISOString() ?? null;
  if (unreadable) return { incoming: 'failed', problem: 'secretUnreadable', since };
  const missing = queueMissing ? ('queueMissing' as const) : null;
  if (!active || incoming.kind === 'none') return { incoming: 'off', problem: missing, since: null };
  return { incoming: status.incoming, problem: status.problem ?? missing, since };
}
