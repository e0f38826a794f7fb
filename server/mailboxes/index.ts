import type { MailboxCreateInput, MailboxRecord, MailboxView, MailListenerView } from '../contract/index.js';
import {
  type Actor,
  type Bus,
  type Clock,
  cachedList,
  changedParts,
  type Handlers,
  makeSealer,
} from '../platform/index.js';
import { bareAddress } from './addresses.js';
import { makeKeepMailboxes } from './keep.js';
import { MailboxModel } from './mailbox.model.js';
import { presentAtDesk, presentMailbox } from './present.js';
import { queuesFor, queuesIn, type RuleFacts } from './rules.js';
import { makeMailboxSecrets, secretPaths } from './secrets.js';
import { makeTroubles } from './troubles.js';

export { makeMailboxTrials } from './trying.js';

export interface MailboxesNeeds {
  bus: Bus;
  clock: Clock;
  secretKey: string;
  /** Our own mail server; null while it is off. */
  listener: MailListenerView | null;
  /** What is written at the demo's mailbox comes as if it came by our own mail server, also while that is off. */
  demo?: boolean;
  isQueue(queueId: string): Promise<boolean>;
  /** Where what names no queue that is there waits; null where there is none at all. */
  defaultQueueId(): Promise<string | null>;
  /** @throws AppError `queue.missing` */
  checkQueues(queueIds: string[]): Promise<void>;
  audit(entry: {
    actor: Actor;
    action: string;
    target: string | null;
    details?: Record<string, unknown>;
  }): Promise<void>;
}

export type Mailboxes = ReturnType<typeof makeMailboxes>;

/** The company's addresses: how their mail comes and goes, and where it waits. Reads are from a cache, at most 5 s old. */
export function makeMailboxes(needs: MailboxesNeeds) {
  const { bus, clock, secretKey, listener, demo = false, isQueue, checkQueues, audit } = needs;
  const secrets = makeMailboxSecrets(makeSealer(secretKey));
  const list = cachedList(() => MailboxModel.find().sort({ _id: 1 }).lean<MailboxRecord[]>());
  for (const told of ['mailbox.changed', 'mailbox.noted'] as const) bus.on(told, () => list.forget());
  bus.on('elsewhere.changed', ({ mailboxes: changed }) => {
    if (changed.length > 0) list.forget();
  });
  const { create, change, keepRefreshToken, remove } = makeKeepMailboxes({ bus, secrets, checkQueues });

  async function present(mailbox: MailboxRecord): Promise<MailboxView> {
    const known = await Promise.all(queuesIn(mailbox).map(isQueue));
    const opened = secrets.opened(mailbox);
    return presentMailbox(mailbox, { opened, queueMissing: known.includes(false), now: clock.now() });
  }

  /** Of a queue that was deleted at the very moment its mailbox was kept, nobody would see what comes. */
  async function queueFor(mailbox: MailboxRecord, facts: RuleFacts): Promise<string> {
    for (const queueId of queuesFor(mailbox, facts)) if (await isQueue(queueId)) return queueId;
    return (await needs.defaultQueueId()) ?? mailbox.queueId;
  }

  /** The active mailbox of an address of ours, whatever its case and whatever stands after a plus in it. */
  async function byAddress(address: string): Promise<MailboxRecord | null> {
    const whole = address.trim().toLowerCase();
    const bare = bareAddress(whole);
    const exact = (await list.all()).find(({ claims }) => claims.includes(whole));
    return exact ?? list.find(({ claims }) => claims.includes(whole) || claims.includes(bare));
  }

  /** Also one that another node made a moment ago. */
  const byId = (id: string): Promise<MailboxRecord | null> => list.find(({ _id }) => _id === id);

  const troubles = makeTroubles({ bus, clock, find: byId });

  /** Says how it is with its mail now; the same again is not written. Every node sees it within 5 s. */
  async function noteStatus(
    id: string,
    { incoming, problem }: Pick<MailboxView['status'], 'incoming' | 'problem'>,
  ): Promise<void> {
    const other = { $or: [{ 'status.incoming': { $ne: incoming } }, { 'status.problem': { $ne: problem } }] };
    const { modifiedCount } = await MailboxModel.updateOne(
      { _id: id, ...other },
      { $set: { status: { incoming, problem, since: clock.now() } } },
    );
    if (modifiedCount === 0) return;
    bus.publish('mailbox.noted', { mailboxId: id, trouble: null });
    if (problem) await troubles.noteTrouble(id, 'fetching', problem);
    else if (incoming === 'connected') await troubles.noteOver(id, 'fetching');
  }

  return {
    all: list.all,
    byId,
    byAddress,
    queueFor,
    /** `incoming`, `outgoing` and `dkim` with their secrets in clear; those of `unreadable` are missing in it. */
    secretsOf: secrets.opened,
    /** What agents know of those by which they write. */
    atDesk: async () => (await list.all()).filter(({ active }) => active).map(presentAtDesk),
    noteStatus,
    ...troubles,
    keepRefreshToken,
    create,
    /** Mailboxes that name this queue. */
    naming: async (queueId: string): Promise<string[]> => {
      const filter = { $or: [{ queueId }, { 'rules.queueId': queueId }] };
      return (await MailboxModel.find(filter, { _id: 1 }).lean<{ _id: string }[]>()).map(({ _id }) => _id);
    },
    handlers: {
      'mailboxes.list': async () => Promise.all((await list.all()).map(present)),
      'mailboxes.troubled': async () => {
        const all = await Promise.all((await list.all()).filter(({ active }) => active).map(present));
        return all.flatMap(({ id, name, address, troubles, status: { problem } }) =>
          problem || troubles.length > 0 ? [{ id, name, address, troubles, problem }] : [],
        );
      },
      'mailboxes.listener': async () => ({ listener, demo }),
      'mailboxes.create': async ({ actor, body }) => {
        const mailbox = await create(body);
        const { name, address } = mailbox;
        await audit({ actor, action: 'mailbox.created', target: mailbox._id, details: { name, address } });
        return present(mailbox);
      },
      'mailboxes.change': async ({ actor, params, body }) => {
        const { before, after } = await change(params.id as string, body);
        await audit({ actor, action: 'mailbox.changed', target: after._id, details: told(before, after, body) });
        return present(after);
      },
      'mailboxes.delete': async ({ actor, params }) => {
        const { _id, name, address } = await remove(params.id as string);
        await audit({ actor, action: 'mailbox.deleted', target: _id, details: { name, address } });
      },
    } satisfies Handlers<
      | 'mailboxes.list'
      | 'mailboxes.troubled'
      | 'mailboxes.listener'
      | 'mailboxes.create'
      | 'mailboxes.change'
      | 'mailboxes.delete'
    >,
  };
}

/** For the audit: what of it is not as it was, and which secrets are others, by their names only. */
function told(
  before: MailboxRecord,
  after: MailboxRecord,
  given: Partial<MailboxCreateInput>,
): Record<string, unknown> {
  const shown = (mailbox: MailboxRecord) => ({
    ...presentMailbox(mailbox, {
      opened: { ...mailbox, dkim: null, unreadable: [] },
      ...{ queueMissing: false, now: new Date(0) },
    }),
    ...{ status: null, troubles: [] },
  });
  const { incoming = { kind: 'none' }, outgoing = { kind: 'installation' }, dkim = null } = given;
  const newSecrets = secretPaths({ incoming, outgoing, dkim });
  return { ...changedParts(shown(before), shown(after)), ...(newSecrets.length > 0 && { newSecrets }) };
}
