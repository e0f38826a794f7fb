import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { SkillLevels, UserView } from '../../../server/contract/index.js';
import { call } from '../base/api.js';
import { tellDone, tellFailure } from '../base/tell.js';
import { useTexts } from '../base/use-texts.js';
import { useAskingTorn } from './matrix/ask-torn.js';
import { type LevelEdits, type Levels, levelsOf, tornLevels } from './matrix/level-edits.js';

export const levelsByAgent = (users: readonly UserView[]): Levels =>
  Object.fromEntries(users.map(({ id, skills }): [string, SkillLevels] => [id, skills]));

/**
 * Saves the changed cells of each agent; asks first where somebody else changed the same ones.
 * @param done all of it is saved; what was not is told
 */
export function useSavingLevels(done: () => void) {
  const client = useQueryClient();
  const { t } = useTexts();
  const ask = useAskingTorn();
  const [saving, setSaving] = useState(false);

  async function attempt(work: () => Promise<void>): Promise<void> {
    setSaving(true);
    await work().catch(tellFailure);
    setSaving(false);
  }

  async function put(edits: LevelEdits): Promise<void> {
    try {
      for (const [id, skills] of Object.entries(levelsOf(edits)))
        await call('routing.agents.change', { params: { id }, body: { skills } });
    } finally {
      await client.invalidateQueries({ queryKey: ['settings'] });
    }
    tellDone(t('common.saved'));
    done();
  }

  const save = (edits: LevelEdits) =>
    attempt(async () => {
      const users = await call('users.list', {});
      client.setQueryData(['settings', 'users.list'], users);
      const torn = tornLevels(edits, levelsByAgent(users));
      if (torn.length > 0) ask(torn, () => attempt(() => put(edits)));
      else await put(edits);
    });
  return { save, saving };
}
