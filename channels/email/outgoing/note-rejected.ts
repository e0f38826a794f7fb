import type { Bounce } from '../../../server/contract/index.js';
import type { Timeline } from '../../../server/timeline/index.js';
import type { Handover } from '../transport.js';
import type { Letterlike } from './send-letter.js';

const DIAGNOSTIC_LENGTH = 500;

/** Tells of those among several recipients whom the mail server would not take; the others have the mail. */
export function makeNoteRejected({ append, failsFor }: Pick<Timeline, 'append' | 'failsFor'>) {
  return async function noteRejected(touchpoint: Letterlike, rejected: Handover['rejected']) {
    const { _id: touchpointId, customerId, conversationId, details } = touchpoint;
    const mailId = details.mail?.mailId ?? '';
    for (const { address, response } of rejected) {
      await failsFor(touchpointId, address.toLowerCase());
      const about = { mailId, address, touchpointId };
      await append({
        ...{ customerId, conversationId, kind: 'mail.bounced', direction: 'internal', channel: 'email' },
        sourceId: `${touchpointId}:rejected:${address}`,
        author: { type: 'system' },
        details: { ...about, ...verdict(response), diagnostic: response.slice(0, DIAGNOSTIC_LENGTH) },
      });
    }
  };
}

/** By the enhanced status (RFC 3463) where the answer has one. */
function verdict(response: string): { bounce: Bounce; status: string } {
  const status = /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] ?? `${response[0] ?? '5'}.0.0`;
  if (status.startsWith('4')) return { bounce: 'soft', status };
  if (status.startsWith('5.7')) return { bounce: 'policy', status };
  return { bounce: status.startsWith('5.2') ? 'soft' : 'hard', status };
}
