import { Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { CustomerView, TouchpointKind } from '../../../server/contract/index.js';
import { call } from '../base/api.js';
import { useTexts } from '../base/use-texts.js';
import styles from './customers.module.css';

/** The latest touchpoints of one kind; read again when the timeline has grown. */
function useLatest(customer: CustomerView, kind: TouchpointKind) {
  return useQuery({
    queryKey: ['customer', customer.id, kind, customer.lastSeq],
    queryFn: () => call('customers.timeline', { params: { id: customer.id }, query: { kinds: kind, limit: 15 } }),
    placeholderData: (before) => before,
  });
}

export function PagesSeen({ customer }: { customer: CustomerView }) {
  const { t, f } = useTexts();
  const query = useLatest(customer, 'page.viewed');
  if (query.isPending) return <Skeleton height={40} />;
  const pages = (query.data?.touchpoints ?? []).flatMap((one) => (one.kind === 'page.viewed' ? [one] : [])).reverse();
  if (pages.length === 0) return <span className={styles.small}>{t('customer.noPages')}</span>;
  return (
    <Stack gap={6}>
      {pages.map((page) => (
        <div key={page.id} className={styles.pageSeen}>
          <bdi className="cut" title={page.details.url}>
            {page.details.title || page.details.url}
          </bdi>
          <time className={`${styles.small} figures`}>{f.ago(page.at)}</time>
        </div>
      ))}
    </Stack>
  );
}

export function CustomerNotes({ customer }: { customer: CustomerView }) {
  const { t, f } = useTexts();
  const query = useLatest(customer, 'note');
  if (query.isPending) return <Skeleton height={40} />;
  const notes = [...(query.data?.touchpoints ?? [])].reverse();
  if (notes.length === 0) return <span className={styles.small}>{t('customer.noNotes')}</span>;
  return (
    <Stack gap={8}>
      {notes.map((note) => (
        <div key={note.id} className={styles.noteCard}>
          <div className="wrap" dir="auto">
            {note.text}
          </div>
          <div className={styles.small}>
            <bdi>{note.author.name}</bdi> · {f.dateTime(note.at)}
          </div>
        </div>
      ))}
    </Stack>
  );
}
