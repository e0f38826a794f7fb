import { type CallRecord, LEG_ENDED, LEG_RANK } from '../../server/contract/index.js';
import type { Following } from './following.js';
import type { LineOf } from './line-of.js';
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
    for (const { sid, role, address } of line ? call.state.legs.filter(({ endedAt }) => !endedAt) : []) {
      const found = await line!.look(sid);
      const state = found ? found.state : 'failed';
      if (LEG_RANK[state] !== LEG_ENDED) continue;
      const fact = { kind: 'leg', sid, role, state, address: address ?? '', seconds: found?.seconds ?? 0 } as const;
      const event = {
        _id: `asked:${sid}:${state}`,
        source: 'asked',
        sequence: 0,
        at: found?.endedAt ?? clock.now(),
        fact,
      } as const;
      now = await calls.tell(call._id, event);
    }
    await calls.askedNow(call._id);
    await follow(now);
  }

  return { reconcileSilent };
}
