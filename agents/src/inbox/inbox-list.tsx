import { Skeleton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconInbox } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { ConversationView } from '../../../server/contract/index.js';
import { Empty, GoOnLoading, Trouble } from '../base/states.js';
import { useStore } from '../base/store.js';
import { times } from '../base/times.js';
import { useTexts } from '../base/use-texts.js';
import type { InboxList as List } from '../live/rows.js';
import { isQueueless, useDesk, useMay } from '../live/use-desk.js';
import { ChooseBox } from './choose-box.js';
import { spanned } from './choosing.js';
import { chosen } from './chosen.js';
import styles from './inbox.module.css';
import { ListRow } from './list-row.js';
import { FirstSteps } from './nothing-open.js';
import type { useInbox } from './use-inbox.js';
import { useRowKeys } from './use-row-keys.js';

const ROW_HEIGHT = 76;

interface Props {
  list: List;
  inbox: ReturnType<typeof useInbox>;
  rows: ConversationView[];
  openId: string | undefined;
}

export function InboxList(props: Props) {
  const { t } = useTexts();
  const { list, inbox, rows } = props;
  const online = useDesk((desk) => desk.presence.state === 'online');
  const queueless = useDesk(isQueueless);
  const narrow = useMediaQuery('(max-width: 48em)');
  if (inbox.isPending) return <Rows />;
  if (inbox.isError && rows.length === 0) return <Trouble error={inbox.error} onRetry={() => void inbox.refetch()} />;
  if (rows.length > 0) return <VirtualRows {...props} />;
  if (list.filter !== 'open') return <Empty icon={IconInbox} title={t(`inbox.empty.${list.filter}`)} />;
  const hint = list.view === 'mine' && !online ? 'mineOffline' : list.view;
  const empty =
    list.view === 'mine' && queueless ? (
      <InNoQueue />
    ) : (
      <Empty icon={IconInbox} title={t(`inbox.empty.${list.view}`)} hint={t(`inbox.emptyHint.${hint}`)} />
    );
  // Where there is room, they stand beside the list.
  return narrow ? <FirstSteps otherwise={empty} /> : empty;
}

/** Nothing is ever offered to somebody like that, however long they are online. */
function InNoQueue() {
  const { t } = useTexts();
  const edits = useMay('queue.edit');
  return (
    <Empty
      icon={IconInbox}
      title={t('inbox.noQueue.title')}
      hint={t(edits ? 'inbox.noQueue.edit' : 'inbox.noQueue.ask')}
    />
  );
}

/** Only the rows in sight exist, however long the list is. */
function VirtualRows({ inbox, rows, openId, list }: Props) {
  const { t } = useTexts();
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => rows[index]!.id,
    overscan: 8,
  });
  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = inbox;
  // What did not come is not asked for again and again: that is said, with a button.
  const mayLoad = hasNextPage && !isFetchingNextPage && !isFetchNextPageError;
  useEffect(() => {
    if (lastShown >= rows.length - 12 && mayLoad) void fetchNextPage();
  }, [lastShown, rows.length, mayLoad, fetchNextPage]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list starts at its top
  useEffect(() => {
    box.current?.scrollTo({ top: 0 });
  }, [list]);
  const openAt = rows.findIndex(({ id }) => id === openId);
  const { scrollToIndex } = virtual;
  // biome-ignore lint/correctness/useExhaustiveDependencies: who goes to another row sees it; a row that moves takes nobody along
  useEffect(() => {
    if (openAt >= 0) scrollToIndex(openAt);
  }, [openId]);
  const ids = useMemo(() => rows.map(({ id }) => id), [rows]);
  const latest = useRef(ids);
  latest.current = ids;
  const span = useCallback((id: string) => chosen.set((now) => spanned(now, latest.current, id)), []);
  const drawn = items.map(({ index }) => ids[index]!);
  const keys = useRowKeys({ ids, drawn, openId, scrollTo: scrollToIndex });
  const choice = useStore(chosen);
  return (
    <div ref={box} className={`${styles.rows} scroll`} data-testid="inbox-rows">
      <table
        ref={keys.box}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose rows are chosen is a grid
        role="grid"
        className={styles.slots}
        aria-label={t('inbox.listLabel')}
        aria-multiselectable
        aria-rowcount={inbox.hasNextPage ? -1 : rows.length}
        data-choosing={choice.ids.size > 0 || undefined}
        style={{ height: virtual.getTotalSize() }}
        onKeyDown={keys.onKeyDown}
        onFocus={keys.onFocus}
      >
        <tbody>
          {items.map(({ index, key, start }) => (
            <tr
              key={key}
              className={styles.slot}
              aria-rowindex={index + 1}
              aria-selected={choice.ids.has(rows[index]!.id)}
              data-row
              style={{ transform: `translateY(${start}px)` }}
            >
              <td>
                <ChooseBox row={rows[index]!} onSpan={span} />
              </td>
              <td>
                <ListRow
                  row={rows[index]!}
                  picked={rows[index]!.id === openId}
                  tabStop={rows[index]!.id === keys.tabStop}
                  onSpan={span}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {isFetchNextPageError && <GoOnLoading onRetry={() => void fetchNextPage()} />}
    </div>
  );
}

function Rows() {
  return (
    <div className={styles.rows} aria-busy="true">
      {times(8).map((i) => (
        <div key={i} className={styles.skeletonRow}>
          <Skeleton circle height={38} />
          <div className={styles.rowBody}>
            <Skeleton height={11} width={`${48 + ((i * 17) % 30)}%`} />
            <Skeleton height={10} width={`${70 + ((i * 11) % 25)}%`} mt={10} />
          </div>
        </div>
      ))}
    </div>
  );
}
