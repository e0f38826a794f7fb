/** How supervisors look after what others have: they whisper, join, move it in line, hand it on. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OperationName } from '../../server/contract/index.js';
import { type Booted, bootApp } from '../boot.js';
import { type AgentLine, agentAt, aStart, type VisitorLine, visitorAt } from '../clients.js';
import { aCompany, hire, online, type Person } from '../company.js';
import { eventually } from '../eventually.js';

let app: Booted;
let company: Awaited<ReturnType<typeof aCompany>>;
let sup: Person;
let open: { close(): void }[] = [];

beforeEach(async () => {
  app = await bootApp({ env: { ROUTER_SWEEP_SECONDS: '0.3' } });
});
afterEach(async () => {
  for (const line of open) line.close();
  open = [];
  await app.close();
});

async function founded(about: Parameters<typeof aCompany>[1] = {}): Promise<void> {
  company = await aCompany(app, { capacity: 1, ...about, queue: { autoAccept: true, ...about.queue } });
  sup = await hire(app, company.admin, 'Sup', { role: 'supervisor' });
}
const kept = <L extends { close(): void }>(line: L): L => {
  open.push(line);
  return line;
};
const person = (name: string) => company.people[name]!;
const atWork = async (name: string): Promise<AgentLine> => kept(await online(app, person(name)));

async function aChat(text = 'سلام'): Promise<{ visitor: VisitorLine; id: string; customerId: string }> {
  const visitor = kept(await visitorAt(app.url, { siteKey: company.siteKey }));
  const begun = await visitor.ask('conversation:start', aStart({ queueId: company.queueId, text }));
  return { visitor, id: begun.conversation.id, customerId: begun.customerId };
}
async function show(id: string) {
  return (await app.call('conversations.show', { cookie: company.admin, params: { id } })).body;
}
const isWith = (name: string, id: string) =>
  eventually(async () => expect(await show(id)).toMatchObject({ state: 'active', agent: { id: person(name).id } }));
async function placeOf(id: string): Promise<number | null> {
  return (await app.call('conversations.routing', { cookie: company.admin, params: { id } })).body.position;
}
async function told(customerId: string, kind: string) {
  const { body } = await app.call('customers.timeline', { cookie: company.admin, params: { id: customerId } });
  return body.touchpoints.filter((touchpoint) => touchpoint.kind === kind);
}

type Move = Extract<
  OperationName,
  `conversations.${'whisper' | 'join' | 'withdraw' | 'prioritise' | 'reply' | 'transfer'}`
>;
const by =
  (cookie: string) =>
  (name: Move, id: string, body: Record<string, unknown> = {}) =>
    app.call(name, { cookie, params: { id }, body: { clientId: randomUUID(), ...body } });
const refused = async (answer: Promise<{ error?: { code: string } | undefined }>) => (await answer).error?.code;

it('is for supervisors, and only in the states that have a use for it', async () => {
  await founded({ agents: ['Ana'] });
  const waiting = await aChat();
  const [asAna, asSup] = [by(person('Ana').cookie), by(sup.cookie)];
  for (const [name, body] of [
    ['conversations.whisper', { text: 'psst' }],
    ['conversations.join', {}],
    ['conversations.withdraw', {}],
    ['conversations.prioritise', { ahead: 'first' }],
  ] as const)
    expect(await refused(asAna(name, waiting.id, body)), name).toBe('permission.denied');
  expect(await refused(asAna('conversations.transfer', waiting.id, { toQueueId: company.queueId }))).toBe(
    'conversation.notYours',
  );
  for (const body of [{ ahead: 0 }, { ahead: 1.5 }, { ahead: 'last' }, { ahead: 5, clientId: 'no uuid' }])
    expect(await refused(asSup('conversations.prioritise', waiting.id, body))).toBe('input.invalid');
  expect(await refused(asSup('conversations.whisper', waiting.id, { text: 'psst' }))).toBe('conversation.moved');
  expect(await refused(asSup('conversations.join', waiting.id))).toBe('conversation.moved');
  expect(await refused(asSup('conversations.join', 'f'.repeat(24)))).toBe('conversation.missing');

  const { body: empty } = await app.call('queues.create', { cookie: company.admin, body: { name: 'Nobody' } });
  const moved = (toQueueId: string) => refused(asSup('conversations.transfer', waiting.id, { toQueueId }));
  expect(await moved(empty.id)).toBe('queue.noMembers');
  expect(await moved('f'.repeat(24))).toBe('queue.missing');
  const assigned = (toAgentId: string) => refused(asSup('conversations.transfer', waiting.id, { toAgentId }));
  expect(await assigned(person('Ana').id)).toBe('agent.unavailable');

  await atWork('Ana');
  await isWith('Ana', waiting.id);
  expect(await refused(asSup('conversations.prioritise', waiting.id, { ahead: 'first' }))).toBe('conversation.moved');
  const words = { text: 'من هم هستم', attachmentIds: [] };
  expect(await refused(asSup('conversations.reply', waiting.id, words))).toBe('conversation.notYours');

  await waiting.visitor.ask('conversation:end', { conversationId: waiting.id });
  await eventually(async () => expect((await show(waiting.id)).state).toBe('closed'));
  for (const [name, body] of [
    ['conversations.whisper', { text: 'psst' }],
    ['conversations.join', {}],
    ['conversations.prioritise', { ahead: 5 }],
    ['conversations.transfer', { toAgentId: person('Ana').id }],
    ['conversations.reply', words],
  ] as const)
    expect(await refused(asSup(name, waiting.id, body)), name).toBe('conversation.closed');
});

it('whispers to the owner, who hears it wherever they are, once, and the customer never', async () => {
  await founded();
  const ana = await atWork('Ana');
  const { visitor, id, customerId } = await aChat();
  await isWith('Ana', id);
  const bo = await atWork('Bo');
  const whisper = { clientId: randomUUID(), text: 'تخفیف بدهید' };
  const twice = await Promise.all([1, 2].map(() => by(sup.cookie)('conversations.whisper', id, whisper)));
  expect(twice.map(({ status }) => status)).toEqual([201, 201]);
  expect(twice[1]?.body).toEqual(twice[0]?.body);
  const heard = await ana.hears('note:whispered');
  expect(heard).toMatchObject({
    text: whisper.text,
    author: { id: sup.id, name: 'Sup' },
    details: { whisperTo: { id: person('Ana').id, name: 'Ana' } },
  });
  // The same after the owner has gone: asked again, it answers what was said.
  await visitor.ask('conversation:end', { conversationId: id });
  await eventually(async () => expect((await show(id)).state).toBe('closed'));
  expect((await by(sup.cookie)('conversations.whisper', id, whisper)).status).toBe(201);
  expect(await told(customerId, 'note')).toHaveLength(1);
  expect(bo.all('note:whispered')).toEqual([]);
  expect(JSON.stringify(await visitor.ask('visit:open', { after: 0 }))).not.toContain(whisper.text);
});

describe('joining', () => {
  it('lets two write beside the owner, who keeps it; the customer is told who came and went', async () => {
    await founded();
    const other = await hire(app, company.admin, 'Sue', { role: 'supervisor' });
    const ana = await atWork('Ana');
    const { visitor, id } = await aChat();
    await isWith('Ana', id);
    const join = { clientId: randomUUID() };
    await Promise.all([
      by(sup.cookie)('conversations.join', id, join),
      by(other.cookie)('conversations.join', id),
      by(sup.cookie)('conversations.join', id, join),
    ]);
    const now = await show(id);
    expect(now).toMatchObject({ state: 'active', agent: { name: 'Ana' } });
    expect(now.joinedBy.map(({ name }) => name).sort()).toEqual(['Sue', 'Sup']);
    expect((await ana.ask('desk:open', {})).presence.load).toBe(1);

    const words = { text: 'من هم کمک می‌کنم', attachmentIds: [] };
    expect((await by(sup.cookie)('conversations.reply', id, words)).status).toBe(202);
    const said = await visitor.hears('touchpoint:appended', ({ text }) => text === words.text);
    expect(said.author.name).toBe('Sup');
    const line = kept(await agentAt(app.url, sup.cookie));
    line.tell('typing:set', { conversationId: id, on: true });
    await visitor.hears('typing:changed', ({ on, name }) => on && name === 'Sup');

    await by(sup.cookie)('conversations.withdraw', id);
    await by(sup.cookie)('conversations.join', id, join); // late, from a connection that was slow
    expect((await show(id)).joinedBy.map(({ name }) => name)).toEqual(['Sue']);
    expect(await refused(by(sup.cookie)('conversations.reply', id, words))).toBe('conversation.notYours');
    const own = await visitor.ask('visit:open', { after: 0 });
    const steps = own.touchpoints.filter(({ kind }) => kind.startsWith('agent.'));
    expect(steps.map(({ kind, details }) => `${kind} ${details.agentName}`).sort()).toEqual([
      'agent.joined Sue',
      'agent.joined Sup',
      'agent.withdrew Sup',
    ]);
    expect(own.touchpoints.map(({ seq }) => seq)).toEqual(own.touchpoints.map((_, i) => i + 1));
  });

  it('lasts through a transfer and ends with the talk; whoever takes it over has it and is no longer beside', async () => {
    await founded();
    await atWork('Ana');
    const { id } = await aChat();
    await isWith('Ana', id);
    await atWork('Bo');
    const asSup = by(sup.cookie);
    await asSup('conversations.join', id);
    await asSup('conversations.transfer', id, { toAgentId: person('Bo').id });
    expect(await show(id)).toMatchObject({ agent: { name: 'Bo' }, joinedBy: [{ id: sup.id, name: 'Sup' }] });
    const taken = await app.call('conversations.takeOver', { cookie: sup.cookie, params: { id } });
    expect(taken.body).toMatchObject({ agent: { id: sup.id }, joinedBy: [] });
    await asSup('conversations.transfer', id, { toAgentId: person('Ana').id });
    await asSup('conversations.join', id);
    await app.call('conversations.close', {
      cookie: person('Ana').cookie,
      params: { id },
      body: { outcome: 'solved' },
    });
    expect(await show(id)).toMatchObject({ state: 'closed', joinedBy: [] });
  });
});

describe('the order of a line', () => {
  it('changes by a supervisor’s hand: first, and by minutes; who did it is told, once', async () => {
    await founded({ agents: ['Ana'] });
    const [a, b, c] = [await aChat('یک'), await aChat('دو'), await aChat('سه')];
    await eventually(async () => expect(await placeOf(c.id)).toBe(3));
    const first = { clientId: randomUUID(), ahead: 'first' };
    const other = await hire(app, company.admin, 'Sue', { role: 'supervisor' });
    await Promise.all([
      by(sup.cookie)('conversations.prioritise', c.id, first),
      by(sup.cookie)('conversations.prioritise', c.id, first),
      by(other.cookie)('conversations.prioritise', c.id, { ahead: -1 }),
      by(other.cookie)('conversations.prioritise', a.id, { ahead: -2 }),
    ]);
    await by(sup.cookie)('conversations.prioritise', c.id, { ahead: 'first' });
    const orderIs = (...ids: string[]) =>
      eventually(async () => expect(await Promise.all(ids.map(placeOf))).toEqual(ids.map((_, i) => i + 1)));
    await orderIs(c.id, b.id, a.id);
    await c.visitor.hears('place:changed', ({ position }) => position === 1);
    await by(sup.cookie)('conversations.prioritise', a.id, { ahead: 10 });
    await orderIs(c.id, a.id, b.id); // whoever was put first stays so

    const steps = await told(a.customerId, 'conversation.prioritised');
    expect(steps.map(({ author, details }) => [author.name, details])).toEqual([
      ['Sue', { ahead: -2 }],
      ['Sup', { ahead: 10 }],
    ]);
    const mine = (await told(c.customerId, 'conversation.prioritised')).filter(({ author }) => author.id === sup.id);
    expect(mine.length).toBeLessThanOrEqual(2); // the first, and the second only if the other one came between
    const own = await a.visitor.ask('visit:open', { after: 0 });
    expect(own.touchpoints.map(({ kind }) => kind)).not.toContain('conversation.prioritised');

    const ana = await atWork('Ana');
    await isWith('Ana', c.id);
    await ana.hears('conversation:changed', ({ id }) => id === c.id);
    expect((await show(a.id)).state).toBe('queued');
  });

  it('leaves an offer out that is out, and the one who was put first is offered next', async () => {
    await founded({ agents: ['Ana'], queue: { autoAccept: false, offerSeconds: 60 } });
    const ana = await atWork('Ana');
    const ringing = await aChat();
    const offer = await ana.hears('offer:made', ({ conversationId }) => conversationId === ringing.id);
    const [second, third] = [await aChat(), await aChat()];
    await by(sup.cookie)('conversations.prioritise', third.id, { ahead: 'first' });
    await by(sup.cookie)('conversations.prioritise', ringing.id, { ahead: -30 });
    await eventually(async () => expect(await placeOf(ringing.id)).toBe(3));
    const { agent } = await ana.ask('offer:accept', { offerId: offer.id });
    expect(agent?.id).toBe(person('Ana').id);
    await ringing.visitor.ask('conversation:end', { conversationId: ringing.id });
    await ana.hears('offer:made', ({ conversationId }) => conversationId === third.id);
    expect((await show(second.id)).state).toBe('queued');
  });
});

it('moves one that waits to another queue, where it goes on waiting in the place of its age', async () => {
  await founded({ agents: ['Ana'] });
  const { body: queue } = await app.call('queues.create', {
    cookie: company.admin,
    body: { name: 'Billing', memberIds: [person('Ana').id], autoAccept: true },
  });
  const older = await aChat();
  const { conversation: younger } = await kept(await visitorAt(app.url, { siteKey: company.siteKey })).ask(
    'conversation:start',
    aStart({ queueId: queue.id }),
  );
  const since = (await show(older.id)).waitingSince;
  const moved = await by(sup.cookie)('conversations.transfer', older.id, { toQueueId: queue.id });
  expect(moved.body).toMatchObject({ state: 'queued', queue: { name: 'Billing' }, waitingSince: since });
  await eventually(async () => expect([await placeOf(older.id), await placeOf(younger.id)]).toEqual([1, 2]));
  await atWork('Ana');
  await isWith('Ana', older.id);
  expect((await show(younger.id)).state).toBe('queued');
});

it('hands on once however often it is asked, and to one of two when two do so at once', async () => {
  await founded();
  const ana = await atWork('Ana');
  await atWork('Bo');
  const { id, customerId } = await aChat();
  await eventually(async () => expect((await show(id)).state).toBe('active'));
  const other = await hire(app, company.admin, 'Sue', { role: 'supervisor' });
  const [here, there] = (await show(id)).agent?.id === person('Ana').id ? ['Ana', 'Bo'] : ['Bo', 'Ana'];
  const reassign = { clientId: randomUUID(), toAgentId: person(there!).id };
  await by(sup.cookie)('conversations.transfer', id, reassign);
  await by(sup.cookie)('conversations.transfer', id, { toAgentId: person(here!).id });
  await by(sup.cookie)('conversations.transfer', id, reassign); // late
  await isWith(here!, id);
  expect(await told(customerId, 'conversation.transferred')).toHaveLength(2);

  const both = await Promise.all([
    by(sup.cookie)('conversations.transfer', id, { toAgentId: person('Ana').id }),
    by(other.cookie)('conversations.transfer', id, { toAgentId: person('Bo').id }),
  ]);
  for (const { status, error } of both) expect([200, 'conversation.moved']).toContain(error?.code ?? status);
  const owner = (await show(id)).agent?.id;
  await eventually(async () => {
    const { agents } = await ana.ask('desk:open', {});
    expect(agents.filter(({ load }) => load > 0).map(({ agentId, load }) => [agentId, load])).toEqual([[owner, 1]]);
  });

  const move = { clientId: randomUUID(), toQueueId: company.queueId };
  await Promise.all([1, 2].map(() => by(sup.cookie)('conversations.transfer', id, move)));
  await by(sup.cookie)('conversations.transfer', id, move);
  expect(await told(customerId, 'conversation.requeued')).toHaveLength(1);
});
