import type { MailMessage, SentMessageInfo, Transport } from 'nodemailer';
import { type Clock, newId } from '../../platform/index.js';
import { KeptMailModel } from './kept-mail.model.js';

const KEEP = 500;

/** A mail server that sends nothing anywhere: it keeps the newest mails for the page to show. */
export function demoMailTransport({ clock }: { clock: Clock }): Transport<SentMessageInfo> {
  return {
    name: 'demo mailbox',
    version: '1',
    send(message, done) {
      keep(message, clock.now()).then(
        (info) => done(null, info),
        (error: Error) => done(error),
      );
    },
  };
}

async function keep(message: MailMessage<SentMessageInfo>, at: Date): Promise<SentMessageInfo> {
  const { subject, text, html } = message.data;
  const { to } = message.message.getEnvelope();
  const messageId = message.message.messageId();
  const content = {
    to: to.join(', '),
    subject: String(subject ?? ''),
    text: String(text ?? ''),
    html: String(html ?? ''),
  };
  await KeptMailModel.updateOne({ messageId }, { $setOnInsert: { _id: newId(), at, ...content } }, { upsert: true });
  await dropOldest();
  return { envelope: message.message.getEnvelope(), messageId };
}

async function dropOldest(): Promise<void> {
  const beyond = await KeptMailModel.find({}, { _id: 1 }).sort({ at: -1, _id: -1 }).skip(KEEP).limit(100).lean();
  if (beyond.length > 0) await KeptMailModel.deleteMany({ _id: { $in: beyond.map(({ _id }) => _id) } });
}
