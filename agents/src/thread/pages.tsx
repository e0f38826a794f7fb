import { Collapse, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconWorld } from '@tabler/icons-react';
import { useState } from 'react';
import type { TouchpointView } from '../../../server/contract/index.js';
import { useTexts } from '../base/use-texts.js';
import styles from './thread.module.css';

type PageViewed = Extract<TouchpointView, { kind: 'page.viewed' }>;

/** Pages seen one after the other, as one line that opens. */
export function Pages({ pages }: { pages: PageViewed[] }) {
  const { t, f } = useTexts();
  const [open, setOpen] = useState(false);
  const last = pages.at(-1)!;
  return (
    <div className={styles.system} data-kind="page.viewed" data-testid="system-line" data-seq={last.seq}>
      <UnstyledButton className={styles.systemText} onClick={() => setOpen(!open)} aria-expanded={open}>
        <IconWorld size={14} stroke={1.6} aria-hidden />
        <span>
          {t('system.pages', { count: pages.length })} <bdi>{last.details.title || last.details.url}</bdi>
        </span>
        <time className="figures">{f.time(last.at)}</time>
        <IconChevronDown size={13} aria-hidden data-open={open || undefined} className={styles.chevron} />
      </UnstyledButton>
      <Collapse expanded={open} keepMounted={false}>
        <ol className={styles.pageList}>
          {pages.map((page) => (
            <li key={page.id}>
              <time className="figures">{f.time(page.at)}</time> <bdi>{page.details.title}</bdi>
              <a href={page.details.url} target="_blank" rel="noopener noreferrer nofollow" className="cut" dir="ltr">
                {page.details.url}
              </a>
            </li>
          ))}
        </ol>
      </Collapse>
    </div>
  );
}
