import type { Locale } from '../../server/contract/index.js';

/** What our mails say, in both languages. Names and figures are filled in by the writer, which also escapes them. */
export interface MailWords {
  direction: 'ltr' | 'rtl';
  /** For Intl: which calendar, which digits. */
  format: string;
  /** Each a thousand of the one before. */
  sizeUnits: string[];
  fallbackTitle: string;
  you: string;
  transcript: {
    subject(title: string, number: string): string;
    intro(date: string): string;
    nothing: string;
    joined(agent: string): string;
    withdrew(agent: string): string;
    endedByCustomer: string;
    ended: string;
    attachment: string;
    zone(name: string): string;
    why: string;
  };
  onward: {
    subject(company: string): string;
    intro: string;
    /** Above what one of several people said. */
    said(agent: string): string;
    /** A file that is too large for a mail. */
    leftOut(name: string): string;
  };
  reply: {
    /** Stands between an answer and what it quotes; everything below is cut from the answer to it. */
    marker: string;
    wrote(date: string, writer: string): string;
  };
}

/** Our own line in every language. */
export const markers = (): string[] => Object.values(MAIL_WORDS).map(({ reply }) => reply.marker);

export const MAIL_WORDS: Record<Locale, MailWords> = {
  en: {
    direction: 'ltr',
    format: 'en-GB-u-ca-gregory-nu-latn',
    sizeUnits: ['bytes', 'kB', 'MB'],
    fallbackTitle: 'customer service',
    you: 'You',
    transcript: {
      subject: (title, number) => `Your conversation with ${title} (no. ${number})`,
      intro: (date) => `Here is the conversation you began on ${date}, as you asked.`,
      nothing: 'Nothing has been written in this conversation yet.',
      joined: (agent) => `${agent} joined the conversation.`,
      withdrew: (agent) => `${agent} left the conversation.`,
      endedByCustomer: 'You ended the conversation.',
      ended: 'The conversation was ended.',
      attachment: 'Attached',
      zone: (name) => `Times are in ${name}.`,
      why: 'This mail was sent automatically because somebody asked for it in our chat. If that was not you, you can ignore it.',
    },
    onward: {
      subject: (company) => `Your conversation with ${company}`,
      intro: 'You had left our chat when this answer came. You can reply to this mail, or come back to the chat.',
      said: (agent) => `${agent}:`,
      leftOut: (name) => `(${name} is too large for a mail. You will find it in the chat.)`,
    },
    reply: {
      marker: '--- Please write above this line ---',
      wrote: (date, writer) => `On ${date}, ${writer} wrote:`,
    },
  },
  fa: {
    direction: 'rtl',
    format: 'fa-IR-u-ca-persian-nu-arabext',
    sizeUnits: ['بایت', 'کیلوبایت', 'مگابایت'],
    fallbackTitle: 'پشتیبانی مشتریان',
    you: 'شما',
    transcript: {
      subject: (title, number) => `گفت‌وگوی شما با ${title} (شمارهٔ ${number})`,
      intro: (date) => `همان‌طور که خواسته بودید، متن گفت‌وگویی که ${date} آغاز کردید در زیر آمده است.`,
      nothing: 'هنوز چیزی در این گفت‌وگو نوشته نشده است.',
      joined: (agent) => `${agent} به گفت‌وگو پیوست.`,
      withdrew: (agent) => `${agent} از گفت‌وگو بیرون رفت.`,
      endedByCustomer: 'شما گفت‌وگو را پایان دادید.',
      ended: 'گفت‌وگو پایان یافت.',
      attachment: 'پیوست',
      zone: (name) => `ساعت‌ها به ${name} است.`,
      why: 'این ایمیل خودکار فرستاده شده است، چون کسی در گفت‌وگوی وب‌سایت ما آن را خواسته است. اگر شما نبوده‌اید، آن را نادیده بگیرید.',
    },
    onward: {
      subject: (company) => `گفت‌وگوی شما با ${company}`,
      intro: 'وقتی این پاسخ رسید، از گفت‌وگو رفته بودید. می‌توانید به همین ایمیل پاسخ دهید یا به گفت‌وگو برگردید.',
      said: (agent) => `${agent}:`,
      leftOut: (name) => `(${name} برای ایمیل بزرگ است. آن را در گفت‌وگو می‌بینید.)`,
    },
    reply: {
      marker: '--- لطفاً پاسخ خود را بالای این خط بنویسید ---',
      wrote: (date, writer) => `در تاریخ ${date}، ${writer} نوشت:`,
    },
  },
};
