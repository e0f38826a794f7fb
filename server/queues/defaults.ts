import { CHANNELS, type HoursView, type QueueMail, type QueueRecord, type QueueRules } from '../contract/index.js';

const DAY: [number, number][] = [[9 * 60, 17 * 60]];

/** An Iranian office week, ready for the day when somebody unticks "always open". */
const HOURS: HoursView = {
  alwaysOpen: true,
  timeZone: 'Asia/Tehran',
  week: { sat: DAY, sun: DAY, mon: DAY, tue: DAY, wed: DAY, thu: [[9 * 60, 13 * 60]], fri: [] },
  holidays: [],
  byChannel: {},
};

/** Who came first goes first, to whoever is idle longest; nothing is asked for and nothing changes with time. */
export const RULES: QueueRules = {
  order: 'offset',
  choice: 'longestIdle',
  needs: [],
  languageLevel: null,
  steps: [],
  lastAgentSeconds: Object.fromEntries(CHANNELS.map((channel) => [channel, 0])) as QueueRules['lastAgentSeconds'],
  valuePoints: [0, 0, 0, 0, 0, 0],
  mostHeldBackSeconds: 600,
  offersAtOnce: 1,
  overflow: [],
  atClosing: 'keep',
  wrapUpExtendSeconds: 60,
  wrapUpExtensions: 2,
};

/** Long enough to change the page or to make tea. */
export const MAIL: QueueMail = { onwardSeconds: 180, acknowledgement: null, outOfHours: null, transcript: true };

/** What a new queue is like where its maker said nothing. */
export const QUEUE_DEFAULTS: Omit<QueueRecord, '_id' | 'name'> = {
  nameFa: null,
  description: '',
  memberIds: [],
  offerSeconds: 30,
  autoAccept: false,
  wrapUpSeconds: 30,
  slaFirstResponseSeconds: 60,
  slaNextResponseSeconds: 120,
  slaTarget: 0.8,
  hours: HOURS,
  rules: RULES,
  mail: MAIL,
  outcomes: ['solved', 'informed', 'notReached', 'spam'],
  active: true,
};
