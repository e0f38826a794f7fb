import type { MailboxRecord, MailOutgoing } from '../../../server/contract/index.js';
import type { Mailboxes } from '../../../server/mailboxes/index.js';

/** A mailbox as one must know it to send by it, its secrets opened. Never kept longer than a mail takes. */
export interface SendingMailbox
  extends Pick<MailboxRecord, 'name' | 'address' | 'senderName' | 'signature' | 'queueId'> {
  id: string;
  outgoing: MailOutgoing;
  dkim: { domain: string; selector: string; privateKey: string } | null;
}

/** Mailboxes as senders; null where there is none, or it is switched off. */
export function sendingMailboxes({ all, byId, secretsOf }: Pick<Mailboxes, 'all' | 'byId' | 'secretsOf'>) {
  function opened(mailbox: MailboxRecord | null | undefined): SendingMailbox | null {
    if (!mailbox?.active) return null;
    const { _id: id, name, address, senderName, signature, queueId } = mailbox;
    const { outgoing, dkim } = secretsOf(mailbox);
    const key = dkim?.privateKey; // sealed by another key it cannot be read; unsigned mail is better than none
    return {
      ...{ id, name, address, senderName, signature, queueId, outgoing },
      dkim: dkim && key ? { domain: dkim.domain, selector: dkim.selector, privateKey: key } : null,
    };
  }

  /** The first that brings its mails to this queue. */
  const ownOf = (active: readonly MailboxRecord[], queueId: string) =>
    active.find((mailbox) => mailbox.queueId === queueId) ??
    active.find(({ rules }) => rules.some((rule) => rule.queueId === queueId));
  const active = async () => (await all()).filter((mailbox) => mailbox.active);

  return {
    byId: async (id: string) => opened(await byId(id)),
    /** By which a queue writes: its own, else the first of all. */
    async ofQueue(queueId: string) {
      const found = await active();
      return opened(ownOf(found, queueId) ?? found[0]);
    },
    /** A queue's own; null where it has none. */
    ownOfQueue: async (queueId: string) => opened(ownOf(await active(), queueId)),
  };
}

/** The company's own addresses, lower case. */
export async function ownAddresses({ all }: Pick<Mailboxes, 'all'>): Promise<ReadonlySet<string>> {
  return new Set((await all()).flatMap(({ address, aliases }) => [address, ...aliases]));
}

export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);

/** Which connections its mails share. */
export const laneOf = (mailboxId: string): string => `email:${mailboxId}`;
