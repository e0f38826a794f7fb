import { onNavigation } from './navigation.js';

/** What the host page does that the chat must know: its focus, its address, its language. @returns stops it */
export function watchPage(tell: { focus(): void; address(): void; language(): void }): () => void {
  const language = new MutationObserver(tell.language);
  language.observe(document.documentElement, { attributeFilter: ['lang'] });
  addEventListener('focus', tell.focus);
  addEventListener('blur', tell.focus);
  const stopNavigation = onNavigation(tell.address);
  return () => {
    language.disconnect();
    removeEventListener('focus', tell.focus);
    removeEventListener('blur', tell.focus);
    stopNavigation();
  };
}
