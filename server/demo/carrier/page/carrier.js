import { byId, other, speakPage, wantedLocale } from '../../page/language.js';
import { makePhone } from './phone.js';
import { TEXTS } from './texts.js';

/** The demo's phones: the server tells that something changed, then the whole state is asked for. */
const EVERY_THIRD = 1 / 3;
const PERSIAN = '۰۱۲۳۴۵۶۷۸۹';
const cards = new Map();
let locale = 'en';
let state = null;

const texts = () => TEXTS[locale];
/** A number, or its keys, with the digits of the language. */
const digits = (text) => (locale === 'fa' ? text.replace(/\d/g, (digit) => PERSIAN[digit]) : text);
const timeText = (at) =>
  new Intl.DateTimeFormat(locale === 'fa' ? 'fa-IR' : 'en-GB', { timeStyle: 'short' }).format(new Date(at));
const clockText = (at) =>
  new Intl.DateTimeFormat(locale === 'fa' ? 'fa-IR' : 'en-GB', { timeStyle: 'medium' }).format(new Date(at));

function speak(next) {
  locale = next;
  speakPage(locale, texts());
  byId('phones').setAttribute('aria-label', texts().phones);
  for (const { speak: speakIt } of cards.values()) speakIt();
  for (const label of byId('faults').querySelectorAll('span'))
    label.textContent = texts().faultNames[label.dataset.fault];
  if (state) drawLog();
}

// --- Doing
async function post(path, body) {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`/demo/carrier/${path}`, { method: 'POST', headers, body: JSON.stringify(body) }).catch(
    () => null,
  );
  const code = answer?.ok ? null : ((await answer?.json().catch(() => null))?.error?.code ?? 'other');
  byId('problem').hidden = code === null;
  byId('problem').textContent = code === null ? '' : (texts().problems[code] ?? texts().problems.other);
  return code === null;
}

const act = (what) => post('acts', what);

function addFault(name) {
  const label = document.createElement('label');
  const box = Object.assign(document.createElement('input'), { type: 'checkbox', value: name });
  const word = Object.assign(document.createElement('span'), { textContent: texts().faultNames[name] });
  word.dataset.fault = name;
  label.append(box, ' ', word);
  box.addEventListener('change', () => {
    const chosen = [...byId('faults').querySelectorAll('input:checked')].map(({ value }) => [value, EVERY_THIRD]);
    post('faults', Object.fromEntries(chosen));
  });
  byId('faults').append(label);
}

// --- Showing
async function askAgain() {
  const answer = await fetch('/demo/carrier/state').catch(() => null);
  if (!answer?.ok) return;
  state = await answer.json();
  for (const phone of state.phones) {
    if (!cards.has(phone.number)) {
      const made = makePhone(phone.number, { texts, act, digits, timeText });
      cards.set(phone.number, made);
      made.speak();
      byId('phones').append(made.card);
    }
    cards.get(phone.number).draw(phone, state.numbers);
  }
  byId('nowhere').hidden = state.numbers.length > 0;
  for (const box of byId('faults').querySelectorAll('input')) box.checked = (state.faults[box.value] ?? 0) > 0;
  drawLog();
}

function drawLog() {
  byId('quiet').hidden = state.log.length > 0;
  byId('log').replaceChildren(...state.log.map(logRow));
}

function logRow({ at, kind, what, data }) {
  const item = document.createElement('li');
  const isWrong = kind === 'fault' || data.status === 0 || data.status >= 400;
  if (isWrong) item.className = 'wrong';
  const facts = Object.entries(data).filter(([name, value]) => name !== 'sid' && value !== null);
  const told = [what, ...facts.map(([name, value]) => `${name} ${value}`)].join(' · ');
  const words = Object.assign(document.createElement('bdi'), { textContent: told, dir: 'ltr' });
  item.append(`${clockText(at)} – ${texts().kinds[kind]}: `, words);
  return item;
}

byId('log').tabIndex = 0; // it scrolls: by keyboard too
for (const name of Object.keys(TEXTS.en.faultNames)) addFault(name);
speak(wantedLocale());
byId('language').addEventListener('click', () => speak(other(locale)));
byId('add').addEventListener('submit', async (event) => {
  event.preventDefault();
  const phone = byId('add-number')
    .value.replace(/[۰-۹]/g, (digit) => PERSIAN.indexOf(digit))
    .replace(/[\s()-]/g, '');
  if (await act({ act: 'add', phone })) byId('add-number').value = '';
});
await askAgain();
const events = new EventSource('/demo/carrier/events');
events.addEventListener('message', askAgain);
events.addEventListener('open', askAgain);
