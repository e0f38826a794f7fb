import type { MailMessage, SentMessageInfo, Transport } from 'nodemailer';
import { type Clock, newId } from '../../platform/index.js';
import { KeptMailModel } from './kept-mail.model.js';

/**
 * A mail server that sends nothing anywhere: it keeps the newest mails for the page to show.
 * @param keep how many
 */
export function demoMailTransport({ clock, keep = 500 }: { clock: Clock; keep?: number }): Transport<SentMessageInfo> {
  return {
    name: 'demo mailbox',
    version: '1',
    send(message, done) {
      take(message, clock.now(), keep).then(
        (info) => done(null, info),
        (error: Error) => done(error),
      );
    },
  };
}

async function take(message: MailMessage<SentMessageInfo>, at: Date, keep: number): Promise<SentMessageInfo> {
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
  await dropBeyond(keep);
  return { envelope: message.message.getEnvelope(), messageId };
}

async function dropBeyond(keep: number): Promise<void> {
  const beyond = await KeptMailModel.find({}, { _id: 1 }).sort({ at: -1, _id: -1 }).skip(keep).limit(100).lean();
  if (beyond.length > 0) await KeptMailModel.deleteMany({ _id: { $in: beyond.map(({ _id }) => _id) } });
}
