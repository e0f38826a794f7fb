import { notifications } from '@mantine/notifications';
import i18next from 'i18next';
import { failureOf } from './api.js';

/** A short word that something was done. */
export function tellDone(text: string): void {
  notifications.show({ message: text, color: 'bond', autoClose: 3_500, withBorder: true });
}

/** Tells a failure in the words of the language; stays long enough to be read. */
export function tellFailure(error: unknown): void {
  const { code } = failureOf(error);
  notifications.show({
    message: i18next.t(`error.${code}`),
    color: 'red',
    autoClose: 8_000,
    withBorder: true,
    role: 'alert',
  });
}
