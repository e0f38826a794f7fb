import { ActionIcon, Button } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { ClockField } from '../base/clock-field.js';
import { useTexts } from '../base/use-texts.js';
import { addSpan, fromClock, type Span, toClock } from './hours.js';
import styles from './settings.module.css';

interface Props {
  /** The day, as a screen reader names its fields. */
  name: string;
  spans: Span[];
  onChange: (spans: Span[]) => void;
  words: { closed: string; open: string };
  /** The first opening of a day that has none. */
  first?: Span;
  children?: ReactNode;
}

/** A day's openings; the time between two of them is the break. */
export function Spans({ name, spans, onChange, words, first, children }: Props) {
  const { t } = useTexts();
  const set = (at: number, span: Span) => onChange(spans.map((one, i) => (i === at ? span : one)));
  return (
    <div className={styles.spans}>
      {spans.length === 0 && <span className={styles.closedDay}>{words.closed}</span>}
      {spans.map(([from, to], at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the place in the day is what identifies it
        <span key={at} className={styles.span}>
          <ClockField
            size="xs"
            aria-label={t('hours.from', { day: name })}
            value={toClock(from)}
            onChange={(time) => set(at, [fromClock(time) ?? from, to])}
          />
          –
          <ClockField
            size="xs"
            aria-label={t('hours.to', { day: name })}
            value={toClock(to)}
            error={to <= from}
            onChange={(time) => set(at, [from, fromClock(time) || 1_440])}
          />
          <ActionIcon
            size="sm"
            onClick={() => onChange(spans.filter((_, i) => i !== at))}
            aria-label={t('hours.removeSpan', { day: name })}
          >
            <IconX size={14} />
          </ActionIcon>
        </span>
      ))}
      <span className={styles.spanKeys}>
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconPlus size={13} />}
          onClick={() => onChange(addSpan(spans, first))}
          disabled={spans.length >= 6}
        >
          {spans.length === 0 ? words.open : t('hours.addBreak')}
        </Button>
        {children}
      </span>
    </div>
  );
}
