import { useEffect } from 'react';

/** What lies over the page and goes again. */
const PASSING = '[role="dialog"],[role="alertdialog"],[role="menu"],[role="listbox"]';

/**
 * What has the focus and goes, takes it along: a dialog that is put away, a key that was pressed, a row that left its list.
 * The focus is then where it was on the page, or at the page; not in front of everything, where the next Tab would begin anew.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    let last: Element | null = null;
    let onPage: HTMLElement | null = null;
    const remember = ({ target }: FocusEvent): void => {
      last = target as Element;
      if (target instanceof HTMLElement && !target.closest(PASSING)) onPage = target;
    };
    const watch = new MutationObserver(() => {
      if (!last || last.isConnected || document.activeElement !== document.body) return;
      last = null;
      for (const place of [onPage, document.getElementById('main')]) {
        if (document.activeElement === document.body) place?.focus({ preventScroll: true });
      }
    });
    document.addEventListener('focusin', remember);
    watch.observe(document.body, { childList: true, subtree: true });
    return () => {
      document.removeEventListener('focusin', remember);
      watch.disconnect();
    };
  }, []);
}
