import { describe, expect, it } from 'vitest';
import { type HoursView, PROBLEM_CODES, type ProblemView, type WideningStep } from '../../server/contract/index.js';
import { problemsOf } from '../../server/policies/problems.js';
import { eachChannel } from '../build/capacity.js';
import { anAgentPolicy, aPolicy, aQueuePolicy } from '../build/policy.js';

const [ana, bo] = ['ana', 'bo'];
const technical = { name: 'Technical', nameFa: null, language: null };
const english = { name: 'English', nameFa: null, language: 'en' as const };
const agents = { [ana]: anAgentPolicy({ skills: { tech: 3 } }), [bo]: anAgentPolicy() };
const step = (about: Partial<WideningStep>): WideningStep => ({
  ...{ afterSeconds: 60, lowerBy: 0, withoutSkillIds: [], alsoQueueIds: [] },
  ...about,
});
const tech = (level: 1 | 3 | 5) => [{ skillId: 'tech', level }];
const nobodyIsOpen = { sat: [], sun: [], mon: [], tue: [], wed: [], thu: [], fri: [] };
const hours = aQueuePolicy().hours;
const closedAlways = { ...hours, alwaysOpen: false, week: nobodyIsOpen };
const office = { ...hours, alwaysOpen: false };
const offOn: HoursView['holidays'][number] = { date: '2026-07-01', name: '', yearly: null };
const byAge = (seconds: number, to: 'callback' | 'message' | 'offlineForm') =>
  ({ cause: 'age', seconds, to, queueId: null }) as const;
const toQueue = (queueId: string, seconds = 60) => ({ cause: 'age', seconds, to: 'queue', queueId }) as const;
type Queue = NonNullable<Parameters<typeof aQueuePolicy>[0]>;

/** Codes of what is wrong with a company of this one queue, and perhaps another one. */
function wrongWith(queue: Queue, other?: Queue): ProblemView[] {
  const queues = {
    q: aQueuePolicy({ memberIds: [ana, bo], ...queue }),
    ...(other && { r: aQueuePolicy({ memberIds: [bo], ...other }) }),
  };
  return problemsOf(aPolicy({ skills: { tech: technical }, queues, agents }));
}

