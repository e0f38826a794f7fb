const HEADERS_BYTES = 16_384;

/**
 * Who sent a mail by its envelope, as the last mail server noted it on top.
 * @returns null for the empty sender of bounces; empty where no server noted any
 */
export function returnPathOf(raw: Buffer): string | null {
  const headers =
    raw
      .subarray(0, HEADERS_BYTES)
      .toString('latin1')
      .split(/\r?\n\r?\n/, 1)[0] ?? '';
  const found = /^return-path:[ \t]*<([^<>\r\n]*)>/im.exec(headers);
  if (!found) return '';
  return found[1]?.trim() || null;
}
