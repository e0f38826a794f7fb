import type { Locale, Prompt } from '../../server/contract/index.js';

interface Phrase extends Prompt {
  /** As the machine's voice is given it: Persian with the vowels that nobody writes and everybody says. */
  spoken: Record<Locale, string>;
}

const DIGITS = [
  ['one', 'یک'],
  ['two', 'دو'],
  ['three', 'سه'],
  ['four', 'چهار'],
  ['five', 'پنج'],
  ['six', 'شش'],
  ['seven', 'هفت'],
  ['eight', 'هشت'],
  ['nine', 'نُه'],
] as const;

const PLACES = ['اول', 'دوم', 'سوم', 'چهارم', 'پنجم', 'ششم', 'هفتم', 'هشتم', 'نهم'] as const;
const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth'] as const;

/** Minutes that a wait is foreseen to take are told as the next of these. */
export const TOLD_MINUTES = [1, 2, 3, 5, 10, 15, 20, 30] as const;
const MINUTES: Record<(typeof TOLD_MINUTES)[number], [string, string]> = {
  1: ['about one minute', 'حدودِ یک دقیقه'],
  2: ['about two minutes', 'حدودِ دو دقیقه'],
  3: ['about three minutes', 'حدودِ سه دقیقه'],
  5: ['about five minutes', 'حدودِ پنج دقیقه'],
  10: ['about ten minutes', 'حدودِ ده دقیقه'],
  15: ['about a quarter of an hour', 'حدودِ یک رُبع'],
  20: ['about twenty minutes', 'حدودِ بیست دقیقه'],
  30: ['half an hour or more', 'نیم ساعت یا بیشتر'],
};

const VOWELS = /[\u064e-\u0650]/g;

const phrase = (name: string, en: string, fa: string, spoken = fa): Phrase => ({
  ...{ name, text: { en, fa: fa.replace(VOWELS, '') }, spoken: { en, fa: spoken } },
});

/** Everything that a caller can hear of us. `npm run prompts` makes the sounds, in both languages. */
export const PROMPTS: readonly Phrase[] = [
  phrase('welcome', 'Welcome, and thank you for calling.', 'سلام. از تماسِ شما سپاسگزاریم.'),
  phrase(
    'consent',
    'This call may be recorded, so that we can serve you better.',
    'برای بهبودِ خدمات، این گفت‌وگو ممکن است ضبط شود.',
  ),
  // Each in its own language: whoever needs it must understand it.
  phrase('language', 'For English, press nine.', 'برای فارسی، عددِ نُه را فشار دهید.'),
  phrase('for.sales', 'For sales,', 'برای فروش،'),
  phrase('for.orders', 'For your orders,', 'برای پیگیریِ سفارش،'),
  phrase('for.service', 'For service and repairs,', 'برای خدمات و پشتیبانی،'),
  phrase('for.other', 'For anything else,', 'برای سایرِ موارد،'),
  phrase('for.message', 'To leave a message,', 'برای گُذاشتنِ پیغام،'),
  phrase('for.callback', 'To be called back,', 'برای اینکه با شما تماس بگیریم،'),
  phrase('for.text', 'To go on by text message,', 'برای ادامه با پیامک،'),
  ...DIGITS.map(([en, fa], i) => phrase(`press.${i + 1}`, `press ${en}.`, `عددِ ${fa} را فشار دهید.`)),
  // The voice stumbles over the hamza.
  phrase('notUnderstood', 'Sorry, we did not get that.', 'متأسفانه متوجه نشدیم.', 'متاسفانه مُتَوَجِه نشدیم.'),
  phrase(
    'queue.wait',
    'Please hold the line. Somebody will be with you soon.',
    'لطفاً منتظر بمانید. همکارانِ ما به‌زودی پاسخ می‌دهند.',
  ),
  ...ORDINALS.map((en, i) => phrase(`place.${i + 1}`, `You are ${en} in line.`, `شما نفرِ ${PLACES[i]} در صف هستید.`)),
  phrase('place.more', 'There are some callers before you.', 'چند نفر پیش از شما در صف هستند.'),
  phrase('forecast', 'You will wait', 'زمانِ انتظارِ شما'),
  ...TOLD_MINUTES.map((minutes) =>
    phrase(`minutes.${minutes}`, `${MINUTES[minutes][0]}.`, `${MINUTES[minutes][1]} است.`),
  ),
  phrase('closed', 'We are closed at the moment.', 'در این ساعت پاسخ‌گو نیستیم.'),
  phrase('connecting', 'We are connecting you now.', 'تماسِ شما در حالِ اتصال است.'),
  phrase(
    'voicemail',
    'Please leave a message after the tone, and press the hash key when you are done.',
    'لطفاً پس از شنیدنِ بوق پیغام بگذارید و در پایان کلیدِ مربع را فشار دهید.',
  ),
  phrase(
    'voicemail.thanks',
    'Thank you. We will listen to your message soon.',
    'سپاسگزاریم. پیغامِ شما را به‌زودی می‌شنویم.',
  ),
  phrase(
    'callback.kept',
    'Your place is kept. We will call you at this number.',
    'نوبتِ شما محفوظ است. با همین شماره تماس می‌گیریم.',
  ),
  phrase(
    'callback.not',
    'We cannot call you back at this number.',
    'با شماره‌ای که از آن زنگ زده‌اید نمی‌توانیم تماس بگیریم.',
  ),
  phrase(
    'text.kept',
    'Your place is kept. We have sent you a text message.',
    'نوبتِ شما محفوظ است. پیامکی برایتان فرستادیم.',
  ),
  phrase('trouble', 'We are sorry, something went wrong on our side.', 'با عرضِ پوزش، مشکلی در سامانهٔ ما پیش آمده است.'),
  phrase('goodbye', 'Thank you for calling. Goodbye.', 'از تماسِ شما سپاسگزاریم. خدا نگهدار.'),
];

export const PROMPT_NAMES: ReadonlySet<string> = new Set(PROMPTS.map(({ name }) => name));

/** The phrase for a place in line, from 1. */
export const placePrompt = (place: number): string => (place <= ORDINALS.length ? `place.${place}` : 'place.more');

/** The phrase for a wait that long: rounded up, and never more exact than a forecast is. */
export function minutesPrompt(seconds: number): string {
  const minutes = TOLD_MINUTES.find((told) => seconds <= told * 60) ?? TOLD_MINUTES.at(-1);
  return `minutes.${minutes}`;
}
