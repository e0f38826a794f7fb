/** Texts that came while nobody could tell us: the carrier is asked for them. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { TouchpointRecord } from '../../server/contract/index.js';
import { bootApp } from '../boot.js';
import { eventually } from '../eventually.js';
import { aPhoneCompany, type PhoneCompany } from './phone-company.js';

const MINUTE = 60_000;
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg',
  'base64',
);

let now = new Date('2030-01-01T09:00:00Z');
const clock = { now: () => now };
let pc: PhoneCompany;
/** Our clock, and the carrier's. */
const turn = async (ms: number) => {
  now = new Date(+now + ms);
  await pc.world.carrier.advance(ms);
};
const look = () => pc.app.parts.sms.takeMissed();
const lose = (times: number) => pc.world.carrier.faults.drop({ times, about: /^message\.incoming/ });

beforeAll(async () => {
  pc = await aPhoneCompany({ clock });
  await look(); // what was before the first look of all is nobody's
  await turn(6 * MINUTE);
});
afterAll(() => pc.close());
beforeEach(() => pc.world.carrier.faults.clear());

let people = 0;
async function aTalk() {
  people += 1;
  const phone = `+98912555${String(people).padStart(4, '0')}`;
  const { touchpoint } = await pc.textIn(phone, 'one');
  const customerId = touchpoint!.customerId;
  const told = async () => {
    const { touchpoints } = await pc.app.parts.timeline.after(customerId, 0, 100);
    return touchpoints.filter(
      (one): one is TouchpointRecord<'message'> => one.kind === 'message' && one.direction === 'in',
    );
  };
  const words = async () => (await told()).map(({ text }) => text);
  return { phone, customerId, told, words };
}

it('takes them in once and in their order, whoever looks, however often, with their pictures', async () => {
  const { phone, told, words } = await aTalk();
  const { phone: other, words: othersWords } = await aTalk();
  lose(4);
  await pc.textIn(phone, 'two');
  await pc.textIn(other, 'two of theirs');
  await turn(2_000);
  await pc.textIn(phone, 'three', { pictures: [{ bytes: PNG, type: 'image/png' }] });
  await pc.textIn(phone, 'four');
  expect(await words()).toEqual(['one']);
  await turn(6 * MINUTE);
  await pc.textIn(phone, 'five');
  await Promise.all([look(), look()]);
  expect(await othersWords()).toEqual(['one', 'two of theirs']);
  await eventually(async () => expect((await told()).at(-1)?.attachments).toMatchObject([{ type: 'image/png' }]));
  const all = ['one', 'five', 'two', 'three', 'four', ''];
  expect(await words()).toEqual(all);
  const [first, ...others] = await told();
  const late = [false, false, true, true, true, false];
  expect((await told()).map(({ details }) => Boolean(details.sms?.sentAt))).toEqual(late);
  const [, five, two] = await told();
  expect(+five!.at - Date.parse(two!.details.sms!.sentAt!), 'two was sent before five').toBeGreaterThan(MINUTE);
  expect(new Set(others.map(({ conversationId }) => conversationId))).toEqual(new Set([first!.conversationId]));
  await turn(6 * MINUTE);
  await look();
  expect(await words()).toEqual(all);
});

it('takes in as soon as it is up again what came while it was down', async () => {
  const { phone, words } = await aTalk();
  lose(2);
  await pc.textIn(phone, 'two');
  await pc.textIn(phone, 'three');
  await turn(2 * MINUTE);
  const again = await bootApp({
    ...{ storeUri: pc.app.storeUri, dataDir: pc.app.dataDir, clock },
    env: { TWILIO_API_BASE: pc.world.url },
  });
  await eventually(async () => expect(await words()).toEqual(['one', 'two', 'three']));
  await again.close();
});

it('looks again from where it could not, and leaves alone what may still come by itself', async () => {
  const { phone, words } = await aTalk();
  await turn(6 * MINUTE);
  lose(2);
  await pc.textIn(phone, 'two');
  await turn(2 * MINUTE);
  await pc.textIn(phone, 'three');
  pc.world.carrier.api.answer500({ times: 20, on: /^GET .*Messages/ });
  await look();
  expect(await words()).toEqual(['one']);
  pc.world.carrier.api.clear();
  await look();
  expect(await words(), 'not before it is time again').toEqual(['one']);
  await turn(5 * MINUTE);
  await look();
  expect(await words()).toEqual(['one', 'two', 'three']);
  lose(1);
  await turn(6 * MINUTE);
  await pc.textIn(phone, 'four');
  await look();
  expect(await words(), 'it is too young').toEqual(['one', 'two', 'three']);
  await turn(6 * MINUTE);
  await look();
  expect(await words()).toEqual(['one', 'two', 'three', 'four']);
});

it('changes nothing of what somebody wants by a word that is older than another', async () => {
  const { phone, customerId } = await aTalk();
  const withdrawn = () => pc.app.parts.customers.withdrawnChannels(customerId);
  await pc.textIn(phone, 'لغو');
  await turn(MINUTE);
  lose(1);
  await pc.textIn(phone, 'شروع');
  await turn(MINUTE);
  await pc.app.parts.customers.recordConsent(customerId, 'sms', false, 'asked on the phone');
  await turn(6 * MINUTE);
  await look();
  expect(await withdrawn()).toEqual(['sms']);
  lose(1);
  await pc.textIn(phone, 'شروع');
  await turn(6 * MINUTE);
  await look();
  expect(await withdrawn()).toEqual([]);
});
