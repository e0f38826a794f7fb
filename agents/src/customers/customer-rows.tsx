import { Badge } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useRef } from 'react';
import type { CustomerRow } from '../../../server/contract/index.js';
import { CustomerName } from '../base/customer-name.js';
import { Person } from '../base/person.js';
import { GoOnLoading } from '../base/states.js';
import { useNow } from '../base/use-now.js';
import { useTexts } from '../base/use-texts.js';
import styles from './customers-page.module.css';

const ROW_HEIGHT = 56;

interface Props {
  rows: CustomerRow[];
  /** Still those of the search before. */
  stale: boolean;
  /** None come after these. */
  whole: boolean;
  /** The next did not come. */
  failed: boolean;
  onEnd: () => void;
}

/** Only the rows in sight exist; the next page is fetched before its end is reached. */
export function CustomerRows({ rows, stale, whole, failed, onEnd }: Props) {
  const { t } = useTexts();
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
  });
  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  const end = useRef(onEnd);
  end.current = onEnd;
  useEffect(() => {
    if (lastShown >= rows.length - 15) end.current();
  }, [lastShown, rows.length]);
  return (
    <>
      <div className={styles.head} aria-hidden="true">
        <span>{t('customers.name')}</span>
        <span>{t('customers.reach')}</span>
        <span className={styles.wide}>{t('customer.tags')}</span>
        <span className={styles.number}>{t('customer.conversations')}</span>
        <span className={styles.wide}>{t('customers.seen')}</span>
      </div>
      <div ref={box} className={`${styles.rows} scroll`} data-stale={stale || undefined} data-testid="customer-rows">
        <ul className={styles.list} style={{ height: virtual.getTotalSize() }} aria-label={t('section.customers')}>
          {items.map(({ index, start }) => (
            <li
              key={rows[index]!.id}
              className={styles.slot}
              aria-posinset={index + 1}
              aria-setsize={whole ? rows.length : -1}
              style={{ transform: `translateY(${start}px)` }}
            >
              <Row row={rows[index]!} />
            </li>
          ))}
        </ul>
        {failed && <GoOnLoading onRetry={onEnd} />}
      </div>
    </>
  );
}

/** While the list is scrolled, only the rows that come are drawn. */
const Row = memo(function Row({ row }: { row: CustomerRow }) {
  const { t, f } = useTexts();
  const now = useNow(60);
  return (
    <Link
      to="/customers/$customerId"
      params={{ customerId: row.id }}
      preload={false}
      className={styles.row}
      data-testid="customer-row"
      data-customer={row.id}
    >
      <span className={styles.who}>
        <Person name={row.name} id={row.id} size={34} />
        <CustomerName name={row.name} verified={row.verified} strong={false} />
      </span>
      <span className={styles.reach}>
        <span className="cut" dir="ltr">
          {row.email ?? f.phone(row.phone ?? '–')}
        </span>
        <span className={styles.said}>{t('customers.conversations', { count: row.conversations })}</span>
      </span>
      <span className={`${styles.tags} ${styles.wide}`}>
        {row.tags.slice(0, 3).map((tag) => (
          <Badge key={tag} size="sm" color="gray" maw={120}>
            <bdi>{tag}</bdi>
          </Badge>
        ))}
        {row.tags.length > 3 && <Badge size="sm" color="gray">{`+${f.plain(row.tags.length - 3)}`}</Badge>}
      </span>
      <span className={`${styles.number} ${styles.wide} figures`} aria-hidden="true">
        {f.number(row.conversations)}
      </span>
      <time className={styles.wide} dateTime={row.lastSeenAt} title={f.dateTime(row.lastSeenAt)}>
        {f.ago(row.lastSeenAt, now)}
      </time>
    </Link>
  );
});
