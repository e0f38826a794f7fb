import type { UserRecord } from '../../contract/index.js';
import type { FollowUps } from '../../followups/index.js';
import type { Clock } from '../../platform/index.js';
import { PEOPLE_OUTSIDE } from './people.js';
import { idOf } from './story.js';

const DAY_MS = 86_400_000;
const HALF_HOUR_MS = 1_800_000;

/** To whom, what, and how many days from now. */
const PROMISES: Record<'en' | 'fa', readonly { text: string; inDays: number }[]> = {
  fa: [
    { text: 'تماس برای نتیجهٔ مرجوعی گلیم', inDays: -1 },
    { text: 'ارسال پیش‌فاکتور سفارش عمده', inDays: 0.1 },
    { text: 'خبر دادن از موجود شدن کاسهٔ لعابی', inDays: 2 },
    { text: 'پرسیدن از رضایت پس از تعمیر', inDays: 6 },
  ],
  en: [
    { text: 'Call about the refund for the second rug', inDays: -2 },
    { text: 'Send the customs papers once they are in', inDays: 1 },
    { text: 'Ask whether the replacement has arrived', inDays: 4 },
  ],
};

/** Some things the sample company has still to do for its customers. Made once, however often it is asked for. */
export async function makePromises(agents: readonly UserRecord[], followUps: FollowUps, clock: Clock): Promise<void> {
  for (const locale of ['fa', 'en'] as const) {
    const customers = PEOPLE_OUTSIDE.flatMap((person, i) => (person.locale === locale ? [idOf('customer', i)] : []));
    for (const [i, { text, inDays }] of PROMISES[locale].entries()) {
      const agent = agents[i % agents.length];
      const customerId = customers[i * 3];
      if (!agent || !customerId) continue;
      const dueAt = new Date(Math.ceil((+clock.now() + inDays * DAY_MS) / HALF_HOUR_MS) * HALF_HOUR_MS);
      const given = {
        customerId,
        conversationId: null,
        sourceId: `${agent._id}:demo-${locale}-${i}`,
        text,
        dueAt,
        assigneeId: agent._id,
      };
      await followUps.create(given, { id: agent._id, name: agent.name });
    }
  }
}
