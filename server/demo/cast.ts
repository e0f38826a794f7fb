/** Who works at the sample company, and how it is set up. */
import type { Locale, Role } from '../contract/index.js';

export const PEOPLE: { login: string; name: string; role: Role; locale: Locale }[] = [
  { login: 'mina', name: 'Mina Rahimi', role: 'admin', locale: 'en' },
  { login: 'kaveh', name: 'کاوه صادقی', role: 'supervisor', locale: 'fa' },
  { login: 'sara', name: 'سارا احمدی', role: 'agent', locale: 'fa' },
  { login: 'omid', name: 'امید کریمی', role: 'agent', locale: 'fa' },
  { login: 'niloofar', name: 'نیلوفر موسوی', role: 'agent', locale: 'fa' },
  { login: 'emma', name: 'Emma Lindqvist', role: 'agent', locale: 'en' },
  { login: 'jonas', name: 'Jonas Weber', role: 'agent', locale: 'en' },
  { login: 'dariush', name: 'Dariush Amini', role: 'agent', locale: 'en' },
];

export const QUEUES = [
  {
    name: 'Sales',
    nameFa: 'فروش',
    description: 'Before buying: products, prices, delivery times',
    members: ['sara', 'omid', 'emma'],
    label: { en: 'A question before buying', fa: 'پرسش پیش از خرید' },
  },
  {
    name: 'Orders',
    nameFa: 'سفارش‌ها',
    description: 'Where is my order; changes and returns',
    members: ['omid', 'niloofar', 'jonas', 'dariush'],
    label: { en: 'My order', fa: 'پیگیری سفارش' },
    slaFirstResponseSeconds: 90,
  },
  {
    name: 'Service',
    nameFa: 'پشتیبانی',
    description: 'Something is wrong; complaints and repairs',
    members: ['niloofar', 'emma', 'dariush'],
    label: { en: 'Something is wrong', fa: 'مشکلی پیش آمده' },
  },
];

/** In Tehran, as the people who write to it and ring. */
export const NUMBER = { number: '+982191012345', name: 'Kilim & Co', locale: 'fa' } as const;

/** To words that the carrier leaves to the company. */
export const WORD_ANSWERS = {
  stopText: {
    en: 'You will get no more texts from Kilim & Co. Text START to get them again.',
    fa: 'دیگر پیامکی از Kilim & Co نمی‌گیرید. برای دریافت دوباره، «شروع» را بفرستید.',
  },
  startText: {
    en: 'You get our texts again. Text STOP to end them.',
    fa: 'پیامک‌های ما دوباره برایتان می‌آید. برای لغو، «لغو» را بفرستید.',
  },
  helpText: {
    en: 'Kilim & Co: write here what you need, or text STOP for no more texts.',
    fa: 'همین‌جا بنویسید چه می‌خواهید. اگر پیامک نمی‌خواهید، «لغو» را بفرستید.',
  },
};

/** Its mail comes through the demo's own page, so that no account anywhere is needed. */
export const MAILBOX = {
  name: 'Kilim & Co',
  address: 'support@payvand.example',
  senderName: { en: 'Kilim & Co', fa: 'گلیم و شرکا' },
  incoming: { kind: 'listener' },
  signature: {
    en: '<p>Kilim &amp; Co · support@payvand.example</p>',
    fa: '<p>گلیم و شرکا · support@payvand.example</p>',
  },
  acknowledgement: {
    en: 'Thank you, your mail has arrived. We answer within one working day.',
    fa: 'سپاسگزاریم؛ ایمیلتان رسید. تا یک روز کاری پاسخ می‌دهیم.',
  },
};

export const CANNED: { shortcut: string; title: string; text: string; locale: Locale }[] = [
  {
    shortcut: 'hello',
    title: 'Greeting',
    text: 'Hello {{customer.name}}, this is {{agent.name}}. How can I help?',
    locale: 'en',
  },
  {
    shortcut: 'سلام',
    title: 'خوشامد',
    text: 'سلام {{customer.name}}، {{agent.name}} هستم. چطور می‌توانم کمک کنم؟',
    locale: 'fa',
  },
  { shortcut: 'moment', title: 'One moment', text: 'One moment please, I am looking that up for you.', locale: 'en' },
  { shortcut: 'لحظه', title: 'یک لحظه', text: 'لطفاً یک لحظه منتظر بمانید تا بررسی کنم.', locale: 'fa' },
  {
    shortcut: 'returns',
    title: 'How to return',
    text: 'You can return anything unused within 30 days. Put the enclosed label on the parcel and hand it in at any post office.',
    locale: 'en',
  },
  {
    shortcut: 'مرجوعی',
    title: 'شیوهٔ بازگرداندن کالا',
    text: 'هر کالای استفاده‌نشده را تا ۳۰ روز می‌توانید برگردانید. برچسبِ همراه بسته را روی آن بچسبانید و به نزدیک‌ترین دفتر پست بدهید.',
    locale: 'fa',
  },
  { shortcut: 'bye', title: 'Goodbye', text: 'Thank you for writing to us. Have a good day!', locale: 'en' },
  { shortcut: 'خداحافظ', title: 'پایان', text: 'از پیام شما سپاسگزاریم. روز خوبی داشته باشید!', locale: 'fa' },
];
