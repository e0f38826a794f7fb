import { isRung } from '../../server/calls/index.js';
import { type CallRecord, LEG_ENDED, LEG_RANK, type Leg } from '../../server/contract/index.js';
import type { Following } from './following.js';
import type { LineOf } from './line-of.js';
import type { Line } from './lines.js';
import type { VoiceNeeds } from './needs.js';

/** Asks the carrier about calls that were silent for long, and carries out what was left undone. */
export function makeReconciling(needs: VoiceNeeds, lineOf: LineOf, { follow }: Pick<Following, 'follow'>) {
  const { clock, log, calls } = needs;

  async function reconcileSilent(): Promise<void> {
    for (const call of await calls.silent())
      await reconcile(call).catch((error: unknown) => log.warn({ error }, 'a call could not be asked about'));
  }

  async function reconcile(call: CallRecord): Promise<void> {
    const line = await lineOf(call);
    // Of what came last, whoever took it may have died before the timeline had it.
    let now = await calls.fold(call._id);
    for (const leg of line ? call.state.legs.filter(({ endedAt }) => !endedAt) : [])
      now = (await askAbout(call, leg, line!)) ?? now;
    await calls.askedNow(call._id);
    await follow(now);
  }

  /** @returns null where there is no news */
  async function askAbout({ _id }: CallRecord, leg: Leg, line: Line): Promise<CallRecord | null> {
    const { sid, role, address } = leg;
    const found = await line.look(sid);
    const state = found ? found.state : 'failed';
    const hasEnded = LEG_RANK[state] === LEG_ENDED;
    if (!hasEnded && !(isRung(leg) && state === 'inProgress')) return null;
    const talked = hasEnded && { seconds: found?.seconds ?? 0 };
    const fact = { kind: 'leg', sid, role, state, address: address ?? '', ...talked } as const;
    const at = found?.endedAt ?? clock.now();
    return calls.tell(_id, { _id: `asked:${sid}:${state}`, source: 'asked', sequence: 0, at, fact });
  }

  /** Before somebody waits again who may have gone: the word of it may be lost, or late. */
  async function isOver(call: CallRecord): Promise<boolean> {
    const line = await lineOf(call);
    const theirs = call.state.legs.find(({ sid }) => sid === call.sid);
    if (!line || !theirs) return false;
    if (call.hungUpBy)
      await line.hangUp(call.sid).catch((error: unknown) => log.warn({ error }, 'a leg could not be hung up'));
    const now = await askAbout(call, theirs, line);
    if (!now?.state.endedAt) return false;
    await follow(now);
    return true;
  }

  return { reconcileSilent, isOver };
}
