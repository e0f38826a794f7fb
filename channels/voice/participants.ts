import type { CallRecord } from '../../server/contract/index.js';
import type { CarrierClient } from '../twilio/index.js';
import { conferenceOf } from './answers.js';

export interface PartChange {
  hold?: boolean;
  muted?: boolean;
  coaching?: boolean;
  callSidToCoach?: string;
}

/** Whoever is in a talk: held, muted, coached. Saying the same twice changes nothing. */
export function makeParticipants(client: CarrierClient, publicUrl: string) {
  const holdUrl = `${publicUrl}/hooks/voice/hold`;

  async function conferenceSid({ _id }: Pick<CallRecord, '_id'>): Promise<string | null> {
    const found = await client.conferences.list({ friendlyName: conferenceOf(_id), limit: 20 });
    return found.find(({ status }) => status !== 'completed')?.sid ?? null;
  }

  const part = (conference: string, sid: string) => client.conferences(conference).participants(sid);

  return {
    /**
     * What was told names the conference, unless that word was lost or it is another by now.
     * @throws the SDK's error, 404 where the leg is in no talk
     */
    async set(call: CallRecord, sid: string, change: PartChange): Promise<void> {
      const asked = { ...change, ...(change.hold && { holdUrl }) };
      const known = call.state.conferenceSid;
      try {
        if (known) return void (await part(known, sid).update(asked));
      } catch (error) {
        if ((error as { status?: number }).status !== 404) throw error;
      }
      const now = await conferenceSid(call);
      await part(now ?? known ?? conferenceOf(call._id), sid).update(asked);
    },
    /** Whether the leg is in the talk, asked of the carrier. */
    async isIn(call: CallRecord, sid: string): Promise<boolean> {
      const now = await conferenceSid(call);
      if (!now) return false;
      const there = await client.conferences(now).participants.list({ limit: 50 });
      return there.some(({ callSid }) => callSid === sid);
    },
  };
}
