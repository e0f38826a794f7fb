/**
 * Width and height of a picture from its first bytes, so that pages can keep its place free; nothing where the header lies deeper.
 * PNG: RFC 2083 section 4.1.1; GIF89a section 18; JPEG: ITU T.81 B.2.2.
 */
export function dimensions(head: Uint8Array, type: string): { width?: number; height?: number } {
  const bytes = Buffer.from(head);
  if (type === 'image/png' && bytes.length >= 24)
    return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  if (type === 'image/gif' && bytes.length >= 10)
    return { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
  return type === 'image/jpeg' ? jpegDimensions(bytes) : {};
}

function jpegDimensions(bytes: Buffer) {
  let at = 2;
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]!;
    const startOfFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (startOfFrame) return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return {};
}
