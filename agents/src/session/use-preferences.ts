import { useMantineColorScheme } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { Locale, MeView, PreferencesView } from '../../../server/contract/index.js';
import { call } from '../base/api.js';
import { turnTo } from '../base/i18n.js';
import { useStore } from '../base/store.js';
import { tellFailure } from '../base/tell.js';
import { whenReached } from '../base/when-reached.js';
import { desk } from '../live/state.js';

const DEFAULTS: PreferencesView = { locale: 'en', theme: 'auto', sendWith: 'enter', shortcuts: true, sound: true };

/** Changed here, and not stored yet. */
let unsaved: Partial<PreferencesView> = {};
let isSaving = false;

/** Stores what is changed, the latest of each; without a connection, once there is one again. */
async function save(show: (stored: Partial<PreferencesView>) => void): Promise<void> {
  if (isSaving) return;
  isSaving = true;
  try {
    while (Object.keys(unsaved).length > 0) {
      const body = unsaved;
      unsaved = {};
      await whenReached(() => call('me.preferences', { body }));
      // A desk read on the way back says how they were before.
      show({ ...body, ...unsaved });
    }
  } finally {
    isSaving = false;
  }
}

/** One's preferences and a way to change them: they turn at once, and are stored behind. */
export function usePreferences() {
  const client = useQueryClient();
  const { setColorScheme } = useMantineColorScheme();
  const preferences = useStore(desk, (now) => now?.me.preferences) ?? DEFAULTS;

  const show = (part: Partial<PreferencesView>) => {
    const apply = (me: MeView): MeView => ({ ...me, preferences: { ...me.preferences, ...part } });
    client.setQueryData<MeView | null>(['session'], (me) => me && apply(me));
    desk.set((now) => now && { ...now, me: apply(now.me) });
  };
  const change = (part: Partial<PreferencesView>) => {
    if (part.locale) void turnTo(part.locale);
    if (part.theme) setColorScheme(part.theme);
    if (!client.getQueryData<MeView | null>(['session'])) return;
    show(part);
    unsaved = { ...unsaved, ...part };
    void save(show).catch(tellFailure);
  };
  return { preferences, change };
}

export function useLanguage(): (locale: Locale) => void {
  const { change } = usePreferences();
  return (locale) => change({ locale });
}
