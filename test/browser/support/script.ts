/** What is said in the story, and what the pages must say around it, in each language. */
import type { Locale } from '../../../server/contract/index.js';

export interface Script {
  manager: string;
  /** Who is asked first is up to the router; `away` is signed in and must not be asked. */
  agents: [string, string];
  away: string;
  direction: 'ltr' | 'rtl';
  one: string;
  offerTitle: string;
  imBack: string;
  visitorName: string;
  question: string;
  answer: string;
  thanks: string;
  note: string;
  canned: string;
  transferNote: string;
  closingNote: string;
  comment: string;
  lostFor: { agent: string; visitor: string };
  afterCrash: { agent: string; visitor: string };
}

export const SCRIPTS: Record<Locale, Script> = {
  en: {
    manager: 'mina',
    agents: ['jonas', 'dariush'],
    away: 'omid',
    direction: 'ltr',
    one: '1',
    offerTitle: '(1)',
    imBack: 'I’m back',
    visitorName: 'Sara Mohammadi',
    question: 'سلام، سفارش من هنوز نرسیده است.',
    answer: 'Hello Sara, I am looking at it now.',
    thanks: 'Thank you, that is kind.',
    note: 'An old customer: be quick.',
    canned: 'returns',
    transferNote: 'The parcel is at the post office; please go on.',
    closingNote: 'Sent again by courier.',
    comment: 'Quick and friendly',
    lostFor: { agent: 'Written while the agent was cut off', visitor: 'Written while the visitor was cut off' },
    afterCrash: { agent: 'The agent goes on after the crash', visitor: 'The visitor goes on after the crash' },
  },
  fa: {
    manager: 'kaveh',
    agents: ['omid', 'niloofar'],
    away: 'dariush',
    direction: 'rtl',
    one: '۱',
    offerTitle: '(۱)',
    imBack: 'برگشتم',
    visitorName: 'سارا محمدی',
    question: 'سلام، سفارش من هنوز نرسیده است.',
    answer: 'سلام، همین حالا بررسی می‌کنم.',
    thanks: 'ممنون از لطف شما.',
    note: 'مشتری قدیمی است؛ زود پاسخ دهیم.',
    canned: 'مرجوعی',
    transferNote: 'بسته در دفتر پست است؛ لطفاً ادامه دهید.',
    closingNote: 'دوباره با پیک فرستاده شد.',
    comment: 'سریع و خوش‌برخورد',
    lostFor: { agent: 'نوشته در قطعی کارشناس', visitor: 'نوشته در قطعی مشتری' },
    afterCrash: { agent: 'کارشناس پس از سقوط ادامه می‌دهد', visitor: 'مشتری پس از سقوط ادامه می‌دهد' },
  },
};
