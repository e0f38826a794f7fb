import type { Locale } from '../contract/index.js';
import type { Remedy } from './remedy.js';

/** What the customer is told who leaves the line; in the channel where they wait, in their language. */
export const LEAVING_WORDS: Record<Exclude<Remedy['to'], 'queue'>, Record<Locale, string>> = {
  message: {
    en: 'We cannot answer you just now, but your message is with us: you do not have to wait here. The answer will come in this conversation.',
    fa: 'الان نمی‌توانیم پاسخ بدهیم، اما پیام شما پیش ماست و لازم نیست اینجا منتظر بمانید. پاسخ در همین گفت‌وگو می‌آید.',
  },
  callback: {
    en: 'So that you do not have to wait here, we have made a note to call you. If we do not have your number yet, please write it here.',
    fa: 'برای اینکه اینجا منتظر نمانید، یادداشت کردیم که با شما تماس بگیریم. اگر هنوز شماره‌تان را نداریم، لطفاً همین‌جا بنویسید.',
  },
  close: {
    en: 'We are closed now and could not get to you in time. We are sorry. Please write to us again when we are open.',
    fa: 'اکنون بسته‌ایم و متأسفانه نوبت شما نرسید. پوزش می‌خواهیم. لطفاً در ساعت کاری دوباره برایمان بنویسید.',
  },
};

/** For the colleague who is to call. */
export const CALL_BACK: Record<Locale, string> = {
  en: 'Call back: left the line of the queue instead of waiting',
  fa: 'تماس بگیرید: به‌جای انتظار، صف را ترک کرد',
};
