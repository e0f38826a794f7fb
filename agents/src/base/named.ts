import type { Format } from './format.js';
import type { Translate } from './use-texts.js';

/** A customer's name as it is shown; whoever has none, as the sender of a mail that says none, is called so. */
export const named = ({ t, f }: { t: Translate; f: Format }, name: string): string =>
  name ? f.phone(name) : t('customer.nameless');
