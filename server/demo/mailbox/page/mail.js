import { byId, other, speakPage, wantedLocale } from '../../page/language.js';
import { makeLetter } from './letter.js';

/** The demo's mailbox: the list asks again every few seconds while somebody looks; the address says which mail is open. */
const TEXTS = {
  en: {
    title: 'Demo mailbox',
    back: 'Payvand',
    lead: 'You are the customer here: read what this demo sent you, and write to it. Nothing leaves this machine.',
    empty: 'No mail yet. Write one, or ask for the transcript of a chat in the sample shop.',
    choose: 'Choose a mail to read it.',
    close: 'Back to the list',
    from: 'From',
    to: 'To',
    write: 'Write a mail',
    answer: 'Reply',
    name: 'Your name',
    subject: 'Subject',
    words: 'Text',
    send: 'Send',
    away: 'Discard',
    noSubject: '(no subject)',
    sample: { name: 'Reza Karimi', from: 'reza@mail.example' },
    problems: {
      'input.invalid': 'Both addresses and a text are needed.',
      'mailbox.missing': 'Nobody has a mailbox at this address.',
      'rate.limited': 'Too many mails at once. Please wait a moment.',
      other: 'The mail was not sent. Please try again.',
    },
    html: 'As HTML',
    text: 'As text',
    files: 'Files',
    other: 'فارسی',
    count: (n) => (n === '1' ? '1 mail' : `${n} mails`),
  },
  fa: {
    title: 'صندوق ایمیل نمایشی',
    back: 'پیوند',
    lead: 'اینجا شما مشتری هستید: ایمیل‌هایی را که این نسخهٔ نمایشی فرستاده است بخوانید و به آن ایمیل بزنید. چیزی از این رایانه بیرون نمی‌رود.',
    empty: 'هنوز ایمیلی نیست. یکی بنویسید، یا در فروشگاه نمونه متن یک گفت‌وگو را بخواهید.',
    choose: 'برای خواندن، ایمیلی را انتخاب کنید.',
    close: 'بازگشت به فهرست',
    from: 'از',
    to: 'به',
    write: 'نوشتن ایمیل',
    answer: 'پاسخ',
    name: 'نام شما',
    subject: 'موضوع',
    words: 'متن',
    send: 'ارسال',
    away: 'انصراف',
    noSubject: '(بی‌موضوع)',
    sample: { name: 'رضا کریمی', from: 'reza@mail.example' },
    problems: {
      'input.invalid': 'هر دو نشانی و متن ایمیل لازم است.',
      'mailbox.missing': 'صندوقی به این نشانی وجود ندارد.',
      'rate.limited': 'ایمیل‌ها پشت سر هم زیاد شد. کمی صبر کنید.',
      other: 'ایمیل فرستاده نشد. دوباره تلاش کنید.',
    },
    html: 'با قالب‌بندی',
    text: 'متن ساده',
    files: 'فایل‌ها',
    other: 'English',
    count: (n) => `${n} ایمیل`,
  },
};
const ASK_EVERY_MS = 3_000;
/** A mail may neither run nor fetch anything: the sandbox says so, and this says it again inside the frame. */
const FRAME_POLICY =
  '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'; img-src data:">';

let locale = 'en';
let mails = [];
let shown = null;

function speak(next) {
  locale = next;
  const texts = TEXTS[locale];
  speakPage(locale, texts);
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
function row({ id, from, to, subject, at, written }) {
  const link = document.createElement('a');
  link.href = `#${id}`;
  if (id === location.hash.slice(1)) link.setAttribute('aria-current', 'true');
  const title = Object.assign(document.createElement('strong'), {
    textContent: subject || TEXTS[locale].noSubject,
    dir: 'auto',
  });
  const facts = document.createElement('span');
  // Always the customer: several share this page.
  const [word, address] = written ? ['from', from] : ['to', to];
  const person = Object.assign(document.createElement('bdi'), { textContent: address });
  facts.append(`${TEXTS[locale][word]} `, person, ` – ${timeText(at)}`);
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
  letter.close();
  show(shown ? 'mail' : 'choose');
  drawList();
  if (!shown) return;
  drawMail();
  byId('html').srcdoc = FRAME_POLICY + shown.html;
  byId('as-html').disabled = !shown.html;
  showAs(shown.html ? 'html' : 'text');
  byId('plain').value = shown.text;
  byId('mail').focus();
}

function drawMail() {
  byId('files').setAttribute('aria-label', TEXTS[locale].files);
  byId('files').replaceChildren(...shown.files.map(fileItem));
  byId('subject').textContent = shown.subject || TEXTS[locale].noSubject;
  byId('from').textContent = shown.from;
  byId('answer').hidden = shown.written || !shown.replyTo;
  byId('to').textContent = shown.to;
  Object.assign(byId('at'), { textContent: timeText(shown.at), dateTime: shown.at });
}

function fileItem({ name, sizeBytes }) {
  const unit = sizeBytes < 1e6 ? 'kilobyte' : 'megabyte';
  const amount = sizeBytes / (unit === 'kilobyte' ? 1e3 : 1e6);
  const size = new Intl.NumberFormat(locale, { style: 'unit', unit, maximumSignificantDigits: 2 }).format(amount);
  const item = document.createElement('li');
  item.append(Object.assign(document.createElement('bdi'), { dir: 'ltr', textContent: name }), ` – ${size}`);
  return item;
}

function showAs(form) {
  for (const each of ['html', 'text']) byId(`as-${each}`).setAttribute('aria-pressed', String(each === form));
  byId('html').hidden = form !== 'html';
  byId('plain').hidden = form !== 'text';
}

/** One thing at a time beside the list. */
function show(which) {
  for (const id of ['mail', 'letter', 'choose']) byId(id).hidden = id !== which;
}

const letter = makeLetter({
  texts: () => TEXTS[locale],
  onOpen: () => show('letter'),
  onClose: () => show(shown ? 'mail' : 'choose'),
  onSent: askAgain,
});

speak(wantedLocale());
byId('language').addEventListener('click', () => speak(other(locale)));
byId('as-html').addEventListener('click', () => showAs('html'));
byId('as-text').addEventListener('click', () => showAs('text'));
byId('write').addEventListener('click', () => letter.open());
byId('answer').addEventListener('click', () => letter.open(shown));
byId('close').addEventListener('click', () => {
  location.hash = '';
});
addEventListener('hashchange', open);
document.addEventListener('visibilitychange', askAgain);
setInterval(askAgain, ASK_EVERY_MS);
await askAgain();
await open();
