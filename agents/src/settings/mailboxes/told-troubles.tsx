import { Alert } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTexts } from '../../base/use-texts.js';
import { useMay } from '../../live/use-desk.js';
import { apart } from '../../thread/apart.js';
import styles from '../settings.module.css';
import { troubleWords } from './trouble-words.js';
import { useTroubledMailboxes } from './use-troubled.js';

/** For managers who may not change mailboxes: what is wrong with which, for those who may. */
export function ToldTroubles() {
  const { t } = useTexts();
  const mayEdit = useMay('mailbox.edit');
  const troubled = useTroubledMailboxes();
  if (mayEdit) return null;
  return troubled.map(({ id, name, problem, troubles }) => (
    <Alert
      key={id}
      color="red"
      variant="light"
      className={styles.told}
      radius="md"
      icon={<IconAlertTriangle size={18} aria-hidden />}
      title={t('mailboxes.troubleOf', { name: apart(name) })}
      data-testid="mailbox-told"
    >
      {problem && !troubles.some(({ kind }) => kind === 'fetching') && <div>{t(`mailboxes.problem.${problem}`)}</div>}
      {troubles.map((trouble) => (
        <div key={trouble.kind}>{troubleWords(trouble, t)}</div>
      ))}
      <div>{t('mailboxes.troubleTell')}</div>
    </Alert>
  ));
}
