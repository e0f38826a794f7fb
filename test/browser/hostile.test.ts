/**
 * What a visitor writes is text, wherever it is shown: nothing of it runs, in the console or in the widget. And what a page does to the
 * widget beside it.
 */
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { inBrowser } from '../chromium.js';
import { Agent } from './support/agent.js';
import { type Demo, startDemo } from './support/demo.js';
import { aPicture } from './support/files.js';
import { PATIENCE_MS, Stage } from './support/stage.js';
import { Visitor } from './support/visitor.js';

const RUN = 'window.ran=true;top.ran=true';
const NAME = `"><img src=x onerror="${RUN}">`;
const TEXT = `<script>${RUN}</script><svg onload="${RUN}"> javascript:${RUN} {{constructor.constructor('${RUN}')()}} \u202e`;
const FILE = `<img src=x onerror=${RUN}>.png`;

/** All that its rules could do to the widget's element, and a script beside it. */
const PAGE = `<!doctype html><style>body > * { display: none !important; pointer-events: none !important }
body > * { transform: translateX(4000px); filter: blur(9px); position: relative; z-index: 0; opacity: 0 }</style>
<body><script async src="/widget.js" data-site="demo-shop"></script></body>`;

/** Above everything that a number can be above of, and the last to come. */
const LAYER = `document.documentElement.insertAdjacentHTML('beforeend',
  '<div style="position: fixed; inset: 0; z-index: 2147483647"></div>')`;

vi.setConfig({ testTimeout: 3 * PATIENCE_MS });

inBrowser('hostile words in a browser', () => {
  let demo: Demo;
  let stage: Stage;
  beforeAll(async () => {
    [demo, stage] = await Promise.all([startDemo(), Stage.open()]);
    await demo.changeQueue('Orders', { offerSeconds: 120 });
  });
  afterAll(async () => {
    await stage?.close();
    await demo?.stop();
  });

  it('shows scripts in a name, a text and a file name as they were written, on a phone too, and leads back to the list', async () => {
    stage.keepPictures();
    const viewport = { width: 390, height: 844 };
    const account = demo.account('jonas');
    const agent = new Agent(await stage.person('jonas', { locale: 'en', viewport }), account.name);
    await agent.signIn(demo.url, account);
    await agent.goOnline();
    const visitor = new Visitor(await stage.person('visitor', { locale: 'fa', viewport }));
    await visitor.visit(demo.url);
    await visitor.open();
    await visitor.begin({ name: NAME, topic: 1, text: TEXT });
    await agent.offer.filter({ hasText: '<script>' }).waitFor();
    await agent.accept();
    await visitor.attach([aPicture(FILE, [1, 2, 3])]);
    await visitor.at('attaching').locator('progress').first().waitFor({ state: 'detached' });
    await visitor.at('send').click();
    await agent.at('attachment-image').waitFor();
    await agent.message('<script>').waitFor();
    // What is read out is drawn from the same words.
    await agent.at('heard').filter({ hasText: NAME }).filter({ hasText: '1 file' }).waitFor();
    await agent.write(TEXT);
    await visitor.bubble('<script>').nth(1).waitFor();

    const widget = visitor.page.frames().find((frame) => frame.url().includes('/widget/'));
    for (const place of [agent.page, visitor.page, widget!]) {
      expect(await place.evaluate(() => 'ran' in window)).toBe(false);
      expect(await place.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    }
    await agent.at('thread-back').click();
    await agent.at('inbox-row').filter({ hasText: 'onerror' }).waitFor();
    expect(await agent.page.evaluate(() => 'ran' in window)).toBe(false);

    await agent.at('inbox-row').filter({ hasText: 'onerror' }).click();
    await agent.closeConversation('spam', '');
    await agent.at('thread').waitFor({ state: 'detached' });
    await agent.at('tab-mine').waitFor();
    expect(stage.faults).toEqual([]);
  });

  it('stays on a page that hides all it has, lays a layer over it, empties itself and puts in another body', async () => {
    const page = await stage.person('shopper', { locale: 'en' });
    await page.route('**/demo/hostile', (route) => route.fulfill({ contentType: 'text/html', body: PAGE }));
    const shopper = new Visitor(page);
    await shopper.visit(demo.url, '/demo/hostile');
    await page.getByTestId('launcher').click();
    await shopper.at('home-start').waitFor();
    await page.evaluate(LAYER);
    await shopper.at('home-start').click({ trial: true });
    for (const change of ['document.body.innerHTML = ""', 'document.body = document.createElement("body")']) {
      await page.evaluate(change);
      await shopper.at('home-start').click({ trial: true });
    }
    expect(await page.locator('payvand-widget').count()).toBe(1);
  });
});
