import mongoose from 'mongoose';
import type { Accounts } from '../../accounts/index.js';
import type { FollowUps } from '../../followups/index.js';
import type { Clock, Log } from '../../platform/index.js';
import type { Queues } from '../../queues/index.js';
import type { Sites } from '../../sites/index.js';
import { makeDice } from './dice.js';
import { PEOPLE_OUTSIDE } from './people.js';
import { type Cast, tellHistory } from './plan.js';
import { makePromises } from './promises.js';
import type { QueueName } from './script.js';
import { idOf } from './story.js';
import { unwriteHistory, writeHistory, writePresence } from './write.js';

/** Says that the history is there, or was being written when the process ended. */
const markSchema = new mongoose.Schema<{ _id: string; state: 'writing' | 'written' }>(
  { _id: String, state: { type: String, required: true } },
  { versionKey: false, collection: 'demoMarks' },
);
const MarkModel = mongoose.model('DemoMark', markSchema);
const MARK = 'history';

export interface HistoryNeeds {
  clock: Clock;
  log: Log;
  accounts: Pick<Accounts, 'activeAgents'>;
  queues: Pick<Queues, 'all'>;
  sites: Pick<Sites, 'siteByKey'>;
  publicUrl: string;
  followUps: FollowUps;
}

/** Gives the sample company some months behind it, once. A company that is no longer the sample one is left alone. */
export async function ensureDemoHistory(needs: HistoryNeeds): Promise<void> {
  const { clock, log } = needs;
  const mark = await MarkModel.findById(MARK).lean();
  if (mark?.state === 'written') return;
  const cast = await castOf(needs);
  if (!cast) return;
  if (mark) await unwriteHistory(PEOPLE_OUTSIDE.map((_person, i) => idOf('customer', i)));
  else await MarkModel.create({ _id: MARK, state: 'writing' });
  const { people, stories, presence } = tellHistory(cast, clock.now());
  await writeHistory(people, stories, cast.site._id, makeDice(stories.length));
  await writePresence(presence);
  await makePromises(
    cast.agents.filter(({ role }) => role === 'agent'),
    needs.followUps,
    clock,
  );
  await MarkModel.updateOne({ _id: MARK }, { $set: { state: 'written' } });
  log.info({ customers: people.length, conversations: stories.length }, 'sample history written');
}

async function castOf({ accounts, queues, sites, publicUrl }: HistoryNeeds): Promise<Cast | null> {
  const [all, agents, site] = await Promise.all([queues.all(), accounts.activeAgents(), sites.siteByKey('demo-shop')]);
  const named = (name: QueueName) => all.find((queue) => queue.name === name);
  const [Sales, Orders, Service] = [named('Sales'), named('Orders'), named('Service')];
  return site && Sales && Orders && Service ? { site, agents, publicUrl, queues: { Sales, Orders, Service } } : null;
}
