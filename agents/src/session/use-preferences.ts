import { useMantineColorScheme } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { Locale, MeView, PreferencesView } from '../../../server/contract/index.js';
import { call } from '../base/api.js';
import { turnTo } from '../base/i18n.js';
import { useStore } from '../base/store.js';
import { tellFailure } from '../base/tell.js';
import { desk } from '../live/state.js';

const DEFAULTS: PreferencesView = { locale: 'en', theme: 'auto', sendWith: 'enter', shortcuts: true, sound: true };

/** One's preferences and a way to change them: they turn at once, and are stored behind. */
export function usePreferences() {
  const client = useQueryClient();
  const { setColorScheme } = useMantineColorScheme();
  const preferences = useStore(desk, (now) => now?.me.preferences) ?? DEFAULTS;

  const change = (part: Partial<PreferencesView>) => {
    const apply = (me: MeView): MeView => ({ ...me, preferences: { ...me.preferences, ...part } });
    if (part.locale) void turnTo(part.locale);
    if (part.theme) setColorScheme(part.theme);
    const signedIn = client.getQueryData<MeView | null>(['session']);
    if (!signedIn) return;
    client.setQueryData(['session'], apply(signedIn));
    desk.set((now) => now && { ...now, me: apply(now.me) });
    void call('me.preferences', { body: part }).catch(tellFailure);
  };
  return { preferences, change };
}

export function useLanguage(): (locale: Locale) => void {
  const { change } = usePreferences();
  return (locale) => change({ locale });
}
