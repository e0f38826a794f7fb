import type { DeliveryState } from '../../server/contract/index.js';
import type { CarrierAccess } from '../../server/numbers/index.js';
import type { Clock } from '../../server/platform/index.js';
import type { Timeline } from '../../server/timeline/index.js';
import { type HookForm, meaningOf } from '../twilio/index.js';
import { PartModel, type PartRecord } from './models.js';

/** What the carrier says comes late, twice, in any order, and without a time: only what ranks higher counts. */
const RANK: Readonly<Record<string, number>> = {
  ...{ accepted: 0, scheduled: 0, queued: 1, sending: 2, sent: 3, delivered: 4, undelivered: 4, failed: 4 },
  ...{ canceled: 4, partially_delivered: 4, read: 5 },
};
const STATE: Readonly<Record<string, DeliveryState>> = {
  ...{ sent: 'sent', delivered: 'delivered', partially_delivered: 'delivered', read: 'read' },
  ...{ undelivered: 'failed', failed: 'failed', canceled: 'failed' },
};
const MOST_LOGGED = 50;
const OPTED_OUT = 21_610;

interface ReceiptNeeds {
  clock: Clock;
  timeline: Pick<Timeline, 'settle' | 'explain' | 'byId'>;
  /** The carrier takes no more texts to there. */
  noteOptedOut(touchpointId: string): Promise<void>;
}

/** What becomes of our texts, as the carrier tells it. */
export function makeReceipts({ clock, timeline, noteOptedOut }: ReceiptNeeds) {
  /** @param partId as we gave it along in the callback's own address, which the signature covers */
  async function take(form: HookForm, account: CarrierAccess, partId: string): Promise<void> {
    const { MessageSid: sid = '', MessageStatus: status = form.SmsStatus ?? '' } = form;
    const rank = RANK[status];
    if (rank === undefined || !sid) return;
    const code = Number(form.ErrorCode) || null;
    const mine = { _id: partId, accountSid: account.sid } as const;
    const logged = await PartModel.findOneAndUpdate(mine, {
      $push: { log: { $each: [{ status, code, at: clock.now() }], $slice: -MOST_LOGGED } },
      $set: { askedAt: null },
    } as never).lean<PartRecord>();
    if (!logged) return; // none of ours
    if (!logged.sid) await PartModel.updateOne({ ...mine, sid: null } as never, { $set: { sid } }).catch(() => {});
    // A later word without a code does not take back the reason; and whoever reads that it failed, for another word, finds why.
    if (code) await PartModel.updateOne({ ...mine, code: null } as never, { $set: { code } });
    await PartModel.updateOne({ ...mine, rank: { $lt: rank } }, { $set: { status, rank } });
    await tell(logged.touchpointId);
  }

  /** A text in parts has come that far which its last part has; one that failed is enough. */
  async function tell(touchpointId: string): Promise<void> {
    const parts = await PartModel.find({ touchpointId }).lean<PartRecord[]>();
    const states = parts.map(({ status }) => STATE[status ?? ''] ?? 'pending');
    const code = parts.find(({ code }) => code)?.code;
    const reason = code ? meaningOf(code).reason : undefined;
    if (states.includes('failed')) {
      const failed = await timeline.settle(touchpointId, { state: 'failed', ...(reason && { reason }) });
      if (!failed && reason) await timeline.explain(touchpointId, reason);
      if (code === OPTED_OUT) await noteOptedOut(touchpointId);
      return;
    }
    const least = (['pending', 'sent', 'delivered', 'read'] as const).find((state) => states.includes(state));
    const [first] = parts;
    if (least && least !== 'pending')
      await timeline.settle(touchpointId, { state: least, ...(first?.sid && { providerId: first.sid }) });
  }

  return { take };
}
