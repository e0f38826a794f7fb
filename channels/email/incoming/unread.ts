import type { MailRecord } from '../../../server/contract/index.js';
import type { MailHead, ReadMail, Unreadable } from '../reading/index.js';

type Body = Omit<ReadMail, keyof MailHead>;

const nothing = (): Body => ({
  ...{ text: '', visible: '', html: null, quotedHtml: null, hasPictures: false, attachments: [] },
  ...{ calendar: null, forwardedFrom: null, bounces: [], reported: { messageId: null } },
});

/** What nothing could read, as far as its header could be: its place is found all the same, and a person looks at the original. */
export const unreadAs = (mail: Unreadable): ReadMail => ({
  ...mail,
  ...nothing(),
  signs: [...new Set([...mail.signs, 'unreadable' as const])],
});

/** Of a mail that ended whoever tried to read it: only what the mail servers said. */
export function unread({ envelope: { from, to } }: MailRecord): ReadMail {
  const named = (address: string) => ({ name: '', address: address.toLowerCase() });
  const sender = from ? [named(from)] : [];
  return {
    ...nothing(),
    ...{ messageId: null, inReplyTo: [], references: [], originalMessageIds: [], headers: [] },
    ...{ from: sender, sender: null, replyTo: [], to: to.map(named), cc: [], recipients: [] },
    ...{ subject: '', date: null, signs: ['unreadable'], authentication: [], loopMarks: [] },
    machine: { automatic: false, bounce: false, list: false, mayAnswer: false, loop: false },
  };
}
