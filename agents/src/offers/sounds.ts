import { createStore } from '../base/store.js';

let context: AudioContext | null = null;
/** The browser holds sounds back until somebody touches the page: worth telling, or the first offer is missed. */
export const soundHeldBack = createStore(false);

/** Call from a click or a key: from then on sounds may be heard. */
export function allowSound(): void {
  const audio = audioContext();
  void audio?.resume().then(noteState);
}

function audioContext(): AudioContext | null {
  if (context || typeof AudioContext === 'undefined') return context;
  context = new AudioContext();
  context.onstatechange = noteState;
  noteState();
  return context;
}

function noteState(): void {
  soundHeldBack.set(context?.state === 'suspended');
}

/** Watches for the first touch of the page. */
export function awaitFirstTouch(): () => void {
  audioContext();
  const touch = () => allowSound();
  const events = ['pointerdown', 'keydown'] as const;
  for (const event of events) window.addEventListener(event, touch, { passive: true });
  return () => {
    for (const event of events) window.removeEventListener(event, touch);
  };
}

const RING_EVERY_S = 2.4;
/**
 * Rings until stopped or until the time is over. All of it is laid out ahead on the sound card's clock, because a hidden
 * tab's timers may sleep for a minute.
 */
export function ring(forMs: number): () => void {
  const audio = audioContext();
  if (!audio) return () => undefined;
  void audio.resume();
  const volume = audio.createGain();
  volume.gain.value = 0.22;
  volume.connect(audio.destination);
  const start = audio.currentTime + 0.05;
  for (let at = 0; at < forMs / 1_000; at += RING_EVERY_S) {
    for (const [frequency, after] of [
      [659, 0],
      [880, 0.16],
      [659, 0.42],
      [880, 0.58],
    ] as const) {
      tone(audio, volume, frequency, start + at + after, 0.34);
    }
  }
  return () => volume.disconnect();
}

/** One soft drop: a message in a conversation of one's own. */
export function chime(): void {
  const audio = audioContext();
  if (audio?.state !== 'running') return;
  const volume = audio.createGain();
  volume.gain.value = 0.12;
  volume.connect(audio.destination);
  tone(audio, volume, 740, audio.currentTime, 0.22);
  tone(audio, volume, 988, audio.currentTime + 0.09, 0.3);
}

function tone(audio: AudioContext, into: AudioNode, frequency: number, at: number, seconds: number): void {
  const oscillator = audio.createOscillator();
  const shape = audio.createGain();
  oscillator.type = 'sine';
  oscillator.frequency.value = frequency;
  shape.gain.setValueAtTime(0.0001, at);
  shape.gain.exponentialRampToValueAtTime(1, at + 0.02);
  shape.gain.exponentialRampToValueAtTime(0.0001, at + seconds);
  oscillator.connect(shape).connect(into);
  oscillator.start(at);
  oscillator.stop(at + seconds + 0.02);
}
