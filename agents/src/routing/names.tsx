import { createContext, type ReactNode, useContext, useMemo } from 'react';
import type { SkillPolicy } from '../../../server/contract/index.js';
import { useQueueNames } from '../base/queue-names.js';
import { namedIn } from '../base/skill-names.js';
import { useTexts } from '../base/use-texts.js';
import { useList } from '../settings/use-settings.js';

interface Named {
  id: string;
  name: string;
}

/** Words for the ids that rules are made of. What is gone has a name that says so. */
export interface Names {
  skills: Named[];
  queues: Named[];
  agents: Named[];
  skill(id: string): string;
  queue(id: string): string;
  agent(id: string): string;
}

const Context = createContext<Names | null>(null);

/** @param skills of a draft; without them, the ones that hold */
export function NamesProvider({ skills, children }: { skills?: Record<string, SkillPolicy>; children: ReactNode }) {
  const { t, f } = useTexts();
  const queues = useQueueNames().all;
  const live = useList('skills.list').data;
  const users = useList('users.list').data;
  const names = useMemo<Names>(() => {
    const given = skills ? Object.entries(skills).map(([id, skill]) => ({ id, ...skill })) : (live ?? []);
    const skillNames = namedIn(given, f.locale);
    const agents = (users ?? []).filter(({ active }) => active).map(({ id, name }) => ({ id, name }));
    const gone = t('routing.gone');
    const finder = (all: Named[]) => {
      const byId = new Map(all.map(({ id, name }) => [id, name]));
      return (id: string) => byId.get(id) ?? gone;
    };
    return {
      ...{ skills: skillNames, queues, agents },
      ...{ skill: finder(skillNames), queue: finder(queues), agent: finder(agents) },
    };
  }, [skills, live, users, queues, t, f]);
  return <Context value={names}>{children}</Context>;
}

export function useNames(): Names {
  const names = useContext(Context);
  if (!names) throw new Error('names are asked for outside of their provider');
  return names;
}

export const asOptions = (all: readonly Named[]) => all.map(({ id, name }) => ({ value: id, label: name }));
