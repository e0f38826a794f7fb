import { Alert } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { MailboxView } from '../../../../server/contract/index.js';
import { useTexts } from '../../base/use-texts.js';
import { troubleWords } from './trouble-words.js';

/** What has gone wrong with a mailbox within a day, above its settings. */
export function Troubles({ mailbox: { troubles, status } }: { mailbox: MailboxView }) {
  const { t, f } = useTexts();
  if (troubles.length === 0 && !status.problem) return null;
  const isTold = troubles.some(({ kind }) => kind === 'fetching');
  return (
    <Alert
      color="red"
      variant="light"
      mb="lg"
      radius="md"
      icon={<IconAlertTriangle size={18} aria-hidden />}
      data-testid="mailbox-troubles"
    >
      {status.problem && !isTold && <div>{t(`mailboxes.problem.${status.problem}`)}</div>}
      {troubles.map((trouble) => (
        <div key={trouble.kind}>
          {troubleWords(trouble, t)} {trouble.kind !== 'fetching' && <small>{timesOf(trouble)}</small>}
        </div>
      ))}
    </Alert>
  );

  function timesOf({ times, last }: MailboxView['troubles'][number]): string {
    return t('mailboxes.troubleTimes', { count: times, time: f.dateTime(last) });
  }
}
