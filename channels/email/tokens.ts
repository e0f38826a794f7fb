import { createHmac, timingSafeEqual } from 'node:crypto';

/** Whose mail it is: a token of one mailbox says nothing in another. */
export interface TokenMailbox {
  id: string;
  address: string;
}

/** What the address of a complaint says. */
export interface BouncedMail {
  mailId: string;
  /** Whether it is the return path of the copy that went to this address, and so was never seen by who got another. */
  isFor: (recipient: string) => boolean;
}

/** An answer's address, or a complaint's. */
type Purpose = 'c' | 'b';

export type MailTokens = ReturnType<typeof makeMailTokens>;

/** RFC 5321, 4.5.3.1.1: a longer local part may be refused by any server on the way. */
const LOCAL_PART_LIMIT = 64;
const MAC_LENGTH = 16;
const SHORT_MAC_LENGTH = 4;
/** Without what is mistaken for something else when it is read aloud or typed: 0 and o, 1, i and l. */
const LETTERS = '23456789abcdefghjkmnpqrstuvwxyz';

const IN_ADDRESS = /\+(c|b)\.([0-9a-z]{1,24})\.([0-9a-f]{16})@[^@]+$/;
const IN_SUBJECT = /\[#(\d{1,12})-([0-9a-z]{4})\]/gi;

/**
 * What our mails carry so that an answer, or a mail server's complaint, is known again when every header is lost. Each is signed:
 * one that was guessed, cut or made for another mailbox says nothing. All are read without regard to case.
 */
export function makeMailTokens(secretKey: string) {
  function mac(purpose: string, mailboxId: string, id: string): Buffer {
    return createHmac('sha256', secretKey).update(`mail:${purpose}:${mailboxId}:${id}`).digest();
  }

  const longMac = (purpose: string, { id: mailboxId }: TokenMailbox, id: string) =>
    mac(purpose, mailboxId, id).toString('hex').slice(0, MAC_LENGTH);
  const shortMac = (mailboxId: string, id: string) =>
    [...mac('s', mailboxId, id).subarray(0, SHORT_MAC_LENGTH)].map((byte) => LETTERS[byte % LETTERS.length]).join('');

  function tagged(mailbox: TokenMailbox, purpose: Purpose, id: string, signed = id): string | null {
    const at = mailbox.address.lastIndexOf('@');
    const local = `${mailbox.address.slice(0, at)}+${purpose}.${id}.${longMac(purpose, mailbox, signed)}`;
    return local.length > LOCAL_PART_LIMIT ? null : `${local}${mailbox.address.slice(at)}`;
  }

  return {
    /** In the header of all mails of this installation: whatever brings it back is ours, and answering it would never end. */
    loopMark: `payvand-${createHmac('sha256', secretKey).update('mail:loop').digest('hex').slice(0, 32)}`,

    /** Where answers to a conversation go, or null where the mailbox's own name is too long for it. */
    addressToken: (mailbox: TokenMailbox, conversationNumber: number): string | null =>
      tagged(mailbox, 'c', conversationNumber.toString(36)),

    /** The number of the conversation that an address of this mailbox names, or null. */
    conversationOf(mailbox: TokenMailbox, address: string): number | null {
      const { id, given } = tagOf('c', address) ?? {};
      return id && given && same(given, longMac('c', mailbox, id)) ? Number.parseInt(id, 36) : null;
    },

    /** Envelope sender of the copy for one recipient (VERP), so that a complaint names both; null as for `addressToken`. */
    bounceAddress: (mailbox: TokenMailbox, mailId: string, recipient: string): string | null =>
      tagged(mailbox, 'b', mailId, signedFor(mailId, recipient)),

    /** The mail that a bounce address of this mailbox names, or null. Nothing proves it before `isFor` knows one of its recipients. */
    bouncedMail(mailbox: TokenMailbox, address: string): BouncedMail | null {
      const { id: mailId, given } = tagOf('b', address) ?? {};
      if (!mailId || !given) return null;
      return { mailId, isFor: (recipient) => same(given, longMac('b', mailbox, signedFor(mailId, recipient))) };
    },

    /** Without brackets. The same for every try; nobody can make one up for a mail they have not seen. */
    messageId: (mailbox: TokenMailbox, mailId: string): string =>
      `${mailId}.${longMac('m', mailbox, mailId)}@${mailbox.address.slice(mailbox.address.lastIndexOf('@') + 1)}`,

    /** For a subject, as `[#4821-k7q2]`. Its signature is short: what it leads to must be allowed by something else too. */
    subjectToken: (mailboxId: string, conversationNumber: number): string =>
      `[#${conversationNumber}-${shortMac(mailboxId, String(conversationNumber))}]`,

    /** The number of the first conversation that a subject names with a genuine signature, or null. */
    conversationOfSubject(mailboxId: string, subject: string): number | null {
      for (const [, number, given] of subject.matchAll(IN_SUBJECT)) {
        if (number && given && same(given.toLowerCase(), shortMac(mailboxId, number))) return Number(number);
      }
      return null;
    },
  };
}

function tagOf(wanted: Purpose, address: string): { id: string; given: string } | null {
  const [, purpose, id, given] = IN_ADDRESS.exec(address.trim().toLowerCase()) ?? [];
  return purpose === wanted && id && given ? { id, given } : null;
}

const signedFor = (mailId: string, recipient: string) => `${mailId}:${recipient.toLowerCase()}`;

/** In constant time; both are of one length by the patterns above. */
const same = (given: string, genuine: string) => timingSafeEqual(Buffer.from(given), Buffer.from(genuine));
