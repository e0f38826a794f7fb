import type { ConversationView, MeView } from '../../../server/contract/index.js';

/** What this person may do with this conversation now. The server decides; this only hides what it would refuse. */
export interface Can {
  reply: boolean;
  transfer: boolean;
  snooze: boolean;
  close: boolean;
  pick: boolean;
  takeOver: boolean;
  resume: boolean;
  /** To come back to it. */
  markUnread: boolean;
  markRead: boolean;
  /** More time to write up. */
  extendWrapUp: boolean;
  /** To its owner, beside what the customer sees. */
  whisper: boolean;
  join: boolean;
  withdraw: boolean;
  /** What is asked of whoever takes it. */
  setNeeds: boolean;
  /** Says where a mail belongs. */
  placeMail: boolean;
}

export function mayDo(conversation: ConversationView, me: MeView): Can {
  const { state, agent, joinedBy } = conversation;
  const mine = agent?.id === me.id;
  const working = state === 'active' || state === 'wrapUp';
  const waiting = state === 'queued' || state === 'offered';
  const joined = state === 'active' && joinedBy.some(({ id }) => id === me.id);
  const supervises = !mine && me.permissions.includes('conversation.supervise');
  const seesAll = me.permissions.includes('conversation.seeAll');
  return {
    reply: (mine && working) || joined,
    transfer: (mine && working) || (seesAll && (working || waiting)),
    snooze: mine && state === 'active',
    close: (mine && working) || (seesAll && (working || waiting)),
    pick: waiting && me.permissions.includes('conversation.pick'),
    takeOver: working && !mine && me.permissions.includes('conversation.takeOver'),
    extendWrapUp: mine && (conversation.wrapUp?.extensionsLeft ?? 0) > 0,
    markUnread: mine && state !== 'closed' && conversation.unread === 0,
    markRead: mine && state !== 'closed' && conversation.unread > 0,
    resume: state === 'snoozed' || state === 'closed',
    whisper: supervises && working,
    join: supervises && state === 'active' && !joined,
    withdraw: joined,
    setNeeds: waiting,
    placeMail:
      me.permissions.includes('mail.place') &&
      (mine || joined || (state !== 'closed' && me.permissions.includes('conversation.takeOver'))),
  };
}
