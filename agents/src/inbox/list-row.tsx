import { IconArrowBackUp, IconPaperclip } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import type { ConversationView } from '../../../server/contract/index.js';
import { ChannelIcon } from '../base/channel-icon.js';
import { CustomerName } from '../base/customer-name.js';
import { Person } from '../base/person.js';
import { useQueueNames } from '../base/queue-names.js';
import { useStore } from '../base/store.js';
import { useNow } from '../base/use-now.js';
import { useTexts } from '../base/use-texts.js';
import { useBegun } from '../drafts/drafts.js';
import { typing } from '../live/state.js';
import styles from './inbox.module.css';
import { lastText } from './last-text.js';
import { SlaChip } from './sla-chip.js';

interface Props {
  row: ConversationView;
  /** It is the open one. */
  picked: boolean;
  /** Tab comes here; the arrow keys to the others. */
  tabStop: boolean;
  onSpan: (id: string) => void;
}

export const ListRow = memo(function ListRow({ row, picked, tabStop, onSpan }: Props) {
  const { t, f } = useTexts();
  const now = useNow(30);
  return (
    <Link
      to="/inbox/$conversationId"
      params={{ conversationId: row.id }}
      search={(kept) => ({ ...kept, seq: undefined })}
      preload={false}
      className={styles.row}
      tabIndex={tabStop ? undefined : -1}
      onClick={(event) => {
        if (!event.shiftKey) return;
        event.preventDefault(); // it would be another window
        onSpan(row.id);
      }}
      aria-current={picked ? 'true' : undefined}
      data-testid="inbox-row"
      data-conversation={row.id}
    >
      <Person name={row.customerName} id={row.customerId} size={38} className={styles.face} />
      <div className={styles.rowBody}>
        <div className={styles.rowTop}>
          <CustomerName name={row.customerName} verified={row.customerVerified} strong={row.unread > 0} />
          <span className={styles.rowMeta}>
            <ChannelIcon channel={row.channel} size={14} />
            <time dateTime={row.lastActivityAt} title={f.dateTime(row.lastActivityAt)}>
              {f.ago(row.lastActivityAt, now)}
            </time>
          </span>
        </div>
        <div className={styles.rowLine}>
          <LastLine row={row} />
          {row.unread > 0 && (
            <span
              className={styles.pill}
              title={t('inbox.unread', { count: row.unread })}
              role="img"
              aria-label={t('inbox.unread', { count: row.unread })}
              data-testid="unread"
            >
              {f.upTo(9, row.unread)}
            </span>
          )}
        </div>
        <RowFoot row={row} />
      </div>
    </Link>
  );
});

/** What is happening now, else what was being written, else what was said last. */
function LastLine({ row }: { row: ConversationView }) {
  const { t, f } = useTexts();
  const writer = useStore(typing, (all) => all[row.id]);
  const draft = useBegun(row.id);
  if (writer?.who === 'customer') return <span className={`${styles.typing} cut`}>{t('thread.typing')}</span>;
  if (draft !== null) {
    return (
      <span className="cut" data-testid="row-draft">
        <strong className={styles.draft}>{t('inbox.draft')}</strong> <bdi>{draft}</bdi>
      </span>
    );
  }
  if (row.callback) {
    const number = f.phone(row.callback.number);
    const { talking, calling } = row.callback;
    const says = talking ? 'callback.talking' : calling ? 'callback.calling' : 'callback.line';
    return (
      <span className={`${styles.draft} cut`} data-testid="row-callback">
        {t(says, { number })}
      </span>
    );
  }
  const last = row.lastMessage;
  if (!last)
    return <span className="cut">{row.subject ?? t(row.channel === 'voice' ? 'inbox.call' : 'inbox.noMessage')}</span>;
  return (
    <span className={`${styles.lastText} cut`}>
      {last.direction === 'out' && <IconArrowBackUp size={14} role="img" aria-label={t('inbox.weAnswered')} />}
      {!last.text && last.attachments > 0 && <IconPaperclip size={14} aria-hidden />}
      {row.channel === 'email' && row.subject && <bdi className={`${styles.rowSubject} cut`}>{row.subject}</bdi>}
      <bdi className="cut">{lastText(last, t)}</bdi>
    </span>
  );
}

function RowFoot({ row }: { row: ConversationView }) {
  const { t, f } = useTexts();
  const queues = useQueueNames();
  return (
    <div className={styles.rowFoot}>
      <span className="cut" dir="auto">
        {queues.of(row.queue)}
        {row.agent ? ` · ${row.agent.name}` : ''}
      </span>
      {row.state === 'snoozed' && row.snoozedUntil ? (
        <span className="cut">{t('inbox.until', { time: f.dateTime(row.snoozedUntil) })}</span>
      ) : (
        <SlaChip conversation={row} />
      )}
    </div>
  );
}
