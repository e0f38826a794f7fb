import { getContrastColor, SegmentedControl, useMantineTheme } from '@mantine/core';
import { IconMessageCircle } from '@tabler/icons-react';
import { useState } from 'react';
import { LOCALES, type Locale } from '../../../server/contract/names.js';
import { directionOf } from '../base/i18n.js';
import { useTexts } from '../base/use-texts.js';
import { LANGUAGE_NAMES } from '../session/language-switch.js';
import styles from './settings.module.css';
import type { SiteValues } from './site-editor.js';

/** The widget as the form has it now, before anything is saved. */
export function SitePreview({ values }: { values: SiteValues }) {
  const { t, f } = useTexts();
  const [locale, setLocale] = useState<Locale>(values.locale ?? f.locale);
  const theme = useMantineTheme();
  const color = /^#[0-9a-fA-F]{6}$/.test(values.color) ? values.color : '#1b8073';
  const paint = { background: color, color: getContrastColor({ color, theme, autoContrast: true }) };
  return (
    <aside className={styles.previewBox} aria-label={t('sites.preview')}>
      <SegmentedControl
        mb={10}
        aria-label={t('sites.preview')}
        value={locale}
        onChange={(value) => setLocale(value as Locale)}
        data={LOCALES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
      />
      <div className={styles.preview} dir={directionOf(locale)} lang={locale} data-testid="site-preview">
        <div className={styles.panel} data-side={values.position}>
          <div className={styles.panelHead} style={paint} dir="auto">
            {values.title[locale] || values.name}
          </div>
          <div className={styles.panelBody}>
            <p dir="auto" style={{ margin: 0 }}>
              {values.greeting[locale]}
            </p>
            {values.askName && <div className={styles.fakeField}>{t('sites.yourName', { lng: locale })}</div>}
            {values.askEmail !== 'no' && (
              <div className={styles.fakeField}>{t('sites.yourEmail', { lng: locale })}</div>
            )}
            {values.topics.map((topic, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: topics have no other name
              <div key={at} className={styles.fakeField} dir="auto">
                {topic.label[locale]}
              </div>
            ))}
            <div className={styles.fakeButton} style={paint}>
              {t('sites.startChat', { lng: locale })}
            </div>
          </div>
        </div>
        <div className={styles.bubble} data-side={values.position} style={paint}>
          <IconMessageCircle size={26} />
        </div>
      </div>
    </aside>
  );
}
