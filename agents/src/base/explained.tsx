import { Tooltip, UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import styles from './explained.module.css';

interface Props {
  /** What it means, in a sentence or two. */
  means: string;
  children: ReactNode;
  /** Without the dotted line, where many stand below each other. */
  plain?: boolean;
  testId?: string;
}

/** Words whose meaning is there for whoever asks: by hovering, by moving the focus to them, or by touching them. */
export function Explained({ means, children, plain = false, testId }: Props) {
  return (
    <Tooltip label={means} multiline maw={300} events={{ hover: true, focus: true, touch: true }}>
      <UnstyledButton className={styles.explained} data-plain={plain || undefined} data-testid={testId}>
        {children}
      </UnstyledButton>
    </Tooltip>
  );
}