describe('a queue', () => {
  it.each<{ says: string; queue: Queue; other?: Queue; wrong: Partial<ProblemView>[] }>([
    { says: 'as it comes has no problem', queue: {}, wrong: [] },
    { says: 'without members has nobody', queue: { memberIds: [] }, wrong: [{ code: 'queue.noMembers' }] },
    {
      says: 'without members may have help from another',
      queue: { memberIds: [], rules: { steps: [step({ alsoQueueIds: ['r'] })] } },
      other: {},
      wrong: [],
    },
    { says: 'may ask for what one member has', queue: { rules: { needs: tech(3) } }, wrong: [] },
    {
      says: 'that asks for more than the best has is served by nobody, and says how good the best is',
      queue: { rules: { needs: tech(5) } },
      wrong: [{ code: 'queue.nobodyServes' }, { code: 'need.levelTooHigh', skillId: 'tech', level: 5, best: 3 }],
    },
    {
      says: 'that asks for what no member has at all',
      queue: { memberIds: [bo], rules: { needs: tech(1) } },
      wrong: [{ code: 'queue.nobodyServes' }, { code: 'need.nobodyHas', skillId: 'tech', level: 1 }],
    },
    {
      says: 'whose last step opens it to somebody is served, and still says what is asked too high at first',
      queue: { rules: { needs: tech(5), steps: [step({ lowerBy: 2 })] } },
      wrong: [{ code: 'need.levelTooHigh' }],
    },
    {
      says: 'with a step between at which nobody can serve yet',
      queue: { rules: { needs: tech(5), steps: [step({ lowerBy: 1 }), step({ afterSeconds: 90, lowerBy: 2 })] } },
      wrong: [{ code: 'step.nobodyServes', place: 1 }, { code: 'need.levelTooHigh' }],
    },
    {
      says: 'with a step that reads as if it took back what the one before opened',
      queue: { rules: { needs: tech(3), steps: [step({ lowerBy: 2 }), step({ afterSeconds: 90, lowerBy: 1 })] } },
      wrong: [{ code: 'step.narrows', place: 2 }],
    },
    {
      says: 'with a step that opens nothing',
      queue: { rules: { steps: [step({})] } },
      wrong: [{ code: 'step.changesNothing', place: 1 }],
    },
    {
      says: 'with an unknown skill',
      queue: { rules: { needs: [{ skillId: 'nothing', level: 1 }], steps: [step({ withoutSkillIds: ['nothing'] })] } },
      wrong: [{ code: 'skill.unknown', severity: 'error', skillId: 'nothing' }],
    },
    {
      says: 'with an unknown queue',
      queue: { rules: { overflow: [toQueue('nowhere')] } },
      wrong: [{ code: 'queue.unknown', severity: 'error', otherQueueId: 'nowhere' }],
    },
    {
      says: 'that overflows to itself',
      queue: { rules: { overflow: [toQueue('q')] } },
      wrong: [{ code: 'overflow.toItself', severity: 'error' }],
    },
    {
      says: 'that overflows to one that overflows back',
      queue: { rules: { overflow: [toQueue('r')] } },
      other: { rules: { overflow: [toQueue('q')] } },
      wrong: [{ code: 'overflow.circle', severity: 'warning', otherQueueId: 'r' }],
    },
    { says: 'may overflow to another', queue: { rules: { overflow: [toQueue('r')] } }, other: {}, wrong: [] },
    {
      says: 'with a way out after everybody has left',
      queue: { rules: { overflow: [byAge(60, 'callback'), byAge(90, 'message')] } },
      wrong: [{ code: 'overflow.neverReached', place: 2 }],
    },
    {
      says: 'with a step after everybody has left',
      queue: {
        rules: { needs: tech(3), steps: [step({ afterSeconds: 90, lowerBy: 1 })], overflow: [byAge(60, 'callback')] },
      },
      wrong: [{ code: 'step.neverReached', place: 1 }],
    },
    {
      says: 'may show new visitors the form before those who wait leave or are helped',
      queue: {
        rules: {
          ...{ needs: tech(3), steps: [step({ afterSeconds: 90, lowerBy: 1 })] },
          overflow: [byAge(60, 'offlineForm'), byAge(120, 'message')],
        },
      },
      wrong: [],
    },
    {
      says: 'that never closes has no use for what happens when it is closed',
      queue: { rules: { overflow: [{ cause: 'closed', seconds: 0, to: 'offlineForm', queueId: null }] } },
      wrong: [{ code: 'overflow.neverReached', place: 1 }],
    },
    {
      says: 'with office hours has',
      queue: {
        hours: office,
        rules: { overflow: [{ cause: 'closed', seconds: 0, to: 'offlineForm', queueId: null }] },
      },
      wrong: [],
    },
    {
      says: 'with a day that is said twice',
      queue: {
        hours: { ...office, holidays: [offOn, { ...offOn, open: [[540, 720]] }, { ...offOn, yearly: 'jalali' }] },
      },
      wrong: [{ code: 'queue.dayTwice', date: '2026-07-01' }],
    },
    {
      says: 'whose head start is longer than anybody may be held back',
      queue: { rules: { headStartSeconds: 601, mostHeldBackSeconds: 600 } },
      wrong: [{ code: 'headStart.beyondBound' }],
    },
    { says: 'that is closed all week', queue: { hours: closedAlways }, wrong: [{ code: 'queue.neverOpen' }] },
    {
      says: 'that is open on one channel is open',
      queue: { hours: { ...closedAlways, byChannel: { email: { alwaysOpen: true, week: nobodyIsOpen } } } },
      wrong: [],
    },
    {
      says: 'whose points go beyond the bound',
      queue: { rules: { valuePoints: [0, 0, 0, 5, 10, 11], mostHeldBackSeconds: 600 } },
      wrong: [{ code: 'value.beyondBound', level: 5 }],
    },
    {
      says: 'that asks for languages where no skill is one',
      queue: { rules: { languageLevel: 3 } },
      wrong: [{ code: 'language.noSkill' }],
    },
  ])('$says', ({ queue, other, wrong }) => {
    const found = wrongWith(queue, other);
    expect(found.map(({ code }) => code)).toEqual(wrong.map(({ code }) => code));
    expect(found).toMatchObject(wrong);
  });
});

describe('a policy', () => {
  it('warns of a member who never gets anything, and of a queue that has only such', () => {
    const queues = { q: aQueuePolicy({ memberIds: [ana] }) };
    const found = problemsOf(aPolicy({ queues, agents: { [ana]: anAgentPolicy({ capacity: eachChannel(0) }) } }));
    expect(found).toMatchObject([
      { code: 'queue.nobodyServes', queueId: 'q' },
      { code: 'agent.noCapacity', agentId: ana, queueId: 'q' },
    ]);
  });

  it('has each name and each language once, and tells errors before warnings', () => {
    const skills = { a: english, b: { ...english, name: 'British' }, c: { ...technical, name: 'English' } };
    const found = problemsOf(aPolicy({ skills, queues: { q: aQueuePolicy() } }));
    expect(found.map(({ code }) => code)).toEqual(['skill.sameLanguage', 'skill.sameName', 'queue.noMembers']);
    expect(found.every(({ code }) => PROBLEM_CODES.includes(code))).toBe(true);
  });
});
