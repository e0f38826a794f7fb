/** What who writes outside the opening hours is told by itself: against the simulated carrier. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WEEKDAYS } from '../../server/contract/index.js';
import { TouchpointModel } from '../../server/timeline/index.js';
import { ACCOUNT } from '../carrier.js';
import { aPhoneCompany, type PhoneCompany } from './phone-company.js';

const outOfHours = { en: 'We are there at eight.', fa: 'ساعت هشت هستیم.' };
const acknowledgement = { en: 'We have it.', fa: '' };

let now = new Date('2030-01-01T18:00:00Z');
let pc: PhoneCompany;
let numbers = 0;
beforeAll(async () => {
  pc = await aPhoneCompany({ clock: { now: () => now } });
  const week = Object.fromEntries(WEEKDAYS.map((day) => [day, [[480, 960]]]));
  const hours = { alwaysOpen: false, timeZone: 'UTC', week, holidays: [], byChannel: {} };
  const body = { hours } as never;
  const changed = await pc.app.call('queues.change', {
    ...{ cookie: pc.admin(), params: { id: pc.company.queueId } },
    body,
  });
  expect(changed.status, JSON.stringify(changed.error)).toBe(200);
});
afterAll(() => pc.close());

/** Time only goes on: to the next noon, or the next evening. */
async function until(hour: 'noon' | 'evening'): Promise<void> {
  do now = new Date(+now + 3_600_000);
  while (now.getUTCHours() !== (hour === 'noon' ? 12 : 20));
  await pc.signInAgain();
}

async function aNumber(sms: Parameters<PhoneCompany['aNumber']>[1] = { outOfHours, acknowledgement }): Promise<string> {
  numbers += 1;
  const to = `+98219100010${numbers}`;
  await pc.aNumber(to, sms);
  return to;
}
/** What was said by itself to this phone; each is on the timeline before the carrier has its answer. */
const said = async (phone: string) => {
  const found = await TouchpointModel.find({ channel: 'sms', 'details.sms.to': phone, direction: 'out' } as never).sort(
    { at: 1 },
  );
  return found.filter(({ author }) => author.type === 'system').map(({ text }) => text);
};

it('is said once for each matter and each time that the queue is closed, instead of what is said otherwise', async () => {
  await until('evening');
  const to = await aNumber();
  const phone = pc.someone();
  for (const body of ['hello', 'are you there?']) await pc.textIn(phone, body, { to });
  expect(await said(phone)).toEqual([outOfHours.en]);
  await until('noon');
  await pc.textIn(phone, 'and now?', { to });
  expect(await said(phone)).toEqual([outOfHours.en]);
  await until('evening');
  const { touchpoint } = await pc.textIn(phone, 'still nothing', { to });
  const again = {
    MessageSid: touchpoint!.sourceId,
    AccountSid: ACCOUNT.sid,
    From: phone,
    To: to,
    Body: 'still nothing',
  };
  await Promise.all([1, 2].map(() => pc.post(`${pc.app.url}/hooks/sms/in`, again)));
  await until('evening');
  await pc.post(`${pc.app.url}/hooks/sms/in`, again); // brought again by the carrier, a night later
  expect(await said(phone)).toEqual([outOfHours.en, outOfHours.en]);
});

it('is said in their language, and in the number’s where there is nothing in theirs', async () => {
  await until('evening');
  const [persian, english] = [pc.someone(), pc.someone()];
  const to = await aNumber();
  await pc.textIn(persian, 'سلام', { to });
  expect(await said(persian)).toEqual([outOfHours.fa]);
  const onlyEnglish = await aNumber({
    outOfHours: { en: 'Later.', fa: '' },
    acknowledgement: { en: 'Here.', fa: 'رسید.' },
  });
  await pc.textIn(english, 'hello', { to: onlyEnglish });
  const other = pc.someone();
  await pc.textIn(other, 'سلام', { to: onlyEnglish });
  expect([await said(english), await said(other)]).toEqual([['Later.'], ['Later.']]);
});

it('is not said while the queue is open, nor in the middle of a talk', async () => {
  await until('noon');
  const to = await aNumber();
  const phone = pc.someone();
  const { touchpoint } = await pc.textIn(phone, 'hello', { to });
  expect(await said(phone)).toEqual([acknowledgement.en]);
  const id = touchpoint?.conversationId as string;
  await pc.taken(id);
  await until('evening');
  expect((await pc.reply(id, 'I am here for a while longer')).status).toBe(202);
  for (const body of ['good', 'then listen']) await pc.textIn(phone, body, { to });
  expect(await said(phone)).toEqual([acknowledgement.en]);
  await until('evening');
  await pc.textIn(phone, 'and tonight?', { to });
  expect(await said(phone)).toEqual([acknowledgement.en, outOfHours.en]);
});

it('is not said to who wants no texts, nor to who cannot be answered', async () => {
  await until('noon');
  const to = await aNumber({ outOfHours });
  const phone = pc.someone();
  for (const body of ['hello', 'STOP']) await pc.textIn(phone, body, { to });
  await until('evening');
  await pc.textIn(phone, 'one more thing', { to });
  const form = {
    MessageSid: `SM${'a1'.repeat(16)}`,
    AccountSid: ACCOUNT.sid,
    From: 'MyBank',
    To: to,
    Body: 'Code 1234',
  };
  expect((await pc.post(`${pc.app.url}/hooks/sms/in`, form)).status).toBe(200);
  expect([await said(phone), await said('MyBank')]).toEqual([[], []]);
});

it('is said in the words of the queue where it has its own, also where its number has none', async () => {
  await until('evening');
  const to = await aNumber({ acknowledgement });
  const own = { en: 'Sales is asleep.', fa: '' };
  const change = (texts: { outOfHours: typeof own | null }) =>
    pc.app.call('queues.change', {
      ...{ cookie: pc.admin(), params: { id: pc.company.queueId } },
      body: { texts },
    });
  expect((await change({ outOfHours: own })).body.texts).toEqual({ outOfHours: own });
  const [first, second] = [pc.someone(), pc.someone()];
  await pc.textIn(first, 'hello', { to });
  expect((await change({ outOfHours: null })).body.texts).toEqual({ outOfHours: null });
  await pc.textIn(second, 'hello', { to });
  expect([await said(first), await said(second)]).toEqual([[own.en], [acknowledgement.en]]);
});
