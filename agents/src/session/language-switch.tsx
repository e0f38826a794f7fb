import { SegmentedControl } from '@mantine/core';
import type { Locale } from '../../../server/contract/names.js';
import { useTexts } from '../base/use-texts.js';
import { useLanguage } from './use-preferences.js';

/** Each language in its own words, so that it is found by who needs it. */
export const LANGUAGE_NAMES: Record<Locale, string> = { en: 'English', fa: 'فارسی' };

export function LanguageSwitch({ fullWidth }: { fullWidth?: boolean }) {
  const { t, f } = useTexts();
  const turn = useLanguage();
  return (
    <SegmentedControl
      aria-label={t('profile.language')}
      data-testid="language-switch"
      fullWidth={fullWidth}
      value={f.locale}
      onChange={(locale) => turn(locale as Locale)}
      data={Object.entries(LANGUAGE_NAMES).map(([value, label]) => ({ value, label }))}
    />
  );
}
