import { describe, expect, it } from 'vitest';
import type { ChannelName, PolicyContent, QueuePolicy, QueueRules } from '../../../server/contract/index.js';
import { QUEUE_DEFAULTS, RULES } from '../../../server/queues/defaults.js';
import type { Leg, RecordedDay } from '../../../server/routing/simulation/recorded-day.js';
import { movedBetween, notesOn, recordedFigures, replay } from '../../../server/routing/simulation/replay.js';

const MINUTE = 60_000;
const day0 = Date.parse('2030-03-02T00:00:00Z');
const capacity = { webchat: 1, email: 1, sms: 1, voice: 1 };

/** Everybody comes at `at`, was answered after `wait` by Ana, and talked for `talk`, all in minutes. */
function aLeg(
  i: number,
  { at, wait = 0, talk = 10, left = false, cameBack = false, queueId = 'sales', agentId = 'ana' }: LegIn,
): Leg {
  const queuedAt = day0 + at * MINUTE;
  const end = queuedAt + wait * MINUTE;
  const answered = {
    answeredAt: end,
    agentId,
    talkedUntil: end + talk * MINUTE,
    endedAt: end + talk * MINUTE,
    leftAt: null,
  };
  const gone = { answeredAt: null, agentId: null, talkedUntil: null, endedAt: null, leftAt: end };
  return { conversationId: `c${i}`, queueId, queuedAt, byHand: false, cameBack, ...(left ? gone : answered) };
}
interface LegIn {
  at: number;
  wait?: number;
  talk?: number;
  left?: boolean;
  cameBack?: boolean;
  queueId?: string;
  agentId?: string;
}

function aDay(
  legs: LegIn[],
  about: { values?: number[]; isLogged?: boolean; channel?: ChannelName } = {},
): RecordedDay {
  const facts = { channel: about.channel ?? 'webchat', locale: 'en', needs: [], lastAgentId: null } as const;
  const there = (agentId: string) => ({ agentId, at: day0 - 1, state: 'online' }) as const;
  return {
    legs: legs.map((leg, i) => aLeg(i, leg)),
    about: new Map(legs.map((_, i) => [`c${i}`, { ...facts, value: about.values?.[i] ?? 0 }])),
    presence: [there('ana'), there('bo')],
    ...{ isLogged: about.isLogged ?? true, acceptMs: 0, from: day0, until: day0 + 24 * 60 * MINUTE },
  };
}

const aQueue = (memberIds: string[], rules: Partial<QueueRules> = {}): QueuePolicy => {
  const { offerSeconds, wrapUpSeconds, slaFirstResponseSeconds, slaNextResponseSeconds, slaTarget, hours } =
    QUEUE_DEFAULTS;
  const times = { offerSeconds, wrapUpSeconds, slaFirstResponseSeconds, slaNextResponseSeconds, slaTarget };
  return { memberIds, autoAccept: true, ...times, hours, rules: { ...RULES, ...rules } };
};
const aPolicy = (queues: PolicyContent['queues']): PolicyContent => ({
  skills: {},
  common: { interrupts: { webchat: [], email: [], sms: [], voice: [] }, restSeconds: 10 },
  queues,
  agents: { ana: { skills: {}, capacity }, bo: { skills: {}, capacity } },
});
const play = (day: RecordedDay, content: PolicyContent) => replay(day, content, async () => {});

const alone = aPolicy({ sales: aQueue(['ana']) });

