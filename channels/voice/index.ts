import { makeControl } from './control.js';
import { voiceRoutes } from './hooks.js';
import type { VoiceNeeds } from './needs.js';

const SWEEP_MS = 15_000;

/** Phone calls: answered, led through a menu into a line, and put together with whoever takes them. */
export function makeVoice(needs: VoiceNeeds) {
  const { bus, log } = needs;
  const control = makeControl(needs);
  const failed = (error: unknown) => log.error({ error }, 'a call could not be moved');
  let under: Promise<void> = Promise.resolve();
  const unhear = bus.on('conversation.changed', (changed) => {
    const { conversation, before, previous } = changed;
    const stays = conversation.state === before && (!previous || previous.agentId === conversation.agentId);
    const isFresh = before === null && conversation.channel !== 'voice'; // no call can belong to it yet
    if (stays || isFresh) return;
    const moved = control.onConversation(changed).catch(failed);
    under = Promise.all([under, moved]).then(() => {});
  });
  let timer: NodeJS.Timeout | undefined;
  let sweeping: Promise<void> = Promise.resolve();

  return {
    routes: voiceRoutes(needs, control),
    handlers: control.handlers,
    sweep: control.sweep,
    /** Resolves when nothing follows any more from what the carrier told. */
    settled: control.settled,
    /** Where this process works off what is due. */
    start(): void {
      timer = setInterval(() => {
        sweeping = sweeping.then(control.sweep).catch(failed);
      }, SWEEP_MS);
    },
    async stop(): Promise<void> {
      clearInterval(timer);
      unhear();
      await Promise.all([sweeping, under, control.stop()]);
    },
  };
}

export { PROMPTS } from './prompts.js';
export { makeMenuTrial } from './trial.js';
