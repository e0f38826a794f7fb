import { Alert, Anchor, SegmentedControl, SimpleGrid, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { MailboxView, MailIncoming, MailOutgoing, MailPace } from '../../../../server/contract/index.js';
import { MAIL_PACE } from '../../../../server/contract/names.js';
import { call } from '../../base/api.js';
import { NumberField } from '../../base/number-field.js';
import { useTexts } from '../../base/use-texts.js';
import { Copied } from '../embed.js';
import { Section } from '../page.js';
import { ConnectionTest } from './connection-test.js';
import { ServerFields } from './server-fields.js';
import type { MailboxForm } from './use-mailbox-form.js';

interface Props {
  form: MailboxForm;
  mailbox: MailboxView;
}
const NOBODY = { kind: 'password' as const, user: '' };
const INCOMING: { [K in MailIncoming['kind']]: MailIncoming } = {
  none: { kind: 'none' },
  listener: { kind: 'listener' },
  imap: { kind: 'imap', host: '', port: 993, security: 'tls', signIn: NOBODY, folder: 'INBOX', moveTo: null },
};
const OUTGOING: { [K in MailOutgoing['kind']]: MailOutgoing } = {
  installation: { kind: 'installation' },
  smtp: { kind: 'smtp', host: '', port: 465, security: 'tls', signIn: NOBODY },
};

/** How mail comes and goes, and whether that works. */
export function ServerSections({ form, mailbox }: Props) {
  return (
    <>
      <Incoming form={form} mailbox={mailbox} />
      <Outgoing form={form} mailbox={mailbox} />
      <ConnectionTest form={form} mailbox={mailbox} />
    </>
  );
}

function Incoming({ form, mailbox }: Props) {
  const { t } = useTexts();
  const { incoming, address } = form.values;
  const set = (next: MailIncoming) => form.setFieldValue('incoming', next);
  return (
    <Section title={t('mailboxes.incoming')} hint={t('mailboxes.incomingHint')}>
      <Stack gap="sm">
        <SegmentedControl
          aria-label={t('mailboxes.incoming')}
          data={(['none', 'listener', 'imap'] as const).map((value) => ({ value, label: t(`mailboxes.in.${value}`) }))}
          value={incoming.kind}
          onChange={(kind) => set(INCOMING[kind as MailIncoming['kind']])}
        />
        {incoming.kind === 'listener' && <Listener address={address} />}
        {incoming.kind === 'imap' && (
          <>
            <ServerFields
              server={incoming}
              stored={(name) => mailbox.secrets.includes(`incoming.signIn.${name}`)}
              onChange={set}
            />
            <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
              <TextInput
                {...{ label: t('mailboxes.folder'), dir: 'ltr', required: true, withAsterisk: false, maxLength: 200 }}
                value={incoming.folder}
                onChange={(event) => set({ ...incoming, folder: event.currentTarget.value })}
              />
              <TextInput
                {...{ label: t('mailboxes.moveTo'), dir: 'ltr', maxLength: 200 }}
                placeholder={t('mailboxes.stays')}
                value={incoming.moveTo ?? ''}
                onChange={(event) => set({ ...incoming, moveTo: event.currentTarget.value || null })}
              />
            </SimpleGrid>
          </>
        )}
        <TextInput
          {...{ label: t('mailboxes.authservId'), dir: 'ltr', maxLength: 253, placeholder: 'mx.shop.example' }}
          description={t('mailboxes.authservIdHint')}
          value={form.values.authservId ?? ''}
          onChange={(event) => form.setFieldValue('authservId', event.currentTarget.value || null)}
        />
      </Stack>
    </Section>
  );
}

function DemoMail() {
  const { t } = useTexts();
  return (
    <Alert color="blue">
      {t('mailboxes.demoMail')}{' '}
      <Anchor href="/demo/mail" target="_blank" size="sm" c="inherit" underline="always">
        {t('mailboxes.demoMailOpen')}
      </Anchor>
    </Alert>
  );
}

/** Where mail for it must be brought, for whoever runs the company's mail. */
function Listener({ address }: { address: string }) {
  const { t } = useTexts();
  const { data } = useQuery({ queryKey: ['mailListener'], queryFn: () => call('mailboxes.listener', {}) });
  if (!data) return <Skeleton height={60} />;
  if (!data.listener && data.demo) return <DemoMail />;
  if (!data.listener) return <Alert color="yellow">{t('mailboxes.listenerOff')}</Alert>;
  const { protocol, port, host } = data.listener;
  const reached = /^(0\.0\.0\.0|::)$/.test(host) ? window.location.hostname : host;
  return (
    <>
      <Text size="sm">
        {t('mailboxes.listenerHint', { protocol: protocol.toUpperCase(), place: `\u2066${reached}:${port}\u2069` })}
      </Text>
      <Copied text={`${address} ${protocol}:[${reached}]:${port}`} />
    </>
  );
}

function Outgoing({ form, mailbox }: Props) {
  const { t } = useTexts();
  const { outgoing } = form.values;
  const set = (next: MailOutgoing) => form.setFieldValue('outgoing', next);
  return (
    <Section title={t('mailboxes.outgoing')} hint={t('mailboxes.outgoingHint')}>
      <Stack gap="sm">
        <SegmentedControl
          aria-label={t('mailboxes.outgoing')}
          data={(['installation', 'smtp'] as const).map((value) => ({ value, label: t(`mailboxes.out.${value}`) }))}
          value={outgoing.kind}
          onChange={(kind) => set(OUTGOING[kind as MailOutgoing['kind']])}
        />
        {outgoing.kind === 'smtp' && (
          <>
            <ServerFields
              server={outgoing}
              stored={(name) => mailbox.secrets.includes(`outgoing.signIn.${name}`)}
              onChange={set}
            />
            <PaceFields pace={outgoing.pace ?? MAIL_PACE} onChange={(pace) => set({ ...outgoing, pace })} />
          </>
        )}
      </Stack>
    </Section>
  );
}

/** How much the server is asked for, where its provider allows less, or takes more. */
function PaceFields({ pace, onChange }: { pace: MailPace; onChange: (pace: MailPace) => void }) {
  const { t } = useTexts();
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        <NumberField
          {...{ label: t('mailboxes.mailsPerMinute'), min: 10, max: 6_000, value: pace.mailsPerMinute }}
          unit={t('mailboxes.perMinute')}
          onChange={(mailsPerMinute) => onChange({ ...pace, mailsPerMinute })}
          data-testid="mails-per-minute"
        />
        <NumberField
          {...{ label: t('mailboxes.connections'), min: 1, max: 20, value: pace.connections }}
          onChange={(connections) => onChange({ ...pace, connections })}
        />
      </SimpleGrid>
      <Text size="xs" c="dimmed">
        {t('mailboxes.paceHint')}
      </Text>
    </>
  );
}
