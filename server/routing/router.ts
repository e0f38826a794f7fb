import { setImmediate } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { DeskRecord } from '../contract/index.js';
import { type Bus, type Clock, inTurn, type Log } from '../platform/index.js';
import type { makeCommit } from './commit.js';
import type { Choice, Decision, Overflows, Waits } from './core/index.js';
import { connected, disconnected, resize } from './desk-moves.js';
import { type Desks, Fenced } from './desks.js';
import type { makeHandBack } from './hand-back.js';
import type { Lease } from './lease.js';
import { makeNews } from './news.js';
import type { Picture } from './picture.js';
import type { PresenceKeeper } from './presence.js';
import { conversationsById, type RoutedConversation, waitingConversations } from './reads.js';
import type { Settings } from './settings.js';

export interface RouterNeeds {
  bus: Bus;
  clock: Clock;
  log: Log;
  lease: Lease;
  desks: Desks;
  presence: PresenceKeeper;
  picture: Picture;
  commits: ReturnType<typeof makeCommit>;
  handBack: ReturnType<typeof makeHandBack>;
  repair: (epoch: number) => Promise<number>;
  settings: () => Promise<Settings>;
  /** Somebody waited too long. */
  onOverflow: (overflows: Overflows) => void;
  /** Looks at everybody who may wait too long or in vain. */
  overflow: () => Promise<void>;
}

/** Looks for half-done work in every so many sweeps; it reads every conversation that is with somebody. */
const SWEEPS_PER_REPAIR = 5;
/** Choices carried into the store together. */
const MOST_TOGETHER = 128;
const NEVER = Number.POSITIVE_INFINITY;

export type RouterLoop = ReturnType<typeof makeRouter>;

/**
 * Keeps the picture, and on the node that holds the lease turns it into offers and assignments. Everything it does is started by
 * a fact (an event, a timer) and found again by the sweep, so a lost fact costs seconds.
 */
