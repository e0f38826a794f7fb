/** What a picture shows and no rule of axe asks for: colours of the system, narrow phones, what is reached by Tab, what is said meanwhile. */
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { QueueView, SiteView, UserView } from '../../server/contract/index.js';
import { inBrowser } from '../chromium.js';
import { aStart, visitorAt } from '../clients.js';
import { Agent } from './support/agent.js';
import { type Demo, startDemo } from './support/demo.js';
import { PATIENCE_MS, Stage } from './support/stage.js';
import { Visitor } from './support/visitor.js';

const CAPACITY = { webchat: 3, email: 3, sms: 3, voice: 1 };
const NARROW = { width: 320, height: 640 };

vi.setConfig({ testTimeout: 3 * PATIENCE_MS });

inBrowser('the faces', () => {
  let demo: Demo;
  let stage: Stage;
  beforeAll(async () => {
    [demo, stage] = await Promise.all([startDemo(), Stage.open()]);
    await demo.api('PATCH', '/me/preferences', { locale: 'fa' });
  });
  afterAll(async () => {
    await stage?.close();
    await demo?.stop();
  });
  beforeEach(() => stage.keepPictures());

  it('shows what is on and what is chosen where the system chooses the colours', async () => {
    const { page, at, turnTo } = await manager();
    await page.emulateMedia({ forcedColors: 'active' });
    await turnTo('settings/profile');
    await changesWith(page.getByRole('switch').first(), page.locator('.mantine-Switch-track').first());
    await turnTo('settings/routing');
    const ticked = page.getByRole('checkbox').first();
    await changesWith(ticked, ticked);
    await page.goto(`${demo.url}/console/inbox?view=all&filter=closed`);
    const row = at('inbox-row').first();
    await row.waitFor();
    const before = await row.evaluate(lines);
    await row.click();
    await page.locator('[data-testid="inbox-row"][aria-current]').waitFor();
    expect(await row.evaluate(lines)).not.toBe(before);
    expect(await page.locator('label[data-active]').first().evaluate(lines)).toContain('solid');
  });

  it('lists accounts on the narrowest phone without one word on another, and each address from its beginning', async () => {
    const { page, at, turnTo } = await manager();
    await page.setViewportSize(NARROW);
    await turnTo('settings/users');
    await at('user-row').nth(7).waitFor();
    await expect.poll(() => wordsOnWords(at('user-row')), { timeout: PATIENCE_MS }).toEqual([]);
    expect(await beginsInSight(at('user-row').locator('.cut'))).toBe(true);
  });

  it('tells who is in no queue that nothing is offered to them, until they are in one', async () => {
    const account = { name: 'New', email: 'new@payvand.example', password: 'correct-horse-battery' };
    const { id } = await demo.api<UserView>('POST', '/users', {
      ...account,
      role: 'agent',
      capacity: CAPACITY,
      queueIds: [],
    });
    const agent = new Agent(await stage.person('new', { locale: 'en' }), account.name);
    await agent.signIn(demo.url, account);
    await agent.at('empty-state').filter({ hasText: 'You are in no queue' }).waitFor();
    const queues = await demo.api<QueueView[]>('GET', '/queues');
    await demo.api('PATCH', `/users/${id}`, { queueIds: [queues[0]!.id] });
    await agent.at('empty-state').filter({ hasText: 'Nothing on your desk' }).waitFor();
  });

  it('says that the list of what was done is on its way', async () => {
    const { page, turnTo } = await manager();
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    await page.route('**/api/v1/audit?**', async (route) => {
      await held;
      await route.continue();
    });
    await turnTo('settings/audit');
    await page.locator('[aria-busy="true"] .mantine-Skeleton-root').first().waitFor();
    letGo();
    await page.getByTestId('audit-table').waitFor();
  });

  it('keeps the name of who wrote apart from the date beside it', async () => {
    const [{ id: queueId }] = await demo.api<[QueueView]>('GET', '/queues');
    const [{ key: siteKey }] = await demo.api<[SiteView]>('GET', '/sites');
    const visitor = await visitorAt(demo.url, { siteKey });
    await visitor.ask('conversation:start', aStart({ queueId, name: 'Daniel Reyes', text: 'a kilim of walrus wool' }));
    visitor.close();
    const { page, at } = await manager();
    await at('open-command-bar').click();
    await at('command-input').fill('walrus');
    const found = page.getByText(/Reyes.* · /).first();
    await found.waitFor();
    // Left to itself, the day after a name in Latin letters goes to the name's other side.
    expect(await found.textContent()).toMatch(/^\u2068.*\u2069 · /);
  });

  it('reaches by Tab the key that shows what is typed unseen', async () => {
    const page = await stage.person('nobody', { locale: 'fa' });
    await page.goto(`${demo.url}/console/`);
    const field = page.getByTestId('signin-password');
    await field.fill('unseen');
    await page.keyboard.press('Tab');
    const key = page.locator('button:focus');
    expect(await key.getAttribute('aria-pressed')).toBe('false');
    await page.keyboard.press('Space');
    await expect.poll(() => field.getAttribute('type'), { timeout: PATIENCE_MS }).toBe('text');
    expect(await key.getAttribute('aria-pressed')).toBe('true');
  });

  it('marks every field of the form that is not filled in', async () => {
    const visitor = new Visitor(await stage.person('visitor', { locale: 'en' }));
    await visitor.visit(demo.url);
    await visitor.open();
    await visitor.at('home-start').click();
    const edge = (id: string) => visitor.at(id).evaluate((field) => getComputedStyle(field).borderColor);
    const usual = await edge('form-email');
    await visitor.at('form-submit').click();
    await visitor.frame.locator('#name-wrong').waitFor();
    expect(await edge('form-name')).toBe(await edge('form-text'));
    expect(await edge('form-name')).not.toBe(usual);
  });

  async function manager() {
    const account = demo.account('mina');
    const agent = new Agent(await stage.person('mina', { locale: 'fa' }), account.name);
    await agent.signIn(demo.url, account);
    return { page: agent.page, at: agent.at.bind(agent), turnTo: agent.turnTo.bind(agent) };
  }
});

