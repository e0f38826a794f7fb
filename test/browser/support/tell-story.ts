/** The whole story, from the manager's first look to the customer's timeline, as one run in one language. */
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it, onTestFailed, vi } from 'vitest';
import type { Locale } from '../../../server/contract/index.js';
import { eventually } from '../../eventually.js';
import { Agent } from './agent.js';
import { type Demo, startDemo } from './demo.js';
import { aPdf, aPicture } from './files.js';
import { SCRIPTS } from './script.js';
import { PATIENCE_MS, Stage } from './stage.js';
import { Visitor } from './visitor.js';

const ORDERS = 1;
const soon = { timeout: PATIENCE_MS };

export function tellStory(locale: Locale): void {
  vi.setConfig({ testTimeout: 3 * PATIENCE_MS });
  const say = SCRIPTS[locale];
  let demo: Demo;
  let stage: Stage;
  let manager: Agent;
  /** In the order of the story: the first owner, the one who takes over, the one who stays away. */
  let agents: [Agent, Agent];
  let missed: Agent;
  let owner: Agent;
  let away: Agent;
  let visitor: Visitor;
  let second: Visitor;
  let customerId: string;
  let broken = false;

  beforeAll(async () => {
    [demo, stage] = await Promise.all([startDemo(), Stage.open()]);
  });
  afterAll(async () => {
    await stage?.close();
    await demo?.stop();
  });
  // One scene builds on the other: after the first that fails there is nothing to learn from the rest.
  beforeEach((test) => {
    if (broken) return test.skip('an earlier scene failed');
    stage.keepPictures();
    onTestFailed(() => {
      broken = true;
    });
  });

  const agentAt = async (login: string): Promise<Agent> => {
    const account = demo.account(login);
    const agent = new Agent(await stage.person(login, { locale }), account.name);
    await agent.signIn(demo.url, account);
    return agent;
  };
  const waiting = () => manager.at('queue-tile').nth(ORDERS).getByTestId('tile-waiting');
  const onBoard = (agent: Agent, state: string) =>
    manager.page.locator(`[data-testid="agent-row"][data-state="${state}"]`, { hasText: agent.name });
  const everyone = (): Visitor[] => [visitor, second];

  it('shows a manager the live board', async () => {
    manager = await agentAt(say.manager);
    await manager.page.locator(`html[dir="${say.direction}"]`).waitFor();
    await manager.at('section-board').click();
    await expect.poll(() => manager.at('queue-tile').count(), soon).toBe(3);
    const [one, two, three] = await Promise.all([...say.agents, say.away].map(agentAt));
    agents = [one as Agent, two as Agent];
    away = three as Agent;
    await agents[0].goOnline();
    await agents[1].goOnline();
    for (const agent of agents) await onBoard(agent, 'online').waitFor();
    await onBoard(away, 'offline').waitFor();
  });

  it('offers the chat to one agent, then to the next', async () => {
    await demo.changeQueue('Orders', { offerSeconds: 15, wrapUpSeconds: 0 });
    visitor = new Visitor(await stage.person('visitor', { locale }));
    await visitor.visit(demo.url);
    await visitor.visit(demo.url, '/demo/kilim-aseman.html');
    await visitor.open();
    await visitor.begin({ name: say.visitorName, topic: ORDERS, text: say.question });
    await Promise.race(agents.map((agent) => agent.offer.waitFor()));
    await demo.changeQueue('Orders', { offerSeconds: 120 });
    const first = (await agents[0].offer.isVisible()) ? 0 : 1;
    [missed, owner] = [agents[first], agents[1 - first]!];
    await expect.poll(waiting().innerText.bind(waiting()), soon).toBe(say.one);
    await missed.at('offer-countdown').waitFor();
    await expect.poll(() => missed.page.title(), soon).toContain(say.offerTitle);
    await missed.page.locator('link[rel=icon][href^="data:image/png"]').waitFor({ state: 'attached' });
    expect(await missed.offer.innerText()).toContain(say.question);
    await visitor.at('position').waitFor();

    await owner.offer.waitFor();
    await expect.poll(() => missed.at('im-back').innerText(), soon).toBe(say.imBack);
    await missed.offer.waitFor({ state: 'detached' });
    await onBoard(missed, 'notResponding').waitFor();
    expect(await away.offer.count()).toBe(0);
    await owner.accept();
    await visitor.line('conversation.assigned').filter({ hasText: owner.name }).waitFor();
    await visitor.at('position').waitFor({ state: 'detached' });
    await expect.poll(() => owner.page.title(), soon).not.toContain(say.offerTitle);
    await missed.at('im-back').click();
    await onBoard(missed, 'online').waitFor();
  });

  it('carries words both ways, with typing and receipts', async () => {
    await visitor.at('composer').fill('…');
    await owner.at('typing').waitFor();
    await visitor.write(say.thanks);
    await owner.message(say.thanks).waitFor();
    await owner.at('composer-text').fill('…');
    await visitor.at('typing').waitFor();
    await owner.write(say.answer);
    await visitor.bubble(say.answer).waitFor();
    await visitor.page.bringToFront();
    await owner.delivery(say.answer, 'read').waitFor();
    await visitor.delivery(say.thanks, 'read').waitFor();
  });

  it('carries a picture and a PDF both ways', async () => {
    await visitor.attach([aPicture('kilim.png', [190, 60, 40]), aPdf('invoice.pdf')]);
    await visitor.at('attaching').locator('progress').first().waitFor({ state: 'detached' });
    await visitor.at('send').click();
    await pictureLoads(owner.at('attachment-image').locator('img'));
    await owner.at('attachment-file').filter({ hasText: 'invoice.pdf' }).waitFor();
    await owner.attach([aPicture('receipt.png', [20, 120, 110]), aPdf('warranty.pdf')]);
    await visitor.at('file').filter({ hasText: 'warranty.pdf' }).waitFor();
    await pictureLoads(visitor.frame.locator('img[alt="receipt.png"]'));
  });

  it('keeps notes from the visitor and fills canned replies', async () => {
    await owner.note(say.note);
    const reply = await owner.cannedReply(say.canned);
    expect(reply.length).toBeGreaterThan(20);
    await visitor.bubble(reply).waitFor();
    expect(await visitor.bubble(say.note).count()).toBe(0);
  });

  it('is the same conversation after a reload, on another page and in a second tab', async () => {
    const before = await visitor.texts();
    await visitor.page.reload();
    await visitor.open();
    await visitor.intoChat();
    await expect.poll(() => visitor.texts(), soon).toEqual(before);
    await visitor.visit(demo.url, '/demo/cart.html');
    await visitor.open();
    await visitor.intoChat();
    second = new Visitor(await stage.tab('second-tab', visitor.page));
    await second.visit(demo.url, '/demo/about.html');
    await second.open();
    await second.intoChat();
    for (const tab of everyone()) await expect.poll(() => tab.texts(), soon).toEqual(before);
    const written = [`${say.thanks} 2`, `${say.thanks} 3`] as const;
    await second.write(written[0]);
    await visitor.write(written[1]);
    await expect.poll(async () => (await visitor.texts()).slice(before.length).sort(), soon).toEqual(written);
    // Looked at together: what was just written is drawn anew when it has its place.
    const differ = async () => {
      const [one, other] = [await visitor.texts(), await second.texts()];
      return one.join('\n') === other.join('\n') ? null : { one, other };
    };
    await expect.poll(differ, soon).toBe(null);
  });

  it('brings everything once and in order after a cut on either side', async () => {
    await visitor.page.context().setOffline(true);
    await visitor.at('link-status').filter({ hasText: /\S/ }).waitFor();
    await visitor.write(`${say.lostFor.visitor} 1`);
    await visitor.write(`${say.lostFor.visitor} 2`);
    await owner.write(`${say.lostFor.visitor} 3`);
    await owner.delivery(`${say.lostFor.visitor} 3`, 'sent').waitFor();
    await visitor.page.context().setOffline(false);
    await owner.message(`${say.lostFor.visitor} 2`).waitFor();

    await owner.page.context().setOffline(true);
    await owner.at('connection-banner').waitFor();
    await owner.write(`${say.lostFor.agent} 1`);
    await owner.write(`${say.lostFor.agent} 2`);
    await visitor.write(`${say.lostFor.agent} 3`);
    await visitor.delivery(`${say.lostFor.agent} 3`, 'sent').waitFor();
    // A page that was never opened is waited for, and not taken for broken.
    await owner.at('section-followUps').click();
    await owner.page.context().setOffline(false);
    await owner.at('follow-ups-page').waitFor();
    await owner.page.goBack();
    await visitor.bubble(`${say.lostFor.agent} 2`).waitFor();
    await owner.at('connection-banner').waitFor({ state: 'detached' });
    await sameOnBothSides();
  });

  it('goes on without a reload after the server was killed', async () => {
    await demo.crash();
    await visitor.write(say.afterCrash.visitor);
    await owner.message(say.afterCrash.visitor).waitFor();
    await owner.write(say.afterCrash.agent);
    await visitor.bubble(say.afterCrash.agent).waitFor();
    await sameOnBothSides();
    await owner.at('conversation-state').filter({ hasText: /\S/ }).waitFor({ state: 'attached' });
  });

  it('is handed to a colleague with a note, and closed with an outcome', async () => {
    const next = missed;
    await owner.transfer(next.name, say.transferNote);
    await visitor.line('conversation.transferred').filter({ hasText: next.name }).waitFor();
    await next.at('inbox-row').filter({ hasText: say.visitorName }).click();
    await next.system('conversation.transferred').filter({ hasText: say.transferNote }).waitFor();
    await next.closeConversation('solved', say.closingNote);
    await next.system('conversation.closed').waitFor();
  });

  it('is rated, and its transcript comes by mail', async () => {
    await visitor.at('rating-5').press('Space');
    await visitor.at('rating-comment').fill(say.comment);
    await visitor.at('rating-send').click();
    await visitor.at('rating-thanks').waitFor();
    await visitor.at('transcript').click();
    await visitor.at('form-transcript-email').fill(`sara.${locale}@example.com`);
    await visitor.at('transcript-send').click();
    await visitor.at('transcript-sent').waitFor();
    const mail = await stage.tab('mail', visitor.page);
    await mail.goto(`${demo.url}/demo/mail`);
    await mail.locator('#list a', { hasText: `sara.${locale}@example.com` }).click();
    const frame = mail.frameLocator('iframe');
    await frame.locator('body', { hasText: say.answer }).waitFor();
    expect(await frame.locator('body').innerText()).not.toContain(say.note);
    expect(await frame.locator('html').getAttribute('dir')).toBe(say.direction);
    await mail.close();
  });

  it('is all on the timeline of the customer', async () => {
    await manager.at('section-customers').click();
    await manager.at('customer-search').fill(say.visitorName);
    await manager.at('customer-row').filter({ hasText: say.visitorName }).first().click();
    await manager.at('customer-page').waitFor();
    customerId = new URL(manager.page.url()).pathname.split('/').at(-1) as string;
    await toTheBeginning(manager);
    for (const kind of TOLD) await manager.system(kind).first().waitFor();
    await manager.system('rating.given').filter({ hasText: say.comment }).waitFor();
    const { touchpoints } = await demo.api<{ touchpoints: { seq: number }[] }>(
      'GET',
      `/customers/${customerId}/timeline?after=0&limit=200`,
    );
    expect(touchpoints.map(({ seq }) => seq)).toEqual(touchpoints.map((_, i) => i + 1));
    const offer = manager.system('offer.made').filter({ hasText: owner.name }).first();
    await offer.getByRole('button').click();
    await expect.poll(() => offer.getByTestId('candidates').innerText(), soon).toContain(away.name);
  });

  it('turns the console to the other language without a reload', async () => {
    const other = locale === 'fa' ? 'ltr' : 'rtl';
    await manager.page.evaluate(() => Object.assign(window, { sameDocument: true }));
    await manager.at('user-menu').click();
    await manager.at('switch-language').click();
    await manager.page.locator(`html[dir="${other}"]`).waitFor();
    expect(await manager.page.evaluate(() => 'sameDocument' in window)).toBe(true);
    expect(stage.faults).toEqual([]);
  });

  const sameOnBothSides = (): Promise<void> =>
    eventually(async () => {
      const told = await owner.texts();
      expect(await visitor.texts()).toEqual(told);
      expect(await second.texts()).toEqual(told);
    }, PATIENCE_MS);
}

/** A picture is not there before its bytes are. */
const pictureLoads = (picture: Locator): Promise<void> =>
  expect.poll(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth), soon).toBeGreaterThan(0);

async function toTheBeginning({ page }: Agent): Promise<void> {
  const earlier = page.getByTestId('load-earlier');
  await page.getByTestId('message').first().waitFor();
  while ((await earlier.count()) > 0) await earlier.click();
}

const TOLD = [
  'visit.started',
  'page.viewed',
  'form.submitted',
  'conversation.queued',
  'offer.made',
  'offer.expired',
  'offer.accepted',
  'conversation.assigned',
  'conversation.transferred',
  'conversation.closed',
  'rating.given',
  'transcript.mailed',
];
