import type { Mailboxes } from '../../../server/mailboxes/index.js';
import { ChannelError } from '../../channel.js';
import type { MailFailure } from '../mail-error.js';
import type { Letterlike } from './send-letter.js';

/** It is about the server, and nobody's mail leaves until somebody mends that. */
const FOR_GOOD: (string | undefined)[] = ['mail.signInFailed', 'mail.tlsFailed', 'mail.noServer'];
/** A server that is away is mostly there again in a moment: only so many tries of one mail tell. */
const AWAY: MailFailure = 'mail.unreachable';
const TRIES_TO_TELL = 4;

/** Whoever looks after mailboxes hears that one cannot be sent from, and that it can again. */
export function makeNoteSending({ noteTrouble, noteOver }: Pick<Mailboxes, 'noteTrouble' | 'noteOver'>) {
  return function noting<T>(send: (touchpoint: Letterlike) => Promise<T>) {
    return async (touchpoint: Letterlike): Promise<T> => {
      const mailboxId = touchpoint.details.mail?.mailboxId;
      try {
        const sent = await send(touchpoint);
        if (mailboxId) await noteOver(mailboxId, 'sending');
        return sent;
      } catch (error) {
        const why = error instanceof ChannelError ? error.detail : undefined;
        const tells = FOR_GOOD.includes(why) || (why === AWAY && touchpoint.delivery.tries >= TRIES_TO_TELL);
        if (mailboxId && why && tells) await noteTrouble(mailboxId, 'sending', why);
        throw error;
      }
    };
  };
}
