/** A matter by mail from end to end: written at the demo's mailbox, read and answered at the console, answered again. */
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { ConversationView, OwnDraftHead } from '../../server/contract/index.js';
import { inBrowser } from '../chromium.js';
import { aCarrier, aLetter } from '../email/incoming/post.js';
import { freePort } from '../server-process.js';
import { Agent } from './support/agent.js';
import { violations } from './support/axe.js';
import { type Demo, startDemo } from './support/demo.js';
import { aNewsletter } from './support/newsletter.js';
import { readNewsletter } from './support/read-newsletter.js';
import { PATIENCE_MS, Stage } from './support/stage.js';

const soon = { timeout: PATIENCE_MS };
const SUBJECT = 'The kilim in the window';

vi.setConfig({ testTimeout: 6 * PATIENCE_MS });

inBrowser('mail', () => {
  let demo: Demo;
  let stage: Stage;
  let mailPort: number;
  let conversationId: string;
  beforeAll(async () => {
    mailPort = await freePort();
    [demo, stage] = await Promise.all([startDemo({ MAIL_LISTEN_PORT: String(mailPort) }), Stage.open()]);
    await demo.changeQueue('Service', { offerSeconds: 300, wrapUpSeconds: 0 });
  });
  afterAll(async () => {
    await stage?.close();
    await demo?.stop();
  });
  beforeEach(() => stage.keepPictures());

  it('is written, answered, taken back, sent and answered again in one conversation', async () => {
    const account = demo.account('emma');
    const agent = new Agent(await stage.person('agent', { locale: 'en', colorScheme: 'light' }), account.name);
    await agent.signIn(demo.url, account);
    await agent.goOnline();
    const customer = await stage.person('customer', { locale: 'en' });
    await customer.goto(`${demo.url}/demo/mail?lang=en`);
    await write(customer, { subject: SUBJECT, text: 'Is it still there?' });
    await agent.offer.first().getByTestId('offer-accept').click();
    await agent.message('Is it still there?').getByTestId('mail-sign-unverified').waitFor();
    const address = agent.page.url();
    conversationId = address.split('/').at(-1) as string;

    await answer(agent);
    // The older one of that subject says that the mail has come.
    const answers = customer.locator('#list a', { hasText: `Re: ${SUBJECT}` });
    await answers.nth(1).waitFor();
    await answers.first().click();
    await customer.frameLocator('#html').locator('strong', { hasText: 'yours' }).waitFor();
    await write(customer, { text: 'I will come today.' });
    await agent.message('I will come today.').waitFor();
    expect(agent.page.url()).toBe(address);
    await leave(agent);

    await sendNewsletter(mailPort, await customer.locator('#letter-to').inputValue());
    await readNewsletter(agent);
    expect(await violations(agent.page, 'a thread by mail')).toEqual([]);
    await agent.at('mail-to-wanted').click();
    await agent.at('mail-elsewhere').waitFor({ state: 'detached' });

    const home = new Agent(await stage.person('home', { locale: 'en' }), account.name);
    await home.signIn(demo.url, account);
    await isOneDraftInTwoTabs(agent);
    await goesOnAtHome(agent, home);
    await sendsAndCloses(agent, home);
    const ours = await customer.locator('#letter-to').inputValue();
    await takesIn(agent, mailPort, ours);
    await leavesOutOnlyWhoIsToldOf(agent, (body) => lenaWrites(mailPort, ours, body));

    await write(customer, { subject: 'Another matter', text: 'Where is my order?' });
    await agent.offer.first().waitFor();
    await reachesAllBesideTheOffer(agent);
    await agent.at('offer-decline').click();
  });

  it('reads as well in Persian and in the dark, and a mail can be begun there with a file', async () => {
    const { customerId } = await demo.api<ConversationView>('GET', `/conversations/${conversationId}`);
    await demo.api('PATCH', '/me/preferences', { locale: 'fa' });
    const broken = await aBrokenMailbox(demo);
    const account = demo.account('mina');
    const manager = new Agent(await stage.person('mina', { locale: 'fa', colorScheme: 'dark' }), account.name);
    const { page } = manager;
    await manager.signIn(demo.url, account);
    await manager.turnTo(`inbox/${conversationId}`);
    await manager.message('I will come today.').waitFor();
    const mark = manager.at('section-settings').getByText('۱');
    await mark.waitFor(); // nobody was there when it broke
    expect(await violations(page, 'a thread by mail, fa, dark')).toEqual([]);
    await demo.api('PATCH', `/mailboxes/${broken}`, { active: false });
    await mark.waitFor({ state: 'detached' });

    await manager.turnTo(`customers/${customerId}`);
    await manager.at('write-open').click();
    await manager.at('mail-text-field').click();
    await page.keyboard.type('سلام');
    await manager.at('mail-subject-field').fill('گلیم شما');
    await attach(manager, 'write-mail', 'طرح.txt');
    expect(await violations(page, 'a mail that is begun, fa, dark', manager.at('write-mail'))).toEqual([]);
    await manager.at('write-send').click();
    await manager.message('سلام').getByText('طرح.txt').waitFor();
    await beginsText(demo, manager, customerId);
  });
});

