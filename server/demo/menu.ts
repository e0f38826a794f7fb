import type { Menu, MenuTarget } from '../contract/index.js';

type Words = Record<'en' | 'fa', string[]>;
const choice = (digit: string, to: MenuTarget, words: Words = { en: [], fa: [] }) => ({ digit, words, to });

/** What callers of the sample company are asked, in either language. @param queueIds by the queues' names */
export function menuOf(queueIds: Record<string, string>): Menu {
  const queue = (name: string): MenuTarget => ({ kind: 'queue', queueId: queueIds[name]! });
  const otherLanguage = (step: string): MenuTarget => ({ kind: 'language', locale: null, step });
  const mainPrompts = [
    'for.sales',
    'press.1',
    'for.orders',
    'press.2',
    'for.service',
    'press.3',
    'for.other',
    'press.4',
  ];
  return {
    steps: [
      {
        key: 'main',
        prompts: [...mainPrompts, 'language'],
        choices: [
          choice('1', queue('Sales'), { en: ['sales', 'buy'], fa: ['فروش', 'خرید'] }),
          choice('2', queue('Orders'), { en: ['order', 'orders'], fa: ['سفارش', 'سفارشم'] }),
          choice('3', queue('Service'), { en: ['service', 'repair'], fa: ['خدمات', 'پشتیبانی', 'تعمیر'] }),
          choice('4', { kind: 'step', step: 'other' }, { en: ['other'], fa: ['سایر'] }),
          choice('9', otherLanguage('main'), { en: ['فارسی', 'Persian', 'Farsi'], fa: ['English', 'انگلیسی'] }),
        ],
      },
      {
        key: 'other',
        prompts: ['for.callback', 'press.1', 'for.message', 'press.2', 'language'],
        choices: [
          choice('1', { kind: 'callback' }, { en: ['call me', 'call back'], fa: ['تماس بگیرید'] }),
          choice('2', { kind: 'voicemail' }, { en: ['message'], fa: ['پیغام', 'پیام'] }),
          choice('9', otherLanguage('other')),
        ],
      },
    ],
  };
}
