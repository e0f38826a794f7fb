import { Checkbox } from '@mantine/core';
import type { ConversationView } from '../../../server/contract/index.js';
import { named } from '../base/named.js';
import { useStore } from '../base/store.js';
import { useTexts } from '../base/use-texts.js';
import { toggled } from './choosing.js';
import { chosen } from './chosen.js';
import styles from './inbox.module.css';

/** Over a row's picture, while the mouse is there or anything is chosen. The keyboard chooses on the row itself. */
export function ChooseBox({ row, onSpan }: { row: ConversationView; onSpan: (id: string) => void }) {
  const { t, f } = useTexts();
  const isChosen = useStore(chosen, ({ ids }) => ids.has(row.id));
  return (
    <span className={styles.choose}>
      <Checkbox
        size="sm"
        tabIndex={-1}
        checked={isChosen}
        aria-label={t('several.one', { name: `\u2068${named({ t, f }, row.customerName)}\u2069` })}
        onChange={(event) => {
          if ((event.nativeEvent as MouseEvent).shiftKey) onSpan(row.id);
          else chosen.set((now) => toggled(now, row.id));
        }}
        data-testid="choose"
      />
    </span>
  );
}
