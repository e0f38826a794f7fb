import type { Bounce } from '../../../server/contract/index.js';
import type { Timeline } from '../../../server/timeline/index.js';
import type { ChannelError } from '../../channel.js';
import type { Letterlike } from './send-letter.js';

/** One whose copy the mail server did not take. */
export interface Refused {
  address: string;
  error: ChannelError;
}

export type NoteRejected = ReturnType<typeof makeNoteRejected>;

/** Tells of those among several recipients whom a mail will not get to; it may get to the others. */
export function makeNoteRejected({ append, failsFor }: Pick<Timeline, 'append' | 'failsFor'>) {
  /** @returns all whom it will not get to, as far as is known */
  return async function noteRejected(touchpoint: Letterlike, refused: readonly Refused[]): Promise<readonly string[]> {
    const { _id: touchpointId, customerId, conversationId, details } = touchpoint;
    const mailId = details.mail?.mailId ?? '';
    let known: readonly string[] = touchpoint.delivery.failedFor ?? [];
    for (const { address, error } of refused) {
      const { said = '' } = error.why();
      await append({
        ...{ customerId, conversationId, kind: 'mail.bounced', direction: 'internal', channel: 'email' },
        sourceId: `${touchpointId}:rejected:${address}`,
        author: { type: 'system' },
        details: { mailId, address, touchpointId, ...verdict(said), diagnostic: said },
      });
      known = (await failsFor(touchpointId, address.toLowerCase()))?.delivery.failedFor ?? known;
    }
    return known;
  };
}

/** By the enhanced status (RFC 3463) where the answer has one; nothing was said where there was no server. */
function verdict(said: string): { bounce: Bounce; status: string } {
  const status = /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(said)?.[1] ?? `${said[0] ?? '4'}.0.0`;
  if (status.startsWith('4')) return { bounce: 'soft', status };
  if (status.startsWith('5.7')) return { bounce: 'policy', status };
  return { bounce: status.startsWith('5.2') ? 'soft' : 'hard', status };
}
