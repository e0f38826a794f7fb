import { loadCarrier } from '../twilio/index.js';
import { makeControl } from './control.js';
import { voiceRoutes } from './hooks.js';
import { movesCalls } from './moving.js';
import type { VoiceNeeds } from './needs.js';

const SWEEP_MS = 15_000;

/** Phone calls: answered, led through a menu into a line, and put together with whoever takes them. */
export function makeVoice(needs: VoiceNeeds) {
  const { bus, log, numbers } = needs;
  const control = makeControl(needs);
  const failed = (error: unknown) => log.error({ error }, 'a call could not be moved');
  let under: Promise<void> = Promise.resolve();
  const unhear = bus.on('conversation.changed', (changed) => {
    if (!movesCalls(changed)) return;
    const moved = control.onConversation(changed).catch(failed);
    under = Promise.all([under, moved]).then(() => {});
  });
  const unload = bus.on('number.changed', loadCarrier);
  let timer: NodeJS.Timeout | undefined;
  let sweeping: Promise<void> = Promise.resolve();

  return {
    routes: voiceRoutes(needs, control),
    handlers: control.handlers,
    sweep: control.sweep,
    /** Resolves when nothing follows any more from what the carrier told. */
    settled: control.settled,
    /** Before anybody calls. */
    async load(): Promise<void> {
      if ((await numbers.all()).length > 0) loadCarrier();
    },
    /** Where this process works off what is due. */
    start(): void {
      timer = setInterval(() => {
        sweeping = sweeping.then(control.sweep).catch(failed);
      }, SWEEP_MS);
    },
    async stop(): Promise<void> {
      clearInterval(timer);
      unhear();
      unload();
      await Promise.all([sweeping, under, control.stop()]);
    },
  };
}

export { PROMPTS } from './prompts.js';
export { makeMenuTrial } from './trial.js';
