import { isDeepStrictEqual } from 'node:util';
import type { PolicyContent, QueueRecord, UserRecord } from '../contract/index.js';
import { AppError, type Log } from '../platform/index.js';
import type { makeCommon } from './common.js';
import { fitted } from './content.js';
import type { Skills } from './skills.js';

export interface CarryNeeds {
  log: Log;
  skills: Skills;
  common: ReturnType<typeof makeCommon>;
  changeQueue(id: string, set: Partial<QueueRecord>): Promise<unknown>;
  changeUser(id: string, set: Partial<UserRecord>): Promise<unknown>;
  /** What the records say at this moment. */
  read(): Promise<PolicyContent>;
}

/**
 * Carries a policy to the records that routing goes by: only what differs is written, so that doing it again, or after a crash in
 * the middle, comes to the same. Skills come first and go last, so that no rule ever names one that is not there.
 */
export function makeCarry({ log, skills, common, changeQueue, changeUser, read }: CarryNeeds) {
  return async function carry(published: PolicyContent, dropped: readonly string[]): Promise<void> {
    const live = await read();
    const content = fitted(published, live);
    await putSkills(content, live);
    if (!isDeepStrictEqual(content.common, live.common)) await common.change(content.common);
    for (const [id, queue] of Object.entries(content.queues))
      await each(id, changed(live.queues[id], queue), changeQueue);
    for (const [id, agent] of Object.entries(content.agents))
      await each(id, changed(live.agents[id], agent), changeUser);
    const gone = dropped.filter((id) => id in live.skills && !(id in content.skills));
    if (gone.length > 0) await skills.drop(gone);
  };

  /** Twice, because two may have changed their names with each other. */
  async function putSkills(content: PolicyContent, live: PolicyContent): Promise<void> {
    const differing = Object.entries(content.skills).filter(
      ([id, skill]) => !isDeepStrictEqual(skill, live.skills[id]),
    );
    for (const _turn of [1, 2]) for (const [_id, skill] of differing) await skills.put({ _id, ...skill });
  }

  /** One that went in this very moment, or can no longer be so, must not keep the others from becoming what they shall be. */
  async function each<T extends object>(
    id: string,
    set: Partial<T> | null,
    write: (id: string, set: Partial<T>) => Promise<unknown>,
  ): Promise<void> {
    if (!set) return;
    try {
      await write(id, set);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      log.warn({ id, code: error.code }, 'a part of a published policy could not be carried over');
    }
  }
}

/** The fields that differ; null where none does. */
function changed<T extends object>(before: T | undefined, after: T): Partial<T> | null {
  const fields = Object.entries(after).filter(([key, value]) => !isDeepStrictEqual(before?.[key as keyof T], value));
  return fields.length > 0 ? (Object.fromEntries(fields) as Partial<T>) : null;
}
