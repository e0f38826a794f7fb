import type { MailboxCreateInput, MailboxRecord } from '../contract/index.js';
import { AppError, type Bus, cleanLine, cleanName, cleanText, newId } from '../platform/index.js';
import { claimsOf, isFolder } from './addresses.js';
import { checkCertificates } from './certificates.js';
import { MailboxModel } from './mailbox.model.js';
import { queuesIn } from './rules.js';
import type { MailboxSecrets } from './secrets.js';
import { settleSecrets } from './settle-secrets.js';
import { safeSignature } from './signature.js';

interface KeepNeeds {
  bus: Bus;
  secrets: MailboxSecrets;
  /** @throws AppError `queue.missing` */
  checkQueues(queueIds: string[]): Promise<void>;
}

/** Writes mailboxes. Each write is one of a document, and only of what it read before. */
export function makeKeepMailboxes({ bus, secrets, checkQueues }: KeepNeeds) {
  const changed = (mailboxId: string) => bus.publish('mailbox.changed', { mailboxId });

  async function create(given: MailboxCreateInput): Promise<MailboxRecord> {
    checkCertificates(given);
    await checkQueues(queuesIn(given));
    const wanted = { ...cleaned(given), _id: newId() };
    const mailbox: MailboxRecord = {
      ...wanted,
      ...settleSecrets(wanted._id, wanted, null, secrets),
      claims: claimsOf(wanted),
      revision: 1,
      status: { incoming: 'off', problem: null, since: null },
    };
    await MailboxModel.create(mailbox).catch(refuseTaken);
    await stillThere(given, () => MailboxModel.deleteOne({ _id: mailbox._id, revision: 1 }));
    changed(mailbox._id);
    return mailbox;
  }

  /** @returns as it was and as it is */
  async function change(id: string, set: Partial<MailboxCreateInput>) {
    checkCertificates(set);
    await checkQueues(queuesIn(set));
    for (;;) {
      const before = await MailboxModel.findById(id).lean<MailboxRecord>();
      if (!before) throw missing();
      const after = await replace(before, changes(before, set, secrets));
      if (!after) continue; // somebody changed it in between: once more, on top of that
      await stillThere(set, () => putBack(before, after));
      changed(id);
      return { before, after };
    }
  }

  /**
   * A queue that is being deleted looks for mailboxes before and after; so whoever names one looks for it before and after too, and
   * one of the two sees the other.
   * @throws AppError `queue.missing`, after it was undone
   */
  async function stillThere(given: Partial<MailboxCreateInput>, undo: () => Promise<unknown>): Promise<void> {
    try {
      await checkQueues(queuesIn(given));
    } catch (error) {
      await undo();
      throw error;
    }
  }

  /** An OAuth2 server gave another refresh token in the place of the old one. */
  async function keepRefreshToken(id: string, part: 'incoming' | 'outgoing', token: string): Promise<void> {
    for (;;) {
      const before = await MailboxModel.findById(id).lean<MailboxRecord>();
      const account = before?.[part];
      if (!before || !account || !('signIn' in account) || account.signIn.kind !== 'oauth2') return;
      const refreshToken = secrets.sealed(id, token, `${part}.signIn.refreshToken`);
      if (await replace(before, { [part]: { ...account, signIn: { ...account.signIn, refreshToken } } }))
        return changed(id);
    }
  }

  async function remove(id: string): Promise<MailboxRecord> {
    const gone = await MailboxModel.findOneAndDelete({ _id: id }).lean<MailboxRecord>();
    if (!gone) throw missing();
    changed(id);
    return gone;
  }

  return { create, change, keepRefreshToken, remove };
}

/** @returns null when it is no longer what was read */
const replace = ({ _id, revision }: MailboxRecord, set: Partial<MailboxRecord>): Promise<MailboxRecord | null> =>
  MailboxModel.findOneAndUpdate(
    { _id, revision },
    { $set: { ...set, revision: revision + 1 } },
    { returnDocument: 'after' },
  )
    .lean<MailboxRecord>()
    .catch(refuseTaken);

/** As it was, unless somebody has changed it since. */
const putBack = (before: MailboxRecord, { _id, revision }: MailboxRecord) =>
  MailboxModel.replaceOne({ _id, revision }, { ...before, revision: revision + 1 });

function changes(before: MailboxRecord, given: Partial<MailboxCreateInput>, secrets: MailboxSecrets) {
  const set = cleaned(given);
  // Parts that are not sent are what they were, sealed already.
  const { incoming, outgoing, dkim } = set;
  const parts = {
    incoming: incoming ?? { kind: 'none' as const },
    outgoing: outgoing ?? { kind: 'installation' as const },
    dkim: dkim ?? null,
  };
  const settled = settleSecrets(before._id, parts, before, secrets);
  return {
    ...set,
    ...(incoming && { incoming: settled.incoming }),
    ...(outgoing && { outgoing: settled.outgoing }),
    ...(dkim && { dkim: settled.dkim }),
    claims: claimsOf({ ...before, ...set }),
  };
}

export const missing = () => new AppError('record.missing', 'There is no such mailbox.');

function refuseTaken(error: unknown): never {
  const { code, keyValue } = error as { code?: unknown; keyValue?: { claims?: string } };
  if (code !== 11_000) throw error;
  if (isFolder(keyValue?.claims ?? ''))
    throw new AppError('mailbox.folderTaken', 'Another mailbox fetches from this folder of this account.');
  throw new AppError('email.taken', 'Another mailbox has this address.');
}

/** What strangers read in their mail: no control characters or direction overrides in it. */
function cleaned<T extends Partial<MailboxCreateInput>>(given: T): T {
  const { name, senderName, signature, acknowledgement, outOfHours } = given;
  const both = (texts: MailboxCreateInput['senderName'], clean: (text: string) => string) => ({
    en: clean(texts.en),
    fa: clean(texts.fa),
  });
  return {
    ...given,
    ...(name !== undefined && { name: cleanName(name) }),
    ...(senderName && { senderName: both(senderName, cleanLine) }),
    ...(signature && { signature: safeSignature(signature) }),
    ...(acknowledgement && { acknowledgement: both(acknowledgement, cleanText) }),
    ...(outOfHours && { outOfHours: both(outOfHours, cleanText) }),
  };
}
