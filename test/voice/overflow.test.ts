/** What becomes of callers by their queue's rules: what they hear, and what waits afterwards. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OverflowRule, type QueueRecord, type QueueRules, WEEKDAYS } from '../../server/contract/index.js';
import { FollowUpModel } from '../../server/followups/index.js';
import { TouchpointModel } from '../../server/timeline/index.js';
import { aVoiceCompany, OURS } from './company.js';
import { type Phone, played, talksOf, type VoiceCompany } from './talk.js';

let company: VoiceCompany;
let talks: ReturnType<typeof talksOf>;
let queue: QueueRecord;
beforeAll(async () => {
  company = await aVoiceCompany({ agents: ['Ana'] });
  talks = talksOf(company);
  queue = (await company.app.parts.queues.byId(company.queueId))!;
});
afterAll(() => company.close());

async function changes(body: object) {
  const params = { id: company.queueId };
  const { status, error } = await company.app.call('queues.change', { cookie: company.admin, params, body });
  if (status !== 200) throw new Error(JSON.stringify(error));
}
const rules = (about: Partial<QueueRules>) => changes({ rules: { ...queue.rules, ...about } });
const byAge = (to: OverflowRule['to']) => rules({ overflow: [{ cause: 'age', seconds: 60, to, queueId: null }] });
const stateOf = (id: string) => company.conversations.byId(id);

/** Waits for longer than the rule says, and hears what follows. */
async function waitsTooLong() {
  const waiting = await talks.waits();
  await company.advance(61);
  await company.app.parts.routing.turn();
  return waiting;
}
const hearsAtLast = (phone: Phone, name: string) =>
  company.until(() => expect(played(phone).filter((one) => one !== 'music')).toContain(name));
const isOver = (phone: Phone) => company.until(() => expect(phone.call()?.status).toBe('completed'));
const closes = (id: string) => company.until(async () => expect((await stateOf(id))?.state).toBe('closed'));

it('a message: they are asked for one, and it waits at their place, for as long as it takes', async () => {
  await byAge('message');
  const { phone, conversationId } = await waitsTooLong();
  const { routingKey } = (await stateOf(conversationId))!;
  await hearsAtLast(phone, 'en/voicemail');
  phone.say('It is about my order.', 20);
  await company.advance(15);
  phone.hangUp();
  await isOver(phone);
  await company.until(async () =>
    expect(await stateOf(conversationId)).toMatchObject({
      state: 'queued',
      routingKey,
      overflowedAt: expect.any(Date),
    }),
  );
  await company.advance(61);
  await company.app.parts.routing.turn();
  expect((await stateOf(conversationId))?.state).toBe('queued');
  await company.conversations.close(conversationId, { by: 'agent' });
});

it('a message, and they leave none: the matter ends with their call', async () => {
  await byAge('message');
  const { phone, conversationId } = await waitsTooLong();
  await hearsAtLast(phone, 'en/voicemail');
  phone.hangUp();
  await closes(conversationId);
});

it('a message, and they say nothing: somebody can call them', async () => {
  await byAge('message');
  const { phone, conversationId } = await waitsTooLong();
  await hearsAtLast(phone, 'en/voicemail');
  await company.until(async () => {
    await company.advance(5);
    expect(phone.call()?.status).toBe('completed');
  });
  await closes(conversationId);
  const { customerId } = (await stateOf(conversationId))!;
  await company.until(async () =>
    expect(await FollowUpModel.find({ customerId }).lean()).toMatchObject([{ conversationId }]),
  );
});

it('a message, and they hang up without a sound: somebody can call them, though that is told after they went', async () => {
  await byAge('message');
  const { phone, conversationId } = await waitsTooLong();
  await company.until(async () => {
    await company.advance(1);
    expect(phone.heard().at(-1)?.how).toBe('beep');
  });
  phone.hangUp();
  await closes(conversationId);
  const { customerId } = (await stateOf(conversationId))!;
  await company.until(async () => {
    await company.advance(5); // what came of the recording is told some seconds later
    expect(await FollowUpModel.find({ customerId }).lean()).toMatchObject([{ conversationId }]);
  });
});