describe('a day is played by a policy', () => {
  it('as it was, where the rules are as they were', async () => {
    const day = aDay([{ at: 0 }, { at: 5, wait: 5 }, { at: 6, wait: 14 }]);
    const { figures } = await play(day, alone);
    const { agents, ...lines } = figures;
    expect(lines).toEqual(recordedFigures(day, alone));
    expect(agents).toMatchObject([
      { agentId: 'ana', answered: 3, busyMs: 30 * MINUTE },
      { agentId: 'bo', answered: 0, busyMs: 0 },
    ]);
    expect(lines.total).toMatchObject({ offered: 3, answered: 3, waits: { p50Ms: 5 * MINUTE, p90Ms: 14 * MINUTE } });
  });

  it('says who would be served otherwise, by whom and how much sooner', async () => {
    const day = aDay([{ at: 0 }, { at: 5, wait: 5 }, { at: 6, wait: 14 }]);
    const moved = movedBetween(await play(day, alone), await play(day, aPolicy({ sales: aQueue(['ana', 'bo']) })));
    expect(moved).toMatchObject({ otherwise: 1, sooner: 2, later: 0 });
    expect(moved.most).toMatchObject([
      {
        conversationId: 'c2',
        now: { waitMs: 14 * MINUTE, agentId: 'ana' },
        draft: { waitMs: 4 * MINUTE, agentId: 'ana' },
      },
      { conversationId: 'c1', now: { waitMs: 5 * MINUTE, agentId: 'ana' }, draft: { waitMs: 0, agentId: 'bo' } },
    ]);
  });

  it('is the same, played twice by one policy', async () => {
    const day = aDay(
      Array.from({ length: 300 }, (_, i) => ({ at: i, talk: 1 + (i % 7), left: i % 11 === 0, wait: 3 })),
    );
    const [once, twice] = [await play(day, alone), await play(day, alone)];
    expect(twice.figures).toEqual(once.figures);
    expect(movedBetween(once, twice)).toEqual({ otherwise: 0, sooner: 0, later: 0, most: [] });
  });

  it('lets those who left leave when they did, unless somebody answers sooner', async () => {
    const day = aDay([
      { at: 0, talk: 60 },
      { at: 1, wait: 4, left: true },
    ]);
    expect((await play(day, alone)).figures.total).toMatchObject({ answered: 1, abandoned: 1, abandonShare: 0.5 });
    const wider = await play(day, aPolicy({ sales: aQueue(['ana', 'bo']) }));
    expect(wider.figures.total).toMatchObject({ answered: 2, abandoned: 0, serviceLevel: 1 });
  });

  it('counts who is helped by another queue, and who leaves for a callback', async () => {
    const day = aDay([
      { at: 0, talk: 60 },
      { at: 1, wait: 59 },
      { at: 2, wait: 118 },
    ]);
    const overflow = (to: 'queue' | 'callback', minutes: number): QueueRules['overflow'][number] => ({
      ...{ cause: 'age', seconds: minutes * 60, to },
      queueId: to === 'queue' ? 'orders' : null,
    });
    const rules = { overflow: [overflow('queue', 2), overflow('callback', 15)] };
    const { figures } = await play(day, aPolicy({ sales: aQueue(['ana'], rules), orders: aQueue(['bo']) }));
    expect(figures.total).toMatchObject({ answered: 3, helped: 2, overflowed: 0 });
    const late = await play(day, aPolicy({ sales: aQueue(['ana'], { overflow: [overflow('callback', 15)] }) }));
    expect(late.figures.total).toMatchObject({
      answered: 1,
      helped: 0,
      overflowed: 2,
      waits: { longestMs: 15 * MINUTE },
    });
  });

  it.each([
    { says: 'a mail stands in no line', channel: 'email', to: 'message' },
    { says: 'the form is for those who come', channel: 'webchat', to: 'offlineForm' },
  ] as const)('takes nobody out of the line who would not leave it: $says', async ({ channel, to }) => {
    const day = aDay(
      [
        { at: 0, talk: 60 },
        { at: 1, wait: 59 },
      ],
      { channel },
    );
    const rules = { overflow: [{ cause: 'age', seconds: 900, to, queueId: null } as const] };
    const { figures } = await play(day, aPolicy({ sales: aQueue(['ana'], rules) }));
    expect(figures.total).toMatchObject({ answered: 2, overflowed: 0 });
  });

  it('puts the valuable first where the draft says so', async () => {
    const day = aDay(
      [
        { at: 0, talk: 30 },
        { at: 1, wait: 29 },
        { at: 2, wait: 38 },
      ],
      { values: [0, 0, 5] },
    );
    const valued = aPolicy({ sales: aQueue(['ana'], { valuePoints: [0, 0, 0, 0, 0, 5] }) });
    const moved = movedBetween(await play(day, alone), await play(day, valued));
    expect(moved).toMatchObject({ otherwise: 0, sooner: 1, later: 1 });
  });

  it('says what it cannot know', () => {
    const always = ['handlingAsRecorded', 'valuesOfToday'];
    expect(notesOn(aDay([]), [alone])).toEqual(always);
    const day = aDay([{ at: 0 }, { at: 1, left: true }, { at: 2, queueId: 'gone' }], { isLogged: false });
    const notes = notesOn(day, [alone]);
    const form = { cause: 'age', seconds: 60, to: 'offlineForm', queueId: null } as const;
    const foreseen = { cause: 'forecast', seconds: 60, to: 'queue', queueId: 'sales' } as const;
    for (const rules of [{ overflow: [form] }, { overflow: [foreseen] }, { atClosing: 'close' as const }])
      expect(notesOn(aDay([]), [aPolicy({ sales: aQueue(['ana'], rules) })])).toContain('forecastNotPlayed');
    const longer = aPolicy({ sales: aQueue(['ana'], { staysSeconds: { email: 60, sms: 60 } }) });
    expect(notesOn(aDay([]), [alone, alone])).toEqual(always);
    expect(notesOn(aDay([]), [alone, longer])).toContain('staysAsRecorded');
    expect(notesOn(aDay([{ at: 0, cameBack: true }]), [alone])).toContain('staysAsRecorded');
    for (const note of ['patienceUnknown', 'handlingGuessed', 'presenceInferred', 'queuesGone', ...always])
      expect(notes).toContain(note);
  });

  it('gives others their turn while it plays', async () => {
    const day = aDay(Array.from({ length: 2_000 }, (_, i) => ({ at: i * 0.5, talk: 0.3 })));
    let turns = 0;
    await replay(day, alone, async () => {
      turns += 1;
    });
    expect(turns).toBeGreaterThan(2);
  });
});
