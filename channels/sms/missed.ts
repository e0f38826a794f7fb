import type { NumberRecord } from '../../server/contract/index.js';
import type { CarrierAccess, Numbers } from '../../server/numbers/index.js';
import type { Log } from '../../server/platform/index.js';
import type { Timeline } from '../../server/timeline/index.js';
import { type CarrierClient, fileAddress, type HookForm, type Looks } from '../twilio/index.js';

const SWEEP_MS = 60_000;
/** Its clock may be another one. */
const SLACK_MS = 2 * 60_000;
/** Of one number at one look; a page of its list has a tenth. */
const MOST = 10_000;
const PAGE = 1_000;

interface MissedNeeds {
  log: Log;
  looks: Looks;
  numbers: Pick<Numbers, 'all' | 'secretsOf'>;
  timeline: Pick<Timeline, 'bySource'>;
  carrierBase(): string | null;
  client(account: CarrierAccess): CarrierClient;
  take(form: HookForm, account: CarrierAccess, sentAt: Date): Promise<void>;
}

type Found = Awaited<ReturnType<CarrierClient['messages']['list']>>[number];

/** Texts that came while nobody of us could be told: the carrier does not repeat itself for long, and is asked. */
export function makeMissed({ log, looks, numbers, timeline, carrierBase, client, take }: MissedNeeds) {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let stopping = false;

  async function sweep(): Promise<void> {
    for (const number of (await numbers.all()).filter(({ active, sms }) => active && sms.on)) {
      const account = stopping ? null : await numbers.secretsOf(number);
      if (!account) continue;
      await looks
        .look(`texts:${number._id}`, (from, until) => takeMissed(number, account, from, until))
        .catch((error: unknown) => log.warn({ error }, 'the carrier could not be asked for texts'));
    }
  }

  /** The earliest first. */
  async function takeMissed({ number }: NumberRecord, account: CarrierAccess, from: Date, until: Date) {
    const asked = { to: number, dateSentAfter: new Date(+from - SLACK_MS), pageSize: PAGE, limit: MOST };
    const found = await client(account).messages.list(asked);
    if (found.length === MOST) log.warn({ most: MOST }, 'more texts were missed than are asked for');
    const came = found.filter(({ direction, dateSent }) => direction === 'inbound' && dateSent <= until).reverse();
    const failed: unknown[] = [];
    for (const text of came) await takeOne(text, account).catch((error: unknown) => failed.push(error));
    if (failed.length > 0) throw failed[0];
  }

  async function takeOne(text: Found, account: CarrierAccess): Promise<void> {
    if (await timeline.bySource('sms', text.sid)) return;
    await take(await formOf(text, account), account, text.dateSent);
    log.info('a text was taken in that nobody had told of');
  }

  /** As the carrier would have told it. */
  async function formOf({ sid, from, to, body, numMedia }: Found, account: CarrierAccess): Promise<HookForm> {
    const media = Number(numMedia) > 0 ? await client(account).messages(sid).media.list({ limit: 10 }) : [];
    const files = media.flatMap(({ uri, contentType }, n) => [
      [`MediaUrl${n}`, fileAddress(carrierBase(), uri)],
      [`MediaContentType${n}`, contentType],
    ]);
    const text = { MessageSid: sid, AccountSid: account.sid, From: from, To: to, Body: body ?? '' };
    return { ...text, NumMedia: String(media.length), ...Object.fromEntries(files) };
  }

  const begin = () => {
    running = running.then(sweep).catch((error: unknown) => log.error({ error }, 'missed texts were not looked for'));
  };
  return {
    sweep,
    start(): void {
      timer = setInterval(begin, SWEEP_MS);
      begin();
    },
    stop(): Promise<void> {
      stopping = true;
      clearInterval(timer);
      return running;
    },
  };
}
