import { Button, Group, SegmentedControl, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import type { MailIncoming } from '../../../../server/contract/index.js';
import { NumberField } from '../../base/number-field.js';
import { SecretField } from '../../base/secret-field.js';
import { useTexts } from '../../base/use-texts.js';

export type MailServer = Pick<
  Extract<MailIncoming, { kind: 'imap' }>,
  'host' | 'port' | 'security' | 'signIn' | 'certificate'
>;
type SignIn = MailServer['signIn'];

interface Props<T extends MailServer> {
  server: T;
  /** Which secrets are stored. */
  stored: (name: string) => boolean;
  onChange: (server: T) => void;
}

const EMPTY: { [K in SignIn['kind']]: (user: string) => SignIn } = {
  none: () => ({ kind: 'none' }),
  password: (user) => ({ kind: 'password', user }),
  oauth2: (user) => ({ kind: 'oauth2', user, tokenUrl: '', clientId: '' }),
};

/** A mail server, and how one signs in to it. */
export function ServerFields<T extends MailServer>({ server, stored, onChange }: Props<T>) {
  const { t } = useTexts();
  const { host, port, security, signIn } = server;
  const set = (part: Partial<MailServer>) => onChange({ ...server, ...part });
  const user = signIn.kind === 'none' ? '' : signIn.user;
  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
        <TextInput
          {...{ label: t('mailboxes.host'), dir: 'ltr', maxLength: 253, required: true, withAsterisk: false }}
          value={host}
          onChange={(event) => set({ host: event.currentTarget.value })}
        />
        <NumberField
          label={t('mailboxes.port')}
          min={1}
          max={65_535}
          value={port}
          onChange={(next) => set({ port: next })}
        />
        <Select
          label={t('mailboxes.security')}
          allowDeselect={false}
          data={(['tls', 'starttls', 'none'] as const).map((value) => ({
            value,
            label: t(`mailboxes.${value === 'none' ? 'insecure' : value}`),
          }))}
          value={security}
          onChange={(next) => set({ security: next as MailServer['security'] })}
        />
      </SimpleGrid>
      {server.certificate && (
        <Group gap="sm">
          <Text size="sm" c="dimmed">
            {t('mailboxes.certificate.trusted')}
          </Text>
          <Button size="compact-sm" variant="subtle" onClick={() => set({ certificate: undefined })}>
            {t('mailboxes.certificate.forget')}
          </Button>
        </Group>
      )}
      <SegmentedControl
        aria-label={t('mailboxes.signIn')}
        data={(['none', 'password', 'oauth2'] as const).map((value) => ({ value, label: t(`mailboxes.by.${value}`) }))}
        value={signIn.kind}
        onChange={(kind) => set({ signIn: EMPTY[kind as SignIn['kind']](user) })}
      />
      <SignInFields signIn={signIn} stored={stored} onChange={(next) => set({ signIn: next })} />
    </Stack>
  );
}

function SignInFields({
  signIn,
  stored,
  onChange,
}: {
  signIn: SignIn;
  stored: (name: string) => boolean;
  onChange: (signIn: SignIn) => void;
}) {
  const { t } = useTexts();
  if (signIn.kind === 'none') return null;
  const fields = signIn as SignIn & Record<string, string | undefined>;
  const set = (name: string, text: string) => onChange({ ...signIn, [name]: text || undefined } as SignIn);
  const plain = (name: 'user' | 'tokenUrl' | 'clientId') => (
    <TextInput
      key={name}
      {...{ label: t(`mailboxes.${name}`), dir: 'ltr', required: true, withAsterisk: false, autoComplete: 'off' }}
      value={fields[name] ?? ''}
      onChange={(event) => onChange({ ...signIn, [name]: event.currentTarget.value } as SignIn)}
    />
  );
  const secret = (name: 'password' | 'clientSecret' | 'refreshToken') => (
    <SecretField
      key={name}
      {...{ label: t(`mailboxes.${name}`), dir: 'ltr', autoComplete: 'new-password' }}
      description={stored(name) ? t('mailboxes.stored') : undefined}
      value={fields[name] ?? ''}
      onChange={(event) => set(name, event.currentTarget.value)}
    />
  );
  return signIn.kind === 'password' ? (
    <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm" style={{ alignItems: 'end' }}>
      {plain('user')}
      {secret('password')}
    </SimpleGrid>
  ) : (
    <Stack gap="sm">
      {[plain('user'), plain('tokenUrl'), plain('clientId'), secret('clientSecret'), secret('refreshToken')]}
    </Stack>
  );
}
