import { useEffect, useState } from 'react';

/** How loud the microphone is from 0 to 1, while the component is there; null while it cannot be heard. */
export function useInputLevel(input: string | null): number | null {
  const [level, setLevel] = useState<number | null>(null);
  useEffect(() => {
    let stop = () => {};
    let gone = false;
    listen(input, setLevel).then(
      (end) => {
        stop = end;
        if (gone) end();
      },
      () => setLevel(null),
    );
    return () => {
      gone = true;
      stop();
    };
  }, [input]);
  return level;
}

async function listen(input: string | null, tell: (level: number) => void): Promise<() => void> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: input ? { deviceId: input } : true });
  const audio = new AudioContext();
  const meter = audio.createAnalyser();
  meter.fftSize = 512;
  audio.createMediaStreamSource(stream).connect(meter);
  const samples = new Float32Array(meter.fftSize);
  let frame = requestAnimationFrame(function read() {
    meter.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    // Speech lies around a tenth of the full range: drawn so that it fills half.
    tell(Math.min(1, Math.sqrt(power) * 5));
    frame = requestAnimationFrame(read);
  });
  return () => {
    cancelAnimationFrame(frame);
    for (const track of stream.getTracks()) track.stop();
    void audio.close();
  };
}
