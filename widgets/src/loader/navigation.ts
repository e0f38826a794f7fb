/**
 * Calls back when the page's address changes without a load. The page's own history functions stay untouched: where the
 * Navigation API is missing we look once a second.
 * @returns stops it
 */
export function onNavigation(changed: () => void): () => void {
  // The title usually follows the address; half a second later it is there.
  const soon = (): void => void setTimeout(changed, 500);
  const navigation = (window as { navigation?: EventTarget }).navigation;
  if (navigation) {
    navigation.addEventListener('currententrychange', soon);
    return () => navigation.removeEventListener('currententrychange', soon);
  }
  let last = location.href;
  const timer = setInterval(() => {
    if (location.href === last) return;
    last = location.href;
    soon();
  }, 1_000);
  return () => clearInterval(timer);
}
