import { PasswordInput, type PasswordInputProps } from '@mantine/core';
import { useTexts } from './use-texts.js';

/** What is typed unseen, with a key that shows it, which says so in the language. */
export function SecretField(props: PasswordInputProps) {
  const { t } = useTexts();
  return <PasswordInput visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }} {...props} />;
}
