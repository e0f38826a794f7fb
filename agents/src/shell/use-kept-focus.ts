import { useEffect } from 'react';

/** What lies over the page and goes again. */
const PASSING = '[role="dialog"],[role="alertdialog"],[role="menu"],[role="listbox"]';

const focusOn = (place: Element | null): void => (place as HTMLElement | null)?.focus({ preventScroll: true });

/**
 * What has the focus and goes, takes it along: a dialog that is put away, a key that was pressed, a row that left its list.
 * The focus is then where it was on the page, or at the page; not in front of everything, where the next Tab would begin anew.
 * A key that is barred while what it does is under way has it again afterwards.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    let last: Element | null = null;
    let onPage: HTMLElement | null = null;
    let barred: Element | null = null;
    const remember = ({ target }: FocusEvent): void => {
      barred = null;
      last = target as Element;
      if (target instanceof HTMLElement && !target.closest(PASSING)) onPage = target;
    };
    const watch = new MutationObserver(() => {
      const { activeElement } = document;
      // A key that was barred just now still counts as focused: the browser takes the focus from it with the next picture.
      if (!last || (activeElement !== document.body && activeElement !== last)) return;
      if (last.isConnected) {
        if (last.matches(':disabled')) barred = last;
        else if (barred === last) focusOn(last);
        return;
      }
      last = null;
      for (const place of [onPage, document.getElementById('main')]) {
        if (document.activeElement === document.body) focusOn(place);
      }
    });
    document.addEventListener('focusin', remember);
    watch.observe(document.body, { childList: true, subtree: true, attributeFilter: ['disabled'] });
    return () => {
      document.removeEventListener('focusin', remember);
      watch.disconnect();
    };
  }, []);
}
