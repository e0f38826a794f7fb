import { ActionIcon } from '@mantine/core';
import { IconAlertTriangle, IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { named } from '../base/named.js';
import { useStore } from '../base/store.js';
import { useTexts } from '../base/use-texts.js';
import styles from './inbox.module.css';
import { forgetRun, type Run, run } from './several.js';

/** More names than these are only counted. */
const MOST_NAMED = 8;

/** After it was done with several, where not all went well: how many are done, which are not, and why. */
export function RunResult() {
  const { t } = useTexts();
  const now = useStore(run);
  if (now?.state !== 'over') return null;
  const { done, failed, left } = now.outcome;
  return (
    <div className={styles.runResult} role="alert" data-testid="run-result">
      <IconAlertTriangle size={17} aria-hidden />
      <div>
        <strong>
          {t('several.doneOf', { count: done.length })} {t('several.notDone', { count: failed.length + left.length })}
        </strong>
        {reasonsOf(now).map(([code, ids]) => (
          <p key={code}>
            {t(`error.${code}`)} <Names ids={ids} rows={now.rows} />
          </p>
        ))}
        {left.length > 0 && <p>{t('several.left', { count: left.length })}</p>}
      </div>
      <ActionIcon size="sm" onClick={forgetRun} aria-label={t('several.understood')} data-testid="run-forget">
        <IconX size={15} />
      </ActionIcon>
    </div>
  );
}

function reasonsOf({ outcome: { failed } }: Run): [(typeof failed)[number]['code'], string[]][] {
  const codes = [...new Set(failed.map(({ code }) => code))];
  return codes.map((code) => [code, failed.filter((one) => one.code === code).map(({ id }) => id)]);
}

function Names({ ids, rows }: { ids: readonly string[]; rows: Run['rows'] }) {
  const { t, f } = useTexts();
  return (
    <>
      {ids.slice(0, MOST_NAMED).map((id, at) => (
        <span key={id}>
          {at > 0 && t('several.between')}
          <Link
            to="/inbox/$conversationId"
            params={{ conversationId: id }}
            search={(kept) => ({ ...kept, seq: undefined })}
          >
            <bdi>{named({ t, f }, rows.get(id)?.customerName ?? '')}</bdi>{' '}
            <bdi>{t('thread.number', { number: f.plain(rows.get(id)?.number ?? 0) })}</bdi>
          </Link>
        </span>
      ))}
      {ids.length > MOST_NAMED && t('several.andMore', { count: ids.length - MOST_NAMED })}
    </>
  );
}
