import { afterAll, beforeAll, expect, it } from 'vitest';
import { hire } from '../company.js';
import { eventually } from '../eventually.js';
import { aVoiceCompany } from './company.js';
import { hears, talksOf, type VoiceCompany } from './talk.js';

let company: VoiceCompany;
let talks: ReturnType<typeof talksOf>;
beforeAll(async () => {
  company = await aVoiceCompany();
  company.people.Sam = await hire(company.app, company.admin, 'Sam', { role: 'supervisor' });
  talks = talksOf(company);
});
afterAll(() => company.close());

const isIn = async (id: string, agentId: string) =>
  (await talks.show(id)).legs.some((leg) => leg.agentId === agentId && leg.inConference && !leg.endedAt);

/** Sam listens in to a talk of Ana's. */
async function listens() {
  const talk = await talks.aTalk();
  const sam = company.people.Sam!;
  const line = await company.online('Sam');
  const ear = company.client('Sam');
  expect((await supervise(talk.callId, 'monitor')).status).toBe(200);
  await talks.picksUp(ear);
  await company.until(async () => expect(await isIn(talk.callId, sam.id)).toBe(true));
  return { ...talk, sam, line, ear };
}

const supervise = (id: string, how: string, name = 'Sam') => talks.asks(name, 'calls.supervise', { id }, { how });
/** Who hears it when somebody speaks. */
async function whoHears(
  words: string,
  { phone, page, ear }: Awaited<ReturnType<typeof listens>>,
  speaker: 'phone' | 'page' | 'ear',
) {
  const all = { phone, page, ear };
  await talks.says(all[speaker], words);
  return Object.entries(all).flatMap(([name, one]) => (name !== speaker && hears(one, words) ? [name] : []));
}
it('40 lets a supervisor listen unheard, whisper to the agent alone, and join, each with who and when', async () => {
  const talk = await listens();
  const { callId: id, sid, sam, ear, line, phone } = talk;
  expect((await supervise(id, 'whisper', 'Bo')).status, 'an agent').toBe(403);
  expect(await whoHears('from the customer', talk, 'phone')).toEqual(['page', 'ear']);
  expect(await whoHears('nobody hears this', talk, 'ear')).toEqual([]);

  await supervise(id, 'whisper');
  expect(await whoHears('offer a discount', talk, 'ear')).toEqual(['page']);
  expect(await whoHears('still from the customer', talk, 'phone')).toEqual(['page', 'ear']);
  await talks.asks('Ana', 'calls.hold', { id }, { on: true });
  await talks.asks('Ana', 'calls.hold', { id }, { on: false });
  expect(await whoHears('ten percent', talk, 'ear'), 'after a hold').toEqual(['page']);

  await supervise(id, 'barge');
  const ways = async () =>
    (await company.told(sid)).flatMap(({ kind, details }) => (kind === 'supervisor.on' ? [details] : []));
  expect(await ways(), 'at once').toMatchObject([{ how: 'monitor' }, { how: 'whisper' }, { how: 'barge' }]);
  expect(await whoHears('good day', talk, 'ear')).toEqual(['phone', 'page']);
  await supervise(id, 'monitor');
  expect(await whoHears('unheard again', talk, 'ear')).toEqual([]);
  expect((await talks.asks('Sam', 'calls.unsupervise', { id })).status).toBe(200);
  await company.until(() => expect(ear.call()?.status).toBe('completed'));
  await talks.isOver(talk);
  const ofSam = phone.heard().flatMap(({ by, text }) => (by === ear.person ? [text] : []));
  expect(ofSam, 'the customer, in all that time').toEqual(['good day']);

  const told = (await company.told(sid)).filter(({ kind }) => kind.startsWith('supervisor.'));
  const by = (kind: string, how: string) => ({
    kind: `supervisor.${kind}`,
    author: { type: 'agent', id: sam.id, name: 'Sam' },
    details: { agentName: 'Sam', how },
    at: expect.any(Date),
  });
  const each = (kind: string) => told.filter((one) => one.kind === kind);
  expect(each('supervisor.on')).toMatchObject(['monitor', 'whisper', 'barge', 'monitor'].map((how) => by('on', how)));
  expect(each('supervisor.off')).toMatchObject(['monitor', 'whisper', 'barge', 'monitor'].map((how) => by('off', how)));
  line.close();
});

it('40 lets a supervisor take a talk over, and its agent go, on the same leg', async () => {
  const talk = await listens();
  const { callId: id, conversationId, page, sam, line } = talk;
  const taken = await talks.asks('Sam', 'conversations.takeOver', { id: conversationId });
  expect(taken.status).toBe(200);
  await company.until(() => expect(page.call()?.status).toBe('completed'));
  await eventually(async () =>
    expect(await company.conversations.byId(conversationId)).toMatchObject({ agentId: sam.id }),
  );
  expect(await whoHears('now with me', talk, 'ear')).toEqual(['phone']);
  expect((await talks.show(id)).legs.filter(({ agentId }) => agentId === sam.id)).toHaveLength(1);
  await talks.isOver(talk);
  const ended = (await company.told(talk.sid)).find(({ kind }) => kind === 'call.ended');
  expect(ended?.details, 'not by whom it was taken from a moment before').toMatchObject({ by: 'customer' });
  line.close();
});

it('35 gives a caller to one of two agents who take them at once, and says to the other that they are gone', async () => {
  const [ana, bo] = [await company.online('Ana'), await company.online('Bo')];
  const { phone, sid, callId, conversationId } = await talks.waits();
  const offers = [ana, bo].map((line) => line.hears('offer:made', (made) => made.conversationId === conversationId));
  const [chosen, offer] = await Promise.race(offers.map(async (made, at) => [at, await made] as const));
  const names = ['Ana', 'Bo'];
  const [first, other] = [names[chosen]!, names[1 - chosen]!];
  for (const made of offers) made.catch(() => {});
  const pages = { [first]: company.client(first), [other]: company.client(other) };
  const takes = await Promise.allSettled([
    [ana, bo][chosen]!.ask('offer:accept', { offerId: offer.id }),
    talks.asks(other, 'conversations.pick', { id: conversationId }).then((answer) => {
      if (answer.status !== 200) throw answer.error;
    }),
  ]);
  const won = takes.flatMap(({ status }, at) => (status === 'fulfilled' ? [[first, other][at]!] : []));
  expect(won).toHaveLength(1);
  const lost = takes.find(({ status }) => status === 'rejected') as PromiseRejectedResult;
  expect(['conversation.moved', 'offer.gone']).toContain((lost.reason as { code: string }).code);
  await talks.picksUp(pages[won[0]!]!);
  await company.until(async () => expect(await isIn(callId, company.people[won[0]!]!.id)).toBe(true));

  const loser = won[0] === first ? other : first;
  expect(pages[loser]!.call()?.parentSid ?? null).toBe(null);
  const conferences = await company.sdk.conferences.list({ friendlyName: `call-${callId}` });
  expect(conferences).toHaveLength(1);
  expect(await company.sdk.conferences(conferences[0]!.sid).participants.list()).toHaveLength(2);
  await talks.isOver({ phone, sid, callId, conversationId, ana, page: pages[first]! });
  bo.close();
});
