import { Accordion } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { ConversationView, CustomerView } from '../../../server/contract/index.js';
import { Person } from '../base/person.js';
import { useNow } from '../base/use-now.js';
import { useTexts } from '../base/use-texts.js';
import { CustomerFollowUps } from '../follow-ups/customer-follow-ups.js';
import { useDesk, useMay } from '../live/use-desk.js';
import { Attributes } from './attributes.js';
import { Consent } from './consent.js';
import { CustomerTitle } from './customer-title.js';
import styles from './customers.module.css';
import { Identities } from './identities.js';
import { Suggestions } from './merge-suggestions.js';
import { CustomerNotes, PagesSeen } from './past.js';
import { PastConversations } from './past-conversations.js';
import { Tags } from './tags.js';
import { Value } from './value.js';

const OPEN_AT_FIRST = ['identities', 'followUps', 'attributes', 'suggestions', 'conversations'];

/** Who this is, how we know, and what was before. */
export function CustomerPane({ customer, conversation }: { customer: CustomerView; conversation?: ConversationView }) {
  const { t, f } = useTexts();
  const now = useNow(30);
  const merges = useMay('customer.merge');
  const myId = useDesk((desk) => desk.me.id);
  const conversationId = conversation?.id;
  const isOwn = conversation?.state === 'active' && conversation.agent?.id === myId;
  return (
    <div data-testid="customer-pane">
      <div className={styles.paneHead}>
        <Person name={customer.name} id={customer.id} size={46} />
        <div className={styles.grow}>
          <CustomerTitle customer={customer} />
          <div className={styles.small}>
            {conversation?.customerOnline
              ? t('customer.here')
              : t('customer.seen', { time: f.ago(customer.lastSeenAt, now) })}
          </div>
          {conversationId && (
            <Link to="/customers/$customerId" params={{ customerId: customer.id }} className={styles.more}>
              {t('customer.whole')}
            </Link>
          )}
        </div>
      </div>
      <Value customer={customer} />
      <Tags customer={customer} />
      <Accordion
        multiple
        defaultValue={OPEN_AT_FIRST}
        chevronSize={14}
        classNames={{ control: styles.control, content: styles.content, item: styles.item, label: styles.controlLabel }}
      >
        {merges && customer.suggestions.length > 0 && (
          <Part id="suggestions" title={t('customer.suggestions')}>
            <Suggestions customer={customer} />
          </Part>
        )}
        <Part id="identities" title={t('customer.identities')}>
          <Identities customer={customer} ownId={isOwn ? conversationId : undefined} />
        </Part>
        <Part id="followUps" title={t('followUp.title')}>
          <CustomerFollowUps customerId={customer.id} conversationId={conversationId} />
        </Part>
        <Part id="attributes" title={t('customer.attributes')}>
          <Attributes key={customer.id} customer={customer} />
        </Part>
        <Part id="conversations" title={t('customer.conversations')}>
          <PastConversations customer={customer} openId={conversationId} />
        </Part>
        <Part id="pages" title={t('customer.pages')}>
          <PagesSeen customer={customer} />
        </Part>
        <Part id="notes" title={t('customer.notes')}>
          <CustomerNotes customer={customer} />
        </Part>
        <Part id="consent" title={t('customer.consent')}>
          <Consent customer={customer} />
        </Part>
      </Accordion>
    </div>
  );
}

function Part({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <Accordion.Item value={id}>
      <Accordion.Control>{title}</Accordion.Control>
      <Accordion.Panel>{children}</Accordion.Panel>
    </Accordion.Item>
  );
}
