/**
 * The table of contents: what the process is made of, in the order it is opened; it is closed in reverse. Long because it is the one
 * place that knows them all.
 */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  emailChannel,
  listenForMail,
  mailTransport,
  makeFetching,
  makeIncomingMail,
  makeMailTokens,
  makeOutgoingMail,
  readHead,
  shownCertificate,
  tryIncoming,
  tryOutgoing,
} from '../channels/email/index.js';
import { makeSms } from '../channels/sms/index.js';
import { carrierClient, lineToken, tryAccount } from '../channels/twilio/index.js';
import { makeMenuTrial, makeVoice, PROMPTS } from '../channels/voice/index.js';
import { serveVisitors, webchatChannel } from '../channels/webchat/index.js';
import { makeAccounts } from './accounts/index.js';
import { buildApp } from './app.js';
import { makeBoard } from './board/index.js';
import { makeCalls, makeSoftphone } from './calls/index.js';
import type { MailboxRecord } from './contract/index.js';
import { makeConversations } from './conversations/index.js';
import { makeCustomers } from './customers/index.js';
import {
  type DemoAccount,
  type DemoMailNeeds,
  demoCarrierAccount,
  demoCarrierRoutes,
  demoMailRoutes,
  demoMailTransport,
  ensureDemoCompany,
  ensureDemoHistory,
  makeDemoCarrier,
  parseTwiml,
} from './demo/index.js';
import { makeCanned, makeDesk } from './desk/index.js';
import { fileRoutes, makeFiles } from './files/index.js';
import { makeFollowUps } from './followups/index.js';
import { makeIntake } from './intake/index.js';
import { gathersMs, makeIo, relayChanges, serveAgents } from './live/index.js';
import { makeMailboxes, makeMailboxTrials } from './mailboxes/index.js';
import { makeMails, pictureRoutes } from './mails/index.js';
import { makeNumbers } from './numbers/index.js';
import { confirmsWord, isService, makeOutbox } from './outbox/index.js';
import {
  type Clock,
  type Config,
  closeInOrder,
  type FetchPublic,
  inTurn,
  listen,
  makeBus,
  makeFetchPublic,
  makeJobs,
  makeLog,
  makeServer,
  secretKeyOf,
} from './platform/index.js';
import { makePolicies } from './policies/index.js';
import { closedTime, hoursOf, isOpen, makeQueues } from './queues/index.js';
import { makeReplays, makeRouting } from './routing/index.js';
import { makeSites, originAllowed, sameOrigin, teamOf } from './sites/index.js';
import { makeSounds } from './sounds/index.js';
import { openStore, storeClock } from './store/index.js';
import { countMessages, makeSweeps } from './sweeps.js';
import { makeTimeline } from './timeline/index.js';

/** What a test puts in place of the real thing. */
export interface Given {
  clock?: Clock;
  /** How whoever sends texts waits for their turn. */
  sleep?: (ms: number) => Promise<unknown>;
  fetchPublic?: FetchPublic;
}

export type Running = Awaited<ReturnType<typeof startServer>>;

