import { Router } from 'express';
import type { CustomerRecord, TouchpointDraft, TouchpointRecord } from '../../server/contract/index.js';
import type { CarrierAccess, Numbers } from '../../server/numbers/index.js';
import type { Log } from '../../server/platform/index.js';
import { type Channel, ChannelError } from '../channel.js';
import { type CarrierClient, fetchMedia, makeCheckedHook, makeLooks } from '../twilio/index.js';
import { makeConsent } from './consent.js';
import { type FilesNeeds, makeTextFiles } from './files.js';
import { type IncomingNeeds, makeIncoming } from './incoming.js';
import { makeMissed } from './missed.js';
import { makePace, type Sleep } from './pace.js';
import { makeReceipts } from './receipts.js';
import { makeSend, type SendNeeds } from './send.js';
import { laneOf, makeWriting, type WritingNeeds } from './writing.js';

export interface SmsNeeds
  extends Omit<
      IncomingNeeds,
      'consent' | 'files' | 'answer' | 'numbers' | 'customers' | 'conversations' | 'timeline' | 'intake'
    >,
    Pick<FilesNeeds, 'files'>,
    Pick<SendNeeds, 'publicUrl' | 'fileUrl' | 'client'>,
    Pick<WritingNeeds, 'timeZone'> {
  log: Log;
  numbers: Numbers;
  customers: IncomingNeeds['customers'] & WritingNeeds['customers'] & Parameters<typeof makeConsent>[0]['customers'];
  conversations: IncomingNeeds['conversations'] & WritingNeeds['conversations'];
  timeline: IncomingNeeds['timeline'] &
    WritingNeeds['timeline'] &
    Parameters<typeof makeConsent>[0]['timeline'] &
    Parameters<typeof makeReceipts>[0]['timeline'];
  /** Later features: asked when a text comes. */
  intake(): IncomingNeeds['intake'];
  /** Where the carrier's API is, instead of Twilio's own addresses. */
  carrierBase(): string | null;
  client(account: CarrierAccess): CarrierClient;
  sleep?: Sleep;
}

/** Texts: in by the carrier's webhooks, out by its API. */
export function makeSms(needs: SmsNeeds) {
  const { clock, log, numbers, timeline, carrierBase, client } = needs;
  const consent = makeConsent(needs);
  const intake = {
    takeText: (...args) => needs.intake().takeText(...args),
    openByText: (...args) => needs.intake().openByText(...args),
    tellText: (...args) => needs.intake().tellText(...args),
  } satisfies IncomingNeeds['intake'];
  const files = makeTextFiles({
    ...{ clock, log, numbers, intake, files: needs.files, conversations: needs.conversations },
    fetchMedia: (url, account) => fetchMedia(url, account, carrierBase()),
    removeMedia: async (url, account) => {
      const [, message, media] = /\/Messages\/([A-Z]{2}[0-9a-f]{32})\/Media\/(ME[0-9a-f]{32})/i.exec(url) ?? [];
      if (message && media) await client(account).messages(message).media(media).remove();
    },
  });
  const take = makeIncoming({ ...needs, intake, consent, files, answer });
  const missed = makeMissed({ ...{ log, numbers, timeline, carrierBase, client, take }, looks: makeLooks({ clock }) });
  const receipts = makeReceipts({ clock, timeline, noteOptedOut: consent.noteOptedOut });
  const pace = makePace(needs);
  const send = makeSend({ ...needs, pace, noteOptedOut: consent.noteOptedOut });

  async function answer(...about: Parameters<typeof automatic>): Promise<void> {
    await timeline.append(automatic(...about));
  }

  const checkedHook = makeCheckedHook({ publicUrl: needs.publicUrl, accountBySid: numbers.accountBySid });
  const channel: Channel = {
    name: 'sms',
    immediate: false,
    ordered: true,
    async send(touchpoint) {
      if (!isMessage(touchpoint)) throw new ChannelError('refused');
      return send(touchpoint);
    },
  };

  return {
    channel,
    writing: makeWriting(needs),
    automatic,
    routes: Router()
      .post(
        '/hooks/sms/in',
        checkedHook((form, { account }) => take(form, account)),
      )
      .post(
        '/hooks/sms/status',
        checkedHook((form, { account, req }) => receipts.take(form, account, String(req.query.part ?? ''))),
      ),
    takeMissed: missed.sweep,
    start(): void {
      files.start();
      missed.start();
    },
    stop: async (): Promise<void> => void (await Promise.all([files.stop(), missed.stop()])),
  };
}

/** Something that nobody wrote: an acknowledgement, what a help word asks for, the first text to who leaves the line for it. */
function automatic(
  { _id: customerId }: Pick<CustomerRecord, '_id'>,
  conversationId: string | null,
  { text, held, sourceId, confirms }: Parameters<IncomingNeeds['answer']>[2],
): TouchpointDraft<'message'> {
  return {
    ...{ customerId, conversationId, kind: 'message', direction: 'out', channel: 'sms', sourceId, text },
    author: { type: 'system' },
    details: {
      source: 'automatic',
      sms: { numberId: held.numberId, from: held.number, to: held.peer, ...(confirms && { confirms }) },
    },
    delivery: 'pending',
    lane: laneOf({ _id: held.numberId }),
  };
}

const isMessage = (touchpoint: TouchpointRecord): touchpoint is TouchpointRecord<'message'> =>
  touchpoint.kind === 'message';