export function makeRouter(needs: RouterNeeds) {
  const { clock, log, lease, desks, presence, picture, commits, handBack, repair, settings, onOverflow } = needs;
  const queue: Choice[] = [];
  const waits: Waits[] = [];
  const noted = new Map<string, number>();
  const running = new Map<string, Promise<void>>();
  const turns = inTurn();
  const news = makeNews(needs);
  /** Ends when what is being written has been written, or has come to nothing; null when there is nothing. */
  let committing: Promise<void> | null = null;
  let deciding = false;
  let since = 0;
  let sweeps = 0;

  /** Hears what the core decided. Reserved at once, written together with what else is decided before the store has a hand free. */
  function decided(decisions: readonly Decision[]): void {
    for (const decision of decisions) {
      if (decision.kind === 'wait') noteWait(decision);
      else if (decision.kind === 'overflow') onOverflow(decision);
      else {
        const { taskId, agentIds, kind } = decision;
        picture.begin(taskId, agentIds, kind === 'offer' ? 'offer' : 'assigned');
        queue.push(decision);
      }
    }
    if (queue.length + waits.length > 0) committing ??= commitAll();
  }

  async function commitAll(): Promise<void> {
    await setImmediate();
    while (queue.length + waits.length > 0) {
      const noting = waits.length > 0 ? commits.noteWaits(waits.splice(0)) : null;
      if (queue.length > 0) await commitSome();
      await noting;
    }
    committing = null;
  }

  /** Where one came to nothing, what was chosen meanwhile was chosen too early, and is chosen again with it. */
  async function commitSome(): Promise<void> {
    const together = queue.splice(0, MOST_TOGETHER);
    const allStand = await commits.commit(together);
    picture.settle([...together, ...(allStand ? [] : queue.splice(0))].map(({ taskId }) => taskId));
  }

  /** Once for each wait, and again after each offer that failed: those are new versions. */
  function noteWait(wait: Waits): void {
    const version = picture.conversation(wait.taskId)?.version ?? 0;
    if (noted.get(wait.taskId) === version) return;
    noted.set(wait.taskId, version);
    waits.push(wait);
  }

  function pause(): void {
    deciding = false;
    picture.stop();
  }

  function stall(): void {
    if (deciding)
      log.warn('routing rests here: another node has taken over, or the store was slow to answer, or did not');
    pause();
  }

  /** Fences off whoever was before, reads everything again, and begins to decide. */
  async function takeOver(epoch: number): Promise<void> {
    await desks.fence(epoch);
    await readAll();
    since = +clock.now();
    await begin(epoch);
    log.info({ epoch }, 'routing from here');
  }

  async function begin(epoch: number): Promise<void> {
    await repair(epoch);
    if (lease.epoch() !== epoch) return;
    deciding = true;
    picture.decide();
    runDue();
  }

  /**
   * Renews the lease or tries to get it. The same node comes back after a standstill only if nobody took over. Stopped in the very
   * middle of taking over, it may wake up behind the next one: then it has not taken over at all. What was being written ends first,
   * or it would come to nothing behind the back of who begins anew, and the ones behind it in line would be chosen before it.
   */
  const keepLease = (): Promise<void> => turns('lease', () => unlessFenced(contend));

  async function contend(): Promise<void> {
    if (!lease.holds()) {
      if (deciding) stall();
      await committing;
      const epoch = await lease.tryTake();
      if (epoch !== null) await takeOver(epoch);
      return;
    }
    if (deciding && !lease.ages()) return;
    const stalled = lease.epoch() === null;
    if (stalled) stall();
    if (!(await lease.renew())) return stall();
    if (deciding) return;
    await committing;
    const epoch = lease.epoch();
    if (epoch === null) return;
    await readAll();
    await begin(epoch);
  }

  /** Brings the picture up to the store. What is missing there is asked for by name: it may have moved between two reads. */
  async function readAll(): Promise<void> {
    const before = picture.waiting();
    const [told, allDesks, waiting] = await Promise.all([settings(), desks.all(), waitingConversations()]);
    picture.applySettings(told);
    learn(allDesks, waiting);
    const there = new Set(waiting.map(({ _id }) => _id));
    await confirmGone(
      before.filter(({ _id, version }) => !there.has(_id) && picture.conversation(_id)?.version === version),
    );
  }

  /** As `readAll`, of what has changed without being heard of. */
  async function readNews(): Promise<void> {
    const [told, changed, ids] = await Promise.all([settings(), desks.changed(picture.desks), news.look()]);
    if (!ids) return readAll();
    picture.applySettings(told);
    learn(changed, []);
    await readSome(ids, []);
    if (ids.length > 0) needs.bus.publish('conversations.missed', { ids });
  }

  /** As `readAll`, of some: what another node says it has changed. */
  async function readSome(conversationIds: readonly string[], deskIds: readonly string[]): Promise<void> {
    const [told, found] = await Promise.all([
      deskIds.length > 0 ? desks.byIds(deskIds) : [],
      conversationIds.length > 0 ? conversationsById(conversationIds) : [],
    ]);
    learn(told, found);
    forgetAllBut(conversationIds, found);
  }

  async function confirmGone(missing: readonly { _id: string }[]): Promise<void> {
    if (missing.length === 0) return;
    const ids = missing.map(({ _id }) => _id);
    const found = await conversationsById(ids);
    learn([], found);
    forgetAllBut(ids, found);
  }

  function learn(told: readonly DeskRecord[], found: readonly RoutedConversation[]): void {
    picture.apply(told, found.filter(news.note));
  }

  function forgetAllBut(ids: readonly string[], found: readonly { _id: string }[]): void {
    const known = new Set(found.map(({ _id }) => _id));
    for (const id of ids) if (!known.has(id)) picture.forget(id);
  }

  const sweep = (): Promise<void> => unlessFenced(look);

  async function look(): Promise<void> {
    sweeps += 1;
    await readNews();
    const epoch = lease.epoch();
    if (!deciding || epoch === null) return;
    await checkDesks(epoch);
    await needs.overflow();
    if (sweeps % SWEEPS_PER_REPAIR === 0) {
      await repair(epoch);
      await presence.forgetStale();
      for (const id of noted.keys()) if (!picture.conversation(id)) noted.delete(id);
    }
    picture.tick();
    runDue();
  }

  /** Who is connected and who is not, capacities that were changed, desks that an older epoch could still write to. */
  async function checkDesks(epoch: number): Promise<void> {
    const live = await presence.connectedAgents();
    const all = [...picture.desks.values()];
    for (const desk of all) {
      const matters = desk.presence !== 'offline' || desk.entries.length > 0;
      if (desk.lostAt && live.has(desk._id)) await desks.change(desk._id, connected, { epoch });
      if (!desk.lostAt && matters && !live.has(desk._id) && !(await presence.isConnected(desk._id)))
        await desks.change(desk._id, disconnected, { epoch });
      const person = picture.people.get(desk._id);
      if (person?.active && !isDeepStrictEqual(person.capacity, desk.capacity))
        await desks.change(desk._id, resize(person.capacity), { epoch });
    }
    if (all.some((desk) => desk.epoch < epoch)) await desks.fence(epoch);
  }

  /** Does what is due on the desks. @returns when something is due next */
  function runDue(): number {
    const epoch = lease.epoch();
    if (!deciding || epoch === null) return NEVER;
    const now = +clock.now();
    let next = picture.core.nextTimer() ?? NEVER;
    if (next <= now) picture.tick();
    for (const desk of picture.desks.values()) {
      for (const due of handBack.dueOn(desk, since)) {
        if (due.at <= now) start(due.name, () => due.run(epoch));
        else next = Math.min(next, due.at);
      }
    }
    return next;
  }

  function start(name: string, run: () => Promise<void>): void {
    if (running.has(name)) return;
    const done = unlessFenced(run)
      .catch((error: unknown) =>
        log.error({ error, due: name }, 'something due could not be done; the sweep tries again'),
      )
      .finally(() => running.delete(name));
    running.set(name, done);
  }

  /** Ends when what was begun is done, so that a stop leaves nothing half done. */
  async function rest(): Promise<void> {
    while (committing || running.size > 0) await Promise.all([committing, ...running.values()]);
  }

  /** A newer router has been at the desks: whatever was begun here ends here. */
  async function unlessFenced(run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      if (!(error instanceof Fenced)) throw error;
      fenced();
    }
  }

  function fenced(): void {
    lease.lost();
    stall();
  }

  return {
    decided,
    keepLease,
    sweep,
    readAll,
    readSome,
    runDue,
    pause,
    rest,
    stall,
    fenced,
    isDeciding: () => deciding,
    isIdle: () => !committing && queue.length === 0 && running.size === 0,
  };
}
