/** Callers are led on after their carrier has its answer: also where the server dies in between. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { CallModel, KeptAnswerModel } from '../../server/calls/models.js';
import { ConversationModel } from '../../server/conversations/conversation.model.js';
import { CustomerModel, IdentityModel } from '../../server/customers/index.js';
import { ACCOUNT } from '../carrier.js';
import { aVoiceCompany, OURS } from './company.js';

let company: Awaited<ReturnType<typeof aVoiceCompany>>;
beforeAll(async () => {
  company = await aVoiceCompany();
  // As if the server died as soon as it has answered: what follows is only kept.
  await company.app.parts.voice.stop();
});
afterAll(() => company.close());

let callers = 0;
let form: Record<string, string>;
beforeEach(() => {
  callers += 1;
  const From = `+98912555${String(callers).padStart(4, '0')}`;
  const sid = `CA${String(callers).padStart(32, '0')}`;
  form = { CallSid: sid, AccountSid: ACCOUNT.sid, To: OURS, CallStatus: 'in-progress', From };
});

const rings = async () => (await company.hook('/hooks/voice/in', form)).text;
const addressIn = (answer: string, name: string): string =>
  new RegExp(`/hooks/voice/${name}\\?[^"<]*`).exec(answer)![0].replaceAll('&amp;', '&');
const presses = async (question: string, Digits: string) =>
  (await company.hook(addressIn(question, 'menu'), { ...form, Digits })).text;

const callNow = async () => (await company.calls.bySid(form.CallSid!))!;
const opened = async () => ConversationModel.find({ customerId: (await callNow()).customerId }).lean();
const kinds = async () => (await company.told(form.CallSid!)).map(({ kind }) => kind);
const left = async () => KeptAnswerModel.countDocuments({ 'leads.callId': (await callNow())._id });

/** The next process looks for what the dead one left. */
async function sweeps() {
  await company.advance(11);
  await company.app.parts.voice.sweep();
}

const IN_LINE = ['call.received', 'ivr.input', 'conversation.opened', 'conversation.queued'];

it.each([
  { died: 'before any of it', before: async () => {} },
  {
    died: 'when it was told that they called',
    before: async () => company.calls.received(await callNow()),
  },
  {
    died: 'when their conversation was open',
    before: async () => {
      await company.calls.received(await callNow());
      const said = { step: 'main', digits: '1' };
      await company.calls.step(await callNow(), 'ivr.input', `${(await callNow())._id}:menu:1`, said);
      await company.calls.enter(await callNow(), company.queueId);
    },
  },
])('is in the line once, where the server died $died', async ({ before }) => {
  const line = await presses(await rings(), '1');
  expect(line).toContain('<Enqueue');
  expect([await opened(), await left()]).toEqual([[], 2]);
  await before();
  await sweeps();
  expect(await opened()).toMatchObject([{ state: 'queued', queueId: company.queueId }]);
  expect(await kinds()).toEqual(IN_LINE);
  expect(await callNow()).toMatchObject({ conversationId: (await opened())[0]!._id });
  expect(await left()).toBe(0);
  await sweeps();
  expect(await kinds()).toEqual(IN_LINE);
});

it('is begun after all where the server died with the answer kept and the call not', async () => {
  const question = await rings();
  await CallModel.deleteOne({ sid: form.CallSid });
  expect(await rings()).toBe(question);
  expect(await presses(question, '1')).toContain('<Enqueue');
  await sweeps();
  expect(await kinds()).toEqual(IN_LINE);
});

it('begins anew with whoever asks again after nobody heard the first answer', async () => {
  await rings();
  await CallModel.deleteOne({ sid: form.CallSid });
  await sweeps();
  expect(await presses(await rings(), '1')).toContain('<Enqueue');
  await sweeps();
  expect(await kinds()).toEqual(IN_LINE);
});

it('is one customer with one number, though two ask at once and a server died over it', async () => {
  const { customers } = company.app.parts;
  const number = form.From!;
  const asks = () => customers.callerAt({ number, locale: 'en', vouched: true });
  const both = await Promise.all([asks(), asks()]);
  await IdentityModel.deleteOne({ value: number });
  const afterDeath = await asks();
  await CustomerModel.deleteOne({ _id: afterDeath._id });
  const known = [...both, afterDeath, await asks(), await asks()];
  expect(new Set(known.map(({ _id }) => _id)).size).toBe(1);
  expect(await CustomerModel.countDocuments({ terms: number })).toBe(1);
  expect(await IdentityModel.find({ value: number }).lean()).toMatchObject([{ customerId: afterDeath._id }]);
});

