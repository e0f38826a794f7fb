import { useMemo } from 'react';
import type { SkillView } from '../../../server/contract/index.js';
import { useList } from '../settings/use-settings.js';
import { useTexts } from './use-texts.js';

interface Named {
  id: string;
  name: string;
}

/** The skills that there are, by the names of the language in use; one that is gone is said to be. */
export function useSkillNames(): { all: Named[]; of: (id: string) => string } {
  const { t, f } = useTexts();
  const { data } = useList('skills.list');
  return useMemo(() => {
    const all = namedIn(data ?? [], f.locale);
    const byId = new Map(all.map(({ id, name }) => [id, name]));
    return { all, of: (id) => byId.get(id) ?? t('routing.gone') };
  }, [data, t, f]);
}

export const namedIn = (
  skills: readonly (Pick<SkillView, 'name' | 'nameFa'> & { id: string })[],
  locale: string,
): Named[] => skills.map(({ id, name, nameFa }) => ({ id, name: (locale === 'fa' && nameFa) || name }));
