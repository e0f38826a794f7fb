const RATE = 8_000;
const TONE_HZ = 440;

/** A tone of that many seconds: 8 kHz, 8 bits, one channel. */
export function wavOf(seconds: number): Buffer {
  const samples = Math.max(1, Math.round(seconds * RATE));
  const wav = Buffer.alloc(44 + samples);
  wav.write('RIFF', 0, 'latin1');
  wav.writeUInt32LE(36 + samples, 4);
  wav.write('WAVEfmt ', 8, 'latin1');
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20); // PCM
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(RATE, 24);
  wav.writeUInt32LE(RATE, 28);
  wav.writeUInt16LE(1, 32);
  wav.writeUInt16LE(8, 34);
  wav.write('data', 36, 'latin1');
  wav.writeUInt32LE(samples, 40);
  for (let n = 0; n < samples; n += 1)
    wav[44 + n] = 128 + Math.round(40 * Math.sin((2 * Math.PI * TONE_HZ * n) / RATE));
  return wav;
}
