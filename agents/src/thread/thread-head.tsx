import { ActionIcon, Button, Group, Tooltip } from '@mantine/core';
import {
  IconArrowsExchange,
  IconCheck,
  IconChevronLeft,
  IconClockPause,
  IconLayoutSidebarRight,
  IconRoute,
} from '@tabler/icons-react';
import { type ComponentType, useState } from 'react';
import type { ConversationView, CustomerView } from '../../../server/contract/index.js';
import { ChannelIcon } from '../base/channel-icon.js';
import { CustomerName } from '../base/customer-name.js';
import { Person } from '../base/person.js';
import { useQueueNames } from '../base/queue-names.js';
import { useTexts } from '../base/use-texts.js';
import { SlaChip } from '../inbox/sla-chip.js';
import { CallCustomer } from '../phone/call-customer.js';
import { SuperviseMenu } from '../phone/supervise-menu.js';
import { type ConversationActions, useBackToList } from './actions.js';
import { FilterMenu } from './filter-menu.js';
import type { Filter } from './items.js';
import { RoutingRecord } from './routing-record.js';
import { StateBadge } from './state-badge.js';
import styles from './thread.module.css';

interface Props {
  conversation: ConversationView;
  customer: CustomerView;
  actions: ConversationActions;
  filter: Filter;
  onFilter: (filter: Filter) => void;
  onPane: () => void;
}

export function ThreadHead({ conversation, customer, actions, filter, onFilter, onPane }: Props) {
  const { t } = useTexts();
  const back = useBackToList();
  return (
    <header className={styles.head}>
      <ActionIcon className={styles.phoneOnly} onClick={back} aria-label={t('thread.back')} data-testid="thread-back">
        <IconChevronLeft size={20} className="flip" />
      </ActionIcon>
      <span className={styles.wideOnly}>
        <Person name={conversation.customerName} id={conversation.customerId} size={36} />
      </span>
      <Who conversation={conversation} />
      <SuperviseMenu conversation={conversation} />
      <CallCustomer customer={customer} conversation={conversation} />
      <Actions actions={actions} />
      <Routing conversation={conversation} />
      <FilterMenu filter={filter} onFilter={onFilter} />
      <Tooltip label={t('thread.pane')}>
        <ActionIcon onClick={onPane} aria-label={t('thread.pane')} data-testid="toggle-pane">
          <IconLayoutSidebarRight size={18} className="flip" />
        </ActionIcon>
      </Tooltip>
    </header>
  );
}

/** On a phone there is no room for it. */
/** Of one that somebody has, its own line of the timeline tells; there, a phone has no room for it in the head. */
function Routing({ conversation: { id, state } }: { conversation: ConversationView }) {
  const { t } = useTexts();
  const [open, setOpen] = useState(false);
  const isHeld = state === 'active' || state === 'wrapUp';
  return (
    <span className={isHeld ? styles.wideOnly : undefined}>
      <Tooltip label={t('routingRecord.title')}>
        <ActionIcon onClick={() => setOpen(true)} aria-label={t('routingRecord.title')} data-testid="routing-open">
          <IconRoute size={18} />
        </ActionIcon>
      </Tooltip>
      {open && <RoutingRecord conversationId={id} onClose={() => setOpen(false)} />}
    </span>
  );
}

function Who({ conversation }: { conversation: ConversationView }) {
  const { t, f } = useTexts();
  const queues = useQueueNames();
  const { customerOnline } = conversation;
  return (
    <div className={styles.headText}>
      <div className={styles.headTop}>
        <h2 className={styles.headName}>
          <CustomerName name={conversation.customerName} verified={conversation.customerVerified} />
        </h2>
        <div className={styles.headSigns}>
          <span className={conversation.state === 'active' ? styles.roomyOnly : undefined}>
            <StateBadge state={conversation.state} />
          </span>
          <SlaChip conversation={conversation} />
        </div>
      </div>
      <div className={styles.headLine}>
        <ChannelIcon channel={conversation.channel} size={13} />
        <span className="figures">{t('thread.number', { number: f.plain(conversation.number) })}</span>
        {conversation.channel === 'email' && conversation.subject && (
          // A phone has room for a letter of it; the mail itself begins with it.
          <>
            <span className={styles.wideOnly}>·</span>
            <bdi
              className={`${styles.headSubject} ${styles.wideOnly} cut`}
              title={conversation.subject}
              data-testid="thread-subject"
            >
              {conversation.subject}
            </bdi>
          </>
        )}
        <span className={`${styles.headRest} cut`}>
          · <bdi>{queues.of(conversation.queue)}</bdi>
          {conversation.agent && (
            <>
              {' · '}
              <bdi>{conversation.agent.name}</bdi>
            </>
          )}
          {customerOnline !== null && ` · ${t(customerOnline ? 'thread.customerHere' : 'thread.customerGone')}`}
        </span>
      </div>
    </div>
  );
}

/** To take it, or to bring it back, is offered where one would write. */
function Actions({ actions: { can, open } }: { actions: ConversationActions }) {
  const { t } = useTexts();
  return (
    <Group gap={4} wrap="nowrap">
      {can.transfer && (
        <Act
          label={t('action.transfer')}
          icon={IconArrowsExchange}
          onClick={() => open('transfer')}
          testId="transfer"
        />
      )}
      {can.snooze && (
        <Act label={t('action.snooze')} icon={IconClockPause} onClick={() => open('snooze')} testId="snooze" />
      )}
      {can.close && <Act label={t('action.close')} icon={IconCheck} onClick={() => open('close')} testId="close" />}
    </Group>
  );
}

interface ActProps {
  label: string;
  icon: ComponentType<{ size?: number; stroke?: number }>;
  onClick: () => void;
  testId: string;
}

/** A word and a sign where there is room; the sign alone on a phone. */
function Act({ label, icon: Icon, onClick, testId }: ActProps) {
  return (
    <Tooltip label={label}>
      <Button
        variant="default"
        onClick={onClick}
        aria-label={label}
        data-testid={testId}
        className={styles.act}
        leftSection={<Icon size={16} stroke={1.7} />}
      >
        <span className={styles.actText}>{label}</span>
      </Button>
    </Tooltip>
  );
}
