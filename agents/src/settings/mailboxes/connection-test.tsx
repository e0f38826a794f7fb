import { Alert, Button, Stack, Table, Text } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { Fragment } from 'react';
import type { CertificateView, MailboxView, MailTestOutcome } from '../../../../server/contract/index.js';
import { call } from '../../base/api.js';
import { tellFailure } from '../../base/tell.js';
import { times } from '../../base/times.js';
import { useTexts } from '../../base/use-texts.js';
import { Section } from '../page.js';
import type { MailboxForm } from './use-mailbox-form.js';

type Way = 'incoming' | 'outgoing';
const ROWS = ['subject', 'issuer', 'validTo', 'fingerprint'] as const;

type Servers = Pick<MailboxForm['values'], Way>;
const serversOf = ({ incoming, outgoing }: Servers): Servers => ({ incoming, outgoing });
const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Of the form as it is, saved or not. */
export function ConnectionTest({ form, mailbox }: { form: MailboxForm; mailbox: MailboxView }) {
  const { t } = useTexts();
  const { incoming, outgoing, authservId } = form.values;
  const test = useMutation({
    mutationFn: (servers: Servers) => call('mailboxes.test', { body: { mailboxId: mailbox.id, ...servers } }),
    onError: tellFailure,
  });
  const start = () => test.mutate(serversOf(form.getValues()));
  // Of what has been changed since it says nothing.
  const result = isSame(test.variables, serversOf(form.values)) ? test.data : undefined;
  const proposed = result?.authservId;

  function trust(way: Way, certificate: string): void {
    const server = form.getValues()[way];
    if (!('host' in server)) return;
    form.setFieldValue(way, { ...server, certificate });
    start();
  }

  const line = (way: Way, is: MailTestOutcome, shown?: CertificateView) =>
    is !== 'notTried' && (
      <Alert key={way} role="group" color={is === 'ok' ? 'teal' : 'red'} title={t(`mailboxes.${way}`)}>
        {is === 'ok' ? t('mailboxes.works') : t(`mailboxes.problem.${is}`)}
        {shown && <Certificate shown={shown} onTrust={() => trust(way, shown.pem)} />}
      </Alert>
    );
  if (incoming.kind !== 'imap' && outgoing.kind !== 'smtp') return null;
  return (
    <Section title={t('mailboxes.test')} hint={t('mailboxes.testHint')}>
      <Stack gap="sm">
        <Button
          variant="default"
          w="fit-content"
          leftSection={<IconPlugConnected size={15} />}
          loading={test.isPending}
          // A field that is empty says so itself.
          onClick={({ currentTarget }) => currentTarget.form?.reportValidity() && start()}
          data-testid="mailbox-test"
        >
          {t('mailboxes.testNow')}
        </Button>
        <Stack gap="sm" role="status" data-testid="mailbox-test-result">
          {result && [
            line('incoming', result.incoming, result.certificates.incoming),
            line('outgoing', result.outgoing, result.certificates.outgoing),
          ]}
        </Stack>
        {proposed && proposed !== authservId && (
          <Alert role="group" title={t('mailboxes.checker.found', { name: `\u2068${proposed}\u2069` })}>
            <Text size="sm">{t('mailboxes.checker.ask')}</Text>
            <Button
              variant="default"
              size="compact-sm"
              mt="xs"
              onClick={() => form.setFieldValue('authservId', proposed)}
              data-testid="believe-checker"
            >
              {t('mailboxes.checker.believe')}
            </Button>
          </Alert>
        )}
      </Stack>
    </Section>
  );
}

/** What a server showed that nobody vouches for: an admin compares it, and takes it or does not. */
function Certificate({ shown, onTrust }: { shown: CertificateView; onTrust: () => void }) {
  const { t, f } = useTexts();
  const textOf = (name: (typeof ROWS)[number]) =>
    name === 'validTo' && shown.validTo ? f.date(shown.validTo) : shown[name];
  return (
    <Stack gap="xs" mt="xs">
      <Text size="sm">{t('mailboxes.certificate.shown')}</Text>
      <Table withRowBorders={false} verticalSpacing={2}>
        <Table.Tbody>
          {ROWS.map((name) => (
            <Table.Tr key={name}>
              <Table.Th fw={500} style={{ whiteSpace: 'nowrap', verticalAlign: 'top' }}>
                {t(`mailboxes.certificate.${name}`)}
              </Table.Th>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>
                {name === 'fingerprint' ? <Fingerprint text={shown.fingerprint} /> : <bdi>{textOf(name)}</bdi>}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Text size="sm">{t('mailboxes.certificate.compare')}</Text>
      <Button variant="default" size="compact-sm" w="fit-content" onClick={onTrust} data-testid="trust-certificate">
        {t('mailboxes.certificate.trust')}
      </Button>
    </Stack>
  );
}

/** Broken between bytes only, or it could not be compared. */
function Fingerprint({ text }: { text: string }) {
  const bytes = text.split(/(?<=:)/);
  return (
    <bdi dir="ltr" className="figures">
      {times(bytes.length).map((i) => (
        <Fragment key={i}>
          {bytes[i]}
          <wbr />
        </Fragment>
      ))}
    </bdi>
  );
}