it('is whoever had the number with this key, though nobody vouched for it then', async () => {
  const { customers } = company.app.parts;
  const { _id: id } = await customers.createCustomer({ name: 'Ada', locale: 'en' });
  await customers.addIdentity(id, 'external', form.From!, 'claimed', `phone:${form.From}`);
  expect(await customers.callerAt({ number: form.From!, locale: 'en', vouched: true })).toMatchObject({ _id: id });
});

it('is asked about and answered the same in between, and waits for a word of their place', async () => {
  const question = await rings();
  const line = await presses(question, '1');
  const again = await Promise.all([presses(question, '1'), presses(question, '1'), rings()]);
  expect(again).toEqual([line, line, question]);
  const asks = async (QueueTime: string) => {
    const { text } = await company.hook(addressIn(line, 'wait'), { ...form, QueueTime });
    return text;
  };
  expect(await asks('0')).toMatch(/^[^G]*<Response><Play>[^<]*queue\.wait\.wav<\/Play><\/Response>$/);
  await Promise.all([company.advance(11), presses(question, '1')]);
  await Promise.all([company.app.parts.voice.sweep(), company.app.parts.voice.sweep()]);
  expect(await opened()).toHaveLength(1);
  expect(await kinds()).toEqual(IN_LINE);
  expect(await asks('12')).toContain('music.wav');
});

it('is not taken over while whoever answered may be at it', async () => {
  await presses(await rings(), '1');
  await company.advance(5);
  await company.app.parts.voice.sweep();
  expect([await opened(), await left()]).toEqual([[], 2]);
  await sweeps();
  expect(await left()).toBe(0);
});

it('leaves the line for a message where nobody leads them on', async () => {
  const line = await presses(await rings(), '1');
  const { text } = await company.hook(addressIn(line, 'wait'), { ...form, QueueTime: '61' });
  expect(text).toContain('<Leave');
});

it('is somebody to be called where they hung up before they were in the line', async () => {
  await presses(await rings(), '1');
  const { _id } = await callNow();
  const fact = { kind: 'leg', sid: form.CallSid!, role: 'customer', state: 'completed', seconds: 1 } as const;
  const at = company.app.parts.clock.now();
  await company.calls.tell(_id, { _id: `call:${form.CallSid}:completed`, source: 'call', sequence: 9, at, fact });
  await company.calls.leave(_id, 'hungUp', at);
  await sweeps();
  await company.advance(11);
  await company.app.parts.voice.sweep();
  expect(await kinds()).toEqual(expect.arrayContaining(['queue.left', 'call.ended', 'followUp.set']));
  expect(await opened()).toMatchObject([{ state: 'closed' }]);
});

it('has left the line, where the server died before that was told', async () => {
  await presses(await rings(), '1');
  await sweeps();
  const { _id } = await callNow();
  const at = company.app.parts.clock.now();
  await CallModel.updateOne({ _id }, { $set: { left: 'voicemail', leftAt: at } });
  const fact = { kind: 'leg', sid: form.CallSid!, role: 'customer', state: 'completed', seconds: 1 } as const;
  await company.calls.tell(_id, { _id: `call:${form.CallSid}:completed`, source: 'call', sequence: 9, at, fact });
  expect(await kinds()).toEqual([...IN_LINE, 'queue.left', 'leg.ended', 'call.ended']);
});

it('stands at the last step where it was asked, whoever leads on what was answered before', async () => {
  const choices = (step: string) => [{ digit: '1', words: { en: [], fa: [] }, to: { kind: 'step', step } }];
  const steps = ['main', 'second', 'third'].map((key, i, all) => ({
    ...{ key, prompts: ['for.sales', 'press.1'], choices: choices(all[i + 1] ?? key) },
  }));
  await company.answers({ menu: { steps } });
  await presses(await presses(await rings(), '1'), '1');
  // Another node is done with the last before this one takes over what died.
  await KeptAnswerModel.updateOne({ 'leads.step': 'third' }, { $set: { 'leads.dueAt': new Date(0) } });
  await company.app.parts.voice.sweep();
  expect([(await callNow()).step, await left()]).toEqual(['third', 2]);
  await sweeps();
  expect([(await callNow()).step, await left()]).toEqual(['third', 0]);
});