it('a callback: they hear that their place is kept, and are called from it', async () => {
  await byAge('callback');
  const { phone, conversationId } = await waitsTooLong();
  await hearsAtLast(phone, 'en/callback.kept');
  await isOver(phone);
  expect(await stateOf(conversationId)).toMatchObject({ state: 'queued', callback: { number: phone.person } });
  const told = await TouchpointModel.find({ conversationId }).sort({ seq: 1 }).lean();
  const steps = told.filter(({ kind }) => kind === 'conversation.overflowed' || kind === 'callback.requested');
  expect(steps).toMatchObject([
    { kind: 'conversation.overflowed', details: { cause: 'age', to: 'callback' } },
    { kind: 'callback.requested', author: { type: 'system' } },
  ]);
  await company.conversations.close(conversationId, { by: 'customer' });
});

it('a callback from a number that calls nobody: a message', async () => {
  await byAge('callback');
  await company.answers({ callbacks: false });
  const { phone, conversationId } = await waitsTooLong();
  await hearsAtLast(phone, 'en/voicemail');
  phone.hangUp();
  await closes(conversationId);
  await company.answers({});
});

it('where the line is full before them, a callback; whoever has a place in it goes on waiting', async () => {
  await rules({ overflow: [{ cause: 'full', seconds: 0, most: 1, to: 'callback', queueId: null }] });
  const first = await talks.waits();
  const behind = await talks.waits();
  await company.app.parts.routing.turn();
  await hearsAtLast(behind.phone, 'en/callback.kept');
  await isOver(behind.phone);
  const kept = { state: 'queued', callback: { number: behind.phone.person } };
  expect(await stateOf(behind.conversationId)).toMatchObject(kept);
  await company.app.parts.routing.turn();
  const still = (await stateOf(first.conversationId))!;
  expect([still.state, still.overflowedAt, still.callback]).toEqual(['queued', undefined, undefined]);
  expect(first.phone.call()?.status).not.toBe('completed');
  await rules({});
  first.phone.hangUp();
  await closes(first.conversationId);
  await company.conversations.close(behind.conversationId, { by: 'agent' });
});

it('the end at closing time: they are told so, and not just cut off', async () => {
  await rules({ overflow: [], atClosing: 'close' });
  const { phone, conversationId } = await talks.waits();
  const since = (await stateOf(conversationId))!.openedAt;
  const minutes = since.getUTCHours() * 60 + since.getUTCMinutes();
  const day = [[minutes - 1, minutes + 2]];
  await changes({
    hours: {
      ...queue.hours,
      alwaysOpen: false,
      timeZone: 'UTC',
      week: Object.fromEntries(WEEKDAYS.map((one) => [one, day])),
    },
  });
  await company.advance(180);
  await company.app.parts.routing.turn();
  await closes(conversationId);
  await hearsAtLast(phone, 'en/closed');
  await isOver(phone);
});

it('closed by hand: whoever waits is told so, and so is whoever calls then, until it is open again', async () => {
  await changes({ hours: { ...queue.hours, alwaysOpen: true } });
  await rules({ overflow: [], atClosing: 'close' });
  const { phone, conversationId } = await talks.waits();
  await company.advance(1);
  const by = { cookie: company.admin, params: { id: company.queueId } };
  expect((await company.app.call('queues.close', { ...by, body: {} })).status).toBe(200);
  await company.app.parts.routing.turn();
  await closes(conversationId);
  await hearsAtLast(phone, 'en/closed');
  await isOver(phone);
  const later = company.phone();
  later.ring(OURS);
  await company.until(() => {
    later.press('1');
    expect(played(later)).toContain('en/closed');
  });
  later.hangUp();
  await company.app.call('queues.reopen', by);
  await talks.waits();
});
