import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react';

const SPEEDS = [1, 1.5, 2];
/** By an arrow key, seconds. */
const STEP = 5;

export interface Sound {
  audio: RefObject<HTMLAudioElement | null>;
  state: 'still' | 'playing' | 'failed';
  /** Seconds. */
  at: number;
  length: number;
  speed: number;
  toggle(): void;
  seek(to: number): void;
  faster(): void;
  /** Arrows by five seconds, Home and End. */
  onKey(event: KeyboardEvent): void;
}

let playing: HTMLAudioElement | null = null;

/** An audio element as a player needs it; of all on the page one is heard at a time. @param lengthMs as it is said before it is loaded */
export function useSound(url: string | null, lengthMs = 0): Sound {
  const audio = useRef<HTMLAudioElement>(null);
  const [state, setState] = useState<Sound['state']>('still');
  const [at, setAt] = useState(0);
  const [length, setLength] = useState(lengthMs / 1_000);
  const [speed, setSpeed] = useState(1);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another address is another element's worth of events
  useEffect(() => {
    const element = audio.current;
    if (!element) return;
    const read = () => {
      setAt(element.currentTime);
      if (Number.isFinite(element.duration) && element.duration > 0) setLength(element.duration);
    };
    const on: Record<string, () => void> = {
      timeupdate: read,
      loadedmetadata: read,
      seeked: read,
      play: () => setState('playing'),
      pause: () => setState('still'),
      ended: () => setState('still'),
      error: () => setState('failed'),
    };
    for (const [name, heard] of Object.entries(on)) element.addEventListener(name, heard);
    return () => {
      for (const [name, heard] of Object.entries(on)) element.removeEventListener(name, heard);
      if (playing === element) playing = null;
      element.pause();
    };
  }, [url]);

  function toggle(): void {
    const element = audio.current;
    if (!element) return;
    if (!element.paused) {
      element.pause();
      return;
    }
    if (playing !== element) playing?.pause();
    playing = element;
    element.playbackRate = speed;
    // What is wrong is told by the element's own event of an error.
    void element.play().catch(() => undefined);
  }

  function seek(to: number): void {
    const place = Math.min(Math.max(to, 0), length);
    setAt(place);
    if (audio.current) audio.current.currentTime = place;
  }

  function faster(): void {
    const next = SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length] ?? 1;
    setSpeed(next);
    if (audio.current) audio.current.playbackRate = next;
  }

  function onKey(event: KeyboardEvent): void {
    const to = { ArrowLeft: at - STEP, ArrowRight: at + STEP, Home: 0, End: length }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    seek(to);
  }

  return { audio, state, at, length, speed, toggle, seek, faster, onKey };
}
