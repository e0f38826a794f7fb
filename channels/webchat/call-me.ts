import type { ConversationRecord } from '../../server/contract/index.js';
import { whyNotCalled } from '../../server/numbers/index.js';
import { AppError, keyedBuckets, parsePhone } from '../../server/platform/index.js';
import type { WebchatNeeds } from './needs.js';

const HOUR = 3_600;
const NOT_CALLED = {
  'call.premium': 'Numbers that charge whoever calls them are not called.',
  'call.country': 'Numbers of this country are not called.',
};

/** Whoever waits in the chat may be called instead. They keep their place, and whoever gets them calls them. */
export function makeCallMe({ config, conversations, customers, timeline, ...needs }: WebchatNeeds) {
  const spendCustomer = keyedBuckets(5 / HOUR, 5);
  // Nobody proves that it is their own: one number is not rung again and again by others.
  const spendNumber = keyedBuckets(5 / HOUR, 5);

  const authorOf = ({ customerId, customerName }: ConversationRecord) =>
    ({ type: 'customer', id: customerId, name: customerName }) as const;

  /** @throws AppError input.invalid, conversation.closed, channel.none, call.country, call.premium, rate.limited, conversation.moved */
  async function askCall(conversation: ConversationRecord, given: string): Promise<void> {
    const { _id, customerId, queueId, state } = conversation;
    if (state === 'closed') throw new AppError('conversation.closed', 'This conversation is over.');
    const number = parsePhone(given, config.DEFAULT_REGION);
    const ours = await needs.callingBackFor(queueId);
    if (!ours) throw new AppError('channel.none', 'Nobody is called back here.');
    if (!number || number === ours.number) throw noNumber();
    const code = whyNotCalled(ours, number, config.DEFAULT_REGION);
    if (code) throw new AppError(code, NOT_CALLED[code]);
    spendCustomer(customerId);
    spendNumber(number);
    const author = authorOf(conversation);
    const wanted = await conversations.wantCallback(_id, { number, numberId: ours._id, author });
    if (!wanted) throw new AppError('conversation.moved', 'Somebody is there already.');
    await claim(conversation, number);
  }

  /** What they type about themselves ties them to nobody: agents see who else has it. */
  async function claim({ _id: conversationId, customerId }: ConversationRecord, value: string): Promise<void> {
    const { identity } = await customers.addIdentity(customerId, 'phone', value, 'claimed');
    if (identity.evidence !== 'claimed') return;
    await timeline.append({
      ...{ customerId, conversationId, kind: 'identity.added', direction: 'internal', channel: 'webchat' },
      sourceId: `${customerId}:phone:${value}`,
      author: { type: 'system' },
      details: { kind: 'phone', value, evidence: 'claimed' },
    });
  }

  /** Not to be called after all. @throws AppError conversation.moved where they are being called just now */
  async function waitHere(conversation: ConversationRecord): Promise<void> {
    if (!conversation.callback) return;
    const over = { how: 'cancelled', callId: null } as const;
    const left = await conversations.callbackOver(conversation._id, over, authorOf(conversation));
    if (!left) throw new AppError('conversation.moved', 'You are being called.');
    if (left.state === 'snoozed') await conversations.requeue(left._id, { version: left.version, reason: 'resumed' });
  }

  return { askCall, waitHere };
}

function noNumber(): AppError {
  const issues = [{ path: 'number', message: 'not a phone number' }];
  return new AppError('input.invalid', 'Not accepted: number: not a phone number', { issues });
}
