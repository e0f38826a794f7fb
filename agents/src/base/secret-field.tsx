import { PasswordInput, type PasswordInputProps } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTexts } from './use-texts.js';

/** What is typed unseen, with a key that shows it, which says so in the language; reached by Tab like any other key. */
export function SecretField(props: PasswordInputProps) {
  const { t } = useTexts();
  const [shown, { toggle }] = useDisclosure(false);
  return (
    <PasswordInput
      visible={shown}
      onVisibilityChange={toggle}
      visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword'), 'aria-pressed': shown, tabIndex: 0 }}
      {...props}
    />
  );
}
