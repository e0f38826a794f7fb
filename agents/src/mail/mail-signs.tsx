import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import type { MailSign } from '../../../server/contract/index.js';
import { Explained } from '../base/explained.js';
import { useTexts } from '../base/use-texts.js';
import styles from './mail.module.css';

/** Of these somebody could be taken in. */
const CAREFUL: readonly MailSign[] = ['unverified', 'ambiguous', 'replyElsewhere'];

/** What is to be said of a mail beside its words; what it means is there for whoever asks. */
export function MailSigns({ signs }: { signs: readonly MailSign[] }) {
  const { t } = useTexts();
  if (signs.length === 0) return null;
  return (
    <div className={styles.signs}>
      {signs.map((sign) => {
        const careful = CAREFUL.includes(sign);
        const Icon = careful ? IconAlertTriangle : IconInfoCircle;
        return (
          <Explained key={sign} means={t(`mail.signMeans.${sign}`)} plain testId={`mail-sign-${sign}`}>
            <span className={styles.sign} data-careful={careful || undefined}>
              <Icon size={12} aria-hidden />
              {t(`mail.sign.${sign}`)}
            </span>
          </Explained>
        );
      })}
    </div>
  );
}