/** Closed, the dialog of a new text keeps its words, here and with the server, until they are sent. */
async function beginsText({ api }: Demo, manager: Agent, customerId: string): Promise<void> {
  await api('POST', `/customers/${customerId}/identities`, { kind: 'phone', value: '+989121110000' });
  await manager.turnTo(`customers/${customerId}`);
  const field = manager.at('write-text').getByRole('textbox').last();
  await manager.at('text-open').click();
  await field.fill('بسته در راه است');
  await manager.page.keyboard.press('Escape');
  await field.waitFor({ state: 'detached' });
  const kept = async () => (await api<OwnDraftHead[]>('GET', '/me/drafts')).map(({ kind }) => kind);
  await expect.poll(kept, soon).toEqual(['text']);
  await manager.at('text-open').click();
  expect(await field.inputValue()).toBe('بسته در راه است');
  await manager.at('text-send').click();
  await manager.message('بسته در راه است').waitFor();
  await expect.poll(kept, soon).toEqual([]);
}

/** Writes, or answers what is open, at the demo's mailbox. */
async function write(page: Page, words: { subject?: string; text: string }): Promise<void> {
  await page.locator(words.subject ? '#write' : '#answer').click();
  await expect.poll(() => page.locator('#letter-to').inputValue(), soon).toContain('@');
  if (words.subject) await page.locator('#letter-subject').fill(words.subject);
  await page.locator('#letter-text').fill(words.text);
  await page.locator('#letter [type=submit]').click();
  await page.locator('#letter').waitFor({ state: 'hidden' });
}

/** Its mail server is not there. @returns its id, once that is known */
async function aBrokenMailbox({ api }: Demo): Promise<string> {
  const [queue] = await api<{ id: string }[]>('GET', '/queues');
  const about = { name: 'Sales', address: 'sales@shop.example', queueId: queue?.id };
  const { id } = await api<{ id: string }>('POST', '/mailboxes', about);
  const signIn = { kind: 'password', user: 'sales', password: 'secret' };
  const incoming = { kind: 'imap', host: '127.0.0.1', port: await freePort(), security: 'none', signIn };
  await api('PATCH', `/mailboxes/${id}`, { incoming });
  await expect.poll(() => api<object[]>('GET', '/mailboxes/troubled'), soon).toHaveLength(1);
  return id;
}

async function attach({ page }: Agent, within: string, name: string): Promise<void> {
  const file = { name, mimeType: 'text/plain', buffer: Buffer.from(name) };
  await page.getByTestId(within).locator('input[type=file]').setInputFiles(file);
  await page.locator('[data-testid="upload"][data-done]').waitFor();
}

