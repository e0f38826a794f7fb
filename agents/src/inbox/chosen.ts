import { useEffect } from 'react';
import { useKeys } from '../base/keys.js';
import { createStore, type Store, useStore } from '../base/store.js';
import type { InboxList } from '../live/rows.js';
import { usePreferences } from '../session/use-preferences.js';
import { type Chosen, NONE_CHOSEN, stillShown, toggled } from './choosing.js';

/** What is chosen in the list on the screen. */
export const chosen: Store<Chosen> = createStore(NONE_CHOSEN);

export const letGo = (): void => chosen.set(NONE_CHOSEN);
/** While several are chosen, keys mean them and not the open one. */
export const useIsChoosing = (): boolean => useStore(chosen, ({ ids }) => ids.size > 0);

/** The row with the focus. */
const rowAtHand = (): string | undefined =>
  document.activeElement?.closest('[data-row]')?.querySelector<HTMLElement>('[data-conversation]')?.dataset
    .conversation;

/** X chooses the row at hand, else the open one; Escape lets all go, as does another list, and leaving. */
export function useChoosing(list: InboxList, shown: readonly string[], openId: string | undefined): void {
  const { preferences } = usePreferences();
  const isChoosing = useIsChoosing();
  useEffect(() => chosen.set((now) => stillShown(now, shown)), [shown]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list begins with nothing chosen
  useEffect(() => letGo, [list]);
  const choose = () => {
    const id = rowAtHand() ?? openId;
    if (id && shown.includes(id)) chosen.set((now) => toggled(now, id));
  };
  useKeys({ KeyX: choose }, preferences.shortcuts);
  useKeys({ Escape: letGo }, isChoosing);
}
