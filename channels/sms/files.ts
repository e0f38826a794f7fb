import { createHash } from 'node:crypto';
import type { AttachmentRecord, MediaRefusal } from '../../server/contract/index.js';
import type { Conversations } from '../../server/conversations/index.js';
import type { Files } from '../../server/files/index.js';
import type { Intake } from '../../server/intake/index.js';
import type { CarrierAccess, Numbers } from '../../server/numbers/index.js';
import { AppError, type Clock, type Log } from '../../server/platform/index.js';
import { MediaError } from '../twilio/index.js';
import { TextFilesModel, type TextFilesRecord } from './models.js';

export interface FilesNeeds {
  clock: Clock;
  log: Log;
  files: Pick<Files, 'keepOwn'>;
  numbers: Pick<Numbers, 'byId' | 'secretsOf'>;
  conversations: Pick<Conversations, 'byId'>;
  intake: Pick<Intake, 'takeText'>;
  /** @throws MediaError */
  fetchMedia(url: string, account: CarrierAccess): Promise<Buffer>;
  /** Our copy is here: the carrier need not keep its own. */
  removeMedia(url: string, account: CarrierAccess): Promise<void>;
}

/** The carrier tells of files before it has them. Milliseconds until each further try. */
const RETRY_MS = [1_000, 5_000, 30_000, 120_000];
const LEASE_MS = 120_000;
const SWEEP_MS = 15_000;
/** What people send with a text, by what the bytes say. */
const TAKEN = /^(?:image\/(?!svg)|audio\/|video\/|application\/pdf$|text\/(?:plain|vcard)$)/;

type Got = { attachment: AttachmentRecord } | { why: MediaRefusal };

/** Files that came with texts: fetched after the text is on the timeline, and told in a message of their own. */
export function makeTextFiles({
  clock,
  log,
  files,
  numbers,
  conversations,
  intake,
  fetchMedia,
  removeMedia,
}: FilesNeeds) {
  const underWay = new Set<Promise<void>>();
  const timers = new Set<NodeJS.Timeout>();
  let sweeping: NodeJS.Timeout | undefined;
  let stopping = false;

  /** Notes what is to be fetched, once, and begins. */
  async function expect(record: Omit<TextFilesRecord, 'tries' | 'dueAt'>): Promise<void> {
    const { _id, ...about } = record;
    const fresh = { ...about, tries: 0, dueAt: clock.now() };
    await TextFilesModel.updateOne({ _id }, { $setOnInsert: fresh }, { upsert: true });
    begin();
  }

  function begin(): void {
    const run = takeDue()
      .catch((error: unknown) => log.error({ error }, 'the files of texts were not fetched'))
      .finally(() => underWay.delete(run));
    underWay.add(run);
  }

  /** Whatever is due and nobody else is at. */
  async function takeDue(): Promise<void> {
    while (!stopping) {
      const now = clock.now();
      const due = await TextFilesModel.findOneAndUpdate(
        { dueAt: { $lte: now } },
        { $set: { dueAt: new Date(now.getTime() + LEASE_MS) }, $inc: { tries: 1 } },
        { returnDocument: 'after' },
      ).lean<TextFilesRecord>();
      if (!due) return;
      await take(due);
    }
  }

  async function take(record: TextFilesRecord): Promise<void> {
    const number = await numbers.byId(record.numberId);
    const [account, c] = await Promise.all([
      number && numbers.secretsOf(number),
      conversations.byId(record.conversationId),
    ]);
    const got: Got[] = [];
    for (const [i, file] of record.files.entries()) got.push(await one(record, i, file, account));
    const again = got.some((one) => 'why' in one && (one.why === 'missing' || one.why === 'broken'));
    const delayMs = RETRY_MS[record.tries - 1];
    if (again && delayMs !== undefined) return later(record._id, delayMs);
    if (c) await intake.takeText(c, tellingOf(record, got));
    await TextFilesModel.deleteOne({ _id: record._id });
    if (account) for (const { url } of record.files) await removeMedia(url, account).catch(() => {});
  }

  async function later(_id: string, delayMs: number): Promise<void> {
    await TextFilesModel.updateOne({ _id }, { $set: { dueAt: new Date(clock.now().getTime() + delayMs) } });
    if (stopping) return; // the next process finds it
    const timer = setTimeout(() => {
      timers.delete(timer);
      begin();
    }, delayMs + 20);
    timers.add(timer);
  }

  /** Kept under an id that follows from the text and the file's place: a second try keeps nothing twice. */
  async function one(
    { _id }: TextFilesRecord,
    i: number,
    { url, type }: TextFilesRecord['files'][number],
    account: CarrierAccess | null,
  ): Promise<Got> {
    if (!account) return { why: 'broken' };
    try {
      const bytes = await fetchMedia(url, account);
      const id = createHash('sha256').update(`text:${_id}:${i}`).digest('hex').slice(0, 24);
      const kept = await files.keepOwn({ id, owner: 'sms', name: nameOf(i, type), bytes });
      // A page that calls itself a picture is neither to be shown nor to be had.
      const asSaid = kept.type.split('/')[0] === type.split('/')[0] || !/^(?:image|audio|video)\//.test(type);
      return asSaid && TAKEN.test(kept.type) ? { attachment: kept } : { why: 'notAllowed' };
    } catch (error) {
      if (error instanceof MediaError) return { why: error.why };
      if (error instanceof AppError) return { why: error.code === 'file.tooLarge' ? 'tooLarge' : 'notAllowed' };
      throw error;
    }
  }

  return {
    expect,
    start(): void {
      sweeping = setInterval(begin, SWEEP_MS);
      begin();
    },
    /** Takes up nothing more and waits for what is under way. */
    async stop(): Promise<void> {
      stopping = true;
      clearInterval(sweeping);
      for (const timer of timers) clearTimeout(timer);
      await Promise.all(underWay);
    },
  };
}

function tellingOf({ _id, numberId, from, to }: TextFilesRecord, got: Got[]) {
  const attachments = got.flatMap((one) => ('attachment' in one ? [one.attachment] : []));
  const refused = got.flatMap((one, i) => ('why' in one ? [{ place: i + 1, why: one.why }] : []));
  const sms = { numberId, from, to, ...(refused.length > 0 && { refused }) };
  return { sourceId: `${_id}:files`, text: '', attachments, sms };
}

const ENDING = /^(?:image|audio|video|text|application)\/(?:x-)?([a-z0-9]{2,8})\b/;
const nameOf = (i: number, type: string): string => `${i + 1}.${ENDING.exec(type)?.[1] ?? 'bin'}`;
