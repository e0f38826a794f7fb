import { Tooltip } from '@mantine/core';
import { IconAlertCircle, IconArrowBackUp, IconCheck, IconChecks, IconClock } from '@tabler/icons-react';
import type { DeliveryState } from '../../../server/contract/index.js';
import { useTexts } from '../base/use-texts.js';
import { failureWords } from './failure-words.js';
import styles from './thread.module.css';

const ICONS = {
  pending: IconClock,
  sent: IconCheck,
  delivered: IconChecks,
  read: IconChecks,
  failed: IconAlertCircle,
  partly: IconAlertCircle,
  partlyOn: IconClock,
  takenBack: IconArrowBackUp,
};
/** What is told in words as well: nobody looks for it. */
const TOLD: readonly string[] = ['read', 'failed', 'partly', 'partlyOn', 'takenBack'];

interface Props {
  state: DeliveryState;
  /** A code. */
  reason?: string;
  /** In the words of the other side's server. */
  said?: string;
  /** Whom it did not get to, where it went to others as well. */
  failedFor?: readonly string[];
  /** Who is still to have it, where others do. */
  waitsFor?: readonly string[];
}

/** How far a message got: a sign of its own for each state, and the word for who cannot see it. */
export function DeliveryMark({ state, reason, said, failedFor = [], waitsFor = [] }: Props) {
  const { t, f } = useTexts();
  if (state === 'none') return null;
  const shown = waitsFor.length > 0 ? 'partlyOn' : shownOf(state, reason, failedFor);
  const Icon = ICONS[shown];
  const why = shown === 'failed' && reason ? failureWords(reason, t) : '';
  const named = shown === 'partlyOn' ? waitsFor : failedFor;
  const addresses = f.list(named.map((address) => `\u2068${address}\u2069`));
  const words = t(`delivery.${shown}`, { addresses });
  const label = why ? t('delivery.failedBecause', { reason: why }) : words;
  return (
    <Tooltip label={said ? `${label} ${said}` : label} multiline maw={320}>
      <span className={styles.delivery} data-state={shown} data-testid="delivery" role="img" aria-label={label}>
        <Icon size={14} stroke={shown === 'read' ? 2.4 : 1.8} aria-hidden />
        {TOLD.includes(shown) && <span aria-hidden="true">{words}</span>}
      </span>
    </Tooltip>
  );
}

function shownOf(state: Exclude<DeliveryState, 'none'>, reason: string | undefined, failedFor: readonly string[]) {
  // Nothing went wrong where its writer wanted it so.
  if (state === 'failed' && reason === 'takenBack') return reason;
  return failedFor.length > 0 ? 'partly' : state;
}
