import type { TouchpointDetails } from '../../server/contract/index.js';
import type { Customers } from '../../server/customers/index.js';
import type { Timeline } from '../../server/timeline/index.js';

export interface ConsentNeeds {
  customers: Pick<Customers, 'recordConsent' | 'withdrawnChannels' | 'byId'>;
  timeline: Pick<Timeline, 'append' | 'byId'>;
}

type Change = Omit<TouchpointDetails['consent.changed'], 'channel'>;

/** Whether somebody takes texts of ours: what they wrote, or what the carrier says, in the ledger and on the timeline. */
export function makeConsent({ customers, timeline }: ConsentNeeds) {
  /**
   * The same again changes nothing, nor does what was said earlier than what holds.
   * @param saidAt where that is not now
   */
  async function note(
    customerId: string,
    conversationId: string | null,
    sourceId: string,
    change: Change,
    saidAt?: Date,
  ): Promise<void> {
    if (!(await changes(customerId, change.granted, saidAt))) return;
    await customers.recordConsent(customerId, 'sms', change.granted, `sms:${change.how}`);
    await timeline.append({
      ...{ customerId, conversationId, kind: 'consent.changed', direction: 'internal', channel: 'sms', sourceId },
      author: change.how === 'word' ? { type: 'customer', id: customerId } : { type: 'system' },
      details: { channel: 'sms', ...change },
    });
  }

  /** Whether it is not so already, and was not said before what holds. */
  async function changes(customerId: string, granted: boolean, saidAt?: Date): Promise<boolean> {
    if (saidAt && (await holdsSince(customerId)) > saidAt) return false;
    return (await withdrew(customerId)) === granted;
  }

  const withdrew = async (customerId: string) => (await customers.withdrawnChannels(customerId)).includes('sms');

  async function holdsSince(customerId: string): Promise<Date> {
    const customer = await customers.byId(customerId);
    return customer?.consent.find(({ channel }) => channel === 'sms')?.at ?? new Date(0);
  }

  return {
    note,
    changes,
    withdrew,
    /** The carrier refused a text of ours because its receiver had opted out there. */
    async noteOptedOut(touchpointId: string): Promise<void> {
      const text = await timeline.byId(touchpointId);
      if (!text) return;
      const change = { granted: false, how: 'carrier' } as const;
      await note(text.customerId, text.conversationId, `${touchpointId}:optedOut`, change);
    },
  };
}
