import { Box, Button } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { type ReactNode, useId } from 'react';
import { useTexts } from '../base/use-texts.js';
import styles from './settings.module.css';

export function Page(props: {
  title: ReactNode;
  hint?: string;
  action?: ReactNode;
  wide?: boolean;
  children: ReactNode;
}) {
  return (
    <div className={`${styles.page} ${props.wide ? styles.pageWide : ''}`}>
      <div className={styles.head}>
        <div>
          <h2>{props.title}</h2>
          {props.hint && <p className={styles.hint}>{props.hint}</p>}
        </div>
        {props.action}
      </div>
      {props.children}
    </div>
  );
}

/** A group by its heading: whoever comes to its fields with Tab does not pass the heading, and hears it all the same. */
export function Section({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  const titleId = useId();
  return (
    <Box className={styles.section} role="group" aria-labelledby={titleId}>
      <h3 id={titleId} data-bare={!hint || undefined}>
        {title}
      </h3>
      {hint && <p>{hint}</p>}
      {children}
    </Box>
  );
}

/** Stands at the foot of a form that has been changed; leaving asks first. */
export function SaveBar({ changed, saving, onReset }: { changed: boolean; saving: boolean; onReset: () => void }) {
  const { t } = useTexts();
  useBlocker({
    shouldBlockFn: () => changed && !saving && !window.confirm(t('settings.leave')),
    enableBeforeUnload: () => changed,
  });
  if (!changed) return null;
  return (
    <div className={styles.saveBar} role="status" data-save-bar>
      <span className={styles.grow}>{t('common.unsaved')}</span>
      <Button variant="default" onClick={onReset} disabled={saving}>
        {t('common.discard')}
      </Button>
      <Button type="submit" loading={saving} data-testid="save">
        {t('common.save')}
      </Button>
    </div>
  );
}
