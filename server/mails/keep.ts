import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { MailRecord } from '../contract/index.js';
import type { Files } from '../files/index.js';
import { type Clock, coalesced, newId } from '../platform/index.js';
import { insertTogether } from '../store/index.js';
import { contentDigest } from './content-digest.js';
import { MailModel } from './mail.model.js';

/** No larger mail is taken in, by whatever way: 35 MB, what the listener announces. */
export const MAIL_BYTES = 35 * 1024 * 1024;
/** What our own mail server writes above a mail is not the sender's to count. */
const MARK_BYTES = 4_096;
/** How long a mail is held by whoever stored it before the sweep may take it over. */
const OWN_WORK_MS = 15_000;
const RAW_TYPE = 'message/rfc822';
/** Of the store in one command. */
const MOST_ASKED = 200;

export interface ArrivedMail {
  mailboxId: string;
  raw: Buffer;
  /** Its own Message-ID, where it has one: others may name it before it is dealt with. */
  messageId?: string | null;
  envelope: { from: string | null; to: string[] };
  at: Date;
  position?: { folder: string; uidValidity: string; uid: number };
}

interface KeepNeeds {
  clock: Clock;
  files: Pick<Files, 'keepOwn'>;
}

/** Puts a mail that arrived where nothing can lose it. */
export function makeKeepMail({ clock, files }: KeepNeeds) {
  const there = coalesced(thereAlready, MOST_ASKED);
  const insert = insertTogether(MailModel);

  /**
   * Resolves once the mail and its record are on disk. The same mail to the same mailbox again, or one from the same place on its
   * server, only adds where it lies.
   * @throws AppError file.tooLarge
   */
  return async function keepMail(mail: ArrivedMail): Promise<{ record: MailRecord; isNew: boolean }> {
    const { mailboxId, raw, envelope, at, messageId } = mail;
    const position = mail.position && positionOf(mailboxId, mail.position);
    const key = `in:${mailboxId}:${contentDigest(raw)}`;
    const earlier = await known(key, position);
    if (earlier) return { record: earlier, isNew: false };
    const _id = newId();
    const bytes = raw.length > 0 ? raw : Buffer.from('\r\n'); // a mail of nothing is a mail
    const kept = {
      id: fileIdOf(_id, 'raw'),
      isNew: true,
      owner: `mail:${_id}`,
      name: 'original.eml',
      type: RAW_TYPE,
      bytes,
    };
    const { fileId } = await files.keepOwn({ ...kept, maxBytes: MAIL_BYTES + MARK_BYTES });
    const record: MailRecord = {
      ...{ _id, mailboxId, direction: 'in', key, envelope, rawFileId: fileId, state: 'stored' },
      ...{ messageIds: messageId ? [messageId] : [] },
      ...{ tries: 1, conversationId: null, customerId: null, touchpointId: null, body: null, receivedAt: at },
      ...(position && { positions: [position] }),
      dueAt: new Date(clock.now().getTime() + OWN_WORK_MS),
    };
    try {
      await insert(record);
      return { record, isNew: true };
    } catch (error) {
      const twin = await known(key, position);
      if (!twin) throw error;
      return { record: twin, isNew: false };
    }
  };

  async function known(key: string, position: string | undefined): Promise<MailRecord | null> {
    const found = await there({ key, position });
    if (found && position && !isAt(found, position))
      await MailModel.updateOne({ _id: found._id }, { $addToSet: { positions: position } });
    return found;
  }
}

interface Asked {
  key: string;
  position: string | undefined;
}

/** The same mail, or the one that lay in the same place: that one first, whatever it says. */
async function thereAlready(asked: readonly Asked[]): Promise<(MailRecord | null)[]> {
  const positions = asked.flatMap(({ position }) => position ?? []);
  const [byKey, byPosition] = [{ key: { $in: asked.map(({ key }) => key) } }, { positions: { $in: positions } }];
  const filter = positions.length > 0 ? { $or: [byKey, byPosition] } : byKey;
  const found = (await MailModel.collection.find(filter as never).toArray()) as unknown as MailRecord[];
  return asked.map(({ key, position }) => {
    const inPlace = position && found.find((mail) => isAt(mail, position));
    return inPlace || (found.find((mail) => mail.key === key) ?? null);
  });
}

const isAt = ({ positions = [] }: MailRecord, position: string): boolean => positions.includes(position);

/** What our own mails are as bytes, written down before the first try to send them. */
export function makeKeepSent(files: Pick<Files, 'keepOwn' | 'streamOf'>) {
  /**
   * At a second try the mail is what it was at the first, whatever has changed since.
   * @param composed read only if there is none yet
   * @returns opens its bytes, for each who is to have them
   */
  return async function keepSent(mailId: string, composed: Readable): Promise<() => Promise<Readable>> {
    const kept = { id: fileIdOf(mailId, 'raw'), owner: `mail:${mailId}`, name: 'original.eml', type: RAW_TYPE };
    const { fileId } = await files.keepOwn({ ...kept, bytes: composed, maxBytes: MAIL_BYTES });
    await MailModel.updateOne({ _id: mailId }, { $set: { rawFileId: fileId } });
    return async () => {
      const bytes = await files.streamOf(fileId);
      if (!bytes) throw new Error('the original of a mail is missing');
      return bytes;
    };
  };
}

/** Ids that come out the same each time, so that what is done again after a crash finds what was kept before. */
export const fileIdOf = (mailId: string, part: string): string =>
  createHash('sha256').update(`mail:${mailId}:${part}`).digest('hex').slice(0, 24);

const positionOf = (mailboxId: string, { folder, uidValidity, uid }: NonNullable<ArrivedMail['position']>) =>
  `${mailboxId}/${folder}:${uidValidity}:${uid}`;
