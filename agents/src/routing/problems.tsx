import { IconAlertTriangle, IconCircleX } from '@tabler/icons-react';
import type { ProblemView } from '../../../server/contract/index.js';
import { useTexts } from '../base/use-texts.js';
import settings from '../settings/settings.module.css';
import { useList } from '../settings/use-settings.js';
import { useNames } from './names.js';
import styles from './routing.module.css';

/** What is wrong, in plain words; errors stand first. */
export function Problems({ problems }: { problems: readonly ProblemView[] }) {
  const words = useProblemWords();
  const { t } = useTexts();
  return (
    <ul className={settings.card} style={{ listStyle: 'none', margin: 0, padding: 0 }} data-testid="problems">
      {problems.map((problem) => {
        const isError = problem.severity === 'error';
        const Sign = isError ? IconCircleX : IconAlertTriangle;
        return (
          <li key={JSON.stringify(problem)} className={styles.problem} data-code={problem.code}>
            <Sign
              size={16}
              className={isError ? styles.error : undefined}
              aria-label={t(`problem.${problem.severity}`)}
            />
            <span>{words(problem)}</span>
          </li>
        );
      })}
    </ul>
  );
}

function useProblemWords(): (problem: ProblemView) => string {
  const { t, f } = useTexts();
  const names = useNames();
  const apart = (name: string) => `\u2068${name}\u2069`;
  return ({ code, queueId, otherQueueId, agentId, skillId, date, place, level, best }) =>
    t(`problem.${code}`, {
      queue: queueId ? apart(names.queue(queueId)) : '',
      other: otherQueueId ? apart(names.queue(otherQueueId)) : '',
      agent: agentId ? apart(names.agent(agentId)) : '',
      skill: skillId ? apart(names.skill(skillId)) : '',
      date: date ? f.date(date) : '',
      place: f.number(place ?? 0),
      level: f.number(level ?? 0),
      best: f.number(best ?? 0),
    });
}

/** Of the rules that hold; nothing where nothing is wrong. */
export function LiveProblems() {
  const { t } = useTexts();
  const { data } = useList('routing.problems');
  if (!data || data.length === 0) return null;
  return (
    <section className={settings.section}>
      <h3>{t('problem.live')}</h3>
      <p>{t('problem.liveHint')}</p>
      <Problems problems={data} />
    </section>
  );
}
