import type { Timeline } from '../../../server/timeline/index.js';
import { ChannelError } from '../../channel.js';
import type { MailFailure } from '../mail-error.js';
import { MOST_TRIES } from './limits.js';
import type { NoteDead, NoteRejected, Refused } from './note-rejected.js';
import type { Letterlike } from './send-letter.js';
import { inTurn, waitingOf } from './waiting.js';

interface EachNeeds {
  timeline: Pick<Timeline, 'reaches'>;
  noteRejected: NoteRejected;
  noteDead: NoteDead;
}

/** What a mail server may answer about one recipient and not about the next. */
const ABOUT_ONE: (string | undefined)[] = [
  'mail.busy',
  'mail.recipientUnknown',
  'mail.refused',
] satisfies MailFailure[];

export type SendToEach = ReturnType<typeof makeSendToEach>;

/**
 * To each recipient apart, under a return path of their own that no other has seen. Who has it is written down before the next one's
 * turn: after a death, or where one is to be tried again, it goes to the others only.
 */
export function makeSendToEach({ timeline, noteRejected, noteDead }: EachNeeds) {
  /** @throws ChannelError when somebody is to be tried again, or nobody has it */
  return async function sendToEach(
    touchpoint: Letterlike,
    recipients: readonly string[],
    send: (recipient: string) => Promise<void>,
  ): Promise<void> {
    const [only, another] = recipients;
    if (only && !another) return sendToOne(only, send(only));
    const { sentTo = [], failedFor = [], tries } = touchpoint.delivery;
    const round = await tryEach(touchpoint, inTurn(waitingOf(recipients, touchpoint), tries), send);
    const [first] = round.failed;
    if (!first) return;
    const again = round.failed.find(({ error }) => isOpen(error));
    const isNobodys = sentTo.length + failedFor.length + round.reached === 0;
    if (again && tries < MOST_TRIES) {
      await noteRejected(
        touchpoint,
        round.failed.filter(({ error }) => !isOpen(error)),
      );
      throw again.error;
    }
    if (round.broke && isNobodys) throw round.broke; // it is about the mail, or the server
    const broke = round.broke ?? first.error;
    const known = await noteRejected(touchpoint, [
      ...round.failed,
      ...round.untried.map((address) => ({ address, error: broke })),
    ]);
    if (recipients.every((address) => known.includes(address.toLowerCase()))) throw first.error;
  };

  /** How it is with that one is how it is with the mail. */
  async function sendToOne(address: string, sending: Promise<void>): Promise<void> {
    const error = await failureOf(sending);
    if (!error) return;
    await noteDead({ address, error });
    throw error;
  }

  async function tryEach(touchpoint: Letterlike, waiting: string[], send: (recipient: string) => Promise<void>) {
    const failed: Refused[] = [];
    let reached = touchpoint.delivery.sentTo?.length ?? 0;
    for (const [i, address] of waiting.entries()) {
      const error = await failureOf(send(address));
      if (error) failed.push({ address, error });
      else if (await timeline.reaches(touchpoint, address.toLowerCase())) reached += 1;
      else throw new ChannelError('unreachable'); // somebody else goes on with the others
      if (error && breaksOff(error, reached)) return { failed, reached, broke: error, untried: waiting.slice(i + 1) };
    }
    return { failed, reached, broke: null, untried: [] };
  }
}

const isOpen = ({ reason }: ChannelError) => reason === 'unreachable';

/** Nothing else would come of it for the next one. */
const breaksOff = (error: ChannelError, reached: number) =>
  !ABOUT_ONE.includes(error.detail) && (isOpen(error) || reached === 0);

/** A mistake of ours is no answer of a mail server. */
async function failureOf(sending: Promise<void>): Promise<ChannelError | null> {
  try {
    await sending;
    return null;
  } catch (error) {
    if (error instanceof ChannelError) return error;
    throw error;
  }
}
