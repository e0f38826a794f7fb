import { beforeEach, describe, expect, it } from 'vitest';
import { QUEUE_DEFAULTS } from '../../server/queues/defaults.js';
import { goesWhen } from '../../server/routing/staying.js';
import { TouchpointModel } from '../../server/timeline/index.js';
import { atThePost, HOUR, kim, NIGHT } from './post.js';
import { type Company, elsewhere, type HandClock, type Node, until } from './stack.js';

let clock: HandClock;
let company: Company;
let ana: string;
let bo: string;
let post: string;
const { at, start, passes, rules, anaHas, says } = atThePost();
beforeEach(() => {
  ({ clock, company, ana, bo, post } = at);
});

const goes = (node: Node, agentId: string) => node.routing.setPresence(agentId, 'offline', null);
/** What its timeline tells of its way back, once it does. */
const back = (id: string) =>
  until(async () => {
    const told = await TouchpointModel.find({ conversationId: id, kind: 'conversation.requeued' }).lean();
    return told.length > 0 && told.map(({ details, author }) => ({ ...details, by: author.name }));
  }, `${id} tells that it is back`);

describe('what somebody holds who signs off', () => {
  it.each(['email', 'sms'] as const)('stays theirs over night: %s', async (channel) => {
    const node = await start();
    await node.online(ana, bo);
    const id = await anaHas(node, channel);
    await goes(node, ana);
    await passes(NIGHT);
    expect(await node.conversations.byId(id)).toMatchObject({ state: 'active', agentId: ana });
    await node.online(ana);
    expect(await node.routing.deskOf(ana)).toMatchObject({ state: 'online', load: 1, units: 33 });
  });

  it('stays theirs as well who is cut off and never said a word', async () => {
    const node = await start();
    await node.online(ana, bo);
    const id = await anaHas(node);
    await node.routing.agentDisconnected(`connection-${ana}`);
    await passes(61);
    expect(await node.routing.deskOf(ana)).toMatchObject({ state: 'offline' });
    await passes(NIGHT);
    expect(await node.conversations.byId(id)).toMatchObject({ state: 'active', agentId: ana });
  });

  it.each(['webchat', 'voice'] as const)(
    'goes back after a minute where somebody waits at the other end: %s',
    async (channel) => {
      const node = await start();
      await node.online(ana);
      const id = await anaHas(node, channel);
      await goes(node, ana);
      await passes(61);
      await node.reaches(id, 'queued');
      expect(await back(id)).toMatchObject([{ reason: 'agentOffline', fromAgentName: 'Ana' }]);
    },
  );

  it('goes back when they were away too long, to the place that their customer’s wait gives', async () => {
    const node = await start();
    await node.online(ana);
    const answered = await anaHas(node);
    await says(node, answered, 'in');
    await says(node, answered, 'out');
    await passes(10);
    const asked = await anaHas(node);
    await says(node, asked, 'in');
    await goes(node, ana);
    await passes(20);
    const { _id: later } = await node.opens(post, { channel: 'email' });
    await passes(3 * 24 * HOUR - 30);
    expect(await node.conversations.byId(asked)).toMatchObject({ state: 'active' });
    await passes(11);
    for (const id of [asked, answered]) await node.reaches(id, 'queued');
    expect([asked, later, answered].map((id) => node.routing.positionOf(id))).toEqual([1, 2, 3]);
    expect(await back(asked)).toMatchObject([{ reason: 'awayTooLong', fromAgentName: 'Ana' }]);
    await node.online(bo, ana);
    await node.reaches(asked, 'offered', bo);
  });

  it('stays for as long as its queue says, and goes at once where that is nothing', async () => {
    rules({ staysSeconds: { email: HOUR, sms: 0 } });
    const node = await start();
    await node.online(ana);
    const [mail, text] = [await anaHas(node), await anaHas(node, 'sms')];
    await goes(node, ana);
    await passes(61);
    await node.reaches(text, 'queued');
    await passes(HOUR - 62);
    expect(await node.conversations.byId(mail)).toMatchObject({ state: 'active' });
    await passes(2);
    await node.reaches(mail, 'queued');
  });

  it('goes back at once when their account is closed', async () => {
    const node = await start();
    await node.online(ana);
    const id = await anaHas(node);
    await goes(node, ana);
    company.users.find(({ _id }) => _id === ana)!.active = false;
    node.bus.publish('user.changed', { userId: ana });
    await node.reaches(id, 'queued');
    expect(await back(id)).toMatchObject([{ reason: 'accountClosed' }]);
  });

  it('keeps their hands as full as they were: nothing more comes when they are there again', async () => {
    const node = await start();
    await node.online(ana);
    for (let i = 0; i < 3; i += 1) await anaHas(node);
    await goes(node, ana);
    await passes(NIGHT);
    const { _id: next } = await node.opens(post, { channel: 'email' });
    await node.online(ana);
    await node.rests();
    expect(node.routing.explain(next)?.waitsFor).toMatchObject({ reason: 'agentsFull' });
  });

  it('does not make them the first in turn when they come: who was there before them is', async () => {
    const node = await start();
    await node.online(ana);
    await anaHas(node);
    await goes(node, ana);
    await passes(NIGHT);
    await node.online(bo);
    await node.routing.pick(bo, (await node.opens(post, { channel: 'email' }))._id);
    await passes(HOUR);
    await node.online(ana);
    const { _id: next } = await node.opens(post);
    await node.reaches(next, 'offered', bo);
  });
});

