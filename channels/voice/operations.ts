import { agentOf, isThere, liveLegOf, liveLegs } from '../../server/calls/index.js';
import {
  type CallRecord,
  type CallTarget,
  type CallTransfer,
  isRecorded,
  type Leg,
  type TransferWay,
} from '../../server/contract/index.js';
import { type Actor, AppError, type Handlers, parsePhone } from '../../server/platform/index.js';
import type { ByAgent, Holding } from './holding.js';
import type { VoiceNeeds } from './needs.js';
import type { Placing } from './placing.js';
import type { Recorder } from './recorder.js';
import type { Supervising } from './supervising.js';
import type { Transferring } from './transferring.js';

interface OperationNeeds {
  holding: Holding;
  placing: Placing;
  recorder: Recorder;
  supervising: Supervising;
  transferring: Transferring;
  endLeg(call: CallRecord, sid: string): Promise<void>;
}

const author = ({ id, name }: Actor): ByAgent => ({ type: 'agent', id, name });

/** What an agent may do with a call under way: those in the talk, and those who look after it. */
export function voiceHandlers(needs: VoiceNeeds, { holding, placing, recorder, ...parts }: OperationNeeds) {
  const { supervising, transferring, endLeg } = parts;
  const { calls, conversations, log } = needs;

  const found = (actor: Actor, params: Record<string, string>) => calls.access(actor, params.id as string);
  const shown = async ({ _id }: CallRecord) => calls.present((await calls.byId(_id))!);

  /** @throws AppError `call.over`, `call.notOn` */
  async function mine(actor: Actor, params: Record<string, string>): Promise<{ call: CallRecord; own: Leg }> {
    const call = await found(actor, params);
    if (call.state.endedAt) throw new AppError('call.over', 'This call has ended.');
    const own = liveLegOf(call, actor.id);
    const speaks = own && (own.role === 'agent' || call.ringing?.agentId === actor.id);
    if (!speaks) throw new AppError('call.notOn', 'You are not in this call.');
    return { call, own };
  }

  /** @throws AppError `carrier.failed` for whatever the carrier refuses or does not answer */
  async function carried<T>(done: Promise<T>): Promise<T> {
    return done.catch((error: unknown) => {
      if (error instanceof AppError) throw error;
      log.warn({ error }, 'the carrier did not do what was asked for a call');
      throw new AppError('carrier.failed', 'The phone company did not do it.');
    });
  }

  /** Who is wanted, with their name. @throws AppError `user.missing`, `input.invalid`, `queue.nobodyFree` */
  async function targetOf(call: CallRecord, way: TransferWay, to: CallTarget): Promise<CallTransfer['to']> {
    if (to.kind === 'queue' && way !== 'cold')
      return targetOf(call, way, { kind: 'agent', id: await freeIn(call, to.id) });
    if (to.kind === 'queue') return { kind: 'queue', id: to.id, name: await needs.queueName(to.id) };
    if (to.kind === 'number') {
      const number = parsePhone(to.number, needs.region);
      if (!number) throw new AppError('input.invalid', 'This is no phone number.');
      return { kind: 'number', id: number, name: number };
    }
    const name = await needs.agentName(to.id);
    if (!name) throw new AppError('user.missing', 'There is no such account.');
    return { kind: 'agent', id: to.id, name };
  }

  async function freeIn(call: CallRecord, queueId: string): Promise<string> {
    const conversation = call.conversationId ? await conversations.byId(call.conversationId) : null;
    if (!conversation) throw new AppError('call.over', 'Nobody waits for an answer in this call.');
    const askedBefore = new Set(call.state.legs.flatMap(({ address }) => agentOf(address) ?? []));
    return needs.routing.freeToAsk(conversation, queueId, askedBefore);
  }

  return {
    'calls.place': async ({ actor, body }) => shown(await carried(placing.place(actor, body))),
    'calls.hold': async ({ actor, params, body: { on } }) => {
      const { call } = await mine(actor, params);
      await carried(on ? holding.hold(call, author(actor)) : holding.unhold(call, author(actor)));
      return shown(call);
    },
    'calls.mute': async ({ actor, params, body: { on } }) => {
      const { call, own } = await mine(actor, params);
      await carried(holding.mute(call, own.sid, on, author(actor)));
      return shown(call);
    },
    'calls.hangUp': async ({ actor, params }) => {
      const now = await found(actor, params);
      if (now.state.endedAt) return shown(now);
      const { call } = await mine(actor, params);
      await calls.hungUp(call._id, actor.id);
      const isThereStill = liveLegs(call).some(({ sid }) => sid === call.sid);
      for (const { sid } of isThereStill && call.direction === 'in' ? [call] : liveLegs(call))
        await carried(endLeg(call, sid));
      return shown(call);
    },
    'calls.drop': async ({ actor, params }) => {
      const { call } = await mine(actor, params);
      const leg = call.state.legs.find(({ sid }) => sid === params.sid);
      const isGuest = leg && (leg.role === 'party' || (leg.role === 'agent' && !isOwners(call, leg)));
      if (!isGuest) throw new AppError('leg.missing', 'This person is not in the call.');
      if (!leg.endedAt) await carried(endLeg(call, leg.sid));
      return shown(call);
    },
    'calls.transfer': async ({ actor, params, body }) => {
      const seen = await found(actor, params);
      if (seen.asked.includes(body.clientId)) return shown(seen);
      const { call } = await mine(actor, params);
      const to = await targetOf(call, body.way, body.to);
      if (call.transfer) throw new AppError('call.transferring', 'Somebody is being called into this call already.');
      if (to.kind === 'agent' && liveLegOf(call, to.id))
        throw new AppError('agent.unavailable', 'They are in this call.');
      const transfer = {
        clientId: body.clientId,
        way: body.way,
        to,
        agentId: actor.id,
        at: needs.clock.now(),
        sid: null,
      };
      await carried(transferring.begin(call, transfer, author(actor)));
      return shown(call);
    },
    'calls.complete': async ({ actor, params }) => {
      const { call } = await mine(actor, params);
      const { transfer } = call;
      const target = transfer?.way === 'warm' && call.state.legs.find(({ sid }) => sid === transfer.sid);
      if (!target || !isThere(target)) throw new AppError('call.noTransfer', 'Nobody is there to hand the call to.');
      const conversation = call.conversationId ? await conversations.byId(call.conversationId) : null;
      await carried(transferring.complete(call, conversation, transfer));
      return shown(call);
    },
    'calls.record': async ({ actor, params, body: { on } }) => {
      const { call, own } = await mine(actor, params);
      if (!isRecorded(call)) throw new AppError('call.unrecorded', 'Its caller was not told that it may be recorded.');
      if (!isThere(own)) throw new AppError('call.notOn', 'You are not in this call.');
      // What was never begun needs no pause.
      if (on || call.recording !== 'off') await carried(recorder.record(call, on ? 'on' : 'paused', author(actor)));
      return shown(call);
    },
    'calls.supervise': async ({ actor, params, body: { how } }) => {
      const call = await found(actor, params);
      if (call.state.endedAt) throw new AppError('call.over', 'This call has ended.');
      const own = liveLegOf(call, actor.id);
      if (own && (own.role !== 'supervisor' || call.ringing?.agentId === actor.id))
        throw new AppError('input.invalid', 'You are in this call yourself.');
      await carried(supervising.supervise(call, actor.id, how));
      return shown(call);
    },
    'calls.unsupervise': async ({ actor, params }) => {
      const call = await found(actor, params);
      const own = liveLegOf(call, actor.id);
      if (own?.role === 'supervisor') await carried(endLeg(call, own.sid));
      return shown(call);
    },
  } satisfies Partial<Handlers>;
}

/** Whoever has the talk is not dropped from it. */
const isOwners = ({ ringing }: CallRecord, { sid }: Leg): boolean => ringing?.sid === sid;
