import type { WidgetConfigView } from '../../../server/contract/views.js';

export type SiteLook = Pick<WidgetConfigView, 'color' | 'position' | 'locale'>;

export const DEFAULT_LOOK: SiteLook = { color: '#0f766e', position: 'end', locale: null };

/** So long the launcher waits for its colours. */
const LATE_MS = 2_500;

/** The site's own look; null when it cannot be had (the host page's CSP, no network): then ours will do. */
export async function siteLook(home: string, site: string): Promise<SiteLook | 'refused' | null> {
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), LATE_MS));
  const url = `${home}/api/v1/widget/${encodeURIComponent(site)}/config`;
  const asked = fetch(url, { credentials: 'omit' }).then(async (response) => {
    if (response.ok) return (await response.json()) as SiteLook;
    return response.status < 500 && response.status !== 429 ? 'refused' : null;
  });
  return Promise.race([asked.catch(() => null), late]);
}
