import { type Call, type Heard, isOver } from '../calls/call.js';
import { comeIn, type Ringable } from '../calls/make-voice.js';
import type { Voice } from '../calls/voice.js';
import type { World } from '../world.js';

/** What a phone does of itself when it rings; `machine`: it is an answering machine. */
export type Habit = 'wait' | 'answer' | 'machine' | 'decline' | 'off';

/** How long a voice needs for one character. */
const CHARACTER_MS = 60;

export type Handset = ReturnType<typeof makeHandset>;

/**
 * A phone, or the browser of an agent (`client:…`), as whoever holds it uses it. One call at a time.
 * @param person a number, or a client's address
 */
export function makeHandset(world: World, voice: () => Voice, person: string) {
  let call: Call | null = null;
  let offered: { take: (isMachine?: boolean) => void; refuse: () => void } | null = null;
  let habit: Habit = 'wait';
  let habitMs = 1_000;
  let isRegistered = !person.startsWith('client:');
  const listeners = new Set<() => void>();
  const told = () => {
    for (const listener of listeners) listener();
    world.changed();
  };

  const line: Ringable = {
    offer(incoming, take, refuse) {
      if (!isRegistered || habit === 'off') return 'gone';
      if (call && !isOver(call)) return 'busy';
      call = incoming;
      offered = { take, refuse };
      if (habit !== 'wait') world.time.after(habitMs, habit === 'decline' ? handset.decline : handset.answer);
      told();
      return 'rings';
    },
    over(ended) {
      if (ended !== call) return;
      offered = null;
      told();
    },
  };

  const inCall = () => call !== null && call.status === 'in-progress';

  const handset = {
    person,
    line,
    /** The call it has, or had last. */
    call: (): Call | null => call,
    rings: (): boolean => offered !== null,
    heard: (): Heard[] => call?.heard ?? [],
    /** What it does by itself when it rings, after so long. */
    always(what: Habit, afterMs = 1_000): void {
      habit = what;
      habitMs = afterMs;
    },
    habit: (): Habit => habit,
    /** Of a client: its page is open, so that it rings there. */
    register(): void {
      isRegistered = true;
      told();
    },
    unregister(): void {
      isRegistered = false;
      told();
    },
    isRegistered: (): boolean => isRegistered,
    /** Rings a number of the company. @returns null when nobody has it, or this one is on the phone already */
    ring(to: string): Call | null {
      const number = world.numbers.get(to);
      if (!number || (call && !isOver(call))) return null;
      const { accountSid, voiceUrl, voiceMethod, voiceFallbackUrl, voiceFallbackMethod } = number;
      const { statusCallback: url, statusCallbackMethod: method } = number;
      const hears = url ? { url, method, events: ['completed'] } : null;
      const first = voiceUrl
        ? { url: voiceUrl, method: voiceMethod, kind: 'call.incoming' }
        : { twiml: '<Response><Reject/></Response>', url: 'http://nowhere.invalid/' };
      const fallback = { url: voiceFallbackUrl, method: voiceFallbackMethod };
      call = comeIn(voice(), { accountSid, from: person, to, told: hears }, first, fallback);
      told();
      return call;
    },
    /** Of a client: calls out by an application, as its page would. */
    dial(app: { accountSid: string; voiceUrl: string }, parameters: Record<string, string>): Call | null {
      if (call && !isOver(call)) return null;
      const { accountSid, voiceUrl } = app;
      const first = { url: voiceUrl, method: 'POST', kind: 'call.incoming', form: parameters } as const;
      call = comeIn(voice(), { accountSid, from: person, to: parameters.To ?? '', told: null }, first, null);
      told();
      return call;
    },
    answer(): void {
      offered?.take(habit === 'machine');
      offered = null;
      told();
    },
    decline(): void {
      offered?.refuse();
      offered = null;
      told();
    },
    hangUp(): void {
      if (offered) handset.decline();
      else if (call) voice().end(call);
    },
    /** Presses keys, one after another. */
    press(keys: string): void {
      if (call && inCall()) for (const digit of keys) call.listener?.({ digit });
    },
    /** Says something: whoever is on the line hears it, and a question may be answered by it. @param seconds default as long as it takes */
    say(text: string, seconds = (text.length * CHARACTER_MS) / 1_000): void {
      if (!call || !inCall()) return;
      call.talksUntil = world.time.now().getTime() + seconds * 1_000;
      for (const other of call.reaches()) voice().hear(other, 'voice', text, person);
      call.listener?.({ speech: text });
      told();
    },
    /** @returns stops telling */
    onChange(run: () => void): () => void {
      listeners.add(run);
      return () => void listeners.delete(run);
    },
  };
  return handset;
}
