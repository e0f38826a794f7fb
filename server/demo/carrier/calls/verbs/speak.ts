import type { Step, Verdict, Voice } from '../voice.js';
import { absolute, seconds } from './attributes.js';

/** How long a voice needs for one character. */
const CHARACTER_MS = 60;
/** A file whose length nobody can tell. */
const UNKNOWN_MS = 3_000;
const MOST_LOOPS = 1_000;

export async function say(voice: Voice, { call, run, verb }: Step): Promise<Verdict> {
  for (let left = loopsOf(verb.attributes.loop); left > 0; left -= 1) {
    voice.hear(call, 'say', verb.text);
    await run.wait(verb.text.length * CHARACTER_MS);
  }
  return null;
}

export async function play(voice: Voice, { call, run, verb, document }: Step): Promise<Verdict> {
  if (!verb.text) return null;
  const url = absolute(document, verb.text);
  const lengthMs = await run.until(playingMs(voice, url));
  for (let left = loopsOf(verb.attributes.loop); left > 0; left -= 1) {
    voice.hear(call, 'play', url);
    await run.wait(Math.max(100, lengthMs));
  }
  return null;
}

export async function pause(_voice: Voice, { run, verb }: Step): Promise<Verdict> {
  await run.wait(seconds(verb.attributes.length, 1));
  return null;
}

const loopsOf = (loop: string | undefined) =>
  loop === '0' ? MOST_LOOPS : Math.min(MOST_LOOPS, Number(loop ?? 1) || 1);

/** Gets the file, as whoever plays it must, and reads from a WAV how long it is. */
async function playingMs({ world }: Voice, url: string): Promise<number> {
  try {
    const answer = await world.underWay.during(world.fetch(url, { signal: AbortSignal.timeout(10_000) }));
    const bytes = Buffer.from(await world.underWay.during(answer.arrayBuffer()));
    if (!answer.ok) world.log.add('call', 'play.missing', { status: answer.status });
    if (!answer.ok || bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.length < 44) return UNKNOWN_MS;
    return ((bytes.length - 44) / bytes.readUInt32LE(28)) * 1_000;
  } catch {
    world.log.add('call', 'play.missing', { status: 0 });
    return UNKNOWN_MS;
  }
}
