import i18next from 'i18next';
import { expect, it } from 'vitest';
import type { Format } from '../../agents/src/base/format.js';
import type { Translate } from '../../agents/src/base/use-texts.js';
import en from '../../agents/src/locales/en.json' with { type: 'json' };
import { systemText } from '../../agents/src/thread/system-text.js';
import type { TouchpointView } from '../../server/contract/index.js';
import { aMessage } from './build.js';

const texts = i18next.createInstance();
await texts.init({
  lng: 'en',
  showSupportNotice: false,
  resources: { en: { translation: en } },
  interpolation: { escapeValue: false },
});

const MARKS = /[\u2066-\u2069]/g;
const transfer = (author: TouchpointView['author']) =>
  systemText(
    {
      ...aMessage(1),
      kind: 'conversation.transferred',
      author,
      details: { fromAgentId: 'ana', fromAgentName: 'Ana', toQueueId: 'q', toQueueName: 'Repairs' },
    } as TouchpointView,
    { t: texts.t as unknown as Translate, f: {} as Format, queueName: ({ name }) => name },
  ).replaceAll(MARKS, '');

it('says who handed a conversation over, be it theirs or not', () => {
  expect(transfer({ type: 'agent', id: 'ana', name: 'Ana' })).toBe('Ana transferred it to Repairs');
  expect(transfer({ type: 'agent', id: 'boss', name: 'Mina' })).toBe('Mina transferred it to Repairs');
  expect(transfer({ type: 'system' })).toBe('Ana transferred it to Repairs');
});
