import type { DomainEvents } from '../../server/contract/index.js';
import { loadCarrier } from '../twilio/index.js';
import { makeControl } from './control.js';
import { voiceRoutes } from './hooks.js';
import { movesCalls } from './moving.js';
import type { VoiceNeeds } from './needs.js';

const SWEEP_MS = 15_000;
/** Whoever is left to be led on hears music, and nothing else, until then. */
const LEAD_MS = 5_000;

/** Phone calls: answered, led through a menu into a line, and put together with whoever takes them. */
export function makeVoice(needs: VoiceNeeds) {
  const { bus, log, numbers } = needs;
  const control = makeControl(needs);
  const failed = (error: unknown) => log.error({ error }, 'a call could not be moved');
  let under: Promise<void> = Promise.resolve();
  const unhear = bus.on('conversation.changed', (changed) => {
    if (!movesCalls(changed)) return;
    const moved = onConversation(changed).catch(failed);
    under = Promise.all([under, moved]).then(() => {});
  });
  /** Without a number there are no calls. */
  async function onConversation(changed: DomainEvents['conversation.changed']): Promise<void> {
    if ((await numbers.all()).length > 0) await control.onConversation(changed);
  }
  const unload = bus.on('number.changed', loadCarrier);
  const sweeps = [
    every(SWEEP_MS, () => control.sweep().catch(failed)),
    every(LEAD_MS, () => control.leadAgain().catch(failed)),
  ];

  return {
    routes: voiceRoutes(needs, control),
    handlers: control.handlers,
    sweep: control.sweep,
    onTheLine: control.callingBack.onTheLine,
    /** Resolves when nothing follows any more from what the carrier told. */
    settled: control.settled,
    /** Before anybody calls. */
    async load(): Promise<void> {
      if ((await numbers.all()).length > 0) loadCarrier();
    },
    /** Where this process works off what is due. */
    start(): void {
      for (const { start } of sweeps) start();
    },
    async stop(): Promise<void> {
      unhear();
      unload();
      await Promise.all([...sweeps.map(({ stop }) => stop()), under, control.stop()]);
    },
  };
}

/** One after the other, however long each takes. */
function every(ms: number, run: () => Promise<void>) {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  return {
    start(): void {
      timer = setInterval(() => {
        running = running.then(run);
      }, ms);
    },
    stop(): Promise<void> {
      clearInterval(timer);
      return running;
    },
  };
}

export { PROMPTS } from './prompts.js';
export { makeMenuTrial } from './trial.js';
