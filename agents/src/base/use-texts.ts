import { useTranslation } from 'react-i18next';
import type { Locale } from '../../../server/contract/names.js';
import { type Format, formatFor } from './format.js';

/** The texts and the formats of the language in use; a component that calls it draws again when the language turns. */
export function useTexts() {
  const { t, i18n } = useTranslation();
  return { t, f: formatFor((i18n.language as Locale | undefined) ?? 'en') satisfies Format };
}
export type Translate = ReturnType<typeof useTexts>['t'];