export async function startServer(config: Config, given: Given = {}) {
  const log = makeLog(config.LOG_LEVEL);
  const bus = makeBus(log);
  const plays = (role: Config['ROLE']) => config.ROLE === 'all' || config.ROLE === role;

  // Connections
  const secretKey = await secretKeyOf(config);
  const store = await openStore(config, log);
  const time = given.clock ? { clock: given.clock, stop: () => {} } : await storeClock(log);
  const { clock } = time;

  // Features, in the order of their dependence. Where an earlier one must ask a later one, it gets a function.
  const unknownSkills = (skillIds: string[]): Promise<string[]> => policies.skills.unknownAmong(skillIds);
  const accounts = makeAccounts({
    bus,
    clock,
    log,
    config,
    membership: {
      queueIdsOf: (userId) => queues.membership.queueIdsOf(userId),
      checkQueues: (queueIds) => queues.membership.checkQueues(queueIds),
      setQueues: (userId, queueIds) => queues.membership.setQueues(userId, queueIds),
    },
    unknownSkills,
  });
  const queues = makeQueues({
    ...{ bus, clock },
    audit: accounts.audit,
    strangersAmong: accounts.strangersAmong,
    unknownSkills,
    inUse: (queueId) => conversations.inUse(queueId),
    mailboxesNaming: (queueId) => mailboxes.naming(queueId),
    numbersNaming: (queueId) => numbers.naming(queueId),
  });
  const policies = makePolicies({
    ...{ bus, clock, log, accounts, queues },
    uses: {
      agents: accounts.hasSkill,
      queues: queues.naming,
      sites: (skillId) => sites.naming(skillId),
      conversations: (skillId) => conversations.asksFor(skillId),
    },
    audit: accounts.audit,
  });
  const sites = makeSites({
    bus,
    clock,
    unknownSkills,
    queues: { all: queues.all, found: queues.found, checkQueues: queues.membership.checkQueues },
    team: async (queueIds) => teamOf(await routing.presenceViews(), queueIds),
    usualReplySeconds: (queueIds) => conversations.usualReplySeconds(queueIds),
    turnsAway: (queueId) => routing.turnsAway(queueId),
    audit: accounts.audit,
  });
  const mailboxes = makeMailboxes({
    ...{ bus, clock, secretKey },
    listener: listenerOf(config),
    demo: config.DEMO,
    checkQueues: queues.membership.checkQueues,
    isQueue: async (queueId) => (await queues.found(queueId)) !== null,
    defaultQueueId: () => sites.defaultQueueId(null),
    audit: accounts.audit,
  });
  const mailboxTrials = makeMailboxTrials({
    ...{ mailboxes, shownCertificate, readHead },
    tryIncoming: (incoming, keep) => tryIncoming(incoming, clock, keep),
    tryOutgoing: (outgoing, keep) => tryOutgoing(outgoing, clock, keep),
    audit: accounts.audit,
  });
  const answersPhones = async (queueId: string): Promise<boolean> => {
    const queue = await queues.byId(queueId);
    return queue !== null && isOpen(hoursOf(queue, 'voice'), clock.now());
  };
  const carrier =
    config.DEMO && !config.TWILIO_API_BASE
      ? makeDemoCarrier({
          ...{ secretKey, publicUrl: config.PUBLIC_URL, numbers: () => numbers.all() },
          ownUrl: () => `http://127.0.0.1:${portOf(server)}`,
        })
      : null;
  const carrierPage = carrier && demoCarrierRoutes(carrier, (url) => sounds.wordsOf(url));
  const carrierBase = () => config.TWILIO_API_BASE ?? carrier?.apiUrl() ?? null;
  const numbers = makeNumbers({
    ...{ bus, clock, secretKey },
    publicUrl: config.PUBLIC_URL,
    region: config.DEFAULT_REGION,
    checkQueues: queues.membership.checkQueues,
    unknownSounds: (keys, kind) => sounds.unknownAmong(keys, kind),
    tryMenu: makeMenuTrial({ publicUrl: config.PUBLIC_URL, isOpen: answersPhones, readAnswer: parseTwiml }),
    tryAccount: (account) => tryAccount(account, carrierBase(), config.PUBLIC_URL),
    audit: accounts.audit,
  });
  const takeNumbers = () =>
    carrier
      ?.takeNumbers()
      .catch((error: unknown) => log.warn({ error }, 'the demo carrier heard nothing of the numbers'));
  bus.on('number.changed', () => void takeNumbers());
  const queueName = async (queueId: string) => (await queues.byId(queueId))?.name ?? '';
  const files = makeFiles({ dataDir: config.DATA_DIR, secretKey, clock });
  const sounds = makeSounds({ files, phrases: PROMPTS, numbersNaming: numbers.namingSound, audit: accounts.audit });
  const customers = makeCustomers({ bus, clock, region: config.DEFAULT_REGION });
  const timeline = makeTimeline({ bus, clock, fileUrl: files.fileUrl });
  const queueMail = async (queueId: string) => (await queues.byId(queueId))?.mail ?? null;
  const onwardSeconds = async (queueId: string) => (await queueMail(queueId))?.onwardSeconds ?? null;
  const conversations = makeConversations({
    ...{ bus, clock, log, timeline, queueName, onwardSeconds },
    slaDueAt: queues.slaDueAt,
    isAlone: !config.REDIS_URL,
  });
  const mails = makeMails({
    ...{ clock, secretKey, files },
    fetchPublic: given.fetchPublic ?? makeFetchPublic(),
    access: (actor, id) => desk.access(actor, id),
  });
  const timeZone = async (queueId: string) => (await queues.byId(queueId))?.hours.timeZone ?? 'UTC';
  const transport = mailTransport(config, { log, ...(config.DEMO && { demo: demoMailTransport({ clock }) }) });
  const tokens = makeMailTokens(secretKey);
  const outgoing = makeOutgoingMail({
    ...{ bus, clock, log, transport, mails, conversations, timeline, files, timeZone },
    tokens,
    mailboxes,
    identitiesOf: customers.identitiesOfPerson,
    noteUndeliverable: customers.noteUndeliverable,
    queueMail,
    isOnline: (customerId) => visitors.isOnline(customerId),
    isOpen: async (queueId) => {
      const queue = await queues.byId(queueId);
      return queue !== null && isOpen(hoursOf(queue, 'email'), clock.now());
    },
  });
  const inTurnOf = inTurn();
  const sms = makeSms({
    inTurnOf,
    ...{ clock, log, numbers, customers, conversations, timeline, files, timeZone, carrierBase },
    region: config.DEFAULT_REGION,
    publicUrl: config.PUBLIC_URL,
    fileUrl: files.fileUrl,
    client: (account) => carrierClient(account, carrierBase()),
    queueWords: async (queueId) => (await queues.byId(queueId))?.texts?.outOfHours ?? null,
    closedTime: async (queueId, at) => {
      const queue = await queues.byId(queueId);
      return queue && closedTime(hoursOf(queue, 'sms'), at);
    },
    intake: () => intake,
    ...(given.sleep && { sleep: given.sleep }),
  });
  const routing = makeRouting({
    ...{ bus, clock, log, config, conversations },
    activeAgents: accounts.activeAgents,
    queues: queues.all,
    commonRules: policies.common.get,
    languages: policies.skills.languages,
    rulesVersion: policies.rulesVersion,
    isAlone: !config.REDIS_URL,
    promiseCall: (conversation, agentId, text, wait) => followUps.promiseCall(conversation, agentId, text, wait),
    onTheLine: (conversationId) => voice.onTheLine(conversationId),
    access: (actor, id) => desk.access(actor, id),
  });
  let isWatched = () => false;
  const board = makeBoard({
    bus,
    clock,
    log,
    conversations,
    routing,
    queues: queues.all,
    isWatched: () => isWatched(),
  });
  const canned = makeCanned({ bus, audit: accounts.audit });
  const desk = makeDesk({
    bus,
    clock,
    accounts,
    queues,
    customers,
    timeline,
    conversations,
    files,
    routing,
    skills: policies.skills,
    mail: outgoing.writing,
    texts: sms.writing,
    placeMail: (c, by, put) => incoming.place(c, by, put),
    isOnCall: (agentId, conversationId) => calls.isOn(agentId, conversationId),
    outbox: { firstState: (channel) => outbox.firstState(channel) },
    isVisitorOnline: (customerId) => visitors.isOnline(customerId),
    isJoinedOnline: (customerId) => visitors.isJoinedOnline(customerId),
  });
  const followUps = makeFollowUps({ bus, clock, accounts, customers, conversations, timeline });
  const intake = makeIntake({
    clock,
    log,
    customers,
    timeline,
    conversations,
    queueName,
    defaultQueueId: sites.defaultQueueId,
    needsOf: sites.needsOf,
    resume: (conversation) => desk.wake(conversation, 'customerWrote'),
  });
  const incoming = makeIncomingMail({
    ...{ clock, log, files, mailboxes, mails, customers, conversations, timeline, intake, tokens },
    acknowledge: outgoing.acknowledge,
  });

  const mailboxIdAt = async (address: string): Promise<string | null> => {
    const mailbox = await mailboxes.byAddress(address);
    return mailbox?.incoming.kind === 'listener' ? mailbox._id : null;
  };
  const demoMail: DemoMailNeeds = {
    clock,
    addresses: async () => (await mailboxes.all()).filter(isListening).map(({ address }) => address),
    deliver: async ({ raw, from, to, at }) => {
      const mailboxId = await mailboxIdAt(to);
      if (mailboxId) await incoming.takeRaw({ mailboxId, raw, envelope: { from, to: [to] }, at });
      return mailboxId !== null;
    },
  };

  const agentName = async (agentId: string) => (await accounts.userById(agentId))?.name ?? '';
  const calls = makeCalls({
    ...{ bus, clock, customers, conversations, timeline, queueName, agentName },
    access: desk.access,
  });
  const voice = makeVoice({
    ...{ bus, clock, log, calls, conversations, customers, files, numbers, sounds, carrierBase, agentName },
    publicUrl: config.PUBLIC_URL,
    region: config.DEFAULT_REGION,
    isOpen: answersPhones,
    placeOf: routing.placeOf,
    endTalk: desk.endTalk,
    rootOf: desk.people.rootOf,
    access: desk.access,
    textOf: sms.automatic,
    inTurnOf,
    ...{ routing, queueName, timeZone },
  });
  const softphone = makeSoftphone({
    lineAccount: numbers.lineAccount,
    sign: lineToken,
    line: carrier ? 'simulated' : 'carrier',
  });

  // HTTP
  const app = buildApp({
    config,
    log,
    serves: plays('web'),
    version: '0.1.0',
    actorOf: accounts.actorOf,
    handlers: {
      ...accounts.handlers,
      ...queues.handlers,
      ...policies.handlers,
      ...sites.handlers,
      ...mailboxes.handlers,
      ...mailboxTrials.handlers,
      ...numbers.handlers,
      ...softphone,
      ...sounds.handlers,
      ...canned.handlers,
      ...mails.handlers,
      ...desk.handlers,
      ...followUps.handlers,
      ...calls.handlers,
      ...voice.handlers,
      ...routing.handlers,
      ...makeReplays(policies).handlers,
      ...board.handlers,
    },
    routers: [
      fileRoutes(files),
      sms.routes,
      voice.routes,
      pictureRoutes(mails),
      ...(config.DEMO ? [demoMailRoutes(demoMail)] : []),
      ...(carrierPage ? [carrierPage.router] : []),
    ],
    checks: { store: async () => void (await store.ping()), router: routing.check },
    siteByKey: sites.siteByKey,
    speaksByCarrier: async () => !carrier && (await numbers.lineAccount()) !== null,
  });
  const http = makeServer(app);
  const { server } = http;

  // Sockets
  const sockets = await makeIo({
    server,
    config,
    log,
    bus,
    originKnown: (origin) => sites.originKnown(origin, config.PUBLIC_URL),
  });
  const { io } = sockets;
  const visitors = serveVisitors({
    ...{ io, bus, clock, log, config, customers, timeline, conversations, files, intake },
    siteByKey: sites.siteByKey,
    siteById: sites.byId,
    configOf: sites.configOf,
    offers: sites.offers,
    queueLabel: queues.label,
    mailsTranscripts: async (queueId) => (await queueMail(queueId))?.transcript ?? false,
    answersByMail: outgoing.answersQueue,
    callingBackFor: numbers.callingBackFor,
    agentName: async (agentId) => (await accounts.userById(agentId))?.name ?? null,
    placeOf: routing.placeOf,
    places: routing.places,
    endByCustomer: desk.endByCustomer,
    originAllowed: (site, origin) => originAllowed(site, origin, config.PUBLIC_URL),
  });
  const agents = serveAgents({
    ...{ io, bus, log, config, timeline, conversations, followUps, routing, board, desk },
    sessionFromCookie: accounts.sessionFromCookie,
    sessionsGoneAmong: accounts.sessionsGoneAmong,
    ownOrigin: (origin) => !origin || sameOrigin(origin, config.PUBLIC_URL),
    userById: accounts.userById,
    queueIdsOf: queues.membership.queueIdsOf,
    meView: accounts.meView,
    queueViews: queues.views,
    cannedViews: canned.views,
    mailboxViews: mailboxes.atDesk,
    numberViews: numbers.atDesk,
    calls,
  });
  isWatched = agents.isBoardWatched;

  // What must be there before anybody comes
  await accounts.migrate();
  await queues.migrate();
  await numbers.migrate();
  let demoAccounts: DemoAccount[] = [];
  if (config.DEMO) {
    demoAccounts = await ensureDemoCompany({
      dataDir: config.DATA_DIR,
      accounts,
      queues,
      policies,
      sites,
      mailboxes,
      numbers,
      carrierAccount: demoCarrierAccount(secretKey),
      canned,
    });
    await carrier?.takeNumbers();
    await ensureDemoHistory({ clock, log, accounts, queues, sites, followUps, publicUrl: config.PUBLIC_URL });
  }
  await accounts.ensureFirstAdmin();
  await policies.settle();

  // Workers
  const email = emailChannel({
    ...{ transport, timeline, conversations },
    from: config.MAIL_FROM,
    publicUrl: config.PUBLIC_URL,
    loopMark: tokens.loopMark,
    siteTitle: sites.titleOf,
    timeZone,
    sendLetter: outgoing.sendLetter,
    roomOf: outgoing.roomOf,
  });
  const asked = async (id: string | null) =>
    id !== null && (await timeline.latestMessage(id, { direction: 'in' })) !== null;
  const jobs = await makeJobs({ redisUrl: config.REDIS_URL, log });
  const outbox = makeOutbox({
    ...{ bus, clock, log, timeline },
    channels: { webchat: webchatChannel({ io, timeline }), email, sms: sms.channel },
    gateFacts: async (touchpoint) => {
      const { customerId, conversationId, kind, channel } = touchpoint;
      return {
        withdrawn: await customers.withdrawnChannels(customerId),
        // What we began by mail answers nothing before the customer has written. Who wants no texts gets none but the word that this was
        // understood.
        service:
          confirmsWord(touchpoint) ||
          (isService(kind) &&
            channel !== 'sms' &&
            (channel !== 'email' || kind !== 'message' || (await asked(conversationId)))),
      };
    },
    sweepSeconds: config.OUTBOX_SWEEP_SECONDS,
    nudge: (id, delayMs) => void jobs.nudge('outbox', id, { delayMs }),
  });
  jobs.defineJob('outbox', outbox.sendDue, { concurrency: 20 });
  const sweeps = makeSweeps({
    clock,
    log,
    conversations,
    followUps,
    files,
    policies,
    intake,
    onward: outgoing.onward,
    wake: (conversation) => desk.wake(conversation, 'due'),
  });
  if (plays('worker')) await sweeps.start();
  if (plays('worker')) incoming.start();
  const fetching = makeFetching({ bus, clock, log, mailboxes, takeRaw: incoming.takeRaw });
  if (plays('worker')) fetching.start();
  await voice.load();
  await routing.start();
  const uncount = countMessages(bus);
  const unrelay = config.REDIS_URL ? relayChanges(io, bus, gathersMs(config)) : () => {};

  await listen(server, config);
  // The carrier tells here what becomes of what it is asked, and a demo's own is asked here.
  if (plays('worker')) sms.start();
  if (plays('worker')) voice.start();
  outbox.start(); // everywhere: whoever writes a message sends it
  const mailServer = await listenForMail({
    ...{ config, log, takeRaw: incoming.takeRaw, mailboxIdAt },
  });
  log.info({ port: portOf(server), role: config.ROLE, demo: config.DEMO }, 'ready');

  let stopping: Promise<void> | null = null;
  async function closeAll(): Promise<void> {
    log.info('stopping');
    const answered = http.close();
    const parts = {
      mailServer: mailServer.stop,
      carrierPage: () => carrierPage?.stop(),
      carrier: () => carrier?.stop(),
      fetching: fetching.stop,
      voice: voice.stop,
      pushes: () => [agents, visitors].forEach((side) => void side.stop()),
      relay: unrelay,
      sockets: sockets.close,
      connections: agents.noted,
      requests: () => answered,
      sweeps: sweeps.stop,
      jobs: jobs.close,
      incoming: incoming.stop,
      sms: sms.stop,
      outbox: outbox.stop,
      mails: outgoing.close,
      board: board.close,
      routing: routing.stop,
      policies: policies.stop,
      conversations: conversations.stop,
      counting: uncount,
      time: time.stop,
      store: store.close,
    };
    await closeInOrder(parts, log);
    log.info('stopped');
  }
  return {
    mailPort: mailServer.port,
    url: `http://${config.HOST}:${portOf(server)}`,
    demoAccounts,
    parts: {
      ...{ bus, clock, log, config, accounts, queues, policies, sites, mailboxes, numbers, canned, server, io },
      ...{
        files,
        customers,
        timeline,
        conversations,
        mails,
        followUps,
        routing,
        board,
        desk,
        intake,
        outbox,
        tokens,
        incoming,
        sms,
        onward: outgoing.onward,
        calls,
        voice,
      },
    },
    /** Takes nothing new, answers what is under way, then closes in reverse order. Safe to call twice. */
    stop: () => {
      stopping ??= closeAll();
      return stopping;
    },
  };
}

const listenerOf = ({ MAIL_LISTEN_PORT: port, MAIL_LISTEN_HOST: host, MAIL_LISTEN_LMTP: lmtp }: Config) =>
  port === undefined ? null : { protocol: lmtp ? ('lmtp' as const) : ('smtp' as const), host, port };
const isListening = ({ active, incoming }: MailboxRecord) => active && incoming.kind === 'listener';
const portOf = (server: Server) => (server.address() as AddressInfo).port;
