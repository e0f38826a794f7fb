let audio: AudioContext | null = null;

/** Two soft notes. Before the visitor's first click or key the browser keeps it silent, and that is all right. */
export function ding(): void {
  try {
    audio ??= new AudioContext();
    void audio.resume();
    for (const [hertz, after] of [
      [660, 0],
      [880, 0.14],
    ] as const)
      note(audio, hertz, audio.currentTime + after);
  } catch {
    // no sound here
  }
}

function note(context: AudioContext, hertz: number, at: number): void {
  const tone = context.createOscillator();
  const loudness = context.createGain();
  tone.frequency.value = hertz;
  loudness.gain.setValueAtTime(0.0001, at);
  loudness.gain.exponentialRampToValueAtTime(0.12, at + 0.02);
  loudness.gain.exponentialRampToValueAtTime(0.0001, at + 0.3);
  tone.connect(loudness).connect(context.destination);
  tone.start(at);
  tone.stop(at + 0.32);
}
