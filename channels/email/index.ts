export { type EmailNeeds, emailChannel } from './email.channel.js';
export { makeOutgoingMail } from './outgoing/index.js';
export type { SendingMailbox } from './outgoing/mailbox.js';
export { makeMailTokens } from './tokens.js';
export { type MailTransport, mailTransport, type OutgoingMail } from './transport.js';
