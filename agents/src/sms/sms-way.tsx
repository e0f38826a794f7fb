import type { TextTold } from '../../../server/contract/index.js';
import { useTexts } from '../base/use-texts.js';
import styles from './sms.module.css';

/** Files that came with a text: that they follow, or why one is not here. */
export function SmsFiles({ sms: { files = 0, refused = [] } }: { sms: TextTold }) {
  const { t, f } = useTexts();
  if (files === 0 && refused.length === 0) return null;
  return (
    <div className={styles.files} data-testid="sms-files">
      {files > 0 && <div>{t('sms.files', { count: files })}</div>}
      {refused.map(({ place, why }) => (
        <div key={place}>{t(`sms.refused.${why}`, { place: f.number(place) })}</div>
      ))}
    </div>
  );
}

/** What a text of ours took, and when it leaves, where that is later. */
export function SmsWay({ sms: { segments = 0, sendAt }, waits }: { sms: TextTold; waits: boolean }) {
  const { t, f } = useTexts();
  if (waits && sendAt)
    return (
      <span className="figures" data-testid="sms-waits">
        {t('sms.leavesAt', { time: f.dateTime(sendAt) })}
      </span>
    );
  if (segments < 2) return null;
  return <span className="figures">{t('sms.segments', { count: segments })}</span>;
}
