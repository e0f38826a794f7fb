import type { HoursView, QueueRecord } from '../contract/index.js';

const DAY: [number, number][] = [[9 * 60, 17 * 60]];

/** An Iranian office week, ready for the day when somebody unticks "always open". */
const HOURS: HoursView = {
  alwaysOpen: true,
  timeZone: 'Asia/Tehran',
  week: { sat: DAY, sun: DAY, mon: DAY, tue: DAY, wed: DAY, thu: [[9 * 60, 13 * 60]], fri: [] },
  holidays: [],
};

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
  outcomes: ['solved', 'informed', 'notReached', 'spam'],
  active: true,
};
