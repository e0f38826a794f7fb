import { callIdOf, isThere, liveLegOf, liveLegs } from '../../server/calls/index.js';
import type { CallPlaceInput, CallRecord, ConversationRecord, NumberRecord } from '../../server/contract/index.js';
import { type Actor, AppError, parsePhone } from '../../server/platform/index.js';
import { quietUntil } from '../twilio/index.js';
import type { Connecting } from './connecting.js';
import type { LineOf } from './line-of.js';
import type { VoiceNeeds } from './needs.js';

/** An agent waits in silence for the customer to be rung no longer than this from the beginning of the call. */
const DIALED_UNTIL_MS = 2 * 60_000;
/** Whoever began to call a customer has left a word of it after so long, or is dead. */
const DIALED_WITHIN_MS = 30_000;

export type Placing = ReturnType<typeof makePlacing>;

/** The same wish of the same agent is the same call. */
const placedId = (agentId: string, clientId: string): string => callIdOf(`place:${agentId}:${clientId}`);

/** Calls that an agent begins: their own page is rung, and when they are there, the customer. */
export function makePlacing(needs: VoiceNeeds, lineOf: LineOf, { carryOut }: Pick<Connecting, 'carryOut'>) {
  const { calls, clock, conversations, customers, numbers } = needs;

  /** @throws AppError of what does not let it begin, else the SDK's error; the same may be asked for again */
  async function place(actor: Actor, wish: CallPlaceInput): Promise<CallRecord> {
    const _id = placedId(actor.id, wish.clientId);
    const earlier = await calls.byId(_id);
    if (earlier) return again(actor, wish, earlier);
    const to = parsePhone(wish.number, needs.region);
    if (!to) throw new AppError('input.invalid', 'This is no phone number.');
    const number = await numbers.byId(wish.numberId);
    if (!number?.active || !number.voice.on || !number.voice.queueId) throw noNumber();
    if (!(await lineOf({ numberId: number._id }))) throw noNumber();
    const there = wish.conversationId ? await ownConversation(actor, wish, wish.conversationId) : null;
    const customer = await needs.rootOf(there?.customerId ?? wish.customerId);
    await mayCall(customer._id, number, there?.queueId ?? number.voice.queueId);
    if ((await calls.ofAgent(actor.id)).length > 0) throw new AppError('call.busy', 'You are in a call already.');
    const conversation = there ?? (await begin(actor, wish, customer, number.voice.queueId));
    const author = { type: 'agent', id: actor.id, name: actor.name } as const;
    const own = { _id, numberId: number._id, from: number.number, to, locale: customer.locale };
    const call = await calls
      .place({ ...own, conversation, version: conversation.version, reason: 'place', author })
      .catch((error: unknown) => notBegun(there ? null : conversation, error));
    return ring(call, there ? null : conversation);
  }

  /** Of two wishes at once the other one is a call: what was opened for this one is not needed. @throws what it was given */
  async function notBegun(opened: ConversationRecord | null, error: unknown): Promise<never> {
    if (opened) await conversations.close(opened._id, { by: 'system' });
    throw error;
  }

  async function again(actor: Actor, wish: CallPlaceInput, earlier: CallRecord): Promise<CallRecord> {
    const { freed, ringing, conversationId } = earlier;
    const call = freed && ringing ? await calls.placeAgain(earlier._id, ringing.agentId) : null;
    if (!call) return earlier;
    const c = conversationId ? await conversations.byId(conversationId) : null;
    const opened = c?.startKey === startKeyOf(actor, wish) ? c : null;
    if (opened?.state === 'closed') await needs.routing.resume(actor.id, opened._id);
    return ring(call, opened);
  }

  /**
   * Where nobody knows whether the carrier heard of it, the sweep finds out.
   * @param opened for this call alone: of one that the carrier refuses nothing is left with its agent
   * @throws the SDK's error
   */
  async function ring(call: CallRecord, opened: ConversationRecord | null): Promise<CallRecord> {
    try {
      return (await carryOut(call)) ?? call;
    } catch (error) {
      if ((error as { status?: number }).status) {
        await calls.notPlaced(call._id);
        if (opened) await conversations.close(opened._id, { by: 'system' });
      }
      throw error;
    }
  }

  /** @throws AppError conversation.missing, conversation.notYours */
  async function ownConversation(actor: Actor, { customerId }: CallPlaceInput, id: string) {
    const c = await needs.access(actor, id);
    if (c.state !== 'active' || c.agentId !== actor.id)
      throw new AppError('conversation.notYours', 'Take the conversation before you call.');
    const [asked, theirs] = [await needs.rootOf(customerId), await needs.rootOf(c.customerId)];
    if (asked._id !== theirs._id) throw new AppError('input.invalid', 'This conversation is with somebody else.');
    return c;
  }

  /** @throws AppError call.unwanted, call.quietHours */
  async function mayCall(customerId: string, { voice }: NumberRecord, queueId: string): Promise<void> {
    if ((await customers.withdrawnChannels(customerId)).includes('voice'))
      throw new AppError('call.unwanted', 'The customer does not want to be called.');
    if (voice.quiet && quietUntil(voice.quiet, await needs.timeZone(queueId), clock.now()))
      throw new AppError('call.quietHours', 'Nobody is called at this hour.');
  }

  async function begin(
    actor: Actor,
    wish: CallPlaceInput,
    customer: Awaited<ReturnType<VoiceNeeds['rootOf']>>,
    queueId: string,
  ): Promise<ConversationRecord> {
    const c = await conversations.open({
      customer,
      verified: await customers.isVerified(customer._id),
      ...{
        channel: 'voice',
        siteId: null,
        locale: customer.locale,
        queueId,
        queueName: await needs.queueName(queueId),
      },
      ...{ by: 'agent', owner: { id: actor.id, name: actor.name } },
      ...{ startKey: startKeyOf(actor, wish), told: () => [] },
    });
    await needs.routing.hold(actor.id, c);
    return c;
  }

  /** Its agent is there: now the customer. Safe to ask again; who began it and died over it is found by the sweep. */
  async function follow(call: CallRecord): Promise<void> {
    const { _id, dialedAt, direction, sid } = call;
    if (direction !== 'out' || sid || call.state.endedAt) return;
    const known = call.state.legs.find(({ role }) => role === 'customer');
    if (known) return void (await calls.dialed(_id, known.sid));
    // Where nobody could be rung at all, as its number is gone: its agent may call again.
    if (call.state.legs.length === 0 && isTooLate(call)) return void (await calls.notPlaced(_id));
    const own = liveLegOf(call, call.ringing?.agentId ?? null);
    if (!own || !isThere(own) || (dialedAt && +clock.now() - +dialedAt < DIALED_WITHIN_MS)) return;
    if (await calls.dial(_id, dialedAt)) await dial(call);
  }

  const isTooLate = ({ createdAt }: CallRecord): boolean => +clock.now() - +createdAt > DIALED_UNTIL_MS;

  async function dial(call: CallRecord): Promise<void> {
    const { _id, dialedAt, to: address } = call;
    const line = await lineOf(call);
    if (!line) return;
    const before = dialedAt && (await line.rungAlready(call, address, dialedAt));
    const detects = (await numbers.byId(call.numberId))?.voice.detectsMachines ?? false;
    const sid = before ?? (isTooLate(call) ? null : await line.dial(call, detects).catch(unlessRefused));
    if (!sid) return giveUp(call);
    await calls.dialed(_id, sid);
    const fact = { kind: 'leg', sid, role: 'customer', state: 'queued', address } as const;
    const now = await calls.tell(_id, {
      _id: `call:${sid}:queued`,
      source: 'call',
      sequence: -1,
      at: clock.now(),
      fact,
    });
    // Whoever wanted it may have gone while the carrier was asked.
    if (now && liveLegs(now).every(({ role }) => role === 'customer')) await line.hangUp(sid);
  }

  /** The carrier will not call there: nobody is left to wait for. */
  async function giveUp(call: CallRecord): Promise<void> {
    const line = await lineOf(call);
    for (const { sid } of liveLegs(call)) await line?.hangUp(sid);
  }

  return { place, follow };
}

const startKeyOf = ({ id }: Actor, { clientId }: CallPlaceInput): string => `call:${id}:${clientId}`;

const noNumber = () => new AppError('number.missing', 'There is no such number that calls.');

/** What is wrong with the call itself does not become right. @throws the SDK's error of anything else: it is tried again */
function unlessRefused(error: { status?: number }): null {
  const { status = 0 } = error;
  if (status < 400 || status >= 500 || status === 408 || status === 429) throw error;
  return null;
}
