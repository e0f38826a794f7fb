import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type AttachmentRecord, type AttachmentView, LIMITS } from '../contract/index.js';
import { AppError, type Clock, hashSecret, makeSignedAddresses, newId, newSecret } from '../platform/index.js';
import { findTogether, updateTogether } from '../store/index.js';
import { dimensions } from './dimensions.js';
import { makeKeep } from './keep.js';
import { FileModel, type FileRecord, TicketModel } from './models.js';
import { isInline, safeName, sniffType } from './sniff.js';

const TICKET_SECONDS = 600;
const UNUSED_MS = 86_400_000;

export type Files = ReturnType<typeof makeFiles>;

export interface FileNeeds {
  dataDir: string;
  secretKey: string;
  clock: Clock;
}

interface OwnFile {
  id: string;
  /** Made a moment ago, so that nothing can have it yet. */
  isNew?: boolean;
  owner: string;
  name: string;
  bytes: Uint8Array | Readable;
  type?: string;
  /** The limit for uploads unless given. */
  maxBytes?: number;
}

/** What people attach: taken in by a one-use ticket, judged by its bytes, kept once, handed out by an address that expires. */
export function makeFiles({ dataDir, secretKey, clock }: FileNeeds) {
  const disk = makeKeep(join(dataDir, 'files'));
  const addresses = makeSignedAddresses({ secretKey, clock, purpose: 'file' });
  const recordOf = findTogether(FileModel, '_id');
  const write = updateTogether(FileModel);

  const fileUrl = ({ fileId, name }: { fileId: string; name: string }): string =>
    `/files/${fileId}/${encodeURIComponent(name)}?${addresses.queryFor(fileId)}`;

  async function issueTicket(owner: string, { name, sizeBytes }: { name: string; sizeBytes: number }): Promise<string> {
    const ticket = newSecret();
    const expiresAt = new Date(clock.now().getTime() + TICKET_SECONDS * 1_000);
    await TicketModel.create({ _id: hashSecret(ticket), owner, name: safeName(name), sizeBytes, expiresAt });
    return `/api/v1/uploads/${ticket}`;
  }

  /** @throws AppError ticket.gone, file.tooLarge, file.refused */
  async function takeUpload(ticket: string, stream: Readable): Promise<AttachmentView> {
    const issued = await TicketModel.findOneAndDelete({ _id: hashSecret(ticket) }).lean();
    if (!issued || issued.expiresAt <= clock.now()) {
      throw new AppError('ticket.gone', 'This upload ticket was used already or has expired.');
    }
    return present(await keepFile(issued.owner, issued.name, stream, issued.sizeBytes));
  }

  /** @param maxBytes what may come; never more than the limit for all */
  async function keepFile(
    owner: string,
    given: string,
    stream: Readable,
    maxBytes: number = LIMITS.fileBytes,
  ): Promise<FileRecord> {
    const name = safeName(given);
    let type = '';
    const { sha256, sizeBytes, head } = await disk.keep(stream, Math.min(maxBytes, LIMITS.fileBytes), async (first) => {
      type = await judged(first, name);
    });
    const createdAt = clock.now();
    const unusedUntil = new Date(createdAt.getTime() + UNUSED_MS);
    const about = { sha256, name, type, sizeBytes, owner, createdAt, unusedUntil };
    const file: FileRecord = { _id: newId(), ...about, ...dimensions(head, type) };
    await FileModel.create(file);
    return file;
  }

  /**
   * What a feature keeps for itself: it stays from the first moment on. With the same `id` a second time nothing changes,
   * and a stream is not read.
   * @param own.type what it is by its owner's word; without it the bytes are judged like anybody's
   * @throws AppError file.tooLarge, file.refused
   */
  async function keepOwn(own: OwnFile): Promise<AttachmentRecord> {
    const { id, owner, bytes, maxBytes = LIMITS.fileBytes } = own;
    const earlier = own.isNew ? null : await recordOf(id);
    if (earlier) return attachment(earlier);
    const name = safeName(own.name);
    let type = own.type ?? '';
    const accept = async (first: Uint8Array) => {
      if (!own.type) type = await judged(first, name);
    };
    const { sha256, sizeBytes, head } = await (bytes instanceof Readable
      ? disk.keep(bytes, maxBytes, accept)
      : disk.keepBytes(bytes, maxBytes, accept));
    const about = { sha256, name, type, sizeBytes, owner, createdAt: clock.now() };
    const file: FileRecord = { _id: id, ...about, ...dimensions(head, type) };
    await write({ filter: { _id: id }, update: { $setOnInsert: file }, upsert: true });
    return attachment(file);
  }

  /** The bytes of a file, for a feature that knows whose it is; null when they are gone. */
  async function bytesOf(fileId: string): Promise<Buffer | null> {
    const file = await recordOf(fileId);
    const bytes = file && (await disk.read(file.sha256));
    return bytes && buffer(bytes.open());
  }

  /** The bytes of a file as a stream that opens nothing before it is read; null when they are gone. */
  async function streamOf(fileId: string): Promise<Readable | null> {
    const file = await FileModel.findById(fileId).lean<FileRecord>();
    return file && (await disk.has(file.sha256)) ? disk.lazily(file.sha256) : null;
  }

  /**
   * The files an owner put there, as a message carries them: from now on they stay.
   * @throws AppError file.missing also for somebody else's
   */
  async function attachmentsOf(owner: string, ids: readonly string[]): Promise<AttachmentRecord[]> {
    if (ids.length === 0) return [];
    const own = await FileModel.find({ _id: { $in: ids }, owner } as never).lean<FileRecord[]>();
    const kept = ids.map((id) => {
      const file = own.find(({ _id }) => _id === id);
      if (!file) throw new AppError('file.missing', 'There is no such file.');
      return attachment(file);
    });
    await FileModel.updateMany({ _id: { $in: [...ids] } }, { $unset: { unusedUntil: 1 } });
    return kept;
  }

  /**
   * What somebody has put there and may yet send stays until then, or is let go again; what a message carries stays anyhow.
   * @param until absent: a day, as if it had just been put there
   * @returns those that are there
   */
  async function holdUnsent(
    owner: string,
    ids: readonly string[],
    until = new Date(clock.now().getTime() + UNUSED_MS),
  ): Promise<FileRecord[]> {
    if (ids.length === 0) return [];
    const own = { _id: { $in: [...ids] }, owner };
    await FileModel.updateMany({ ...own, unusedUntil: { $exists: true } }, { $set: { unusedUntil: until } });
    return FileModel.find(own).lean<FileRecord[]>();
  }

  /** Those of an owner, as they are shown, in this order; without those that are gone. */
  async function viewsOf(owner: string, ids: readonly string[]): Promise<AttachmentView[]> {
    if (ids.length === 0) return [];
    const own = await FileModel.find({ _id: { $in: [...ids] }, owner }).lean<FileRecord[]>();
    return ids.flatMap((id) => own.find(({ _id }) => _id === id) ?? []).map(present);
  }

  /** What was kept and is needed no longer; whoever reads it just now has a day to end. */
  async function letGo(ids: readonly string[]): Promise<void> {
    const unusedUntil = new Date(clock.now().getTime() + UNUSED_MS);
    await FileModel.updateMany({ _id: { $in: [...ids] } }, { $set: { unusedUntil } });
  }

  /** Removes what was uploaded and never sent; the bytes too, unless another file has the same. */
  async function sweepUnused(): Promise<void> {
    const unused = await FileModel.find({ unusedUntil: { $lte: clock.now() } })
      .limit(500)
      .lean<FileRecord[]>();
    for (const { _id, sha256 } of unused) {
      const gone = await FileModel.deleteOne({ _id, unusedUntil: { $lte: clock.now() } });
      if (gone.deletedCount > 0 && !(await FileModel.exists({ sha256 }))) await disk.remove(sha256);
    }
  }

  /** @throws AppError file.missing for a wrong, foreign or expired address */
  async function openSigned(id: string, expires: number, signature: string) {
    const file = addresses.isGenuine(id, { e: expires, s: signature })
      ? await FileModel.findById(id).lean<FileRecord>()
      : null;
    const bytes = file && (await disk.read(file.sha256));
    if (!file || !bytes) throw new AppError('file.missing', 'There is no such file, or its address has expired.');
    return { ...bytes, name: file.name, type: file.type, inline: isInline(file.type) };
  }

  function present(file: FileRecord): AttachmentView {
    const { fileId, ...rest } = attachment(file);
    return { id: fileId, ...rest, url: fileUrl({ fileId, name: file.name }) };
  }

  return {
    fileUrl,
    issueTicket,
    takeUpload,
    keepFile,
    keepOwn,
    bytesOf,
    streamOf,
    attachmentsOf,
    holdUnsent,
    viewsOf,
    letGo,
    openSigned,
    sweepUnused,
  };
}

async function judged(head: Uint8Array, name: string): Promise<string> {
  const sniffed = await sniffType(head, name);
  if (!sniffed) throw new AppError('file.refused', 'Programs cannot be sent.');
  return sniffed;
}

function attachment({ _id, name, type, sizeBytes, width, height }: FileRecord): AttachmentRecord {
  return { fileId: _id, name, type, sizeBytes, ...(width && { width, height }) };
}

export { fileRoutes, inertHeaders } from './files.routes.js';
export { isPicture, safeName, sniffType } from './sniff.js';
