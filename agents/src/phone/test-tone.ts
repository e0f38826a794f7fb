/** Two soft notes of 0.4 s, on the device that calls are heard by; on the usual one where a browser cannot choose. */
export async function playTestTone(output: string | null): Promise<void> {
  const audio = new AudioContext();
  // Not in every browser, and not in TypeScript's own list yet.
  const sink = audio as AudioContext & { setSinkId?: (id: string) => Promise<void> };
  if (output && output !== 'default') await sink.setSinkId?.(output).catch(() => undefined);
  const volume = audio.createGain();
  volume.gain.value = 0.2;
  volume.connect(audio.destination);
  const notes = [523, 784].map((frequency, place) => {
    const note = audio.createOscillator();
    note.frequency.value = frequency;
    note.connect(volume);
    note.start(audio.currentTime + place * 0.4);
    note.stop(audio.currentTime + place * 0.4 + 0.4);
    return note;
  });
  notes.at(-1)!.onended = () => void audio.close();
}
