/** The way to the loader in the host page, if there is one: opened by itself, the chat fills the window and hears nobody. */
import { seal, type ToApp, type ToHost, unseal } from '../shared/envelope.js';

export interface Host {
  /** We stand in somebody's page. */
  readonly embedded: boolean;
  tell(message: ToHost): void;
}

/**
 * @param origin the host page's, as our own address says. Our server lets us be framed only by the site's own pages, so a page
 *   that lies here is not heard and hears nothing.
 */
export function joinHost(origin: string | null, heard: (message: ToApp) => void): Host {
  const parent = window.parent;
  if (!origin || parent === window) return { embedded: false, tell: () => {} };
  window.addEventListener('message', (event) => {
    const message = unseal<ToApp>(event, parent, origin);
    if (message) heard(message);
  });
  return { embedded: true, tell: (message) => parent.postMessage(seal(message), origin) };
}
