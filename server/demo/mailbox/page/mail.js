/** The demo's mailbox: the list asks again every few seconds while somebody looks; the address says which mail is open. */
const TEXTS = {
  en: {
    title: 'Demo mailbox',
    back: 'Payvand',
    lead: 'Mails that this demo sent. Nothing leaves this machine.',
    empty: 'No mail yet. Ask for the transcript of a chat in the sample shop, and it arrives here.',
    choose: 'Choose a mail to read it.',
    close: 'Back to the list',
    to: 'To',
    html: 'As HTML',
    text: 'As text',
    other: 'فارسی',
    count: (n) => (n === '1' ? '1 mail' : `${n} mails`),
  },
  fa: {
    title: 'صندوق نامهٔ نمایشی',
    back: 'پیوند',
    lead: 'نامه‌هایی که این نمایش فرستاده است. چیزی از این رایانه بیرون نمی‌رود.',
    empty: 'هنوز نامه‌ای نیست. در فروشگاه نمونه رونوشت یک گفت‌وگو را بخواهید تا به اینجا برسد.',
    choose: 'برای خواندن، نامه‌ای را برگزینید.',
    close: 'بازگشت به فهرست',
    to: 'به',
    html: 'با قالب‌بندی',
    text: 'متن ساده',
    other: 'English',
    count: (n) => `${n} نامه`,
  },
};
const ASK_EVERY_MS = 3_000;
/** A mail may neither run nor fetch anything: the sandbox says so, and this says it again inside the frame. */
const FRAME_POLICY =
  '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'; img-src data:">';

const byId = (id) => document.getElementById(id);
let locale = 'en';
let mails = [];
let shown = null;

// --- Language: the address says it, else the last choice, else the browser.
function wantedLocale() {
  const wishes = [new URLSearchParams(location.search).get('lang'), kept(), ...navigator.languages];
  return wishes.map((wish) => wish?.slice(0, 2)).find((wish) => wish in TEXTS) ?? 'en';
}

/** The sample shop's own choice: one visitor, one language. */
function kept() {
  try {
    return localStorage.getItem('shop:lang');
  } catch {
    return null;
  }
}

function keep(language) {
  try {
    localStorage.setItem('shop:lang', language);
  } catch {
    // without storage the page works, and forgets
  }
}

function speak(next) {
  locale = next;
  keep(locale);
  const texts = TEXTS[locale];
  Object.assign(document.documentElement, { lang: locale, dir: locale === 'fa' ? 'rtl' : 'ltr' });
  document.title = texts.title;
  for (const node of document.querySelectorAll('[data-text]')) node.textContent = texts[node.dataset.text];
  Object.assign(byId('language'), { textContent: texts.other, lang: locale === 'fa' ? 'en' : 'fa' });
  byId('html').title = texts.html;
  drawList();
  if (shown) drawMail();
}

function timeText(at) {
  const format = locale === 'fa' ? 'fa-IR-u-ca-persian' : 'en-GB';
  return new Intl.DateTimeFormat(format, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at));
}

// --- List
function drawList() {
  byId('count').textContent = TEXTS[locale].count(new Intl.NumberFormat(locale).format(mails.length));
  byId('empty').hidden = mails.length > 0;
  const focused = document.activeElement?.getAttribute?.('href');
  byId('list').replaceChildren(...mails.map(row));
  if (focused?.startsWith('#'))
    byId('list')
      .querySelector(`a[href="${CSS.escape(focused)}"]`)
      ?.focus();
}

/** A dash between, since a dot looks like a Persian zero. */
function row({ id, to, subject, at }) {
  const link = document.createElement('a');
  link.href = `#${id}`;
  if (id === location.hash.slice(1)) link.setAttribute('aria-current', 'true');
  const title = Object.assign(document.createElement('strong'), { textContent: subject, dir: 'auto' });
  const facts = document.createElement('span');
  facts.append(Object.assign(document.createElement('bdi'), { textContent: to }), ` – ${timeText(at)}`);
  link.append(title, facts);
  const item = document.createElement('li');
  item.append(link);
  return item;
}

async function askAgain() {
  if (document.hidden) return;
  const answer = await fetch('/demo/mail/list').catch(() => null);
  if (!answer?.ok) return;
  const found = await answer.json();
  if (found.length === mails.length && found[0]?.id === mails[0]?.id) return;
  mails = found;
  drawList();
}

// --- Reading
async function open() {
  const id = location.hash.slice(1);
  const answer = id ? await fetch(`/demo/mail/mails/${encodeURIComponent(id)}`).catch(() => null) : null;
  shown = answer?.ok ? await answer.json() : null;
  byId('mail').hidden = !shown;
  byId('choose').hidden = Boolean(shown);
  drawList();
  if (!shown) return;
  drawMail();
  byId('html').srcdoc = FRAME_POLICY + shown.html;
  byId('plain').value = shown.text;
  byId('mail').focus();
}

function drawMail() {
  byId('subject').textContent = shown.subject;
  byId('to').textContent = shown.to;
  Object.assign(byId('at'), { textContent: timeText(shown.at), dateTime: shown.at });
}

function showAs(form) {
  for (const each of ['html', 'text']) byId(`as-${each}`).setAttribute('aria-pressed', String(each === form));
  byId('html').hidden = form !== 'html';
  byId('plain').hidden = form !== 'text';
}

speak(wantedLocale());
byId('language').addEventListener('click', () => speak(locale === 'fa' ? 'en' : 'fa'));
byId('as-html').addEventListener('click', () => showAs('html'));
byId('as-text').addEventListener('click', () => showAs('text'));
byId('close').addEventListener('click', () => {
  location.hash = '';
});
addEventListener('hashchange', open);
document.addEventListener('visibilitychange', askAgain);
setInterval(askAgain, ASK_EVERY_MS);
await askAgain();
await open();
