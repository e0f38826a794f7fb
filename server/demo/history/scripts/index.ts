import type { Locale } from '../../../contract/index.js';
import type { Script } from '../script.js';
import { EN_ORDERS } from './en-orders.js';
import { EN_SALES } from './en-sales.js';
import { EN_SERVICE } from './en-service.js';
import { FA_ORDERS } from './fa-orders.js';
import { FA_SALES } from './fa-sales.js';
import { FA_SERVICE } from './fa-service.js';

/** How people write to the shop, and are answered, in each language. */
export const SCRIPTS: Record<Locale, Script[]> = {
  en: [...EN_SALES, ...EN_ORDERS, ...EN_SERVICE],
  fa: [...FA_SALES, ...FA_ORDERS, ...FA_SERVICE],
};
