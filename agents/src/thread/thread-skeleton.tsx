import { Skeleton } from '@mantine/core';
import styles from './thread.module.css';

export function ThreadSkeleton() {
  return (
    <div className={styles.view} aria-busy="true">
      <div className={styles.column}>
        <div className={styles.head}>
          <Skeleton circle height={34} />
          <Skeleton height={13} width={170} />
        </div>
        <div className={styles.scroll}>
          <div className={styles.inner}>
            {[56, 38, 62, 30, 48].map((width, i) => (
              <Skeleton
                key={width}
                height={44}
                radius="lg"
                width={`${width}%`}
                mt={14}
                ms={i % 2 ? 'auto' : undefined}
              />
            ))}
          </div>
        </div>
      </div>
    </div>
  );
}
