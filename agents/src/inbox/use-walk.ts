import type { InfiniteData } from '@tanstack/react-query';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { useKeys } from '../base/keys.js';
import { queries } from '../base/query.js';
import { type InboxList, nextAfter, type RowPage } from '../live/rows.js';
import { usePreferences } from '../session/use-preferences.js';
import { useBackToList } from '../thread/actions.js';

/** As wide as the list and a conversation are each a page of their own: `$phone` in the style sheets. */
const ONE_PANE = '(max-width: 48em)';

const idsOf = (pages: readonly RowPage[] | undefined): string[] =>
  pages?.flatMap(({ items }) => items.map(({ id }) => id)) ?? [];

/**
 * J and K walk the list as it stands.
 * @returns goes on when the open one has left the list by what was done with it: to the next, or on a phone to the list
 */
export function useWalk(list: InboxList, pages: readonly RowPage[] | undefined, openId: string | undefined) {
  const navigate = useNavigate();
  const router = useRouter();
  const back = useBackToList();
  const { preferences } = usePreferences();
  const ids = idsOf(pages);
  const open = (conversationId: string | undefined) => {
    if (!conversationId) return;
    void navigate({
      to: '/inbox/$conversationId',
      params: { conversationId },
      search: (kept) => ({ ...kept, seq: undefined }),
    });
  };
  const walk = (step: number) => open(ids[openId && ids.includes(openId) ? ids.indexOf(openId) + step : 0]);
  const next = () => walk(1);
  const previous = () => walk(-1);
  useKeys({ KeyJ: next, KeyK: previous }, preferences.shortcuts);
  return () => {
    // Whoever has gone elsewhere meanwhile, to an offer perhaps, is not called away from there.
    if (!openId || !router.state.location.pathname.endsWith(openId)) return;
    const left = queries.getQueryData<InfiniteData<RowPage>>(['inbox', list])?.pages;
    if (idsOf(left).includes(openId)) return;
    if (matchMedia(ONE_PANE).matches) back();
    else open(nextAfter(ids, openId));
  };
}
