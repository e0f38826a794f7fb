const TELL_EVERY_MS = 3_000;
const LAPSE_MS = 6_000;

export interface Typing {
  /** The visitor changed the text. */
  mine(text: string): void;
  /** It was sent, or given up. */
  stopped(): void;
  /** The agent began or stopped. */
  theirs(on: boolean, name: string): void;
}

/** Tells that the visitor types, at most every 3 s; lets the agent's typing lapse after 6 s. */
export function watchTyping(tell: (on: boolean) => void, show: (name: string | null) => void): Typing {
  let toldAt = 0;
  let on = false;
  let idle: ReturnType<typeof setTimeout> | undefined;
  let lapse: ReturnType<typeof setTimeout> | undefined;
  const stopped = (): void => {
    clearTimeout(idle);
    if (on) tell(false);
    on = false;
    toldAt = 0;
  };
  return {
    stopped,
    mine(text) {
      if (text.trim() === '') return stopped();
      clearTimeout(idle);
      idle = setTimeout(stopped, LAPSE_MS);
      if (Date.now() - toldAt < TELL_EVERY_MS) return;
      toldAt = Date.now();
      on = true;
      tell(true);
    },
    theirs(typing, name) {
      clearTimeout(lapse);
      show(typing ? name : null);
      if (typing) lapse = setTimeout(() => show(null), LAPSE_MS);
    },
  };
}
