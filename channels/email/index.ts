export { type EmailNeeds, emailChannel } from './email.channel.js';
export { type MailTransport, mailTransport, type OutgoingMail } from './transport.js';
