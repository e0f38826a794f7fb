import { ApiError, notFound } from '../../api/api-error.js';
import { type Asked, type Doors, gone, made, ok } from '../../api/asked.js';
import { dated, page } from '../../api/paging.js';
import { averageWait, type Member, type Queue, waitedSeconds } from '../queues.js';
import { methodOf } from '../verbs/attributes.js';
import type { Voice } from '../voice.js';

/** Queues and who waits in them. */
export function queueDoors(voice: Voice): Doors {
  const { queues, world } = voice;
  const found = ({ account, params, uri }: Asked): Queue => {
    const queue = queues.find(account.sid, params.sid!);
    if (!queue) throw notFound(uri);
    return queue;
  };
  const foundMember = (asked: Asked): [Queue, Member] => {
    const queue = found(asked);
    const { callSid } = asked.params;
    const member = callSid === 'Front' ? queue.members[0] : queue.members.find(({ call }) => call.sid === callSid);
    if (!member) throw notFound(asked.uri);
    return [queue, member];
  };
  const memberView = (queue: Queue, member: Member) => ({
    ...{ call_sid: member.call.sid, queue_sid: queue.sid, position: queue.members.indexOf(member) + 1 },
    ...{ date_enqueued: dated(member.since), wait_time: waitedSeconds(world.time, member) },
    uri: `/2010-04-01/Accounts/${queue.accountSid}/Queues/${queue.sid}/Members/${member.call.sid}.json`,
  });
  return {
    'GET Queues': (asked) =>
      page(
        asked,
        'queues',
        [...queues.all.values()].filter(({ accountSid }) => accountSid === asked.account.sid),
        queueView,
      ),
    'POST Queues': ({ account, form }) => {
      const name = form.text('FriendlyName');
      if (!name) throw new ApiError(400, 20_001, 'FriendlyName is required');
      if (queues.find(account.sid, name)) throw new ApiError(400, 22_003, `Queue ${name} already exists`);
      return made(queueView(queues.make(account.sid, name, form.whole('MaxSize', 1_000, 1, 5_000))));
    },
    'GET Queues/{sid}': (asked) => ok(queueView(found(asked))),
    'POST Queues/{sid}': (asked) => {
      const queue = found(asked);
      if (asked.form.has('FriendlyName')) queue.name = asked.form.text('FriendlyName');
      queue.maxSize = asked.form.whole('MaxSize', queue.maxSize, 1, 5_000);
      return ok(queueView(queue));
    },
    'DELETE Queues/{sid}': (asked) => {
      const queue = found(asked);
      if (queue.members.length > 0) throw new ApiError(400, 22_002, 'Queue is not empty');
      queues.all.delete(queue.sid);
      return gone;
    },
    'GET Queues/{sid}/Members': (asked) => {
      const queue = found(asked);
      return page(asked, 'queue_members', queue.members, (member) => memberView(queue, member));
    },
    'GET Queues/{sid}/Members/{callSid}': (asked) => ok(memberView(...foundMember(asked))),
    'POST Queues/{sid}/Members/{callSid}': (asked) => {
      const [queue, member] = foundMember(asked);
      const view = memberView(queue, member);
      const url = asked.form.text('Url');
      if (!url) throw new ApiError(400, 21_205, 'Url parameter is required.');
      voice.follow(member.call, { url, method: methodOf(asked.form.text('Method')), kind: 'call.document' });
      return ok(view);
    },
  };
}

function queueView(queue: Queue) {
  const { sid, accountSid, name, maxSize, members, createdAt } = queue;
  const uri = `/2010-04-01/Accounts/${accountSid}/Queues/${sid}`;
  return {
    ...{ sid, account_sid: accountSid, friendly_name: name, max_size: maxSize, current_size: members.length },
    average_wait_time: averageWait(queue),
    date_created: dated(createdAt),
    date_updated: dated(createdAt),
    uri: `${uri}.json`,
    subresource_uris: { members: `${uri}/Members.json` },
  };
}
