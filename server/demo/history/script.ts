import type { Locale } from '../../contract/index.js';
import type { Dice } from './dice.js';

export type QueueName = 'Sales' | 'Orders' | 'Service';
export type PageName = 'home' | 'aseman' | 'kavir' | 'anar' | 'cart' | 'about';

type Words = string | readonly string[];

/**
 * One thing that happens in a talk. `says` of several wordings, one is used. `c`: the customer; `a`: the agent; `note`: among
 * agents; `to`: handed to another queue, with a word about it; `colleague`: handed to another agent; `sleep`: put aside until the
 * next working day.
 */
export type Step =
  | readonly ['c' | 'a' | 'note' | 'colleague', Words]
  | readonly ['to', QueueName, Words]
  | readonly ['sleep'];

/** A talk as it may have gone, with places for names and figures in braces. */
export interface Script {
  queue: QueueName;
  pages: readonly PageName[];
  steps: readonly Step[];
  outcome: 'solved' | 'informed' | 'notReached' | 'spam';
  /** What the agent writes up. */
  summary?: Words;
  /** How content people are with it, from 1 to 5; some think otherwise. */
  liking?: number;
}

export interface Filling {
  name: string;
  city: string;
  order: string;
  product: string;
  agent: string;
}

const PRODUCTS: Record<Locale, string[]> = {
  fa: ['گلیم آسمان', 'گبهٔ انار', 'گلیم کنارهٔ کویر', 'رومیزی ترمه', 'کوسن گلیمی'],
  en: ['Aseman kilim', 'Anar gabbeh', 'Kavir runner', 'termeh table runner', 'kilim cushion'],
};

export const aProduct = (locale: Locale, dice: Dice): string => dice.pick(PRODUCTS[locale]);

export function anOrder(locale: Locale, dice: Dice): string {
  const number = dice.between(10_200, 19_800);
  return new Intl.NumberFormat(locale, { useGrouping: false }).format(number);
}

export function worded(words: Words, filling: Filling, dice: Dice): string {
  const text = typeof words === 'string' ? words : dice.pick(words);
  return text.replace(/\{(\w+)\}/g, (all, key: string) => filling[key as keyof Filling] ?? all);
}

/** What visitors thought of it, by stars. */
export const COMMENTS: Record<Locale, Record<number, string[]>> = {
  fa: {
    5: ['عالی بود، ممنون', 'پاسخگویی سریع و مودبانه', 'خیلی کمک کردید'],
    4: ['خوب بود', 'کمی طول کشید ولی حل شد'],
    3: ['بد نبود'],
    2: ['جواب روشنی نگرفتم', 'دیر جواب دادید'],
    1: ['مشکلم حل نشد'],
  },
  en: {
    5: ['Quick and kind, thank you!', 'Excellent service', 'Sorted in five minutes'],
    4: ['Good, thanks', 'Helpful, took a little while'],
    3: ['Okay'],
    2: ['Did not really answer my question', 'Too slow'],
    1: ['Still no solution'],
  },
};

export const OFFLINE_REPLY: Record<Locale, string[]> = {
  fa: [
    'سلام {name}، صبح به‌خیر. پیام دیشب شما رسید.',
    'سلام {name}، بابت پیامتان سپاسگزارم؛ بیرون از ساعت کاری رسیده بود.',
  ],
  en: [
    'Good morning {name}, thank you for your message of last night.',
    'Hello {name}, your message reached us outside our hours.',
  ],
};

export const sleeps = ({ steps }: Script): boolean => steps.some(([kind]) => kind === 'sleep');
