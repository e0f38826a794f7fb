import { newId } from '../../platform/index.js';
import { type KeptMail, KeptMailModel } from './kept-mail.model.js';

/** How many the page keeps. */
export const MOST_KEPT = 500;

/** Keeps a mail once, by its Message-ID, and of all only the newest. */
export async function keepMail(mail: Omit<KeptMail, '_id'>, keep = MOST_KEPT): Promise<void> {
  const { messageId, ...content } = mail;
  await KeptMailModel.updateOne({ messageId }, { $setOnInsert: { _id: newId(), ...content } }, { upsert: true });
  const beyond = await KeptMailModel.find({}, { _id: 1 }).sort({ at: -1, _id: -1 }).skip(keep).limit(100).lean();
  if (beyond.length > 0) await KeptMailModel.deleteMany({ _id: { $in: beyond.map(({ _id }) => _id) } });
}
