/** A visitor with a browser, on a website that is not ours and allows no more than it must. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, FrameLocator, Page } from 'playwright-core';

/** Every path is a page with the widget; its policy forbids inline styles, and strings as scripts or markup. */
export async function aWebsite(server: string, siteKey: string) {
  const policy = [
    "default-src 'none'",
    `script-src ${server} 'nonce-host'`,
    `frame-src ${server}`,
    `connect-src ${server}`,
    "require-trusted-types-for 'script'",
  ].join('; ');
  const page = `<!doctype html><html lang="en"><head><title>A shop</title></head><body><h1>A shop</h1>
    <script nonce="host">
      window.happened = [];
      window.Payvand = function () { (Payvand.q = Payvand.q || []).push(arguments); };
      for (const name of ['open', 'unread', 'started', 'message', 'signedOut'])
        Payvand('on', name, (data) => happened.push([name, data]));
      Payvand('on', 'open', () => { throw new Error('a mistake of the host page'); });
    </script>
    <script async src="${server}/widget.js" data-site="${siteKey}"></script></body></html>`;
  const site = createServer((_req, res) => {
    res.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': policy }).end(page);
  });
  await new Promise<void>((listening) => site.listen(0, '127.0.0.1', listening));
  return { url: `http://127.0.0.1:${(site.address() as AddressInfo).port}`, close: () => site.close() };
}

/** Someone new: no storage of anybody before. Closed shadow roots are opened, or a test could not press the launcher. */
export async function aVisitor(browser: Browser): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US' });
  await context.addInitScript(() => {
    const attach = Element.prototype.attachShadow;
    Element.prototype.attachShadow = function (options) {
      return attach.call(this, { ...options, mode: 'open' });
    };
  });
  return context;
}

export const chatIn = (page: Page): FrameLocator => page.frameLocator('[data-testid="panel"]');

export async function startChat(page: Page, text: string, name = 'Ada'): Promise<FrameLocator> {
  await page.getByTestId('launcher').click();
  const chat = chatIn(page);
  await chat.getByTestId('home-start').click();
  await chat.getByTestId('form-name').fill(name);
  await chat.getByTestId('form-text').fill(text);
  await chat.getByTestId('form-submit').click();
  await chat.locator('[data-testid="bubble"][data-seq]').first().waitFor();
  return chat;
}

export async function write(chat: FrameLocator, text: string): Promise<void> {
  await chat.getByTestId('composer').fill(text);
  await chat.getByTestId('send').click();
}

/** What stands in the list, pending ones too, in order. */
export const textsOf = (chat: FrameLocator): Promise<string[]> =>
  chat.locator('[data-testid="bubble"] .text').allTextContents();

/** What the widget has left in this page's own storage and in its iframe's. */
export async function leftBehind(page: Page): Promise<string[]> {
  const all = page
    .frames()
    .map((frame) =>
      frame.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]).catch(() => []),
    );
  return (await Promise.all(all)).flat();
}
