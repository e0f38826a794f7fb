import { Avatar, Menu, UnstyledButton, useMantineColorScheme, VisuallyHidden } from '@mantine/core';
import { IconKeyboard, IconLanguage, IconLogout, IconMoon, IconSun, IconUserCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { initialsOf } from '../base/person.js';
import { useTexts } from '../base/use-texts.js';
import { useDesk } from '../live/use-desk.js';
import { LANGUAGE_NAMES } from '../session/language-switch.js';
import { usePreferences } from '../session/use-preferences.js';
import { askSignOut } from './ask-sign-out.js';
import { openKeysHelp } from './keys-help.js';

export function UserMenu() {
  const { t, f } = useTexts();
  const me = useDesk((desk) => desk.me);
  const { change } = usePreferences();
  const { colorScheme } = useMantineColorScheme();
  const dark = colorScheme === 'dark' || (colorScheme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
  const other = f.locale === 'fa' ? 'en' : 'fa';
  return (
    <Menu width={230} middlewares={{ flip: false }}>
      <Menu.Target>
        <UnstyledButton data-testid="user-menu">
          <Avatar size={32} color="bond" variant="light" aria-hidden="true">
            {initialsOf(me.name)}
          </Avatar>
          <VisuallyHidden>{t('shell.account', { name: me.name })}</VisuallyHidden>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <span dir="auto">{me.name}</span> · {t(`role.${me.role}`)}
        </Menu.Label>
        <Menu.Item component={Link} to="/settings/profile" leftSection={<IconUserCircle size={16} />}>
          {t('shell.profile')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconLanguage size={16} />}
          onClick={() => change({ locale: other })}
          lang={other}
          data-testid="switch-language"
        >
          {LANGUAGE_NAMES[other]}
        </Menu.Item>
        <Menu.Item
          leftSection={dark ? <IconSun size={16} /> : <IconMoon size={16} />}
          onClick={() => change({ theme: dark ? 'light' : 'dark' })}
          data-testid="switch-theme"
        >
          {dark ? t('theme.toLight') : t('theme.toDark')}
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={16} />} onClick={openKeysHelp}>
          {t('keys.title')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={askSignOut} data-testid="sign-out">
          {t('shell.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
