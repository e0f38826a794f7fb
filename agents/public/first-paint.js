// Runs before anything is drawn, so that neither the colours nor the direction jump. A file of its own: the
// content security policy allows no inline script.
(() => {
  let kept = {};
  try {
    kept = { locale: localStorage.getItem('payvand.locale'), theme: localStorage.getItem('payvand.theme') };
  } catch {
    // Storage may be forbidden; the defaults will do.
  }
  const root = document.documentElement;
  const persian = kept.locale ? kept.locale === 'fa' : navigator.language.startsWith('fa');
  root.lang = persian ? 'fa' : 'en';
  root.dir = persian ? 'rtl' : 'ltr';
  const dark = kept.theme === 'dark' || (kept.theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  root.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