describe('its customer’s next word', () => {
  it('brings it to whoever is there, not before the owner’s minute is over', async () => {
    const node = await start();
    await node.online(ana, bo);
    const id = await anaHas(node);
    await goes(node, ana);
    clock.advance(5);
    await says(node, id, 'in');
    await passes(30);
    expect(await node.conversations.byId(id)).toMatchObject({ state: 'active', agentId: ana });
    await passes(30);
    await node.reaches(id, 'offered', bo);
    expect(await back(id)).toMatchObject([{ reason: 'wroteMeanwhile', fromAgentName: 'Ana' }]);
  });

  it('does so the moment it comes, hours later; nobody looks in between', async () => {
    company.queues[0]!.offerSeconds = HOUR; // no end of an offer wakes anybody either
    const node = await start({ ROUTER_SWEEP_SECONDS: 600 });
    await node.online(ana, bo);
    const id = await anaHas(node);
    await says(node, id, 'in');
    await goes(node, ana);
    await passes(NIGHT);
    expect(await node.conversations.byId(id)).toMatchObject({ state: 'active', agentId: ana });
    await says(node, id, 'in');
    await node.reaches(id, 'offered', bo);
  });

  it('finds the owner first, if they are back within the time that the queue gives them', async () => {
    const { lastAgentSeconds } = QUEUE_DEFAULTS.rules;
    rules({ lastAgentSeconds: { ...lastAgentSeconds, email: NIGHT } });
    const node = await start();
    await node.online(ana);
    const id = await anaHas(node);
    await goes(node, ana);
    await passes(HOUR);
    await says(node, id, 'in');
    await node.reaches(id, 'queued');
    await passes(HOUR);
    await node.routing.setPresence(ana, 'away', 'meeting');
    await node.online(bo);
    await node.rests();
    expect(node.routing.explain(id)?.waitsFor).toMatchObject({ reason: 'preferredAgent', agentName: 'Ana' });
    await node.online(ana);
    await node.reaches(id, 'offered', ana);
  });

  it('changes nothing when somebody else has answered it', async () => {
    const node = await start();
    await node.online(ana);
    const id = await anaHas(node);
    await goes(node, ana);
    clock.advance(5);
    await says(node, id, 'in');
    await says(node, id, 'out');
    await passes(NIGHT);
    expect(await node.conversations.byId(id)).toMatchObject({ state: 'active', agentId: ana });
  });

  it('is heard of where another node took it, and by whoever routes after a kill', async () => {
    const [router, web] = [await start(), await start({ ROLE: 'web' })];
    await web.online(ana, bo);
    await router.routing.turn();
    const [one, two] = [await anaHas(web), await anaHas(web)];
    await goes(web, ana);
    await passes(NIGHT);
    await says(web, one, 'in');
    router.bus.publish('elsewhere.changed', elsewhere({ conversations: [one] }));
    await router.reaches(one, 'offered', bo);
    await router.routing.stop(); // hears nothing more
    await says(web, two, 'in');
    await (await start()).reaches(two, 'offered', bo);
  });
});

describe('all that somebody holds who is not there', () => {
  it('a supervisor gives back at once, however often they ask; one who is there keeps it', async () => {
    const node = await start();
    await node.online(ana);
    const mails = [await anaHas(node), await anaHas(node)];
    await expect(node.routing.handBack(ana, kim)).rejects.toMatchObject({ code: 'agent.there' });
    await goes(node, ana);
    const told = await Promise.all([node.routing.handBack(ana, kim), node.routing.handBack(ana, kim)]);
    expect(told[0]! + told[1]!).toBe(2);
    for (const id of mails) {
      expect(await node.reaches(id, 'queued')).toMatchObject({ passedBy: [{ agentId: ana, how: 'left' }] });
      expect(await back(id)).toMatchObject([{ reason: 'handedBack', fromAgentName: 'Ana', by: 'Kim' }]);
    }
    await until(async () => (await node.routing.deskOf(ana)).load === 0, 'the desk follows');
    expect(await node.routing.handBack(ana, kim)).toBe(0);
    await expect(node.routing.handBack('f'.repeat(24), kim)).rejects.toMatchObject({ code: 'user.missing' });
  });
});

describe('when it goes', () => {
  const at = (seconds: number) => new Date(seconds * 1_000);
  const terms = { isActive: true, graceMs: 60_000, routedSince: 0, staysMs: 3_600_000, wroteAt: null };
  const held = { since: at(50), kind: 'assigned' } as const;
  it.each([
    {
      says: 'never, while they are connected and took it after signing off',
      desk: {},
      entry: { since: at(101) },
      at: null,
    },
    { says: 'by the first of signing off and being cut off', desk: { lostAt: at(90) }, at: 90 + 3_600 },
    { says: 'after a minute where a wrap-up is left', entry: { kind: 'wrapUp' }, at: 160 },
    { says: 'after a minute where it may stay for less', terms: { staysMs: 30_000 }, at: 160 },
    { says: 'by when it was given where others gave it then', entry: { since: at(101), awaits: true }, at: 3_701 },
    { says: 'by when they left again after they had come', entry: { awaits: true }, at: 3_700 },
    { says: 'a minute after somebody routes again', terms: { staysMs: 0, routedSince: 500_000 }, at: 560 },
    { says: 'by its time also where nobody routed for a while', terms: { routedSince: 500_000 }, at: 3_700 },
    { says: 'by its time where the word came before they left', terms: { wroteAt: 99_000 }, at: 3_700 },
    { says: 'by its time where the word came after it', terms: { wroteAt: 9_999_000 }, at: 3_700 },
  ] as const)('$says', ({ at: expected, ...about }) => {
    const desk = { presenceSince: at(100), lostAt: null, ...('desk' in about ? about.desk : {}) };
    const entry = { ...held, ...('entry' in about ? about.entry : {}) };
    const when = goesWhen(desk, entry, { ...terms, ...('terms' in about ? about.terms : {}) });
    expect(when.at).toBe(expected === null ? Number.POSITIVE_INFINITY : expected * 1_000);
  });
});
