/** WAVE formats that the carrier plays: numbers, and G.711 in both of its laws. */
const FORMATS = new Set([1, 6, 7]);
const LOWEST_HZ = 8_000;
const HIGHEST_HZ = 48_000;

/**
 * Whether the carrier can play it to a telephone line.
 * @returns its media type, or null: neither MP3 nor WAVE with one channel of 8 to 48 kHz
 */
export function playableType(bytes: Buffer): 'audio/wav' | 'audio/mpeg' | null {
  if (isMp3(bytes)) return 'audio/mpeg';
  return isWave(bytes) ? 'audio/wav' : null;
}

/** Begins with a tag, or with a frame of layer III. */
function isMp3(bytes: Buffer): boolean {
  if (bytes.length < 4) return false;
  if (bytes.toString('latin1', 0, 3) === 'ID3') return true;
  const [sync, layer, rates] = [bytes.readUInt16BE(0) >> 5, (bytes[1]! >> 1) & 3, bytes[2]!];
  return sync === 0x7ff && layer === 1 && rates >> 4 !== 15 && ((rates >> 2) & 3) !== 3;
}

function isWave(bytes: Buffer): boolean {
  if (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WAVE') return false;
  const format = chunkOf(bytes, 'fmt ');
  if (!format || format.length < 16 || !chunkOf(bytes, 'data')?.length) return false;
  const hertz = format.readUInt32LE(4);
  const isOne = format.readUInt16LE(2) === 1;
  return FORMATS.has(format.readUInt16LE(0)) && isOne && hertz >= LOWEST_HZ && hertz <= HIGHEST_HZ;
}

function chunkOf(bytes: Buffer, name: string): Buffer | null {
  for (let at = 12; at + 8 <= bytes.length; ) {
    const length = bytes.readUInt32LE(at + 4);
    if (bytes.toString('latin1', at, at + 4) === name) return bytes.subarray(at + 8, at + 8 + length);
    at += 8 + length + (length % 2);
  }
  return null;
}
