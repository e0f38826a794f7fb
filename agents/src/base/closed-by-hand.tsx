import { IconMoon } from '@tabler/icons-react';
import type { ClosedByHandView } from '../../../server/contract/index.js';
import { useDesk } from '../live/use-desk.js';
import styles from './closed-by-hand.module.css';
import { useQueueNames } from './queue-names.js';
import { useNow } from './use-now.js';
import { useTexts } from './use-texts.js';

/** The closing that is in force; what has ended says nothing. */
export const inForce = (closed: ClosedByHandView | null, now: number): ClosedByHandView | null =>
  closed && (closed.until === null || now < Date.parse(closed.until)) ? closed : null;

/** "Closed by Mina until 14:00". */
export function useClosedWords(): (closed: ClosedByHandView) => string {
  const { t, f } = useTexts();
  return ({ by, until }) => {
    const name = `\u2068${by}\u2069`;
    if (until === null) return t('closedByHand.by', { name });
    const isToday = f.date(until) === f.date(Date.now());
    return t('closedByHand.until', { name, time: isToday ? f.time(until) : f.dateTime(until) });
  };
}

/** Of the queues one looks at, those that somebody closed; nothing where none is. @param queueId missing: of all */
export function ClosedQueues({ queueId }: { queueId?: string }) {
  const queues = useDesk((desk) => desk.queues);
  const names = useQueueNames();
  const words = useClosedWords();
  const now = useNow(15);
  const closed = queues
    .filter(({ id, active }) => active && (!queueId || id === queueId))
    .flatMap((queue) => {
      const by = inForce(queue.closedByHand, now);
      return by ? [{ ...queue, by }] : [];
    });
  if (closed.length === 0) return null;
  return (
    <ul className={styles.closed} data-testid="closed-queues">
      {closed.map(({ id, name, by }) => (
        <li key={id}>
          <IconMoon size={14} aria-hidden />
          <span>
            <bdi>{names.of({ id, name })}</bdi>: {words(by)}
          </span>
        </li>
      ))}
    </ul>
  );
}
