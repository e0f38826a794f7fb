import { SegmentedControl, Select, Tabs, VisuallyHidden } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { ConversationView } from '../../../server/contract/index.js';
import { INBOX_FILTERS, INBOX_VIEWS, type InboxFilter, type InboxView } from '../../../server/contract/names.js';
import { ClosedQueues } from '../base/closed-by-hand.js';
import { useQueueNames } from '../base/queue-names.js';
import { useStore } from '../base/store.js';
import { useTexts } from '../base/use-texts.js';
import type { InboxList as List } from '../live/rows.js';
import { useDesk } from '../live/use-desk.js';
import { chosen, useChoosing } from './chosen.js';
import { ChosenBar } from './chosen-bar.js';
import styles from './inbox.module.css';
import { InboxList } from './inbox-list.js';
import { MentionsMenu } from './mentions-menu.js';
import { RunBar } from './run-bar.js';
import { RunResult } from './run-result.js';
import type { InboxSearch } from './search.js';
import { run } from './several.js';
import type { useInbox } from './use-inbox.js';

interface Props {
  list: List;
  inbox: ReturnType<typeof useInbox>;
  rows: ConversationView[];
  openId: string | undefined;
}

/** More digits would not fit beside each other. */
const MOST = 999;

export function InboxPane({ list, inbox, rows, openId }: Props) {
  const { t, f } = useTexts();
  const counts = useDesk((desk) => desk.counts);
  const queues = useQueueNames();
  const navigate = useNavigate();
  const ids = useMemo(() => rows.map(({ id }) => id), [rows]);
  useChoosing(list, ids, openId);
  const picked = useStore(chosen);
  const choice = rows.filter(({ id }) => picked.ids.has(id));
  const isRunning = useStore(run, (now) => now !== null && now.state !== 'over');
  const choose = (part: InboxSearch) => {
    const search = { view: list.view, filter: list.filter, queue: list.queueId, ...part };
    if (openId) void navigate({ to: '/inbox/$conversationId', params: { conversationId: openId }, search });
    else void navigate({ to: '/inbox', search });
  };
  return (
    <section className={styles.list} id="inbox-rows" aria-label={t('section.inbox')}>
      <Tabs value={list.view} onChange={(view) => choose({ view: view as InboxView })} className={styles.tabs}>
        <Tabs.List grow aria-label={t('inbox.listLabel')}>
          {INBOX_VIEWS.map((view) => (
            <Tabs.Tab key={view} value={view} data-testid={`tab-${view}`} aria-controls="inbox-rows">
              {t(`inbox.view.${view}`)}{' '}
              <span className={`${styles.count} figures`} title={f.number(counts[view])}>
                {f.upTo(MOST, counts[view])}
              </span>
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
      <RunBar />
      {!isRunning && choice.length > 0 && <ChosenBar rows={choice} shown={ids} />}
      <RunResult />
      <VisuallyHidden role="status" data-testid="chosen-told">
        {choice.length > 0 && t('several.chosen', { count: choice.length })}
      </VisuallyHidden>
      <div className={styles.filters} hidden={isRunning || choice.length > 0}>
        <SegmentedControl
          aria-label={t('inbox.filterLabel')}
          value={list.filter}
          onChange={(filter) => choose({ filter: filter as InboxFilter })}
          data={INBOX_FILTERS.map((value) => ({ value, label: t(`inbox.filter.${value}`) }))}
          data-testid="inbox-filter"
        />
        <Select
          size="xs"
          aria-label={t('inbox.queueLabel')}
          placeholder={t('inbox.allQueues')}
          clearable
          value={list.queueId ?? null}
          onChange={(queue) => choose({ queue: queue ?? undefined })}
          data={queues.all.map(({ id, name }) => ({ value: id, label: name }))}
          className={styles.queue}
          data-testid="inbox-queue"
        />
        <MentionsMenu />
      </div>
      <ClosedQueues queueId={list.queueId} />
      <InboxList list={list} inbox={inbox} rows={rows} openId={openId} />
    </section>
  );
}
