import { Skeleton } from '@mantine/core';
import { times } from '../base/times.js';
import styles from './session.module.css';

/** The console's outline while it is found out who is there. */
export function FirstLoad() {
  return (
    <div className={styles.outline} aria-busy="true">
      <div className={styles.rail} />
      <div className={styles.list}>
        {times(9).map((i) => (
          <div key={i} className={styles.row}>
            <Skeleton circle height={36} />
            <div className={styles.lines}>
              <Skeleton height={10} width="55%" />
              <Skeleton height={9} width="85%" mt={9} />
            </div>
          </div>
        ))}
      </div>
      <div className={styles.thread} />
    </div>
  );
}
