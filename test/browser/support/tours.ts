/** Walks past every page, dialog and state of what people see, and looks at each. Each tour begins signed out. */
import type { Locator, Page } from 'playwright-core';
import type { Agent } from './agent.js';
import { Cut } from './cut.js';
import type { Account, Demo } from './demo.js';
import type { Visitor } from './visitor.js';

/**
 * @param place what is seen there, for people
 * @param within what opened over a page that was looked at before; without it, all of the page
 */
export type Look = (page: Page, place: string, within?: Locator) => Promise<void>;

/** The pages of the settings, what opens as a dialog there, and the row that opens beside the list. */
const SETTINGS: Record<string, { dialogs?: string[]; row?: string; opens?: string }> = {
  profile: {},
  queues: { dialogs: ['add-queue'], row: 'queue-row', opens: 'queue-members' },
  users: { dialogs: ['add-user', 'user-row'] },
  'canned-replies': { dialogs: ['add-canned', 'canned-row'] },
  websites: { dialogs: ['add-site'], row: 'site-row', opens: 'site-preview' },
  mailboxes: { dialogs: ['add-mailbox'], row: 'mailbox-row', opens: 'mailbox-address' },
  numbers: { dialogs: ['add-number', 'add-account'], row: 'number-row', opens: 'callback-countries' },
  'api-keys': { dialogs: ['add-api-key'] },
  audit: {},
  routing: {},
  'routing/skills': { dialogs: ['add-skill'] },
  'routing/drafts': { dialogs: ['add-draft'], row: 'draft-row', opens: 'draft-queue' },
  'routing/history': { dialogs: ['version-show'] },
};
const NO_ONE = '0'.repeat(24);

/** Opens what a press opens, looks, and puts it away with Escape. */
async function lookInto(page: Page, press: Locator, opened: Locator, look: (within: Locator) => Promise<void>) {
  await press.click();
  await opened.first().waitFor();
  await look(opened);
  await page.keyboard.press('Escape');
  await opened.first().waitFor({ state: 'hidden' });
}

const dialog = (page: Page): Locator => page.getByRole('dialog');
const menu = (page: Page): Locator => page.getByRole('menu');

/** From signing in to a rated conversation, at the widget and at the console. The agent is the only one online. */
export async function tourOfAChat(agent: Agent, visitor: Visitor, demo: Demo, account: Account, look: Look) {
  const { page } = agent;
  const cut = await Cut.on(page);
  const seen = (place: string) => look(page, place);
  const into = (id: string, opened: Locator, place: string) =>
    lookInto(page, agent.at(id), opened, (within) => look(page, place, within));
  await page.goto(`${demo.url}/console/`);
  await agent.at('signin-submit').click();
  await seen('sign-in, refused');
  await agent.signIn(demo.url, account);
  await into('presence-switch', menu(page), 'presence');
  await into('user-menu', menu(page), 'user menu');
  await agent.goOnline();
  await agent.at('empty-state').first().waitFor();
  await seen('inbox, empty');
  await page.keyboard.press('Shift+Slash');
  await agent.at('keys-help').waitFor();
  await seen('keys');
  await page.keyboard.press('Escape');
  await tourUntilTheOffer(visitor, demo, look);

  await agent.offer.waitFor();
  await seen('offer');
  await agent.accept();
  await agent.write('https://payvand.example ✓ سلام');
  await visitor.bubble('payvand.example').waitFor();
  await agent.note('a note یادداشت');
  await agent.at('composer-text').fill('/');
  await agent.at('canned-option').first().waitFor();
  await seen('thread, canned replies');
  await agent.at('composer-text').fill('');
  for (const id of ['transfer', 'snooze', 'close', 'routing-open']) await into(id, dialog(page), id);
  await page.keyboard.press('Control+k');
  await agent.at('command-input').fill('a');
  await seen('command bar');
  await page.keyboard.press('Escape');
  await dialog(page).waitFor({ state: 'hidden' });
  await cut.make();
  await agent.at('connection-banner').waitFor();
  await agent.write('…');
  await agent.at('outgoing').waitFor();
  await seen('connection lost');
  cut.mend();
  await cut.allowLoading();
  await visitor.bubble('…').waitFor();
  await tourOfTheRest(agent, visitor, look);
}

async function tourUntilTheOffer(visitor: Visitor, demo: Demo, look: Look): Promise<void> {
  const seen = (place: string) => look(visitor.page, place);
  await visitor.visit(demo.url);
  await seen('shop');
  await visitor.open();
  await seen('widget, home');
  await visitor.at('home-start').click();
  await visitor.at('form-prechat').waitFor();
  await visitor.at('form-submit').click();
  await seen('widget, form refused');
  await visitor.at('back').click();
  await visitor.begin({ name: 'آرش Test', topic: 1, text: 'سلام hello' });
  await visitor.at('position').waitFor();
  await seen('widget, waiting');
}

