/** What callers and agents do, by the words in which a plot says it. */
import { eventually } from '../../eventually.js';
import { type Agent, OFFER_SECONDS, offered, ringIn, type Scene } from './stage.js';

type Act = (scene: Scene) => Promise<unknown>;

const isOver = ({ phone }: Scene): boolean => Boolean(phone.call()?.endedAt);

/** The line listens for keys or words: a question of the menu, a choice while waiting, a message. */
const listens = (scene: Scene) =>
  scene.stage.until('the line listens', () => isOver(scene) || scene.phone.call()?.listener);

const answering =
  (answer: (phone: Scene['phone']) => void): Act =>
  async (scene) => {
    await listens(scene);
    answer(scene.phone);
    await scene.stage.company.carrier.settled();
  };

const isSilent: Act = async (scene) => {
  const question = await listens(scene);
  await scene.stage.until('another question', () => isOver(scene) || listensAnew(scene, question));
};
const listensAnew = ({ phone }: Scene, before: unknown) => {
  const now = phone.call()?.listener;
  return Boolean(now) && now !== before;
};

const waits: Act = ({ stage, sid }) => stage.until('the caller waits', async () => (await stage.call(sid))?.queuedAt);

const beeps = ({ stage, phone }: Scene) =>
  stage.until('the tone', () => phone.call()?.endedAt || phone.heard().at(-1)?.how === 'beep');

const isAskedForMessage: Act = (scene) =>
  scene.stage.until('a message is asked for', () => isOver(scene) || hasHeard(scene, /voicemail\.wav$/));
const hasHeard = ({ phone }: Scene, what: RegExp) => phone.heard().some(({ text }) => what.test(text));

const hangsUp: Act = async ({ phone, stage }) => {
  phone.hangUp();
  await stage.company.carrier.settled();
};

async function accepts(scene: Scene) {
  const { agent, offer } = await offered(scene);
  await agent.line.ask('offer:accept', { offerId: offer.id });
  return agent;
}

/** Their page rings. */
async function rung(scene: Scene) {
  const agent = await accepts(scene);
  await scene.stage.until(`${agent.name}'s page rings`, () => agent.page.rings());
  return agent;
}

const talks: Act = async (scene) => {
  const { stage, phone } = scene;
  const agent = await rung(scene);
  agent.page.answer();
  await stage.until('both talk', () =>
    phone
      .call()
      ?.reaches()
      .some(({ sid }) => sid === agent.page.call()?.sid),
  );
  scene.talker = agent;
};

const conversationOf = async ({ stage, sid }: Scene) =>
  stage.company.conversations.byId((await stage.call(sid))?.conversationId ?? '');

/** Who hangs up before it is known that nobody comes has waited no more: what comes of that is another story. */
const waitsAgain = (scene: Scene, { id }: Agent) =>
  scene.stage.until('the caller waits again', async () => (await conversationOf(scene))?.agentId !== id);

/** Something by the console of whoever talks, as often as it takes. */
async function asked({ talker, stage }: Scene, ask: (cookie: string) => Promise<Answered>): Promise<void> {
  const { cookie } = stage.company.people[talker!.name]!;
  await eventually(async () => {
    const { status, error } = await ask(cookie);
    if (status >= 300) throw new Error(`the console was answered ${status} ${error?.code}`);
  });
}
type Answered = { status: number; error?: { code: string } };

export const ACTS = {
  'presses 1': answering((phone) => phone.press('1')),
  'presses 2': answering((phone) => phone.press('2')),
  'presses 9': answering((phone) => phone.press('9')),
  'says sales': answering((phone) => phone.say('sales', 1)),
  mumbles: answering((phone) => phone.say('well', 1)),
  'is silent': isSilent,
  'hangs up': hangsUp,
  'waits in line': waits,
  'is asked for a message': isAskedForMessage,
  'says nothing after the tone': beeps,
  'leaves a message': async (scene) => {
    await beeps(scene);
    scene.phone.say('Please call me.', 8);
    await scene.stage.company.advance(6);
  },
  'ends it with the hash key': async ({ phone, stage }) => {
    phone.press('#');
    await stage.company.carrier.settled();
  },
  'is offered and declined': async (scene) => {
    const { agent, offer } = await offered(scene);
    await agent.line.ask('offer:decline', { offerId: offer.id });
  },
  'is offered in vain': async (scene) => {
    const { agent, offer } = await offered(scene);
    await scene.stage.company.advance(OFFER_SECONDS + 1);
    await scene.stage.company.app.parts.routing.turn();
    await agent.line.hears('offer:ended', (ended) => ended.offerId === offer.id);
  },
  'is offered': offered,
  'is accepted by a page that is gone': async (scene) => {
    const { agent, offer } = await offered(scene);
    agent.page.unregister();
    await agent.line.ask('offer:accept', { offerId: offer.id });
    await waitsAgain(scene, agent);
  },
  'is accepted by a page that declines': async (scene) => {
    const agent = await rung(scene);
    agent.page.decline();
    await waitsAgain(scene, agent);
  },
  'is accepted by a page that nobody answers': rung,
  'is accepted by a page that rings': rung,
  talks: talks,
  'talks on': ({ stage }) => stage.company.advance(20),
  'is hung up on by the agent': async (scene) => {
    const { _id: id } = (await scene.stage.call(scene.sid))!;
    await asked(scene, (cookie) => scene.stage.company.app.call('calls.hangUp', { cookie, params: { id } }));
  },
  'is closed by the agent': async (scene) => {
    const { app } = scene.stage.company;
    const id = (await scene.stage.call(scene.sid))!.conversationId!;
    const body = { outcome: 'solved' } as const;
    await asked(scene, (cookie) => app.call('conversations.close', { cookie, params: { id }, body }));
  },
} satisfies Record<string, Act>;

export type ActName = keyof typeof ACTS;
/** One thing after another. */
export type Plot = ActName[];

/** Plays it to its end, each thing as soon as it can be done. */
export async function play(stage: Scene['stage'], plot: Plot): Promise<Scene> {
  const scene = await ringIn(stage);
  for (const name of plot) await (ACTS[name] as Act)(scene);
  return scene;
}