/** Presses, and expects another picture of what shows it; the pointer and the focus are elsewhere for both. */
async function changesWith(key: Locator, shownBy: Locator): Promise<void> {
  const picture = async () => {
    await key.evaluate((element: HTMLElement) => element.blur());
    await key.page().mouse.move(0, 0);
    return shownBy.screenshot({ animations: 'disabled' });
  };
  const before = await picture();
  await key.press('Space');
  await expect.poll(async () => before.equals(await picture()), { timeout: PATIENCE_MS }).toBe(false);
}

/** The lines around it, which are all there is where grounds are one. */
const lines = (element: Element): string => {
  const { outlineStyle, borderStyle } = getComputedStyle(element);
  return `${outlineStyle} ${borderStyle}`;
};

/** The words of a row that stand on each other, as far as they are in sight. */
const wordsOnWords = (rows: Locator): Promise<string[]> =>
  rows.evaluateAll((all) =>
    all.flatMap((row) => {
      const texts = [...row.querySelectorAll('*')]
        .flatMap((element) => [...element.childNodes])
        .filter((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim())
        .map((node) => {
          const range = document.createRange();
          range.selectNodeContents(node);
          const [text, frame] = [range.getBoundingClientRect(), node.parentElement!.getBoundingClientRect()];
          const cut = getComputedStyle(node.parentElement!).overflowX === 'hidden';
          const [left, right] = cut
            ? [Math.max(text.left, frame.left), Math.min(text.right, frame.right)]
            : [text.left, text.right];
          return { says: node.textContent, left, right, top: text.top, bottom: text.bottom };
        });
      return texts.flatMap((a, n) =>
        texts
          .slice(n + 1)
          .filter((b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 6 && b.top < a.bottom - 6)
          .map((b) => `${a.says} on ${b.says}`),
      );
    }),
  );

/** Whether the first letter of each is within its frame. */
const beginsInSight = (texts: Locator): Promise<boolean> =>
  texts.evaluateAll((all) =>
    all.every((element) => {
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      const range = document.createRange();
      range.setStart(walker.nextNode()!, 0);
      range.setEnd(walker.currentNode, 1);
      const [letter, frame] = [range.getBoundingClientRect(), element.getBoundingClientRect()];
      return letter.left >= frame.left - 1 && letter.right <= frame.right + 1;
    }),
  );
