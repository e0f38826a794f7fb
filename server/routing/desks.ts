import type { Capacity, DeskRecord } from '../contract/index.js';
import { type Bus, type Clock, coalesced } from '../platform/index.js';
import { findTogether } from '../store/index.js';
import { type DeskMove, isOn, newDesk } from './desk-moves.js';
import { DeskModel } from './models.js';

/** A newer router has taken over: whatever this one still wants to write is void. */
export class Fenced extends Error {
  override readonly name = 'Fenced';
}

export interface ChangeOptions {
  /** The router's writes carry its epoch, and fail where a newer one has been. */
  epoch?: number;
  /** A copy that is probably fresh, to spare the first read. */
  known?: DeskRecord | undefined;
}

interface Asked extends ChangeOptions {
  move: DeskMove;
}

export type Desks = ReturnType<typeof makeDesks>;

interface DesksNeeds {
  bus: Bus;
  clock: Clock;
  capacityOf: (agentId: string) => Promise<Capacity>;
}

/**
 * The agents' desks in the store. A change is a pure move on the desk as it was read, written only if the desk is still that
 * one (and of no newer epoch); else it is read again and the move asked again. So capacity, presence and who holds what are
 * always judged on the very state that is replaced.
 */
export function makeDesks({ bus, clock, capacityOf }: DesksNeeds) {
  const read: (agentId: string) => Promise<DeskRecord | null> = findTogether(DeskModel, '_id');

  /** By agent: moves that come while the desk is being written go into the next write together. */
  const asking = new Map<string, (asked: Asked) => Promise<DeskRecord | null>>();
  /** As this process wrote them last: probably fresh. */
  const latest = new Map<string, DeskRecord>();

  /** @returns the desk after the move, or null when the move said no. @throws Fenced */
  function change(agentId: string, move: DeskMove, options: ChangeOptions = {}): Promise<DeskRecord | null> {
    const ask = asking.get(agentId) ?? coalesced((asked: Asked[]) => changeAll(agentId, asked));
    asking.set(agentId, ask);
    return ask({ move, ...options });
  }

  /** The router's and other moves each among themselves: they are not fenced alike. */
  async function changeAll(agentId: string, asked: Asked[]): Promise<(DeskRecord | null | Error)[]> {
    const answers = new Map<Asked, DeskRecord | null | Error>();
    for (const epoch of new Set(asked.map((one) => one.epoch))) {
      const alike = asked.filter((one) => one.epoch === epoch);
      const told = await changeTogether(agentId, alike, epoch).catch((error: Error) => alike.map(() => error));
      alike.forEach((one, i) => void answers.set(one, told[i] ?? null));
    }
    return asked.map((one) => answers.get(one) ?? null);
  }

  /** Each move on what the ones before it left, all in one write. That it succeeds proves the copy fresh, also for those who said no. */
  async function changeTogether(agentId: string, asked: readonly Asked[], epoch: number | undefined) {
    let known = newest([...asked.map((one) => one.known), latest.get(agentId)]);
    for (;;) {
      const before = known ?? (await ensure(agentId));
      if (epoch !== undefined && before.epoch > epoch) throw new Fenced(agentId);
      const { after, took } = movedBy(asked, before, clock.now());
      if (took.includes(true)) {
        const written = await write(before, after, epoch);
        if (written) return took.map((yes) => (yes ? written : null));
      } else if (!known) return asked.map(() => null);
      known = undefined;
    }
  }

  async function write(before: DeskRecord, moved: DeskRecord, epoch: number | undefined): Promise<DeskRecord | null> {
    const { _id, epoch: _old, version: _was, ...fields } = moved;
    const unchanged = { _id, version: before.version, ...(epoch !== undefined && { epoch: { $lte: epoch } }) };
    const version = before.version + 1;
    const update = { $set: { ...fields, version, ...(epoch !== undefined && { epoch }) } };
    // All that changes a desk counts its version up, but for a fence: what was not read is not other than it was.
    const { matchedCount } = await DeskModel.collection.updateOne(unchanged as never, update as never);
    if (matchedCount === 0) return null;
    const after = { ...before, ...fields, version, ...(epoch !== undefined && { epoch }) };
    told(after);
    return after;
  }

  function told(desk: DeskRecord): void {
    latest.set(desk._id, desk);
    bus.publish('desk.changed', { desk });
  }

  /**
   * The router's placing on many desks in one write, several on one desk in their order.
   * @param knownOf copies that are probably fresh; where one is not, its moves are judged again on what is stored
   * @returns for each move whether the desk took it @throws Fenced
   */
  async function changeMany(
    wanted: readonly { agentId: string; move: DeskMove }[],
    epoch: number,
    knownOf: (agentId: string) => DeskRecord | undefined,
  ): Promise<boolean[]> {
    const now = clock.now();
    const changes = new Map<string, { before: DeskRecord; after: DeskRecord }>();
    const took = wanted.map(({ agentId, move }) => {
      const known = changes.get(agentId);
      const before = known?.before ?? knownOf(agentId);
      const moved = before && before.epoch <= epoch ? move(known?.after ?? before, now) : null;
      if (before && moved) changes.set(agentId, { before, after: moved });
      return moved !== null;
    });
    const written = await writeMany([...changes.values()], epoch);
    for (const [i, { agentId, move }] of wanted.entries())
      if (!took[i] || !written.has(agentId)) took[i] = (await change(agentId, move, { epoch })) !== null;
    return took;
  }

  /** @returns whose desks were still as they were known */
  async function writeMany(
    changes: readonly { before: DeskRecord; after: DeskRecord }[],
    epoch: number,
  ): Promise<Set<string>> {
    if (changes.length === 0) return new Set();
    const afters = changes.map(({ before, after }) => ({ ...after, epoch, version: before.version + 1 }));
    const writes = afters.map(({ _id, version, ...fields }) => ({
      updateOne: {
        filter: { _id, version: version - 1, epoch: { $lte: epoch } },
        update: { $set: { ...fields, version } },
      },
    }));
    const { matchedCount } = await DeskModel.collection.bulkWrite(writes as never, { ordered: false });
    const written = matchedCount === afters.length ? afters : await confirmed(changes);
    for (const desk of written) told(desk);
    return new Set(written.map(({ _id }) => _id));
  }

  /**
   * Those of these desks whose change is stored, as they stand now: somebody else may have been there since, which makes it no less
   * stored. What was placed tells, by its moment.
   */
  async function confirmed(changes: readonly { before: DeskRecord; after: DeskRecord }[]): Promise<DeskRecord[]> {
    const placed = new Map(
      changes.map(({ before, after }) => [after._id, after.entries.filter((entry) => !before.entries.includes(entry))]),
    );
    const stored = await DeskModel.find({ _id: { $in: [...placed.keys()] } }).lean<DeskRecord[]>();
    return stored.filter((desk) => placed.get(desk._id)?.some((entry) => isOn(desk, entry)));
  }

  /** The desks that hold a conversation; of many conversations they are read at once. */
  const withConversation: (conversationId: string) => Promise<DeskRecord[]> = coalesced(async (ids: string[]) => {
    const found = await DeskModel.find({ 'entries.conversationId': { $in: ids } }).lean<DeskRecord[]>();
    return ids.map((id) => found.filter(({ entries }) => entries.some(({ conversationId }) => conversationId === id)));
  });

  const byIds = (ids: readonly string[]) => DeskModel.find({ _id: { $in: [...ids] } }).lean<DeskRecord[]>();

  async function ensure(agentId: string): Promise<DeskRecord> {
    const desk = await read(agentId);
    if (desk) return desk;
    const made = newDesk(agentId, await capacityOf(agentId), clock.now());
    const { _id, ...fields } = made;
    await DeskModel.updateOne({ _id }, { $setOnInsert: fields }, { upsert: true }).catch(async (error: unknown) => {
      if (!(await read(agentId))) throw error; // somebody else made it at the same moment
    });
    return (await read(agentId)) ?? made;
  }

  return {
    change,
    changeMany,
    ensure,
    read,
    all: () => DeskModel.find().lean<DeskRecord[]>(),
    byIds,
    /** Those that are not as they are known. A fence counts no version up. */
    async changed(known: ReadonlyMap<string, DeskRecord>): Promise<DeskRecord[]> {
      const heads = await DeskModel.find({}, { version: 1, epoch: 1 }).lean<DeskRecord[]>();
      const isNew = ({ _id, version, epoch }: DeskRecord) =>
        version > (known.get(_id)?.version ?? -1) || epoch !== known.get(_id)?.epoch;
      const ids = heads.filter(isNew).map(({ _id }) => _id);
      return ids.length > 0 ? byIds(ids) : [];
    },
    withConversation,
    /** From here on, nothing an older router sends can change a desk. */
    fence: (epoch: number) => DeskModel.updateMany({ epoch: { $lt: epoch } }, { $set: { epoch } }),
  };
}

function newest(copies: readonly (DeskRecord | undefined)[]): DeskRecord | undefined {
  const there = copies.filter((copy) => copy !== undefined);
  return there.reduce<DeskRecord | undefined>(
    (best, copy) => (best && best.version >= copy.version ? best : copy),
    undefined,
  );
}

function movedBy(asked: readonly Asked[], before: DeskRecord, now: Date): { after: DeskRecord; took: boolean[] } {
  let after = before;
  const took = asked.map(({ move }) => {
    const moved = move(after, now);
    after = moved ?? after;
    return moved !== null;
  });
  return { after, took };
}
