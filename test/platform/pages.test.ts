import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Booted, bootApp } from '../boot.js';

let app: Booted;
let demo: Booted;
beforeAll(async () => {
  app = await bootApp();
  demo = await bootApp({ env: { DEMO: 'true' }, storeUri: app.storeUri });
});
afterAll(async () => {
  await demo.close();
  await app.close();
});

const get = (path: string, init: RequestInit = {}, on = app) => fetch(on.url + path, { redirect: 'manual', ...init });
const policyOf = (answer: Response) =>
  Object.fromEntries(
    (answer.headers.get('content-security-policy') ?? '').split(';').map((part) => {
      const [name, ...values] = part.trim().split(' ');
      return [name, values.join(' ')];
    }),
  );

describe('pages', () => {
  it.each(['/demo/', '/demo/mail', '/demo/carrier', '/start.js'])('%s is not there without the demo', async (path) => {
    expect((await get(path)).status).toBe(404);
  });

  it.each([
    '/widget/../../package.json',
    '/console/%2e%2e/%2e%2e/package.json',
    '/widget.js/../../.env',
    '/.env',
    '/console/..%2f..%2fpackage.json',
    '/demo/%00',
  ])('%s leads nowhere', async (path) => {
    const answer = await get(path);
    expect(answer.status).toBeGreaterThanOrEqual(300);
    expect(answer.status).toBeLessThan(500);
  });

  it('lead from the root to the console, and in the demo to a start page', async () => {
    const root = await get('/');
    expect([root.status, root.headers.get('location')]).toEqual([302, '/console/']);
    expect(await (await get('/', {}, demo)).text()).toContain('start.js');
  });

  it.each(['/console/', '/console/customers/deep/link', '/widget/', '/widget/preview/', '/api/docs/'])(
    '%s runs no script but our own and is framed by no stranger',
    async (path) => {
      const answer = await get(path);
      expect(answer.status).toBe(200);
      const policy = policyOf(answer);
      expect(policy['script-src']).toBe("'self'");
      expect(policy['object-src']).toBe("'none'");
      expect(policy['base-uri']).toBe("'none'");
      expect(["'none'", "'self'"]).toContain(policy['frame-ancestors']);
      expect(await answer.text()).not.toMatch(/<script(?![^>]*\bsrc=)/);
    },
  );

  it('let the console show the shop and the widget, for its preview', async () => {
    expect(policyOf(await get('/demo/', {}, demo))['frame-ancestors']).toBe("'self'");
    expect(policyOf(await get('/widget/'))['frame-ancestors']).toBe("'self'");
    expect(policyOf(await get('/console/'))['frame-ancestors']).toBe("'none'");
  });

  it('show the preview to us alone, and let it speak to nobody', async () => {
    const policy = policyOf(await get('/widget/preview/?site=any'));
    expect(policy['frame-ancestors']).toBe("'self'");
    expect(policy['connect-src']).toBe("'none'");
  });

  it('give the loader to every page', async () => {
    const { status, headers } = await get('/widget.js');
    expect(status).toBe(200);
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(headers.get('content-type')).toContain('javascript');
  });

  it('come compressed, with what they are, and are kept for as long as their names are', async () => {
    const page = await (await get('/console/')).text();
    const script = /src="(\/console\/assets\/[^"]+\.js)"/.exec(page)?.[1] as string;
    for (const [accepts, encoding] of [
      ['br, gzip', 'br'],
      ['gzip', 'gzip'],
      ['identity', null],
    ]) {
      const { status, headers } = await get(script, { headers: { 'accept-encoding': accepts as string } });
      expect([status, headers.get('content-encoding')]).toEqual([200, encoding]);
      expect(headers.get('content-type')).toContain('javascript');
      expect(headers.get('vary')).toContain('Accept-Encoding');
      expect(headers.get('cache-control')).toContain('immutable');
    }
    expect((await get('/console/')).headers.get('cache-control')).toBe('no-cache');
  });
});