/** After Escape a letter is a key of the console, and none of a mail. */
async function leave({ page }: Agent): Promise<void> {
  await page.getByTestId('mail-text-field').click();
  await page.keyboard.press('Escape');
  await page.keyboard.press('e');
  await page.getByTestId('close-dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.getByTestId('close-dialog').waitFor({ state: 'detached' });
}

/** In bold, with a file; first for tomorrow, then after all at once. */
async function answer(agent: Agent): Promise<void> {
  const field = agent.at('mail-text-field');
  await field.click();
  await agent.page.keyboard.type('It is ');
  await agent.page.keyboard.press('Control+b');
  await agent.page.keyboard.type('yours');
  await attach(agent, 'composer', 'plan.txt');
  await agent.at('send-more').click();
  await agent.at('send-later').click();
  await agent.at('send-later-submit').click();
  await agent.pressAway(agent.message('It is yours').getByTestId('mail-take-back'));
  await agent.delivery('It is yours', 'takenBack').waitFor();
  await field.locator('strong', { hasText: 'yours' }).waitFor();
  await takesBackByKey(agent, field);
  await agent.at('send').click();
  const sent = agent.message('It is yours').filter({ has: agent.page.locator('[data-state="sent"]') });
  await sent.getByText('plan.txt').waitFor();
}

/** Sent by the keyboard, and back in the editor by it, where the caret never left. */
async function takesBackByKey(agent: Agent, field: Locator): Promise<void> {
  await field.click();
  await agent.page.keyboard.press('Control+Enter');
  await expect.poll(() => agent.at('undo-told').textContent(), soon).toContain('Alt');
  await agent.page.keyboard.press('Alt+z');
  await agent.at('undo-bar').waitFor({ state: 'detached' });
  await field.locator('strong', { hasText: 'yours' }).waitFor();
  await expect.poll(() => field.evaluate((one) => one.contains(document.activeElement)), soon).toBe(true);
}

/** What one types into and presses is not under the card, and a dialog begins below it. */
async function reachesAllBesideTheOffer(agent: Agent): Promise<void> {
  const { page } = agent;
  await agent.at('mail-text-field').click();
  await page.keyboard.type('Half written');
  for (const [width, height] of [
    [1440, 900],
    [1200, 800],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    for (const id of ['send', 'mail-text-field', 'close', 'presence-switch', 'offer-accept'])
      await agent.at(id).click({ trial: true });
    await agent.at('close').click();
    await page.getByRole('dialog').getByRole('button').first().click({ trial: true });
    await agent.at('offer-accept').click({ trial: true });
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }
}

/** The last word, and the question how it ended; taken back, it and its file are in the composer again. */
async function sendsAndCloses(agent: Agent, home: Agent): Promise<void> {
  await agent.at('send-more').click();
  await agent.at('send-close').click();
  await agent.at('close-dialog').waitFor();
  await agent.page.keyboard.press('Escape');
  await agent.at('close-dialog').waitFor({ state: 'detached' });
  await home.at('upload').waitFor({ state: 'detached' });
  await expect.poll(() => home.at('mail-text-field').textContent(), soon).toBe('');
  await home.page.context().close();
  await agent.at('undo').click();
  await agent.delivery('Half a shelf', 'takenBack').waitFor();
  const back = agent.at('composer').getByRole('button', { name: 'shelf.txt' });
  await back.click();
  await back.waitFor({ state: 'detached' });
  await agent.at('mail-text-field').press('Control+a');
  await agent.page.keyboard.press('Delete');
}

/** What stands in the one browser is there in another, with its file; what each wrote while they were apart stays. */
async function goesOnAtHome(agent: Agent, home: Agent): Promise<void> {
  const words = (one: Agent) => one.at('mail-text-field').locator('p').allTextContents();
  await home.at('row-draft').filter({ hasText: 'Half a shelf' }).waitFor();
  await home.turnTo(new URL(agent.page.url()).pathname.replace('/console/', ''));
  await home.at('upload').getByText('shelf.txt').waitFor();
  await isKeptWithoutAnswer(agent, home);
  await agent.page.context().setOffline(true);
  await agent.at('connection-banner').waitFor();
  await agent.at('mail-text-field').press('Control+End');
  await agent.page.keyboard.type(' for books');
  await home.at('mail-text-field').press('Control+End');
  await home.page.keyboard.press('Enter');
  await home.page.keyboard.type('From home');
  await agent.page.unroute(/\/me\/drafts\//);
  await agent.page.context().setOffline(false);
  for (const one of [agent, home])
    await expect.poll(() => words(one), soon).toEqual(['Half a shelf for books', 'From home']);
}

/** The server keeps it, and nobody learns so: the letter that is deleted then stays away. */
async function isKeptWithoutAnswer(agent: Agent, home: Agent): Promise<void> {
  const { page } = agent;
  const isKept = new Promise<void>((resolve) => {
    void page.route(/\/me\/drafts\//, async (route) => {
      if (route.request().method() === 'PUT') await route.fetch();
      await route.abort();
      resolve();
    });
  });
  await agent.at('mail-text-field').press('Control+End');
  await page.keyboard.type('z');
  await isKept;
  await expect.poll(() => home.at('mail-text-field').textContent(), soon).toBe('Half a shelfz');
  await agent.at('mail-text-field').press('Control+End');
  await page.keyboard.press('Backspace');
}

/** Each tab shows what the other wrote and attached, and a look elsewhere takes nothing away. */
async function isOneDraftInTwoTabs(agent: Agent): Promise<void> {
  const { page, name } = agent;
  const other = new Agent(await page.context().newPage(), name);
  await other.page.goto(page.url());
  const words = (one: Agent) => one.at('mail-text-field').textContent();
  await other.at('mail-text-field').click();
  await agent.at('mail-text-field').click();
  await page.keyboard.type('Half');
  await attach(agent, 'composer', 'shelf.txt');
  await expect.poll(() => words(other), soon).toBe('Half');
  await other.at('upload').getByText('shelf.txt').waitFor();
  await other.page.keyboard.press('Control+End');
  await other.page.keyboard.type(' a shelf');
  await expect.poll(() => words(agent), soon).toBe('Half a shelf');
  await other.page.close();
  const address = new URL(page.url()).pathname.replace('/console/', '');
  await agent.turnTo('inbox');
  await agent.turnTo(address);
  await expect.poll(() => words(agent), soon).toBe('Half a shelf');
}

/** By SMTP, to the address that our answer asked for. */
async function sendNewsletter(port: number, to: string): Promise<void> {
  const carrier = aCarrier(port);
  const from = 'reza@mail.example';
  await carrier.post(aNewsletter({ from, to, subject: `Re: ${SUBJECT}` }), { from, to: [to] });
  carrier.close();
}

async function lenaWrites(port: number, to: string, body: string): Promise<void> {
  const carrier = aCarrier(port);
  const from = 'lena@work.example';
  await carrier.post(aLetter({ from: `Lena <${from}>`, to, subject: `Re: ${SUBJECT}`, body }), { from, to: [to] });
  carrier.close();
}

/** What somebody else wrote to the address of our answer: a line, until it is taken in. */
async function takesIn(agent: Agent, port: number, to: string): Promise<void> {
  const { page } = agent;
  await lenaWrites(port, to, 'I pay for it.');
  const line = page.locator('[data-testid="system-line"][data-kind="mail.apart"]');
  await line.getByRole('button').first().click();
  await line.getByTestId('mail-place-own').waitFor();
  await agent.pressAway(line.getByTestId('mail-place-here'));
  await agent.message('I pay for it.').waitFor();
  await page.locator('[data-kind="mail.placed"]').waitFor();
  await line.getByRole('button').first().click();
}

/** Whoever is left out is named, and one press away; where somebody else wrote last, the customer has the answer too. */
async function leavesOutOnlyWhoIsToldOf(agent: Agent, writesOn: (body: string) => Promise<void>): Promise<void> {
  await agent.at('mail-add-customer').click();
  await agent.at('mail-left-out').waitFor({ state: 'detached' });
  await agent.at('mail-text-field').click();
  await agent.page.keyboard.type('How will you pay?');
  await agent.page.keyboard.press('Control+Enter');
  await agent.message('How will you pay?').waitFor();
  // What is begun stays with whom it was begun to, whoever writes meanwhile.
  await agent.page.keyboard.type('And when?');
  await writesOn('One moment.');
  await agent.message('One moment.').waitFor();
  await agent.at('composer').locator('bdi', { hasText: 'office@elsewhere.example' }).waitFor();
  await agent.page.keyboard.press('Control+Enter');
  await agent.message('And when?').waitFor();
  await writesOn('By card.');
  await agent.message('By card.').waitFor();
  await agent.at('mail-joined').waitFor();
  expect(await violations(agent.page, 'somebody else wrote last')).toEqual([]);
  await agent.at('mail-to-writer').click();
  await agent.at('mail-left-out').waitFor();
}
