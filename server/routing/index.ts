import { randomUUID } from 'node:crypto';
import type {
  AgentPresenceView,
  Capacity,
  CommonRules,
  ConversationRecord,
  DomainEvents,
  Locale,
  OfferView,
  QueueRecord,
  SkillNeed,
  UserRecord,
} from '../contract/index.js';
import type { Conversations } from '../conversations/index.js';
import { type Actor, type Bus, type Clock, type Config, type Log, metrics } from '../platform/index.js';
import { ableFor, freeToAsk } from './able.js';
import { makeCommit } from './commit.js';
import { makeDesks } from './desks.js';
import { makeFollow } from './follow.js';
import { makeForecastResults } from './forecast-results.js';
import { makeHandBack } from './hand-back.js';
import { routingHandlers } from './handlers.js';
import { makeLease } from './lease.js';
import { makeOfferViews } from './offer-views.js';
import { makeOverflow, type OverflowNeeds } from './overflow.js';
import { Picture } from './picture.js';
import { makePlaces } from './places.js';
import { makePresence } from './presence.js';
import { makePresenceLog } from './presence-log.js';
import { makePresenceViews } from './presence-views.js';
import { makePutBack } from './put-back.js';
import { routed } from './reads.js';
import { makeRepair } from './repair.js';
import { makeRouter, type RouterLoop } from './router.js';
import { makeServiceFigures } from './service-figures.js';
import { alarm, repeating } from './timers.js';
import { makeVerbs } from './verbs.js';

export type Routing = ReturnType<typeof makeRouting>;

export interface RoutingNeeds {
  bus: Bus;
  clock: Clock;
  log: Log;
  config: Pick<
    Config,
    'ROLE' | 'PRESENCE_GRACE_SECONDS' | 'HEARTBEAT_SECONDS' | 'ROUTER_LEASE_SECONDS' | 'ROUTER_SWEEP_SECONDS'
  >;
  conversations: Conversations;
  activeAgents: () => Promise<UserRecord[]>;
  queues: () => Promise<readonly QueueRecord[]>;
  commonRules: () => Promise<CommonRules>;
  /** Of the version of the rules that holds; null before there is one. */
  rulesVersion: () => number | null;
  /** The skill that is a language; null where none is marked so. */
  languages: () => Promise<Record<Locale, string | null>>;
  /** The door: the conversation, or `conversation.missing` also for one that is not this caller's to see. */
  access: (actor: Actor, conversationId: string) => Promise<ConversationRecord>;
  promiseCall: OverflowNeeds['promiseCall'];
  onTheLine: OverflowNeeds['onTheLine'];
  /** The only process of its installation: no desk changes without its hearing of it. */
  isAlone?: boolean;
}

/** Of an account that is no more. */
const NOTHING: Capacity = { webchat: 0, email: 0, sms: 0, voice: 0 };

