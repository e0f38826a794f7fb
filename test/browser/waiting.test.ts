/** Nobody is there, or nobody has room: what a visitor is told, and that nothing they say is lost. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HoursView, Locale, QueueView, UserView } from '../../server/contract/index.js';
import { eachChannel } from '../build/capacity.js';
import { inBrowser } from '../chromium.js';
import { Agent } from './support/agent.js';
import { type Account, type Demo, startDemo } from './support/demo.js';
import { toldIn } from './support/languages.js';
import { PATIENCE_MS, Stage } from './support/stage.js';
import { Visitor } from './support/visitor.js';

vi.setConfig({ testTimeout: 4 * PATIENCE_MS });

const CASES = [
  {
    locale: 'en',
    login: 'jonas',
    topic: 1,
    name: 'Sara',
    text: 'Is my carpet ready?',
    answer: 'It is ready.',
    opens: /We are back/,
    second: 'You are number 2 in line.',
    next: 'You are next.',
    forecast: /It usually takes .*\d/,
  },
  {
    locale: 'fa',
    login: 'niloofar',
    topic: 2,
    name: 'سارا',
    text: 'فرش من آماده است؟',
    answer: 'بله، آماده است.',
    opens: /برمی‌گردیم/,
    second: 'شما نفر ۲ صف هستید.',
    next: 'نوبت بعدی شماست.',
    forecast: /معمولاً .*[۰-۹]/,
  },
] as const;
const OPEN: HoursView = {
  alwaysOpen: true,
  timeZone: 'Asia/Tehran',
  week: { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] },
  holidays: [],
  byChannel: {},
};
const soon = { timeout: PATIENCE_MS };

inBrowser('waiting in a browser', () => {
  let demo: Demo;
  let stage: Stage;
  beforeAll(async () => {
    [demo, stage] = await Promise.all([startDemo(), Stage.open()]);
    for (const name of ['Orders', 'Service']) await demo.changeQueue(name, { offerSeconds: 120, wrapUpSeconds: 0 });
  });
  afterAll(async () => {
    await stage?.close();
    await demo?.stop();
  });
  beforeEach(() => stage.keepPictures());

  async function setHours(hours: HoursView): Promise<void> {
    const queues = await demo.api<QueueView[]>('GET', '/queues');
    for (const { id } of queues) await demo.api('PATCH', `/queues/${id}`, { hours });
  }
  async function setCapacity({ email }: Account, capacity: number): Promise<void> {
    const users = await demo.api<UserView[]>('GET', '/users');
    await demo.api('PATCH', `/users/${users.find((user) => user.email === email)?.id}`, {
      capacity: eachChannel(capacity),
    });
  }
  async function agentAt(login: string, locale: Locale): Promise<Agent> {
    const agent = new Agent(await stage.person(login, { locale }), demo.account(login).name);
    await agent.signIn(demo.url, demo.account(login));
    return agent;
  }
  async function visitorAt(name: string, locale: Locale): Promise<Visitor> {
    const visitor = new Visitor(await stage.person(name, { locale }));
    await visitor.visit(demo.url);
    await visitor.open();
    return visitor;
  }

  describe.each(toldIn(CASES, 'fa'))('$locale', ({ locale, login, topic, ...say }) => {
    it('takes a message outside the opening hours, and an agent finds and answers it', async () => {
      await setHours(closedNow());
      const visitor = await visitorAt('late visitor', locale);
      await visitor.at('home-when').filter({ hasText: say.opens }).waitFor();
      await visitor.at('home-start').click();
      await visitor.at('form-offline').filter({ hasText: say.opens }).waitFor();
      await visitor.at(`form-topic-${topic}`).check();
      await visitor.at('form-name').fill(say.name);
      await visitor.at('form-text').fill(say.text);
      await visitor.at('form-submit').click();
      // Nobody is there to answer in the chat: without an address there would be no way back to the visitor.
      await expect.poll(() => visitor.at('form-email').getAttribute('aria-invalid'), soon).toBe('true');
      await visitor.at('form-email').fill(`sara.${locale}@example.com`);
      await visitor.at('form-submit').click();
      await visitor.at('offline-thanks').filter({ hasText: say.opens }).waitFor();
      await visitor.delivery(say.text, 'sent').waitFor();

      await setHours(OPEN);
      const agent = await agentAt(login, locale);
      await agent.at('tab-unassigned').click();
      await agent.at('inbox-row').filter({ hasText: say.text }).click();
      await agent.message(say.text).waitFor();
      await agent
        .at('identity')
        .filter({ hasText: `sara.${locale}@example.com` })
        .waitFor();
      await agent.goOnline();
      await agent.accept();
      await agent.write(say.answer);
      await visitor.bubble(say.answer).waitFor();
      // Whoever leaves a message goes: they are in no line.
      await visitor.line('conversation.assigned').waitFor();
      expect(await visitor.line('conversation.queued').count()).toBe(0);
      await agent.closeConversation('solved', '');
      await visitor.line('conversation.closed').waitFor();
      await agent.page.context().close();
      await visitor.page.context().close();
    });

    it('tells the place in line and the wait while everybody is busy, and moves it live', async () => {
      await setCapacity(demo.account(login), 1);
      const agent = await agentAt(login, locale);
      await agent.goOnline();
      const visitors: Visitor[] = [];
      for (const n of [1, 2, 3, 4]) {
        const visitor = await visitorAt(`visitor ${n}`, locale);
        visitors.push(visitor);
        await visitor.begin({ name: `${say.name} ${n}`, topic, text: `${say.text} ${n}` });
        if (n === 1) await agent.accept();
      }
      const [first, second, third, fourth] = visitors as [Visitor, Visitor, Visitor, Visitor];
      await second.at('position').filter({ hasText: say.next }).waitFor();
      await third.at('position').filter({ hasText: say.second }).waitFor();
      await third.at('forecast').filter({ hasText: say.forecast }).waitFor();
      await expect.poll(() => fourth.at('position').getAttribute('data-position'), soon).toBe('3');

      await second.end();
      await third.at('position').filter({ hasText: say.next }).waitFor();
      await fourth.at('position').filter({ hasText: say.second }).waitFor();
      expect(await agent.offer.count()).toBe(0);

      await agent.closeConversation('solved', '');
      await first.line('conversation.closed').waitFor();
      // Not at a rating: a space that was meant for the message would be one.
      await first.frame.locator('.ended:focus').waitFor();
      await agent.offer.filter({ hasText: `${say.text} 3` }).waitFor();
      await agent.accept();
      await third.line('conversation.assigned').filter({ hasText: agent.name }).waitFor();
      await third.at('position').waitFor({ state: 'detached' });
      await fourth.at('position').filter({ hasText: say.next }).waitFor();
      await putOffWhatOneCan(agent, `${say.name} 3`, `${say.name} 4`);
      for (const visitor of [fourth, third]) await visitor.end();
      await agent.page.context().close();
      for (const visitor of visitors) await visitor.page.context().close();
    });
  });
});

/** Both are chosen, and put off together: mine is, the other waits for whoever takes it, stays chosen and is named. */
async function putOffWhatOneCan(agent: Agent, mine: string, waiting: string): Promise<void> {
  const { page } = agent;
  const chosen = page.locator('[data-row][aria-selected="true"]');
  await agent.at('tab-all').click();
  await agent.at('inbox-row').filter({ hasText: waiting }).focus();
  await page.keyboard.press('x');
  await expect.poll(() => chosen.count(), soon).toBe(1);
  await page.keyboard.press('Control+a');
  await expect.poll(() => chosen.count(), soon).toBe(2);
  // Keys mean those chosen also where a box was pressed last, and not the list's in a text.
  await page.locator('[data-row]').filter({ hasText: mine }).getByTestId('choose').uncheck();
  await agent.at('composer-text').fill('abc');
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await expect.poll(() => agent.at('composer-text').inputValue(), soon).toBe('');
  expect(await chosen.count()).toBe(1);
  await page.locator('[data-row]').filter({ hasText: mine }).getByTestId('choose').check();
  await page.keyboard.press('s');
  await agent.at('snooze-hour').click();
  await agent.at('run-result').filter({ hasText: waiting }).waitFor();
  await expect.poll(() => agent.at('run-result').getByText(mine).count(), soon).toBe(0);
  await agent.at('inbox-row').filter({ hasText: mine }).waitFor({ state: 'detached' });
  await expect.poll(() => chosen.count(), soon).toBe(1);
  await page.keyboard.press('Escape');
  await agent.at('chosen-bar').waitFor({ state: 'detached' });
}

/** Open every day, but only for an hour that is half a day away; around the clock this is never now. */
function closedNow(): HoursView {
  const now = new Date();
  const from = ((now.getUTCHours() + 12) % 24) * 60;
  const span: [number, number] = [from, from + 60];
  const { week, ...rest } = OPEN;
  const days = Object.keys(week).map((day) => [day, [span]]);
  return { ...rest, alwaysOpen: false, timeZone: 'UTC', week: Object.fromEntries(days) as HoursView['week'] };
}
