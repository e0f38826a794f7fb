import { useQuery } from '@tanstack/react-query';
import { call } from '../base/api.js';
import { queries } from '../base/query.js';

/** The addresses of its files expire after a day or two; a page may stand open for longer. */
const FRESH_MS = 6 * 3_600_000;

const mailQuery = (id: string) =>
  ({
    queryKey: ['mail', id],
    queryFn: () => call('mails.show', { params: { id } }),
    staleTime: FRESH_MS,
  }) as const;

/** A mail whole, once somebody asks for it. */
export const useMail = (id: string, wanted: boolean) => useQuery({ ...mailQuery(id), enabled: wanted });

/** @returns false when there is none, as of a mail that has not left yet */
export async function saveOriginal(id: string): Promise<boolean> {
  // What was read before it left knows of no original; that is asked anew.
  const known = queries.getQueryData<{ originalUrl: string | null }>(['mail', id]);
  const { originalUrl } = await queries.fetchQuery({
    ...mailQuery(id),
    ...(known?.originalUrl === null && { staleTime: 0 }),
  });
  if (!originalUrl) return false;
  const link = Object.assign(document.createElement('a'), { href: originalUrl, download: 'original.eml' });
  link.click();
  return true;
}
