import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Booted, bootApp } from '../../boot.js';

const MINA = '+989125550142';
interface State {
  numbers: { number: string; name: string }[];
  phones: {
    number: string;
    fails: number | null;
    call: { heard: { words: string | null }[] } | null;
    texts: { body: string; pictures: { key: string }[] }[];
  }[];
  log: { kind: string; what: string }[];
  faults: Record<string, number>;
}

let app: Booted;
beforeAll(async () => {
  app = await bootApp({ env: { DEMO: 'true' } });
});
afterAll(() => app.close());

const get = (path: string) => fetch(`${app.url}/demo/carrier${path}`);
const state = async () => (await (await get('/state')).json()) as State;
const post = (path: string, body: object) => {
  const headers = { 'content-type': 'application/json' };
  return fetch(`${app.url}/demo/carrier${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
};
const phone = async (number: string) => (await state()).phones.find((one) => one.number === number)!;

describe("the demo's phones", () => {
  it('can reach the company, whose number the carrier knows', async () => {
    const { numbers, phones } = await state();
    expect(numbers).toEqual([{ number: expect.stringMatching(/^\+9821/), name: 'Kilim & Co' }]);
    expect(phones).toHaveLength(3);
  });

  it('text and keep what they sent, with its pictures', async () => {
    const to = (await state()).numbers[0]!.number;
    const pictures = [
      { type: 'image/png', base64: btoa('png') },
      { type: 'text/html', base64: btoa('<script>') },
    ];
    expect((await post('/acts', { act: 'text', phone: MINA, to, text: 'سلام', pictures })).status).toBe(201);
    const [text] = (await phone(MINA)).texts;
    expect(text!.body).toBe('سلام');
    const [shown, hidden] = await Promise.all(text!.pictures.map(({ key }) => get(`/pictures/${key}`)));
    expect([shown!.status, shown!.headers.get('content-type'), hidden!.status]).toEqual([200, 'image/png', 404]);
  });

  it.each([
    { says: 'a number that is none', act: { act: 'add', phone: 'mina' }, code: 'input.invalid' },
    {
      says: 'a text to nobody',
      act: { act: 'text', phone: MINA, to: '+15005550009', text: 'x' },
      code: 'route.missing',
    },
    { says: 'a call to nobody', act: { act: 'ring', phone: MINA, to: '+15005550009' }, code: 'route.missing' },
    { says: 'keys that are none', act: { act: 'press', phone: MINA, keys: 'a' }, code: 'input.invalid' },
  ])('are refused $says', async ({ act, code }) => {
    const answer = await post('/acts', act);
    expect(((await answer.json()) as { error: { code: string } }).error.code).toBe(code);
  });

  it('can be added, and made to fail', async () => {
    const added = '+989991112233';
    await post('/acts', { act: 'fail', phone: added, code: 30_003 });
    expect(await phone(added)).toMatchObject({ fails: 30_003 });
    await post('/acts', { act: 'fail', phone: added, code: null });
    expect(await phone(added)).toMatchObject({ fails: null });
    await post('/faults', { double: 0.5 });
    expect((await state()).faults).toEqual({ double: 0.5 });
    await post('/faults', {});
  });

  it('show the words of what they are played, each in its language', async () => {
    const to = (await state()).numbers[0]!.number;
    await post('/acts', { act: 'ring', phone: MINA, to });
    const heard = async () => (await phone(MINA)).call?.heard.map(({ words }) => words) ?? [];
    await expect.poll(heard, { timeout: 30_000 }).toContain('سلام. از تماس شما سپاسگزاریم.');
    await post('/acts', { act: 'hangUp', phone: MINA });
  });

  it('tell at once that something changed', async () => {
    const stream = await get('/events');
    const reader = stream.body!.getReader();
    await reader.read();
    await post('/acts', { act: 'add', phone: '+989990001122' });
    expect(new TextDecoder().decode((await reader.read()).value)).toContain('changed');
    await reader.cancel();
  });

  it('stand on a page that runs nothing else', async () => {
    const page = await get('');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self';");
    expect(await page.text()).not.toMatch(/<script(?![^>]*src=)|\son\w+=/);
    for (const file of ['carrier.css', 'carrier.js', 'phone.js', 'texts.js'])
      expect((await get(`/page/${file}`)).status).toBe(200);
  });

  it('have a carrier whose API asks who it is', async () => {
    expect((await get(`/api/2010-04-01/Accounts/AC${'0'.repeat(32)}/Messages.json`)).status).toBe(401);
  });
});