/** Brings each conversation to the right agent: desks, offers, presence, and the one router that decides. */
export function makeRouting(needs: RoutingNeeds) {
  const { bus, clock, log, config, conversations } = needs;
  const node = randomUUID();
  const settings = async () => ({
    users: await needs.activeAgents(),
    queues: await needs.queues(),
    common: await needs.commonRules(),
    languages: await needs.languages(),
  });
  const personOf = async (id: string) => (await needs.activeAgents()).find(({ _id }) => _id === id) ?? null;
  const queueOf = async (id: string) => (await needs.queues()).find(({ _id }) => _id === id) ?? null;

  const picture = new Picture(
    clock,
    (decisions) => router.decided(decisions),
    (queueId) => bus.publish('line.changed', { queueId }),
  );
  const desks = makeDesks({ bus, clock, capacityOf: async (id) => (await personOf(id))?.capacity ?? NOTHING });
  const presence = makePresence({ desks, clock, node, heartbeatSeconds: config.HEARTBEAT_SECONDS });
  const graceMs = config.PRESENCE_GRACE_SECONDS * 1_000;
  // Who takes over from a router that died comes within the lease; a break may cost nobody much of the time to come back.
  const breakMs = Math.min(2 * config.ROUTER_LEASE_SECONDS * 1_000, graceMs / 4);
  const lease = makeLease({ node, clock, seconds: config.ROUTER_LEASE_SECONDS, breakMs });
  const putBack = makePutBack({ conversations, desks });
  const base = { bus, clock, log, conversations, desks, picture, putBack };
  const { follow, followed, clear } = makeFollow({ ...base, isAlone: needs.isAlone ?? false });
  const verbs = makeVerbs({ ...base, clear, personOf, queueOf, graceMs });
  const presenceLog = makePresenceLog();
  const results = makeForecastResults({ clock, queueOf });
  const places = makePlaces({ picture, figures: makeServiceFigures(clock), results, clock });
  const router: RouterLoop = makeRouter({
    ...base,
    lease,
    presence,
    settings,
    onOverflow: ({ taskId }) => void overflow.look(taskId).catch(notHelped),
    overflow: () => overflow.sweep(),
    repair: makeRepair(base),
    handBack: makeHandBack({ ...base, graceMs, routedSince: lease.routedSince }),
    commits: makeCommit({
      ...base,
      epoch: lease.epoch,
      rulesVersion: needs.rulesVersion,
      onFenced: () => router.fenced(),
      onStalled: () => router.stall(),
    }),
  });
  const overflow = makeOverflow({
    ...base,
    foreseen: (id) => places.placeOf(id)?.forecast ?? null,
    foreseenForNew: places.forecastForNew,
    promiseCall: needs.promiseCall,
    onTheLine: needs.onTheLine,
  });
  const notHelped = (error: unknown) =>
    log.error({ error }, 'an overflow could not be carried out; the sweep tries again');
  const able = (conversation: ConversationRecord, asked: { queueId: string; needs: SkillNeed[] }) =>
    ableFor(picture, conversation, asked);
  const offerViews = makeOfferViews({ ...needs, desks, queueOf });

  // Facts
  const wake = alarm(clock, () => wake.set(router.runDue()));
  let dueAsked = false;
  let isParted = false;
  function askDue(): void {
    if (dueAsked) return;
    dueAsked = true;
    setImmediate(() => {
      dueAsked = false;
      wake.set(router.runDue());
    });
  }
  const hears = [
    bus.on('desk.changed', ({ desk }) => {
      picture.applyDesk(desk);
      places.noteDesk(desk._id);
      askDue();
      return presenceLog.note(desk, clock.now());
    }),
    bus.on('conversation.changed', (event) => {
      picture.applyConversation(routed(event.conversation));
      places.note(event).catch((error: unknown) => log.error({ error }, 'the result of a forecast was lost'));
      if (event.before !== event.conversation.state || isOfSomebodyAway(event.conversation)) askDue();
      return follow(event);
    }),
    bus.on('offer.ended', ({ how }) => metrics.offers.inc({ outcome: how })),
    bus.on('queue.changed', () => readSettings()),
    bus.on('rules.changed', () => readSettings()),
    bus.on('user.changed', ({ userId }) => userChanged(userId)),
    bus.on('elsewhere.changed', (changed) => changedElsewhere(changed)),
    bus.on('nodes.parted', ({ parted }) => partedFromOthers(parted)),
  ];
  /** Words move no deadline but of what lies with somebody who has signed off. */
  const isOfSomebodyAway = ({ _id, agentId }: ConversationRecord): boolean => {
    const desk = agentId && picture.words.wroteAt(_id) !== null ? picture.desks.get(agentId) : undefined;
    return desk !== undefined && picture.stateOf(desk) === 'offline';
  };
  async function readSettings(): Promise<void> {
    picture.applySettings(await settings());
    places.refresh();
    askDue();
  }
  async function changedElsewhere(changed: DomainEvents['elsewhere.changed']): Promise<void> {
    if (changed.users.length + changed.queues.length + changed.rules.length > 0)
      picture.applySettings(await settings());
    await router.readSome(changed.conversations, changed.desks);
    if (changed.users.length + changed.queues.length > 0) places.refresh();
    for (const id of changed.desks) presenceLog.noteElsewhere(picture.desks.get(id));
    await places.noteElsewhere(changed.conversations, changed.desks);
    askDue();
  }
  /** Agents of other nodes hear of no offer now: they are asked nothing, and it is nobody's fault. */
  async function partedFromOthers(parted: boolean): Promise<void> {
    log.warn({ parted }, 'whether other nodes hear what is said here has changed');
    isParted = parted;
    reach();
    askDue();
    await presence.hearsNothing(parted);
  }
  /** Its own connections are marked as unheard while it is parted, and are looked at again by the next sweep only. */
  const reach = () =>
    picture.reach((agentId) => presence.isHere(agentId) || !(isParted || presence.isUnheard(agentId)));
  async function userChanged(userId: string): Promise<void> {
    await readSettings();
    const person = await personOf(userId);
    if (person && picture.desks.has(userId)) await verbs.resize(userId, person.capacity);
  }

  // Timers
  const contends = config.ROLE === 'all' || config.ROLE === 'router';
  let stops: (() => Promise<void>)[] = [];

  /** Reads the picture and, where this process may route, begins to contend for it. */
  async function start(): Promise<void> {
    await router.readAll();
    await places.learn();
    places.refresh();
    await presenceLog.begin(picture.desks.values());
    if (contends) await router.keepLease();
    const lively = config.ROUTER_LEASE_SECONDS * 1_000;
    const every = [
      { name: 'routing sweep', everyMs: config.ROUTER_SWEEP_SECONDS * 1_000, share: 0.05, task: sweep },
      { name: 'heartbeat', everyMs: config.HEARTBEAT_SECONDS * 1_000, task: presence.beat },
      ...(contends ? [{ name: 'router lease', everyMs: lively / 10, task: router.keepLease }] : []),
    ];
    stops = every.map((one) => repeating(one, log));
    askDue();
  }

  async function sweep(): Promise<void> {
    await router.sweep();
    reach();
    places.refresh();
    askDue();
    for (const queue of picture.queues.values())
      metrics.queueLength.set({ queue: queue.name }, picture.core.lengthOf(queue._id));
  }

  /** Lets go of the lease, so that another node routes at once. Sockets are closed before, which tells who is gone. */
  async function stop(): Promise<void> {
    for (const stopOne of stops) await stopOne();
    wake.clear();
    router.pause();
    await router.rest();
    await followed();
    for (const unhear of hears) unhear();
    await presence.forgetOwn();
    await lease.release();
  }

  const { presenceView, presenceViews, deskOf } = makePresenceViews({ picture, desks });
  const setPresence: (...args: Parameters<typeof verbs.setPresence>) => Promise<AgentPresenceView> = async (...args) =>
    presenceView(await verbs.setPresence(...args));

  return {
    start,
    stop,
    /** One turn of everything that timers do, for tests and for a nudge from another node. */
    async turn(): Promise<void> {
      if (contends) await router.keepLease();
      await presence.beat();
      await sweep();
    },
    isRouter: router.isDeciding,
    /** Rejects when no node routes. */
    async check(): Promise<string> {
      if (!(await lease.isTaken())) throw new Error('nobody holds the router lease');
      return router.isDeciding() ? 'here' : 'elsewhere';
    },
    isIdle: router.isIdle,
    turnsAway: overflow.turnsAway,
    /** Who waited in vain is to be called by somebody of their queue. */
    async promiseCall(conversation: ConversationRecord, callId: string): Promise<void> {
      const queue = picture.queues.get(conversation.queueId);
      if (queue) await overflow.promiseCall(conversation, queue, `call:${callId}`);
    },
    /** Of a queue, whom to ask about somebody on the phone now. @throws AppError `queue.missing`, `queue.nobodyFree` */
    freeToAsk: (conversation: ConversationRecord, queueId: string, askedBefore: ReadonlySet<string>): string =>
      freeToAsk(picture, conversation, queueId, askedBefore),
    ...verbs,
    setPresence,
    resetNotResponding: (agentId: string) => setPresence(agentId, 'online', null),
    agentConnected: presence.agentConnected,
    agentDisconnected: presence.agentDisconnected,
    presenceView,
    presenceViews,
    deskOf,
    deskRecord: desks.ensure,
    ...offerViews,
    ...places,
    forecastKept: results.today,
    /** Waiting and offered conversations in this node's picture, in no order. */
    waiting: () => picture.waiting(),
    /** How many of a queue wait, those that ring included. */
    waitingIn: (queueId: string): number => picture.waitingIn(queueId),
    handlers: routingHandlers({ access: needs.access, places, able, setPresence, handBack: verbs.handBack }),
  };
}

export { DecisionModel, PresenceChangeModel, type PresenceChangeRecord } from './models.js';
export { makeReplays } from './simulation/index.js';
export type { HandOver } from './transfers.js';
export type { ConversationRecord, OfferView };
