import type { HoursView, QueueRecord } from '../contract/index.js';
import { MAIL, RULES } from './defaults.js';
import { QueueModel } from './queue.model.js';

/** As queues were stored before: without mail, rules, hours by channel and holidays that recur. */
type Stored = Omit<QueueRecord, 'rules' | 'mail' | 'hours'> & {
  rules?: QueueRecord['rules'];
  mail?: QueueRecord['mail'];
  hours: Omit<HoursView, 'byChannel' | 'holidays'> & {
    byChannel?: HoursView['byChannel'];
    holidays: { date: string; name: string; yearly?: HoursView['holidays'][number]['yearly'] }[];
  };
};

/** Brings queues of an earlier version to the present shape, with rules that do what was done before. Safe to repeat. */
export async function migrateQueues(): Promise<void> {
  for (const { _id, rules, mail, hours } of await QueueModel.find().lean<Stored[]>()) {
    if (!mail)
      await QueueModel.collection.updateOne({ _id: _id as never, mail: { $exists: false } }, { $set: { mail: MAIL } });
    if (rules && hours.byChannel) continue;
    const holidays = hours.holidays.map((holiday) => ({ ...holiday, yearly: holiday.yearly ?? null }));
    const set = { rules: rules ?? RULES, hours: { ...hours, holidays, byChannel: hours.byChannel ?? {} } };
    // Not where another node has done it and somebody has changed it since.
    await QueueModel.collection.updateOne({ _id: _id as never, rules: { $exists: false } }, { $set: set });
  }
}
