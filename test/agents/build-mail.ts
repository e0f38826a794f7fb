import type { OwnMessage } from '../../agents/src/mail/compose/leaves-at.js';
import type { MailTold, TouchpointView } from '../../server/contract/index.js';
import { aMessage } from './build.js';

/** Mails as a timeline tells them; a test states only what it is about. */
export const aMail = (about: Partial<MailTold> = {}): MailTold => ({
  mailId: 'm1',
  mailboxId: 'b1',
  from: [{ name: 'Reza', address: 'reza@mail.example' }],
  to: [{ name: '', address: 'support@shop.example' }],
  cc: [],
  subject: 'Where is it?',
  hasHtml: false,
  hasQuote: false,
  signs: [],
  ...about,
});

export const incoming = (seq: number, address: string, about: Partial<MailTold> = {}) =>
  aMessage(seq, { channel: 'email', details: { mail: aMail({ from: [{ name: '', address }], ...about }) } });
export const ours = (seq: number, about: Partial<TouchpointView> = {}, mail: Partial<MailTold> = {}) =>
  aMessage(seq, {
    channel: 'email',
    direction: 'out',
    at: '2030-01-01T09:00:00.000Z',
    author: { type: 'agent', id: 'me', name: 'Sara' },
    details: { mail: aMail(mail) },
    delivery: { state: 'pending' },
    ...about,
  } as Partial<TouchpointView>) as OwnMessage;
