import { useQueryClient } from '@tanstack/react-query';
import { call } from '../base/api.js';
import { tellDone, tellFailure } from '../base/tell.js';
import { useTexts } from '../base/use-texts.js';
import type { Levels } from './matrix/skill-matrix.js';

/** Saves the changed cells of each agent. @returns whether all of it was saved; what was not is told */
export function useSavingLevels(): (changed: Levels) => Promise<boolean> {
  const client = useQueryClient();
  const { t } = useTexts();
  return async (changed) => {
    try {
      for (const [id, skills] of Object.entries(changed))
        await call('routing.agents.change', { params: { id }, body: { skills } });
      tellDone(t('common.saved'));
      return true;
    } catch (error) {
      tellFailure(error);
      return false;
    } finally {
      await client.invalidateQueries({ queryKey: ['settings'] });
    }
  };
}