async function tourOfTheRest(agent: Agent, visitor: Visitor, look: Look): Promise<void> {
  const seen = (place: string) => look(visitor.page, place);
  await visitor.at('emoji').click();
  await visitor.at('emoji-grid').waitFor();
  await seen('widget, emoji');
  await visitor.at('emoji').click();
  await visitor.at('menu').click();
  await visitor.at('menu-end').waitFor();
  await seen('widget, menu');
  await visitor.at('menu-end').click();
  await visitor.at('end-confirm').waitFor();
  await seen('widget, ending');
  await visitor.page.keyboard.press('Escape');
  await visitor.open();
  await visitor.at('composer').waitFor();
  const cut = visitor.page.context();
  await cut.setOffline(true);
  await visitor.at('link-status').filter({ hasText: /\S/ }).waitFor();
  await seen('widget, connection lost');
  await cut.setOffline(false);
  await visitor.at('link-status').filter({ hasText: /\S/ }).waitFor({ state: 'detached' });
  await agent.closeConversation('solved', '');
  await agent.system('conversation.closed').waitFor();
  await look(agent.page, 'thread, closed');
  await visitor.at('rating-4').press('Space');
  await seen('widget, rating');
  await visitor.at('transcript').click();
  await visitor.at('form-transcript-email').waitFor();
  await seen('widget, transcript');
  await visitor.at('form-transcript-email').fill('arash@example.com');
  await visitor.at('transcript-send').click();
  await visitor.at('transcript-sent').waitFor();
}

/** The pages of managers, with what opens on them. Somebody waits in the queue. */
export async function tourOfTheConsole(manager: Agent, demo: Demo, look: Look): Promise<void> {
  const { page } = manager;
  const seen = (place: string) => look(page, place);
  const load = (path: string) => opened(page, `${demo.url}/console/${path}`);
  const open = async (path: string) => {
    await manager.turnTo(path);
    await arrived(page);
  };
  const into = (press: Locator | string, place: string, shown = dialog(page)) =>
    lookInto(page, typeof press === 'string' ? manager.at(press).first() : press, shown, (within) =>
      look(page, place, within),
    );
  for (const path of ['inbox', 'customers', 'board']) {
    await open(path);
    await seen(path);
    if (path !== 'inbox') continue;
    await manager.at('tab-unassigned').click();
    await manager.at('choose').first().check();
    await seen('inbox, chosen');
    await into('several-close', 'several to close');
    await manager.at('let-go').click();
  }
  await demo.api('POST', '/routing/drafts', { name: 'Draft' });
  for (const [path, { dialogs = [], row, opens }] of Object.entries(SETTINGS)) {
    await open(`settings/${path}`);
    await seen(path);
    for (const button of dialogs) await into(button, button);
    if (!row || !opens) continue;
    await manager.at(row).first().click();
    await manager.at(opens).waitFor();
    await settled(page);
    await seen(row);
  }
  await open('follow-ups');
  await seen('follow-ups, none');
  await page.locator('label[for$="-all"]').click();
  await manager.at('follow-up').first().waitFor();
  await settled(page);
  await seen('follow-ups');
  await into('follow-up-menu', 'follow-up, menu', menu(page));
  await open('board');
  await manager.at('queue-tile').nth(1).click();
  await manager.at('waiting-row').first().waitFor();
  await seen('board, one queue');
  await into('peek', 'peek');
  await into('row-menu', 'board, row menu', menu(page));
  await into('set-presence', 'board, presence', menu(page));
  await load('wall');
  await seen('wall');
  await tourOfCustomers(manager, load, into, seen);
  for (const path of ['nowhere', `inbox/${NO_ONE}`, `customers/${NO_ONE}`]) {
    await load(path);
    await seen(path);
  }
  await page.route('**/api/v1/customers?**', (route) =>
    route.fulfill({ status: 500, json: { error: { code: 'internal' } } }),
  );
  await load('customers');
  await page.getByRole('alert').first().waitFor();
  await seen('an error');
  await page.unrouteAll();
}

async function tourOfCustomers(
  manager: Agent,
  load: (path: string) => Promise<void>,
  into: (press: string, place: string) => Promise<void>,
  seen: (place: string) => Promise<void>,
): Promise<void> {
  await load('customers?search=qqqq');
  await manager.at('empty-state').waitFor();
  await seen('customers, none');
  await load('customers');
  await manager.at('customer-row').first().click();
  await manager.at('message').first().waitFor();
  await manager.at('past-conversation').first().waitFor();
  await seen('a customer');
  await into('add-follow-up', 'a new follow-up');
  await into('merge', 'merge');
  await manager.at('merge').click();
  await dialog(manager.page).getByRole('textbox').fill('a');
  await dialog(manager.page).getByRole('textbox').fill('al');
  await manager.at('merge-choice').first().click();
  await manager.at('merge-submit').waitFor();
  await seen('merge, chosen');
}

/** The pages beside the console. One mail was sent at least. */
export async function tourOfTheDemo(page: Page, demo: Demo, look: Look): Promise<void> {
  for (const path of [
    '/',
    '/demo/cart.html',
    '/demo/about.html',
    '/demo/kilim-kavir.html',
    '/demo/mail',
    '/api/docs/',
  ]) {
    await opened(page, `${demo.url}${path}`);
    await look(page, path);
  }
  await opened(page, `${demo.url}/demo/mail`);
  await page.locator('#list a').first().click();
  await page.locator('#mail').waitFor();
  await look(page, 'a mail');
  await page.locator('#write').click();
  await page.locator('#letter').waitFor();
  await look(page, 'a mail to write', page.locator('#letter'));
}

async function opened(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await arrived(page);
}

async function arrived(page: Page): Promise<void> {
  await page.locator('main, [role="alert"]').first().waitFor();
  await settled(page);
}

/** What is to be read has come, in its own letters. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const text = document.querySelector('main,[role="alert"]')?.textContent;
    return text && !document.querySelector('.mantine-Skeleton-root') && document.fonts.status === 'loaded';
  });
}
