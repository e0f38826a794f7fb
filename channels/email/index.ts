export { type EmailNeeds, emailChannel } from './email.channel.js';
export { makeFetching } from './fetching/index.js';
export { listenForMail, makeIncomingMail } from './incoming/index.js';
export { makeOutgoingMail } from './outgoing/index.js';
export { readHead } from './reading/mail-head.js';
export { makeMailTokens } from './tokens.js';
export { type MailTransport, mailTransport, type OutgoingMail } from './transport.js';
export { shownCertificate, tryIncoming, tryOutgoing } from './trying/index.js';
