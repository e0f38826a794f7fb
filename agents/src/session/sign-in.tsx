import { Alert, Button, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call, type Failure, failureOf } from '../base/api.js';
import { SecretField } from '../base/secret-field.js';
import { useStore } from '../base/store.js';
import { useTexts } from '../base/use-texts.js';
import { sessionEnded } from '../live/state.js';
import { allowSound } from '../offers/sounds.js';
import { Brand } from './brand.js';
import { LanguageSwitch } from './language-switch.js';
import styles from './session.module.css';

export function SignIn() {
  const { t } = useTexts();
  return (
    <div className={styles.signIn}>
      <main className={styles.formSide}>
        <div className={styles.corner}>
          <Brand />
          <LanguageSwitch />
        </div>
        <SignInForm />
      </main>
      <aside className={styles.brandSide}>
        <Threads />
        <h2>{t('signIn.promise')}</h2>
        <p>{t('signIn.promiseMore')}</p>
      </aside>
    </div>
  );
}

function SignInForm() {
  const { t, f } = useTexts();
  const [found] = useState(f.locale);
  const client = useQueryClient();
  const ended = useStore(sessionEnded);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useForm({ mode: 'uncontrolled', initialValues: { email: '', password: '' } });

  const submit = form.onSubmit(async (values) => {
    allowSound();
    setBusy(true);
    setFailure(null);
    try {
      const me = await call('session.create', { body: values });
      // A language chosen on this page stands; else the account's own comes.
      const locale = f.locale === found ? me.preferences.locale : f.locale;
      if (locale !== me.preferences.locale) void call('me.preferences', { body: { locale } }).catch(() => undefined);
      client.setQueryData(['session'], { ...me, preferences: { ...me.preferences, locale } });
    } catch (error) {
      setFailure(failureOf(error));
      setBusy(false);
    }
  });

  return (
    <form className={styles.form} onSubmit={submit} data-testid="signin-form">
      <Title order={1} fz={24} mb={4}>
        {t('signIn.title')}
      </Title>
      <Text c="dimmed" size="sm" mb="lg">
        {t('signIn.hint')}
      </Text>
      <Stack gap="sm">
        {ended && !failure && <Alert color="yellow">{t('signIn.ended')}</Alert>}
        {failure && (
          <Alert color="red" role="alert" data-testid="signin-error">
            {t(`error.${failure.code}`)}
          </Alert>
        )}
        <TextInput
          label={t('signIn.email')}
          type="email"
          autoComplete="username"
          dir="ltr"
          required
          withAsterisk={false}
          autoFocus
          size="md"
          data-testid="signin-email"
          key={form.key('email')}
          {...form.getInputProps('email')}
        />
        <SecretField
          label={t('signIn.password')}
          autoComplete="current-password"
          required
          withAsterisk={false}
          size="md"
          data-testid="signin-password"
          key={form.key('password')}
          {...form.getInputProps('password')}
        />
        <Button type="submit" size="md" loading={busy} mt="xs" data-testid="signin-submit">
          {t('signIn.submit')}
        </Button>
      </Stack>
    </form>
  );
}

/** Many threads, one bond: the picture of what this does. */
function Threads() {
  const paths = [
    'M-20 60 C 220 60 260 250 520 236',
    'M-20 168 C 180 168 300 262 520 246',
    'M-20 330 C 200 330 280 268 520 256',
    'M-20 430 C 240 430 260 280 520 266',
  ];
  return (
    <svg className={styles.threads} viewBox="0 0 800 480" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      <g fill="none" stroke="#7fcdc0" strokeWidth="1.6" opacity=".75">
        {paths.map((d) => (
          <path key={d} d={d} />
        ))}
        <path d="M520 251 H 860" strokeWidth="3.4" stroke="#b0e2d9" />
      </g>
      <circle cx="520" cy="251" r="20" fill="#0f2f2c" stroke="#b0e2d9" strokeWidth="3.4" />
      <circle cx="520" cy="251" r="6" fill="#b0e2d9" />
    </svg>
  );
}
