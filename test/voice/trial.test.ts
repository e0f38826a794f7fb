import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MenuTryView, NumberView, SoundView } from '../../server/contract/index.js';
import { menuOf } from '../../server/demo/menu.js';
import { type Booted, bootApp } from '../boot.js';

let app: Booted;
let cookie: string;
let number: NumberView;
const other = '0'.repeat(24);
beforeAll(async () => {
  app = await bootApp();
  cookie = await app.signIn();
  const queueIds: Record<string, string> = {};
  for (const name of ['Sales', 'Orders', 'Service'])
    queueIds[name] = (await app.call('queues.create', { cookie, body: { name } })).body.id;
  const account = { name: 'Carrier', sid: `AC${'a'.repeat(32)}`, token: 'token' };
  const carrierAccountId = (await app.call('carrierAccounts.create', { cookie, body: account })).body.id;
  const voice = { on: true, queueId: queueIds.Service, menu: menuOf(queueIds), consent: true };
  const body = { number: '+982188776655', name: 'Shop', carrierAccountId, voice };
  number = (await app.call('numbers.create', { cookie, body })).body;
});
afterAll(() => app.close());

async function tried(inputs: object[], locale = 'fa'): Promise<MenuTryView['turns']> {
  const { menu, queueId, consent, voicemailSeconds } = number.voice;
  const body = { menu, queueId, consent, voicemailSeconds, locale, inputs };
  return (await app.call('numbers.tryMenu', { cookie, body })).body.turns;
}

describe("the sample company's menu, tried without a call", () => {
  it.each([
    { locale: 'fa', other: 'en' },
    { locale: 'en', other: 'fa' },
  ])('offers the other language to whoever is answered in $locale, and goes on in it', async ({ locale, other }) => {
    const [first, second] = await tried([{ digits: '9' }], locale);
    expect(first!.heard.slice(0, 2)).toEqual([
      { key: 'welcome', locale },
      { key: 'consent', locale },
    ]);
    expect(first!.heard.at(-1)).toEqual({ key: 'language', locale: other });
    expect(second).toMatchObject({ kind: 'ask', step: 'main', locale: other });
  });

  it('takes a word, silence and a step on', async () => {
    const turns = await tried([{}, { digits: '4' }, { speech: 'یک پیغام دارم' }]);
    expect(turns.map(({ kind, step }) => [kind, step])).toEqual([
      ['ask', 'main'],
      ['ask', 'main'],
      ['ask', 'other'],
      ['message', null],
    ]);
    expect(turns[1]!.heard[0]!.key).toBe('notUnderstood');
  });

  it('ends in the line of a queue, and goes no further', async () => {
    const turns = await tried([{ digits: '1' }, { digits: '2' }]);
    expect(turns.map(({ kind }) => kind)).toEqual(['ask', 'line']);
    expect(turns[1]!.queueId).toMatch(/^[0-9a-f]{24}$/);
  });
});

describe('a sound', () => {
  const wav = readFileSync(new URL('../../channels/voice/sounds/en/goodbye.wav', import.meta.url));
  async function uploaded(bytes: Buffer): Promise<string> {
    const body = { name: 'own.wav', sizeBytes: bytes.length };
    const { url } = (await app.call('sounds.upload', { cookie, body })).body;
    const answer = await fetch(app.url + url, { method: 'PUT', body: new Uint8Array(bytes) });
    return ((await answer.json()) as { id: string }).id;
  }
  const heard = async (view: SoundView, locale: 'en' | 'fa') =>
    Buffer.from(await (await fetch(app.url + view.heard[locale].url)).arrayBuffer());
  const record = async (key: string, locale: string, fileId: string) =>
    app.call('sounds.record', { cookie, params: { key, locale }, body: { fileId } });

  it('of every company is replaced by a recording, and heard again when that is taken away', async () => {
    const made = (await app.call('sounds.list', { cookie })).body.find(({ key }) => key === 'welcome')!;
    const before = await heard(made, 'fa');
    const { body } = await record('welcome', 'fa', await uploaded(wav));
    expect(body.heard).toMatchObject({ fa: { isRecorded: true }, en: { isRecorded: false } });
    expect(await heard(body, 'fa')).toEqual(wav);
    const params = { key: 'welcome', locale: 'fa' };
    const cleared = (await app.call('sounds.clear', { cookie, params })).body;
    expect(await heard(cleared, 'fa')).toEqual(before);
  });

  it('of the company alone is heard in both languages, and stays while a number names it', async () => {
    const fileId = await uploaded(wav);
    const body = { kind: 'music', text: { en: 'Flute', fa: '' }, locale: 'en', fileId };
    const made = (await app.call('sounds.create', { cookie, body })).body;
    expect(await heard(made, 'fa')).toEqual(wav);
    const asMusic = (music: string | null) =>
      app.call('numbers.change', { cookie, params: { id: number.id }, body: { voice: { ...number.voice, music } } });
    expect((await asMusic(made.key)).status).toBe(200);
    const remove = () => app.call('sounds.delete', { cookie, params: { key: made.key } });
    expect((await remove()).error?.code).toBe('sound.inUse');
    expect((await asMusic('welcome')).error?.code).toBe('input.invalid');
    expect((await asMusic(null)).status).toBe(200);
    expect((await remove()).status).toBe(204);
  });

  it.each([
    { says: 'is none', key: 'welcome', bytes: Buffer.from('no sound'), code: 'sound.unplayable' },
    { says: 'has two channels', key: 'welcome', bytes: stereo(wav), code: 'sound.unplayable' },
    { says: 'is for a phrase that is not there', key: 'nobody', bytes: wav, code: 'sound.missing' },
  ])('is refused that $says', async ({ key, bytes, code }) => {
    expect((await record(key, 'en', await uploaded(bytes))).error?.code).toBe(code);
  });

  it('that nobody uploaded is missing', async () => {
    expect((await record('welcome', 'en', other)).error?.code).toBe('file.missing');
  });
});

function stereo(wav: Buffer): Buffer {
  const two = Buffer.from(wav);
  two.writeUInt16LE(2, 22);
  return two;
}
