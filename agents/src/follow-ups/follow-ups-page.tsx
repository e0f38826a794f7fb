import { Button, SegmentedControl, Skeleton, Stack } from '@mantine/core';
import { IconCalendarCheck } from '@tabler/icons-react';
import { useState } from 'react';
import type { FollowUpView } from '../../../server/contract/index.js';
import { Empty, Trouble } from '../base/states.js';
import { times } from '../base/times.js';
import { useNow } from '../base/use-now.js';
import { useTexts } from '../base/use-texts.js';
import { type Urgency, urgencyOf } from './due-time.js';
import { FollowUpRow } from './follow-up-row.js';
import styles from './follow-ups.module.css';
import { useFollowUps } from './use-follow-ups.js';

type Whose = 'mine' | 'all';
type State = 'open' | 'settled';

/** Everything promised: what is late first, then today, then what comes. */
export function FollowUpsPage() {
  const { t } = useTexts();
  const [whose, setWhose] = useState<Whose>('mine');
  const [state, setState] = useState<State>('open');
  const query = useFollowUps({ whose, state, limit: 50 });
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className={styles.page} data-testid="follow-ups-page">
      <div className={styles.bar}>
        <SegmentedControl
          size="xs"
          aria-label={t('followUp.whose')}
          value={whose}
          onChange={(value) => setWhose(value as Whose)}
          data={[
            { value: 'mine', label: t('followUp.mine') },
            { value: 'all', label: t('followUp.all') },
          ]}
        />
        <SegmentedControl
          size="xs"
          aria-label={t('followUp.state')}
          value={state}
          onChange={(value) => setState(value as State)}
          data={[
            { value: 'open', label: t('followUp.open') },
            { value: 'settled', label: t('followUp.settled') },
          ]}
        />
      </div>
      <div className={`${styles.scroll} scroll`}>
        {query.isPending && <Skeletons />}
        {query.isError && rows.length === 0 && <Trouble error={query.error} onRetry={() => void query.refetch()} />}
        {query.isSuccess && rows.length === 0 && (
          <Empty icon={IconCalendarCheck} title={t(`followUp.none.${state}`)} hint={t('followUp.noneHint')} />
        )}
        {state === 'open' ? <Grouped rows={rows} /> : <Rows rows={rows} />}
        {query.hasNextPage && (
          <Button
            variant="subtle"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
            className={styles.next}
          >
            {t('followUp.showMore')}
          </Button>
        )}
      </div>
    </div>
  );
}

const ORDER: Urgency[] = ['over', 'today', 'later'];

function Grouped({ rows }: { rows: FollowUpView[] }) {
  const { t } = useTexts();
  const now = useNow(30);
  return ORDER.map((urgency) => {
    const here = rows.filter(({ dueAt }) => urgencyOf(dueAt, now) === urgency);
    if (here.length === 0) return null;
    return (
      <section key={urgency} aria-label={t(`followUp.group.${urgency}`)}>
        <h2 className={styles.group}>{t(`followUp.group.${urgency}`)}</h2>
        <Rows rows={here} />
      </section>
    );
  });
}

function Rows({ rows }: { rows: FollowUpView[] }) {
  return (
    <ul className={styles.list}>
      {rows.map((followUp) => (
        <FollowUpRow key={followUp.id} followUp={followUp} withCustomer />
      ))}
    </ul>
  );
}

function Skeletons() {
  return (
    <Stack gap={18} p={18} aria-busy="true">
      {times(6).map((n) => (
        <Skeleton key={n} height={13} width={`${30 + ((n * 11) % 30)}%`} />
      ))}
    </Stack>
  );
}
