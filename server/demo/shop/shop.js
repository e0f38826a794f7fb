/** The sample shop's few moving parts: its two languages, the basket, and the buttons that open the chat. */
(() => {
  const ITEMS = {
    aseman: { page: 'kilim-aseman.html', en: 'Aseman kilim', fa: 'گلیم آسمان', euro: 420, toman: 18_900_000 },
    anar: { page: 'gabbeh-anar.html', en: 'Anar gabbeh', fa: 'گبهٔ انار', euro: 690, toman: 31_000_000 },
    kavir: { page: 'kilim-kavir.html', en: 'Kavir runner', fa: 'گلیم کنارهٔ کویر', euro: 180, toman: 8_100_000 },
  };
  const WORDS = {
    en: { added: 'It is in your basket.', sample: 'This is a sample shop: nothing is sold here.', remove: 'Remove' },
    fa: { added: 'به سبد خرید اضافه شد.', sample: 'این یک فروشگاه نمونه است: چیزی فروخته نمی‌شود.', remove: 'برداشتن' },
  };
  const root = document.documentElement;

  // The embed snippet's own promise: what is asked before the chat has loaded is done when it has.
  window.Payvand ??= (...args) => {
    window.Payvand.q = [...(window.Payvand.q ?? []), args];
  };

  // --- Language: the address says it, else the last choice, else the browser. Set before the page is drawn.
  function chosenLanguage() {
    const asked = new URLSearchParams(location.search).get('lang');
    const wishes = [asked, kept('lang'), ...navigator.languages];
    const known = wishes.map((wish) => wish?.slice(0, 2)).find((wish) => wish === 'fa' || wish === 'en');
    return known ?? 'en';
  }

  function speak(language) {
    root.lang = language;
    root.dir = language === 'fa' ? 'rtl' : 'ltr';
    keep('lang', language);
    for (const element of document.querySelectorAll('[data-en]')) {
      const text = element.dataset[language];
      if (element.dataset.for) element.setAttribute(element.dataset.for, text);
      else element.textContent = text;
    }
    drawBasket();
  }

  // --- Basket
  const basket = () => JSON.parse(kept('basket') ?? '{}');
  const price = (id, count) => {
    const { euro, toman } = ITEMS[id];
    return root.lang === 'fa' ? toman * count : euro * count;
  };
  const money = (amount) =>
    root.lang === 'fa'
      ? `${new Intl.NumberFormat('fa').format(amount)} تومان`
      : `€${new Intl.NumberFormat('en').format(amount)}`;

  function put(id, change) {
    const now = basket();
    now[id] = Math.max(0, (now[id] ?? 0) + change);
    if (now[id] === 0) delete now[id];
    keep('basket', JSON.stringify(now));
    drawBasket();
  }

  function drawBasket() {
    const lines = Object.entries(basket()).filter(([id]) => ITEMS[id]);
    const count = lines.reduce((sum, [, n]) => sum + n, 0);
    for (const badge of document.querySelectorAll('[data-cart-count]')) {
      badge.hidden = count === 0;
      badge.textContent = new Intl.NumberFormat(root.lang).format(count);
    }
    const list = document.querySelector('[data-basket]');
    if (!list) return;
    list.replaceChildren(...lines.map(([id, n]) => basketLine(id, n)));
    document.querySelector('[data-empty]').hidden = count > 0;
    document.querySelector('[data-sum]').hidden = count === 0;
    const total = lines.reduce((sum, [id, n]) => sum + price(id, n), 0);
    document.querySelector('[data-total]').textContent = money(total);
  }

  function basketLine(id, n) {
    const line = document.createElement('li');
    const picture = Object.assign(document.createElement('img'), {
      src: `pics/${id}.svg`,
      alt: '',
      width: 72,
      height: 72,
    });
    const name = Object.assign(document.createElement('a'), {
      href: ITEMS[id].page,
      textContent: ITEMS[id][root.lang],
    });
    const sum = Object.assign(document.createElement('span'), { className: 'price', textContent: money(price(id, n)) });
    const remove = Object.assign(document.createElement('button'), { type: 'button', className: 'plain' });
    remove.textContent = WORDS[root.lang].remove;
    remove.addEventListener('click', () => put(id, -n));
    line.append(picture, name, `× ${new Intl.NumberFormat(root.lang).format(n)}`, sum, remove);
    return line;
  }

  const say = (words) => {
    const place = document.querySelector('[data-said]');
    if (place) place.textContent = words;
  };

  const PRESSED = {
    chat: () => window.Payvand('open'),
    language: () => {
      const next = root.lang === 'fa' ? 'en' : 'fa';
      const address = new URL(location.href);
      address.searchParams.set('lang', next);
      history.replaceState(null, '', address);
      speak(next);
    },
    add: (button) => {
      put(button.dataset.add, 1);
      say(WORDS[root.lang].added);
    },
    order: () => say(WORDS[root.lang].sample),
  };

  document.addEventListener('click', (event) => {
    const button = event.target.closest('button');
    for (const [name, act] of Object.entries(PRESSED)) if (button && name in button.dataset) act(button);
  });

  function kept(name) {
    try {
      return localStorage.getItem(`shop:${name}`);
    } catch {
      return null;
    }
  }

  function keep(name, value) {
    try {
      localStorage.setItem(`shop:${name}`, value);
    } catch {
      // a browser without storage still shows the shop
    }
  }

  speak(chosenLanguage());
  document.addEventListener('DOMContentLoaded', () => speak(root.lang));
})();
