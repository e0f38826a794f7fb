import { notFound } from '../../api/api-error.js';
import { type Asked, type Doors, ok } from '../../api/asked.js';
import { dated, page } from '../../api/paging.js';
import type { Conference } from '../conference.js';
import { methodOf } from '../verbs/attributes.js';
import type { Source, Voice } from '../voice.js';

export function findConference(voice: Voice, { account, params, uri }: Asked): Conference {
  const conference = voice.conferences.get(params.sid!);
  if (conference?.accountSid !== account.sid) throw notFound(uri);
  return conference;
}

/** Conferences: list, look, announce, end. */
export function conferenceDoors(voice: Voice): Doors {
  return {
    'GET Conferences': (asked) => {
      const { account, query } = asked;
      const [name, status] = [query.text('FriendlyName'), query.text('Status')];
      const own = [...voice.conferences.values()].filter(
        (one) => one.accountSid === account.sid && (!name || one.name === name) && (!status || one.status === status),
      );
      return page(asked, 'conferences', own.reverse(), conferenceView);
    },
    'GET Conferences/{sid}': (asked) => ok(conferenceView(findConference(voice, asked))),
    'POST Conferences/{sid}': (asked) => {
      const conference = findConference(voice, asked);
      const announce = announcement(asked);
      if (announce) announceToAll(voice, conference, announce);
      if (asked.form.text('Status') === 'completed')
        voice.conferencing.end(conference, null, 'conference-ended-via-api');
      return ok(conferenceView(conference));
    },
  };
}

export const announcement = ({ form }: Asked): Source | null => {
  const url = form.text('AnnounceUrl');
  return url ? { url, method: methodOf(form.text('AnnounceMethod')), kind: 'conference.announce' } : null;
};

function announceToAll({ conferencing }: Voice, conference: Conference, source: Source): void {
  const played = [...conference.participants.values()].map((one) => conferencing.playTo(one, source, true));
  void Promise.all(played).then(() => conferencing.tell(conference, 'announcement-end', null));
}

function conferenceView({ sid, accountSid, name, status, createdAt, updatedAt, endedBy }: Conference) {
  const uri = `/2010-04-01/Accounts/${accountSid}/Conferences/${sid}`;
  return {
    ...{ sid, account_sid: accountSid, friendly_name: name, status, region: 'us1', api_version: '2010-04-01' },
    ...{ reason_conference_ended: endedBy?.reason ?? null, call_sid_ending_conference: endedBy?.callSid ?? null },
    date_created: dated(createdAt),
    date_updated: dated(updatedAt),
    uri: `${uri}.json`,
    subresource_uris: { participants: `${uri}/Participants.json`, recordings: `${uri}/Recordings.json` },
  };
}
