import { SegmentedControl, Text } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { SiteView, WidgetConfigView } from '../../../server/contract/index.js';
import { LOCALES, type Locale } from '../../../server/contract/names.js';
import { type FromPreview, PREVIEW_PATH, type ToPreview } from '../../../server/contract/preview.js';
import { call } from '../base/api.js';
import { useTexts } from '../base/use-texts.js';
import { LANGUAGE_NAMES } from '../session/language-switch.js';
import styles from './settings.module.css';
import type { SiteValues } from './site-editor.js';

/** A page just wide and high enough for the panel beside the launcher; it is drawn smaller. */
const PAGE_PX = { width: 520, height: 772 };

/** The widget itself as the form has it now, before anything is saved. What is tried in it goes nowhere. */
export function SitePreview({ site, values }: { site: SiteView; values: SiteValues }) {
  const { t, f } = useTexts();
  const [locale, setLocale] = useState<Locale>(values.locale ?? f.locale);
  const config = useConfig(site, values);
  const frame = useRef<HTMLIFrameElement>(null);
  const { ref, width } = useElementSize();
  useFed(frame, config, locale);
  return (
    <aside className={styles.previewBox} aria-label={t('sites.preview')}>
      <SegmentedControl
        mb={10}
        aria-label={t('sites.previewLanguage')}
        data-testid="site-language"
        value={locale}
        onChange={(value) => setLocale(value as Locale)}
        data={LOCALES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
      />
      <div ref={ref} className={styles.preview} data-testid="site-preview">
        <iframe
          ref={frame}
          src={PREVIEW_PATH}
          title={t('sites.preview')}
          className={styles.previewFrame}
          style={{ ...PAGE_PX, transform: `scale(${width / PAGE_PX.width})` }}
        />
      </div>
      <Text size="xs" c="dimmed" mt={6}>
        {t('sites.previewHint')}
      </Text>
    </aside>
  );
}

/** Which queues are open, who is there and how soon one answers, only the server knows; the rest is the form's. */
function useConfig(site: SiteView, values: SiteValues): WidgetConfigView | undefined {
  const queueIds = values.topics.map(({ queueId }) => queueId);
  const query = useQuery({
    queryKey: ['settings', 'sites.preview', site.id, queueIds],
    queryFn: () => {
      const topics = queueIds.map((queueId) => ({ queueId, label: { en: '', fa: '' } }));
      return call('sites.preview', { params: { id: site.id }, body: { topics } });
    },
    placeholderData: (before) => before,
  });
  if (!query.data) return undefined;
  const { name, color, position, title, greeting, askName, askEmail } = values;
  const topics = labelled(query.data.topics, values.topics);
  return { ...query.data, name, color, position, title, greeting, askName, askEmail, topics };
}

/** Without topics of its own a site offers every queue by its name: those come from the server as they are. */
function labelled(known: WidgetConfigView['topics'], own: SiteValues['topics']): WidgetConfigView['topics'] {
  if (own.length === 0) return known;
  return own.flatMap(({ queueId, label }) => {
    const topic = known.find((one) => one.queueId === queueId);
    return topic ? [{ ...topic, label }] : [];
  });
}

/** Tells the page in the frame what to draw: when it says that it listens, and after every change. */
function useFed(
  frame: React.RefObject<HTMLIFrameElement | null>,
  config: WidgetConfigView | undefined,
  locale: Locale,
) {
  const tell = () => {
    const message: ToPreview | undefined = config && { payvand: 1, config, locale };
    if (message) frame.current?.contentWindow?.postMessage(message, location.origin);
  };
  useEffect(() => {
    tell();
    const hear = ({ source, origin, data }: MessageEvent<FromPreview | undefined>) => {
      if (source === frame.current?.contentWindow && origin === location.origin && data?.type === 'ready') tell();
    };
    window.addEventListener('message', hear);
    return () => window.removeEventListener('message', hear);
  });
}
