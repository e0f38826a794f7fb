import { ActionIcon, Button, Group, Skeleton, Stack } from '@mantine/core';
import {
  IconArrowsJoin,
  IconArrowsSplit,
  IconChevronLeft,
  IconDeviceMobileMessage,
  IconMail,
  IconMessages,
} from '@tabler/icons-react';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { CustomerView } from '../../../server/contract/index.js';
import { LinkButton } from '../base/link-button.js';
import { Trouble } from '../base/states.js';
import { tellDone } from '../base/tell.js';
import { useTexts } from '../base/use-texts.js';
import { useDesk, useMay } from '../live/use-desk.js';
import { WriteMail } from '../mail/compose/write-mail.js';
import { WriteText } from '../sms/write-text.js';
import { CustomerPane } from './customer-pane.js';
import { CustomerTimeline } from './customer-timeline.js';
import styles from './customers-page.module.css';
import { MergePicker } from './merge-picker.js';
import { useChangeCustomer, useCustomer } from './use-customer.js';

export function CustomerPage() {
  const id = useParams({ from: '/shell/customers/$customerId', select: (params) => params.customerId });
  const query = useCustomer(id);
  if (query.isPending) return <Skeleton height={240} m="lg" />;
  if (query.isError) return <Trouble error={query.error} onRetry={() => void query.refetch()} whole />;
  return <Customer key={query.data.id} customer={query.data} />;
}

function Customer({ customer }: { customer: CustomerView }) {
  const { t } = useTexts();
  return (
    <div className={styles.one} data-testid="customer-page">
      <aside className={`${styles.side} scroll`} aria-label={t('customer.pane')}>
        <div className={styles.sideHead}>
          <ActionIcon component={Link} to="/customers" aria-label={t('customers.back')}>
            <IconChevronLeft size={18} className="flip" />
          </ActionIcon>
          <Actions customer={customer} />
        </div>
        <CustomerPane customer={customer} />
        <Joined customer={customer} />
      </aside>
      <CustomerTimeline customer={customer} />
    </div>
  );
}

function Actions({ customer }: { customer: CustomerView }) {
  const { t } = useTexts();
  const merges = useMay('customer.merge');
  const writes = useDesk((desk) => desk.mailboxes.length > 0);
  const [picking, setPicking] = useState(false);
  const texts = useDesk((desk) => desk.numbers.some((number) => number.sms));
  const mayText = texts && customer.identities.some(({ kind }) => kind === 'phone');
  const [writing, setWriting] = useState(false);
  const [texting, setTexting] = useState(false);
  const { openConversationId } = customer;
  return (
    <Group gap={6} ms="auto" justify="flex-end">
      {openConversationId && (
        <LinkButton
          to="/inbox/$conversationId"
          params={{ conversationId: openConversationId }}
          size="compact-sm"
          leftSection={<IconMessages size={15} />}
        >
          {t('customers.openConversation')}
        </LinkButton>
      )}
      {writes && (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconMail size={15} />}
          onClick={() => setWriting(true)}
          data-testid="write-open"
        >
          {t('mail.write.open')}
        </Button>
      )}
      {mayText && (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconDeviceMobileMessage size={15} />}
          onClick={() => setTexting(true)}
          data-testid="text-open"
        >
          {t('sms.write.open')}
        </Button>
      )}
      {texting && <WriteText customer={customer} onClose={() => setTexting(false)} />}
      <WriteMail customer={customer} opened={writing} onClose={() => setWriting(false)} />
      {merges && (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconArrowsJoin size={15} />}
          onClick={() => setPicking(true)}
          data-testid="merge"
        >
          {t('merge.open')}
        </Button>
      )}
      {picking && <MergePicker customer={customer} onClose={() => setPicking(false)} />}
    </Group>
  );
}

/** Who was joined into this customer, each with the way back. */
function Joined({ customer }: { customer: CustomerView }) {
  const { t, f } = useTexts();
  const merges = useMay('customer.merge');
  const unmerge = useChangeCustomer('customers.unmerge', customer.id, () => tellDone(t('merge.undone')));
  if (customer.mergedFrom.length === 0) return null;
  return (
    <Stack gap={8} p={16} fz={13}>
      <strong>{t('merge.joined')}</strong>
      {customer.mergedFrom.map((other) => (
        <Group key={other.id} gap={8} wrap="nowrap" justify="space-between" data-testid="merged-from">
          <span className="cut">
            <bdi>{other.name}</bdi> · {f.date(other.at)}
          </span>
          {merges && (
            <Button
              size="compact-xs"
              variant="default"
              leftSection={<IconArrowsSplit size={13} />}
              loading={unmerge.isPending && unmerge.variables?.otherId === other.id}
              onClick={() => unmerge.mutate({ otherId: other.id })}
              data-testid="unmerge"
            >
              {t('merge.undo')}
            </Button>
          )}
        </Group>
      ))}
    </Stack>
  );
}
