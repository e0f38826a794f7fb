import type { FromPreview, ToPreview } from '../../../server/contract/preview.js';
import { seal, unseal } from '../shared/envelope.js';

/** The page that shows this one; nobody else is heard, and a page that stands alone hears and tells nothing. */
export function hearShower(hear: (told: ToPreview) => void): void {
  if (parent === window) return;
  addEventListener('message', (event) => {
    const told = unseal<ToPreview>(event, parent, location.origin);
    if (told) hear(told);
  });
  tellShower({ type: 'ready' });
}

export function tellShower(message: FromPreview): void {
  if (parent !== window) parent.postMessage(seal(message), location.origin);
}
