import type { QueueTexts } from '../../../server/contract/phone.js';
import { useTexts } from '../base/use-texts.js';
import { OwnWords } from './own-words.js';
import { Section } from './page.js';

interface Props {
  texts: QueueTexts;
  set: (texts: QueueTexts) => void;
}

/** What a queue says about texts. */
export function QueueTextsSection({ texts, set }: Props) {
  const { t } = useTexts();
  return (
    <Section title={t('queues.texts')} hint={t('queues.textsHint')}>
      <OwnWords
        kind="outOfHours"
        hint={t('queues.ownWordsOfNumber')}
        most={480}
        words={texts.outOfHours}
        set={(outOfHours) => set({ outOfHours })}
      />
    </Section>
  );
}
