import type { ConversationRecord } from '../contract/index.js';
import type { Files } from '../files/index.js';
import { type Actor, AppError, type Clock, type FetchPublic, type Handlers } from '../platform/index.js';
import { makeKeepMail, makeKeepSent } from './keep.js';
import { makeOutgoingMails } from './outgoing.js';
import { makePictures } from './pictures.js';
import { presentMail } from './present.js';
import * as read from './read.js';
import { makeMailWork } from './work.js';

export type Mails = ReturnType<typeof makeMails>;

export interface MailNeeds {
  clock: Clock;
  secretKey: string;
  /** How pictures of elsewhere are got. */
  fetchPublic: FetchPublic;
  files: Pick<Files, 'keepOwn' | 'bytesOf' | 'streamOf' | 'fileUrl'>;
  /** The one way from an id outside to a conversation. @throws AppError conversation.missing */
  access: (actor: Actor, conversationId: string) => Promise<ConversationRecord>;
}

/** Every mail, in and out: kept as it came, known again by its ids, shown whole to whoever may see its conversation. */
export function makeMails({ clock, secretKey, fetchPublic, files, access }: MailNeeds) {
  const pictures = makePictures({ clock, secretKey, fetchPublic });

  async function shown(actor: Actor, id: string) {
    const mail = await read.byId(id);
    const tellsOfIt = [mail?.conversationId, mail?.placed?.from].filter((one) => typeof one === 'string');
    const seen = await Promise.all(tellsOfIt.map((conversationId) => sees(actor, conversationId)));
    if (!mail || !seen.includes(true)) throw new AppError('record.missing', 'There is no such mail.');
    return presentMail(mail, { ...files, ...pictures });
  }

  /** A mail of a conversation that is not theirs is missing like one that nobody has. */
  async function sees(actor: Actor, conversationId: string): Promise<boolean> {
    try {
      await access(actor, conversationId);
      return true;
    } catch (error) {
      if (error instanceof AppError && error.code === 'conversation.missing') return false;
      throw error;
    }
  }

  return {
    keepMail: makeKeepMail({ clock, files }),
    keepSent: makeKeepSent(files),
    ...makeMailWork({ clock }),
    ...makeOutgoingMails({ clock }),
    ...read,
    openPicture: pictures.openPicture,
    rawOf: (fileId: string): Promise<Buffer | null> => files.bytesOf(fileId),
    handlers: {
      'mails.show': async ({ actor, params }) => shown(actor, params.id as string),
    } satisfies Partial<Handlers>,
  };
}

export { type ArrivedMail, fileIdOf, MAIL_BYTES } from './keep.js';
export { MailModel } from './mail.model.js';
export type { OutgoingNote } from './outgoing.js';
export { pictureRoutes } from './pictures.routes.js';
export type { MailTaken } from './work.js';
