import { Button, SimpleGrid, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { MailboxView } from '../../../../server/contract/index.js';
import { call } from '../../base/api.js';
import { tellFailure } from '../../base/tell.js';
import { useTexts } from '../../base/use-texts.js';
import { Copied } from '../embed.js';
import { Section } from '../page.js';
import type { MailboxForm, MailboxValues } from './use-mailbox-form.js';

/** Signing of what leaves, and the record that lets others check it. */
export function DkimSection({ form, mailbox }: { form: MailboxForm; mailbox: MailboxView }) {
  const { t } = useTexts();
  const { dkim, address } = form.values;
  const set = (next: MailboxValues['dkim']) => form.setFieldValue('dkim', next);
  const domain = address.slice(address.lastIndexOf('@') + 1);
  return (
    <Section title={t('mailboxes.dkim')} hint={t('mailboxes.dkimHint')}>
      <Stack gap="sm">
        <Switch
          label={t('mailboxes.signs')}
          checked={dkim !== null}
          onChange={(event) => set(event.currentTarget.checked ? { domain, selector: 'payvand' } : null)}
        />
        {dkim && <DkimFields dkim={dkim} isStored={mailbox.dkim !== null} set={set} />}
        {dkim && mailbox.dkimRecord && !dkim.privateKey && (
          <>
            <Text size="sm">{t('mailboxes.record')}</Text>
            <Copied text={`${dkim.selector}._domainkey.${dkim.domain}. IN TXT ${inPieces(mailbox.dkimRecord)}`} />
          </>
        )}
      </Stack>
    </Section>
  );
}

function DkimFields({
  dkim,
  isStored,
  set,
}: {
  dkim: NonNullable<MailboxValues['dkim']>;
  isStored: boolean;
  set: (dkim: MailboxValues['dkim']) => void;
}) {
  const { t } = useTexts();
  const make = useMutation({
    mutationFn: () => call('mailboxes.newDkimKey', {}),
    onSuccess: ({ privateKey }) => set({ ...dkim, privateKey }),
    onError: tellFailure,
  });
  const name = (key: 'domain' | 'selector') => (
    <TextInput
      {...{ label: t(`mailboxes.${key}`), dir: 'ltr', required: true, withAsterisk: false }}
      value={dkim[key]}
      onChange={(event) => set({ ...dkim, [key]: event.currentTarget.value })}
    />
  );
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        {name('domain')}
        {name('selector')}
      </SimpleGrid>
      <Textarea
        {...{ label: t('mailboxes.privateKey'), dir: 'ltr', autosize: true, minRows: 2, maxRows: 6 }}
        description={isStored ? t('mailboxes.stored') : undefined}
        placeholder="-----BEGIN PRIVATE KEY-----"
        value={dkim.privateKey ?? ''}
        onChange={(event) => set({ ...dkim, privateKey: event.currentTarget.value || undefined })}
      />
      <Button
        variant="default"
        w="fit-content"
        leftSection={<IconKey size={15} />}
        loading={make.isPending}
        onClick={() => make.mutate()}
      >
        {t('mailboxes.makeKey')}
      </Button>
    </>
  );
}

/** One string of a TXT record holds 255 characters. */
const inPieces = (record: string): string => (record.match(/.{1,255}/g) ?? []).map((piece) => `"${piece}"`).join(' ');
