import { byId, other, speakPage, wantedLocale } from '../page/language.js';

const TEXTS = {
  en: {
    title: 'Payvand',
    promise: 'Every conversation, one timeline for each customer.',
    lead: 'Be a customer in one window and an agent in another. Nothing leaves this machine.',
    customer: 'Be a customer',
    shop: 'Sample shop',
    shopAbout: 'A website with the chat widget.',
    mail: 'Demo mailbox',
    mailAbout: 'Write to the company, and read every mail this demo sent.',
    carrier: 'Demo phones',
    carrierAbout: 'Text and call it, and see what a phone network does. Nobody is really called.',
    agent: 'Answer',
    console: 'Console',
    consoleAbout: 'Where agents answer and managers watch. The sign-ins stand where the server was started.',
    api: 'API',
    apiAbout: 'Every operation, its input and its permission.',
    other: 'فارسی',
  },
  fa: {
    title: 'پیوند',
    promise: 'همهٔ گفت‌وگوها، یک خط زمان برای هر مشتری.',
    lead: 'در یک پنجره مشتری باشید و در پنجره‌ای دیگر کارشناس. چیزی از این رایانه بیرون نمی‌رود.',
    customer: 'مشتری باشید',
    shop: 'فروشگاه نمونه',
    shopAbout: 'وب‌سایتی با ابزارک چت.',
    mail: 'صندوق ایمیل نمایشی',
    mailAbout: 'به شرکت ایمیل بزنید و همهٔ ایمیل‌هایی را که این نسخهٔ نمایشی فرستاده است بخوانید.',
    carrier: 'تلفن‌های نمایشی',
    carrierAbout: 'به شرکت پیامک بدهید و زنگ بزنید، و ببینید شبکهٔ تلفن چه می‌کند. تلفن هیچ‌کس واقعاً زنگ نمی‌خورد.',
    agent: 'پاسخ بدهید',
    console: 'میز کار',
    consoleAbout: 'جایی که کارشناسان پاسخ می‌دهند و مدیران ناظرند. نام‌های کاربری همان‌جاست که سرور را راه انداختید.',
    api: 'رابط برنامه‌نویسی',
    apiAbout: 'همهٔ فرمان‌ها با ورودی و اجازهٔ هرکدام.',
    other: 'English',
  },
};

let locale = wantedLocale();
const speak = () => speakPage(locale, TEXTS[locale]);
speak();
byId('language').addEventListener('click', () => {
  locale = other(locale);
  speak();
});
