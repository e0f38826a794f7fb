import type { Timeline } from '../../../server/timeline/index.js';
import type { ChannelError } from '../../channel.js';
import { verdictOf } from '../reading/bounces.js';
import type { Letterlike } from './send-letter.js';

/** One whose copy the mail server did not take. */
export interface Refused {
  address: string;
  error: ChannelError;
}

export type NoteDead = ReturnType<typeof makeNoteDead>;
export type NoteRejected = ReturnType<typeof makeNoteRejected>;

interface RejectedNeeds {
  timeline: Pick<Timeline, 'append' | 'failsFor'>;
  /** Mail to this address came back for good. */
  noteUndeliverable: (address: string, status: string) => Promise<void>;
}

/** An address that a mail server knows nobody at is dead, whether it says so at once or reports it later. */
export function makeNoteDead({ noteUndeliverable }: Pick<RejectedNeeds, 'noteUndeliverable'>) {
  return async function noteDead({ address, error }: Refused): Promise<void> {
    const { bounce, status } = verdictOf(error.why().said ?? '');
    if (error.reason === 'refused' && bounce === 'hard') await noteUndeliverable(address, status);
  };
}

/** Tells of those among several recipients whom a mail will not get to; it may get to the others. */
export function makeNoteRejected({ timeline: { append, failsFor }, noteUndeliverable }: RejectedNeeds) {
  const noteDead = makeNoteDead({ noteUndeliverable });
  /** @returns all whom it will not get to, as far as is known */
  return async function noteRejected(touchpoint: Letterlike, refused: readonly Refused[]): Promise<readonly string[]> {
    const { _id: touchpointId, customerId, conversationId, details } = touchpoint;
    const mailId = details.mail?.mailId ?? '';
    let known: readonly string[] = touchpoint.delivery.failedFor ?? [];
    for (const { address, error } of refused) {
      await noteDead({ address, error });
      await append({
        ...{ customerId, conversationId, kind: 'mail.bounced', direction: 'internal', channel: 'email' },
        sourceId: `${touchpointId}:rejected:${address}`,
        author: { type: 'system' },
        details: { mailId, address, touchpointId, ...verdictOf(error.why().said ?? '') },
      });
      known = (await failsFor(touchpointId, address.toLowerCase()))?.delivery.failedFor ?? known;
    }
    return known;
  };
}
