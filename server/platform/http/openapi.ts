import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUILT } from '../folders.js';

/** The description of the whole API as it was built (`describe-api.ts`), and where it is served. */
export function openApi(publicUrl: string, version: string): object {
  const { info, ...described } = JSON.parse(readFileSync(join(BUILT, 'openapi.json'), 'utf8'));
  return { ...described, info: { ...info, version }, servers: [{ url: `${publicUrl}/api/v1` }] };
}
