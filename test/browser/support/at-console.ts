/** A console in the browser for somebody of a booted server who is signed in already. */
import type { Page } from 'playwright-core';
import type { Locale } from '../../../server/contract/index.js';
import type { Hosted, Person } from '../../company.js';
import type { Stage } from './stage.js';

/** @returns an empty page; the console is at `/console/` of the server */
export async function atConsole(stage: Stage, app: Hosted, { email, cookie }: Person, locale: Locale): Promise<Page> {
  await app.call('me.preferences', { cookie, body: { locale } });
  const page = await stage.person(email, { locale });
  const [name, value] = cookie.split('=') as [string, string];
  await page.context().addCookies([{ name, value, url: app.url }]);
  return page;
}
