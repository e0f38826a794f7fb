import { useState } from 'react';
import type { ConversationView, CustomerView, SmsReply } from '../../../server/contract/index.js';
import { type Store, useStore } from '../base/store.js';
import type { Thread } from '../live/thread.js';
import { useDesk } from '../live/use-desk.js';
import { digestOf, latestCall } from '../thread/call-story.js';
import { textWay } from './text-way.js';

/** Which way a text goes, and what was called last in its conversation. */
export function useTextWay(conversation: ConversationView, customer: CustomerView, store: Store<Thread>) {
  const { id, channel } = conversation;
  const numbers = useDesk((desk) => desk.numbers);
  const touchpoints = useStore(store, (thread) => thread.touchpoints);
  const [chosen, setChosen] = useState<{ id: string; to: string }>();
  const story = latestCall(touchpoints, id);
  const way = textWay(conversation, customer, numbers, story && digestOf(story));
  const wanted = chosen?.id === id ? chosen.to : undefined;
  const to = way.theirs.find((number) => number === wanted) ?? way.theirs[0];
  /** A talk by text goes on where it is held. */
  const sms: SmsReply | undefined =
    channel !== 'sms' && to ? { to, ...(way.own && { numberId: way.own.id }) } : undefined;
  return { way, to, choose: (number: string) => setChosen({ id, to: number }), story, sms };
}
