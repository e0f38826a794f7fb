import { IconCheck, IconMessages } from '@tabler/icons-react';
import type { LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { LinkButton } from '../base/link-button.js';
import { Empty } from '../base/states.js';
import { useTexts } from '../base/use-texts.js';
import { isQueueless, useDesk, useMay } from '../live/use-desk.js';
import { useList } from '../settings/use-settings.js';
import { FIRST_STEPS, type FirstStep, stepsLeft } from './first-steps.js';
import styles from './inbox.module.css';

export function NothingOpen() {
  return (
    <div className={styles.nothing}>
      <FirstSteps otherwise={<NothingChosen />} />
    </div>
  );
}

/** Of an installation that no conversation can come to yet, for whoever may mend that; else what is there otherwise. */
export function FirstSteps({ otherwise }: { otherwise: ReactNode }) {
  const queues = useDesk((desk) => desk.queues);
  const ways = useDesk((desk) => desk.mailboxes.length + desk.numbers.length);
  const [mayQueues, maySites] = [useMay('queue.edit'), useMay('site.edit')];
  // Websites are asked about only while nothing else leads here.
  const mayLack = mayQueues && maySites && stepsLeft({ queues, ways }).length > 0;
  return mayLack ? <StepsOrElse ways={ways} otherwise={otherwise} /> : otherwise;
}

function StepsOrElse({ ways, otherwise }: { ways: number; otherwise: ReactNode }) {
  const queues = useDesk((desk) => desk.queues);
  const sites = useList('sites.list');
  if (sites.isPending) return null;
  const left = stepsLeft({ queues, ways: ways + (sites.data?.length ?? 0) });
  return left.length > 0 ? <Steps left={left} /> : otherwise;
}

function NothingChosen() {
  const { t } = useTexts();
  const online = useDesk((desk) => desk.presence.state === 'online');
  const queueless = useDesk(isQueueless);
  const hint = queueless ? 'nothingOpenHint' : online ? 'nothingOpenOnline' : 'nothingOpenOffline';
  return <Empty icon={IconMessages} title={t('inbox.nothingOpen')} hint={t(`inbox.${hint}`)} />;
}

const LEADS_TO = {
  queue: ['queues'],
  members: ['users', 'queues'],
  way: ['websites', 'mailboxes', 'numbers'],
} as const satisfies Record<FirstStep, readonly string[]>;
const PLACES = {
  queues: '/settings/queues',
  users: '/settings/users',
  websites: '/settings/websites',
  mailboxes: '/settings/mailboxes',
  numbers: '/settings/numbers',
} as const satisfies Record<string, LinkProps['to']>;

/** A new installation: what to do, in which order, and where. */
function Steps({ left }: { left: readonly FirstStep[] }) {
  const { t, f } = useTexts();
  return (
    <section className={styles.steps} aria-labelledby="first-steps" data-testid="first-steps">
      <h2 id="first-steps">{t('inbox.steps.title')}</h2>
      <ol>
        {FIRST_STEPS.map((step, at) => {
          const isDone = !left.includes(step);
          return (
            <li key={step} data-done={isDone || undefined}>
              <span className={`${styles.stepSign} figures`} aria-hidden>
                {isDone ? <IconCheck size={16} /> : f.number(at + 1)}
              </span>
              <div>
                <strong>{t(`inbox.steps.${step}`)}</strong> {isDone && <span>({t('inbox.steps.done')})</span>}
                <p>{t(`inbox.steps.${step}Hint`)}</p>
                {!isDone &&
                  LEADS_TO[step].map((place) => (
                    <LinkButton
                      key={place}
                      to={PLACES[place]}
                      size="compact-sm"
                      variant={step === left[0] ? 'filled' : 'default'}
                    >
                      {t(`settings.${place}`)}
                    </LinkButton>
                  ))}
              </div>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
