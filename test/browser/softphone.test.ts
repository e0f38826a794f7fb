/** A phone call in the console, over the simulated line: rung, taken, held, talked over, handed on, ended and written up. */
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { inBrowser } from '../chromium.js';
import { Agent } from './support/agent.js';
import { violations } from './support/axe.js';
import { type Demo, startDemo } from './support/demo.js';
import { Handset } from './support/handset.js';
import { PATIENCE_MS, Stage } from './support/stage.js';
import { Visitor } from './support/visitor.js';

vi.setConfig({ testTimeout: 4 * PATIENCE_MS });

const CALLER = '+989125550142';
const ORDERS = '2';
const VISITOR = '+989355550127';
/** The topic's place in the form. */
const SERVICE = 2;
const TEXTER = '+989121110099';
/** The carrier's code. */
const PHONE_OFF = 30_003;
const TEXT = 'Your reference is 17.';

inBrowser('the softphone', () => {
  let demo: Demo;
  let stage: Stage;
  beforeAll(async () => {
    [demo, stage] = await Promise.all([startDemo(), Stage.open()]);
    await demo.changeQueue('Orders', { offerSeconds: 120, wrapUpSeconds: 600 });
  });
  afterAll(async () => {
    await stage?.close();
    await demo?.stop();
  });
  beforeEach(() => stage.keepPictures());

  it('carries a call from the menu to a colleague and to its end', async () => {
    const [agent, colleague, outsider, caller] = await Promise.all([
      anAgent('jonas', 'en'),
      anAgent('omid', 'fa'),
      anAgent('sara', 'fa'),
      stage.person('caller', { locale: 'en' }).then((page) => Handset.open(page, demo.url, CALLER)),
    ]);
    await agent.goOnline();
    await caller.ring();
    await caller.press(ORDERS);
    await agent.accept();
    await bar(agent, 'talking').waitFor();
    await colleague.goOnline();

    await speak(agent, caller);
    await silence(agent, caller);
    await press(agent);
    await thinksTwice(agent);
    await comesBack(agent, caller);
    await outsider.goOnline();
    await asksOnly(agent, outsider, caller);
    await handOver(agent, colleague, caller);
    await end(colleague, caller);
  });

  it('calls a visitor who asks for it, and texts them while they talk', async () => {
    const agent = await anAgent('emma', 'en');
    const other = await waits('other');
    await asksForCall(other, '09351234567');
    await other.at('call-undo').click();
    await other.at('ask-call').waitFor();
    await other.frame.locator('[data-focus]:focus').waitFor();
    await other.end();

    const [visitor, phone] = await Promise.all([
      waits('visitor'),
      stage.person('phone', { locale: 'en' }).then((page) => Handset.open(page, demo.url, VISITOR)),
    ]);
    await asksForCall(visitor, `0${VISITOR.slice(3)}`);
    await agent.goOnline();
    await agent.offer.getByText('Wants a call at').waitFor();
    await agent.page.keyboard.press('Alt+a');
    await note(visitor, 'We are calling you').waitFor();
    await phone.answer();
    await bar(agent, 'talking').waitFor();
    await note(visitor, 'You are on the phone with us').waitFor();
    await agent.at('inbox-row').getByText('On the phone at').waitFor();

    await agent.page.keyboard.press('Alt+t');
    await agent.at('ready-texts').waitFor();
    await agent.page.keyboard.type(TEXT);
    await agent.page.keyboard.press('Control+Enter');
    await phone.text(TEXT).waitFor();
    await agent.delivery(TEXT, 'delivered').waitFor();
    await phone.hangUp();
    await agent.page.locator('[data-testid="call-card"][data-outcome="talked"]').waitFor();
    await visitor.at('call-note').waitFor({ state: 'hidden' });
    expect(await Promise.all([agent.message(TEXT).count(), phone.text(TEXT).count()])).toEqual([1, 1]);
  });

  it('says in the open why a text did not arrive', async () => {
    const acts = (body: unknown) =>
      fetch(`${demo.url}/demo/carrier/acts`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const [number] = await demo.api<{ number: string }[]>('GET', '/numbers');
    await acts({ act: 'fail', phone: TEXTER, code: PHONE_OFF });
    await acts({ act: 'text', phone: TEXTER, to: number!.number, text: 'Is it ready?' });
    const account = demo.account('mina');
    const manager = new Agent(await stage.person('mina', { locale: 'en' }), account.name);
    await manager.signIn(demo.url, account);
    await manager.page.goto(`${demo.url}/console/inbox?view=all`);
    await manager.at('inbox-row').filter({ hasText: 'Is it ready?' }).click();
    await manager.at('state-action').click();
    await manager.write('It is.');
    await manager.message('It is.').getByTestId('why-failed').filter({ hasText: /phone/i }).waitFor();
    expect(stage.faults).toEqual([]);
  });

  /** A visitor whom nobody has taken yet. */
  async function waits(name: string): Promise<Visitor> {
    const visitor = new Visitor(await stage.person(name, { locale: 'en' }));
    await visitor.visit(demo.url);
    await visitor.open();
    await visitor.begin({ name, topic: SERVICE, text: 'Can it be mended?' });
    return visitor;
  }

  async function anAgent(login: string, locale: 'en' | 'fa'): Promise<Agent> {
    const account = demo.account(login);
    const page = await stage.person(login, { locale, colorScheme: locale === 'fa' ? 'dark' : 'light' });
    const agent = new Agent(page, account.name);
    await agent.signIn(demo.url, account);
    await line(agent, 'ready').waitFor();
    return agent;
  }
});

const line = ({ page }: Agent, state: string) => page.locator(`[data-testid="line-sign"][data-state="${state}"]`);
const bar = ({ page }: Agent, phase: string) => page.locator(`[data-testid="call-bar"][data-phase="${phase}"]`);
const caption = (agent: Agent, words: string) => agent.at('captions').getByText(words, { exact: true });

const note = (visitor: Visitor, words: string) => visitor.at('call-note').filter({ hasText: words });

async function asksForCall(visitor: Visitor, number: string): Promise<void> {
  await visitor.at('ask-call').click();
  await visitor.at('form-call-number').fill(number);
  await visitor.at('call-send').click();
  await visitor.at('call-undo').waitFor();
}

async function say(agent: Agent, words: string): Promise<void> {
  await agent.at('call-say').fill(words);
  await agent.at('call-say').press('Enter');
}

async function speak(agent: Agent, caller: Handset): Promise<void> {
  await caller.say('My order has not come.');
  await caption(agent, 'My order has not come.').waitFor();
  await say(agent, 'I will look at once.');
  await caller.hears('I will look at once.');
  expect(await violations(agent.page, 'call bar', bar(agent, 'talking'))).toEqual([]);
}

/** A dialog that is put away gives the focus back to the key that opened it. */
async function thinksTwice({ page }: Agent): Promise<void> {
  await page.getByTestId('call-transfer').click();
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('[data-testid="call-transfer"]:focus').waitFor();
}

/** Muted, then on hold: what either says is not heard. What is said next comes after it. */
async function silence(agent: Agent, caller: Handset): Promise<void> {
  const mute = (on: boolean) => agent.page.locator(`[data-testid="call-mute"][data-pressed="${on}"]`);
  await mute(false).click();
  await mute(true).waitFor();
  await say(agent, 'muttered');
  await mute(true).click();
  await mute(false).waitFor();
  await agent.at('call-hold').click();
  await bar(agent, 'held').waitFor();
  // The key was barred while the carrier was asked.
  await agent.page.locator('[data-testid="call-hold"]:focus').waitFor();
  await isBarred(agent.at('call-hold'));
  await agent.page.locator('[data-testid="call-hold"]:focus').waitFor();
  await say(agent, 'to myself');
  await agent.page.keyboard.press('Alt+h');
  await bar(agent, 'talking').waitFor();
  await say(agent, 'Here it is.');
  await caller.hears('Here it is.');
  expect(await caller.heard('muttered').or(caller.heard('to myself')).count()).toBe(0);
}

/** For two pictures of the page, in which nothing else on it changes. */
const isBarred = (key: Locator) =>
  key.evaluate(async (it: HTMLButtonElement) => {
    it.disabled = true;
    for (let n = 0; n < 2; n++) await new Promise(requestAnimationFrame);
    it.disabled = false;
  });

/** By a click and by a key. */
async function press(agent: Agent): Promise<void> {
  const keypad = agent.at('keypad');
  await agent.at('call-keypad').click();
  await keypad.locator('[data-key="7"]').click();
  await agent.page.keyboard.press('4');
  await keypad.locator('output').getByText('74', { exact: true }).waitFor();
  expect(await violations(agent.page, 'keypad', keypad)).toEqual([]);
  await agent.page.keyboard.press('Escape');
  await keypad.waitFor({ state: 'detached' });
}

/** A page that is loaded again has its call. */
async function comesBack(agent: Agent, caller: Handset): Promise<void> {
  await agent.page.reload();
  await bar(agent, 'talking').waitFor();
  await say(agent, 'I am back.');
  await caller.hears('I am back.');
}

/** Of another queue: what is asked there is theirs to see while they are asked, and no longer. */
async function asksOnly(agent: Agent, outsider: Agent, caller: Handset): Promise<void> {
  await speaksFirst(agent, outsider);
  await outsider.at('ring-accept').click();
  await bar(agent, 'consulting').waitFor();
  await outsider.at('thread').waitFor();
  await agent.at('call-drop').click();
  await bar(agent, 'talking').waitFor();
  await outsider.at('thread').waitFor({ state: 'detached' });
  await outsider.page.getByText('این گفت‌وگو وجود ندارد', { exact: false }).first().waitFor();
  // Asked once more, they see it again where they are.
  await speaksFirst(agent, outsider);
  await outsider.at('thread').waitFor();
  await outsider.at('ring-decline').click();
  await bar(agent, 'talking').waitFor();
  await outsider.at('thread').waitFor({ state: 'detached' });
  await say(agent, 'They say it left on Tuesday.');
  await caller.hears('They say it left on Tuesday.');
}

async function speaksFirst(agent: Agent, colleague: Agent): Promise<void> {
  await agent.at('call-transfer').click();
  await agent.at('call-transfer-way').getByText('Speak first').click();
  await agent.page.locator(`[data-testid="transfer-agent"][data-name="${colleague.name}"]`).click();
  expect(await violations(agent.page, 'transfer', agent.at('call-transfer'))).toEqual([]);
  await agent.at('call-transfer-submit').click();
  await colleague.at('ring-card').waitFor();
}

/** Asked first, with music for the customer; then it is theirs. */
async function handOver(agent: Agent, colleague: Agent, caller: Handset): Promise<void> {
  await speaksFirst(agent, colleague);
  expect(await violations(colleague.page, 'ring card', colleague.at('ring-card'))).toEqual([]);
  await colleague.at('ring-accept').click();
  await bar(agent, 'consulting').waitFor();
  await say(agent, 'It is about an order.');
  await caption(colleague, 'It is about an order.').waitFor();
  expect((await agent.at('call-complete').boundingBox())?.height).toBeGreaterThanOrEqual(28);
  await agent.at('call-complete').click();
  await agent.at('call-bar').waitFor({ state: 'detached' });
  await bar(colleague, 'talking').waitFor();
  await say(colleague, 'سلام');
  await caller.hears('سلام');
  expect(await caller.heard('It is about an order.').count()).toBe(0);
}

/** From another page, where the end of the talk is told, with the way to its wrap-up. */
async function end(agent: Agent, caller: Handset): Promise<void> {
  await agent.turnTo('follow-ups');
  await agent.at('call-hang-up').click();
  await agent.at('call-bar').waitFor({ state: 'detached' });
  await caller.isFree();
  await agent.at('wrap-up-open').click();
  await agent.at('wrap-up-notice').waitFor({ state: 'detached' });
  await agent.page.locator('[data-testid="conversation-state"][data-state="wrapUp"]').first().waitFor();
  await agent.page.locator('[data-testid="call-card"][data-outcome="talked"]').waitFor();
  await agent.closeConversation('solved', 'ارسال شد.');
  await agent.system('conversation.closed').waitFor();
}
