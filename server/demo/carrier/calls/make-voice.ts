import { keepNewest } from '../keep-newest.js';
import type { World } from '../world.js';
import { type Call, type CallStatus, isOver, newCall, personOf, type Told } from './call.js';
import { eventForm } from './call-forms.js';
import { clientAddress } from './client-address.js';
import { makeConferences } from './conferences.js';
import { load, NoDocument } from './load.js';
import { perform } from './perform.js';
import { makeQueues } from './queues.js';
import { makeRecordings } from './recordings.js';
import { makeRun, Stopped } from './run.js';
import type { Ringing, Source, Voice } from './voice.js';

/** Whom a call rings at. */
export interface Ringable {
  /** @returns whether it rings there, is busy, or is not there at all */
  offer(call: Call, take: (isMachine?: boolean) => void, refuse: () => void): 'rings' | 'busy' | 'gone';
  over(call: Call): void;
}

const EVENTS: Partial<Record<CallStatus, string>> = {
  initiated: 'initiated',
  ringing: 'ringing',
  'in-progress': 'answered',
};
/** A document that asks for itself at once must not spin. */
const BREATH_MS = 1_000;

export function makeVoice(world: World, handsetOf: (person: string) => Ringable | null): Voice {
  const { time } = world;
  const calls = new Map<string, Call>();

  function tell(call: Call, event: string): void {
    const account = world.accounts.get(call.accountSid);
    world.log.add('call', event, { sid: call.sid, status: call.status });
    if (!call.told?.events.includes(event) || !account) return;
    const form = eventForm(call, time.now());
    call.sequence += 1;
    world.webhooks.callback({ ...call.told, account, form, kind: `call.${event}` });
  }

  function enter(call: Call, status: CallStatus): void {
    if (isOver(call) || call.status === status) return;
    call.status = status;
    if (status === 'in-progress') call.answeredAt = time.now();
    if (isOver(call)) call.endedAt = time.now();
    tell(call, EVENTS[status] ?? 'completed');
  }

  function end(call: Call, status?: CallStatus): void {
    if (isOver(call)) return;
    enter(call, status && !call.answeredAt ? status : call.answeredAt ? 'completed' : 'canceled');
    call.run?.stop();
    call.settleEnd();
    handsetOf(personOf(call))?.over(call);
  }

  function hear(call: Call, how: Call['heard'][number]['how'], text: string, by: string | null = null): void {
    call.heard.push({ at: time.now(), how, text, by });
    if (call.heard.length > 500) call.heard.shift();
    world.changed();
  }

  function follow(call: Call, source: Source): void {
    call.run?.stop();
    const run = makeRun(time);
    call.run = run;
    course(call, source).catch((error: unknown) => {
      if (error instanceof Stopped && run.isStopped) return;
      if (!(error instanceof NoDocument)) world.log.add('call', 'broken', { error: (error as Error).message });
      if (call.status === 'ringing' && call.direction === 'inbound') enter(call, 'in-progress');
      hear(call, 'say', 'We are sorry, an application error has occurred. Goodbye.');
      end(call);
    });

    async function course(call: Call, first: Source): Promise<void> {
      let next: Source | null = first;
      while (next) {
        const document = await run.until(load(world, call, next));
        const verdict = await perform(voice, call, run, document);
        next = typeof verdict === 'object' ? verdict : null;
      }
      end(call);
    }
  }

  async function loop(call: Call, run: ReturnType<typeof makeRun>, source: () => Source): Promise<'leave'> {
    for (;;) {
      const began = time.now().getTime();
      let verdict = await perform(voice, call, run, await run.until(load(world, call, source())));
      while (verdict && typeof verdict === 'object')
        verdict = await perform(voice, call, run, await run.until(load(world, call, verdict)));
      if (verdict === 'leave') return 'leave';
      if (verdict === 'end') end(call);
      if (time.now().getTime() === began) await run.wait(BREATH_MS);
    }
  }

  function ring(wanted: Ringing): { call: Call; answered: Promise<boolean> } {
    const { accountSid, from, direction, parentSid = null, told = null, fallback = null } = wanted;
    const about = { accountSid, from, direction, parentSid, told, fallback, ...clientAddress(wanted.to) };
    const call = newCall({ ...about, createdAt: time.now() });
    keepNewest(calls, call.sid, call);
    const answered = new Promise<boolean>((resolve) => {
      const settle = (status: CallStatus) => {
        if (!isOver(call)) status === 'in-progress' ? enter(call, status) : end(call, status);
        resolve(call.status === 'in-progress');
      };
      void call.ended.then(() => resolve(false));
      time.after(100, () => begin(call, settle, wanted));
    });
    return { call, answered };
  }

  function begin(
    call: Call,
    settle: (status: CallStatus) => void,
    { timeoutSeconds, machineDetection }: Ringing,
  ): void {
    if (isOver(call)) return;
    enter(call, 'initiated');
    const take = (isMachine = false) => {
      if (machineDetection) call.answeredBy = isMachine ? 'machine_start' : 'human';
      settle('in-progress');
    };
    const offered = handsetOf(call.to)?.offer(call, take, () => settle('busy')) ?? 'gone';
    if (offered !== 'rings') {
      // A client that nobody has open rings nowhere.
      settle(offered === 'busy' ? 'busy' : call.to.startsWith('client:') ? 'no-answer' : 'failed');
      return;
    }
    enter(call, 'ringing');
    const takeBack = time.after(timeoutSeconds * 1_000, () => !call.answeredAt && settle('no-answer'));
    void call.ended.then(takeBack);
  }

  const base: Omit<Voice, 'conferencing'> = {
    ...{ world, calls, conferences: new Map(), queues: makeQueues(time), recordings: makeRecordings(world) },
    ...{ follow, loop, ring, enter, end, hear },
    perform: (call, run, document) => perform(voice, call, run, document),
    load: (call, source) => load(world, call, source),
  };
  const voice: Voice = { ...base, conferencing: makeConferences(base) };
  return voice;
}

/** Comes in from a person: to a number of the company, or from a client to its application. */
export function comeIn(
  voice: Voice,
  about: { accountSid: string; from: string; to: string; told: Told | null },
  first: Source,
  fallback: Call['fallback'],
): Call {
  const { world } = voice;
  const call = newCall({ ...about, direction: 'inbound', status: 'ringing', fallback, createdAt: world.time.now() });
  keepNewest(voice.calls, call.sid, call);
  world.log.add('call', 'incoming', { sid: call.sid });
  voice.follow(call, first);
  return call;
}
