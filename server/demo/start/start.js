import { byId, other, speakPage, wantedLocale } from '../page/language.js';

const TEXTS = {
  en: {
    title: 'Payvand',
    lead: 'Be a customer in one window and an agent in another.',
    shop: 'Sample shop',
    shopAbout: 'A website with the chat widget: be a customer.',
    console: 'Console',
    consoleAbout: 'Where agents answer and managers watch. The sign-ins stand where the server was started.',
    mail: 'Demo mailbox',
    mailAbout: 'Every mail this demo sent, transcripts among them. Nothing leaves this machine.',
    carrier: 'Demo phones',
    carrierAbout: 'Text and call the company, and see what a phone network does. Nobody is really called.',
    api: 'API',
    apiAbout: 'Every operation, its input and its permission.',
    other: 'فارسی',
  },
  fa: {
    title: 'پیوند',
    lead: 'در یک پنجره مشتری باشید و در پنجره‌ای دیگر کارشناس.',
    shop: 'فروشگاه نمونه',
    shopAbout: 'وب‌سایتی با ابزارک چت: خودتان را جای مشتری بگذارید.',
    console: 'میز کار',
    consoleAbout: 'جایی که کارشناسان پاسخ می‌دهند و مدیران ناظرند. نام‌های کاربری همان‌جاست که سرور را راه انداختید.',
    mail: 'صندوق ایمیل نمایشی',
    mailAbout: 'همهٔ ایمیل‌هایی که این نسخهٔ نمایشی فرستاده است، از جمله متن گفت‌وگوها. چیزی از این رایانه بیرون نمی‌رود.',
    carrier: 'تلفن‌های نمایشی',
    carrierAbout: 'به شرکت پیامک بدهید و زنگ بزنید، و ببینید شبکهٔ تلفن چه می‌کند. تلفن هیچ‌کس واقعاً زنگ نمی‌خورد.',
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
