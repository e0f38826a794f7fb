import { Button, SegmentedControl, Stack, Switch } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type ReactNode, useState } from 'react';
import { call, type Failure, failureOf } from '../base/api.js';
import { KEY_SIGNS } from '../base/keys.js';
import { SecretField } from '../base/secret-field.js';
import { tellDone } from '../base/tell.js';
import { useTexts } from '../base/use-texts.js';
import { useDesk } from '../live/use-desk.js';
import { askForNotifications } from '../offers/attention.js';
import { allowSound, chime } from '../offers/sounds.js';
import { LanguageSwitch } from '../session/language-switch.js';
import { usePreferences } from '../session/use-preferences.js';
import { Page, Section } from './page.js';

export function Profile() {
  const { t } = useTexts();
  const me = useDesk((desk) => desk.me);
  return (
    <Page title={<bdi>{me.name}</bdi>} hint={`${me.email} · ${t(`role.${me.role}`)}`}>
      <Looks />
      <Work />
      <PasswordForm />
    </Page>
  );
}

function Looks() {
  const { t } = useTexts();
  const { preferences, change } = usePreferences();
  return (
    <Section title={t('profile.looks')}>
      <Stack gap="md" maw={420}>
        <Labelled label={t('profile.language')}>
          <LanguageSwitch fullWidth />
        </Labelled>
        <Labelled label={t('profile.theme')}>
          <SegmentedControl
            fullWidth
            aria-label={t('profile.theme')}
            value={preferences.theme}
            onChange={(theme) => change({ theme: theme as 'light' | 'dark' | 'auto' })}
            data={(['light', 'dark', 'auto'] as const).map((value) => ({ value, label: t(`theme.${value}`) }))}
          />
        </Labelled>
      </Stack>
    </Section>
  );
}

function Labelled({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <div style={{ fontSize: 13, fontWeight: 550, marginBottom: 5 }}>{label}</div>
      {children}
    </div>
  );
}

function Work() {
  const { t } = useTexts();
  const { preferences, change } = usePreferences();
  const [asked, setAsked] = useState(false);
  const undecided = typeof Notification !== 'undefined' && Notification.permission === 'default' && !asked;
  return (
    <Section title={t('profile.work')}>
      <Stack gap="md">
        <Labelled label={t('profile.sendWith')}>
          <SegmentedControl
            aria-label={t('profile.sendWith')}
            value={preferences.sendWith}
            onChange={(sendWith) => change({ sendWith: sendWith as 'enter' | 'ctrlEnter' })}
            data={[
              { value: 'enter', label: 'Enter' },
              { value: 'ctrlEnter', label: `${KEY_SIGNS.mod} + Enter` },
            ]}
            data-testid="send-with"
          />
        </Labelled>
        <Switch
          label={t('profile.shortcuts')}
          description={t('profile.shortcutsHint')}
          checked={preferences.shortcuts}
          onChange={(event) => change({ shortcuts: event.currentTarget.checked })}
        />
        <Switch
          label={t('profile.sound')}
          description={t('profile.soundHint')}
          checked={preferences.sound}
          onChange={(event) => {
            change({ sound: event.currentTarget.checked });
            allowSound();
            if (event.currentTarget.checked) chime();
          }}
        />
        {undecided && (
          <Button
            variant="default"
            w="fit-content"
            onClick={() => {
              askForNotifications();
              setAsked(true);
            }}
          >
            {t('profile.notifications')}
          </Button>
        )}
      </Stack>
    </Section>
  );
}

const SHORTEST = 10;

function PasswordForm() {
  const { t, f } = useTexts();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const form = useForm({
    initialValues: { current: '', next: '', again: '' },
    validate: {
      next: (next) => (next.length < SHORTEST ? t('profile.tooShort', { count: SHORTEST }) : null),
      again: (again, { next }) => (again !== next ? t('profile.notSame') : null),
    },
  });
  const submit = form.onSubmit(async ({ current, next }) => {
    setBusy(true);
    setFailure(null);
    try {
      await call('me.password', { body: { current, next } });
      form.reset();
      tellDone(t('profile.passwordChanged'));
    } catch (error) {
      setFailure(failureOf(error));
    }
    setBusy(false);
  });
  return (
    <Section
      title={t('profile.password')}
      hint={t('profile.passwordHint', { count: SHORTEST, number: f.number(SHORTEST) })}
    >
      <form onSubmit={submit}>
        <Stack gap="sm" maw={360}>
          <SecretField
            label={t('profile.currentPassword')}
            autoComplete="current-password"
            required
            withAsterisk={false}
            error={failure ? t(`error.${failure.code}`) : undefined}
            {...form.getInputProps('current')}
          />
          <SecretField
            label={t('profile.newPassword')}
            autoComplete="new-password"
            required
            withAsterisk={false}
            {...form.getInputProps('next')}
          />
          <SecretField
            label={t('profile.againPassword')}
            autoComplete="new-password"
            required
            withAsterisk={false}
            {...form.getInputProps('again')}
          />
          <Button type="submit" loading={busy} w="fit-content">
            {t('profile.changePassword')}
          </Button>
        </Stack>
      </form>
    </Section>
  );
}
