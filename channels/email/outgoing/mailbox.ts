import type { Locale, MailOutgoing } from '../../../server/contract/index.js';

/** A mailbox as one must know it to send by it, its secrets opened. Never kept longer than a mail takes. */
export interface SendingMailbox {
  id: string;
  name: string;
  address: string;
  senderName: Record<Locale, string>;
  signature: Record<Locale, string>;
  queueId: string;
  outgoing: MailOutgoing;
  dkim: { domain: string; selector: string; privateKey: string } | null;
}

export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);

/** Which connections its mails share. */
export const laneOf = (mailboxId: string): string => `email:${mailboxId}`;
