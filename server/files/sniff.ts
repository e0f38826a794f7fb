import { fileTypeFromBuffer } from 'file-type';

/** Types that a browser may draw or play itself; everything else is handed over as a download. */
const PICTURES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif'];
const INLINE = new Set([...PICTURES, 'audio/mpeg', 'audio/ogg', 'audio/wav', 'audio/mp4', 'video/mp4', 'video/webm']);

export const isInline = (type: string): boolean => INLINE.has(type);

/** Made of points and nothing else: what is drawn from a text (SVG) is none. */
export const isPicture = (type: string): boolean => PICTURES.includes(type);

const PROGRAMS = new Set([
  'application/x-msdownload',
  'application/vnd.microsoft.portable-executable',
  'application/x-elf',
  'application/x-mach-binary',
  'application/x-msi',
  'application/x-apple-diskimage',
  'application/x-ms-shortcut',
  'application/x.ms.shortcut',
  'application/java-vm',
  'application/vnd.android.package-archive',
  'application/wasm',
]);
const PROGRAM_NAMES = /\.(exe|dll|com|bat|cmd|scr|pif|msi|ps1|vbs|vbe|js|jse|wsf|hta|jar|apk|app|sh|lnk|reg|cpl|msc)$/i;

export const SNIFF_BYTES = 4_100;

/**
 * What the first bytes say a file is, whatever its name or sender claims.
 * @returns null for programs: they are refused
 */
export async function sniffType(head: Uint8Array, name: string): Promise<string | null> {
  if (PROGRAM_NAMES.test(name)) return null;
  const found = await fileTypeFromBuffer(head).catch(() => undefined);
  if (found) return PROGRAMS.has(found.mime) ? null : found.mime;
  const start = Buffer.from(head.subarray(0, 4)).toString('latin1');
  if (start.startsWith('MZ') || start.startsWith('#!') || start === '\x7fELF') return null;
  return isText(head) ? 'text/plain' : 'application/octet-stream';
}

function isText(head: Uint8Array): boolean {
  if (head.includes(0)) return false;
  try {
    // The last character may be cut in the middle: `stream` forgives that and nothing else.
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}

const MAX_NAME_BYTES = 200;

/** A name fit for a disk and a screen: no path, no control or direction-override characters, its ending kept. */
export function safeName(given: string): string {
  const base = given.split(/[/\\]/).pop() ?? '';
  const clean = base
    .normalize('NFC')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this removes
    .replace(/[\u0000-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069<>:"|?*]/g, '')
    .replace(/^\.+/, '')
    .trim();
  const dot = clean.lastIndexOf('.');
  const ending = dot > 0 && clean.length - dot <= 12 ? clean.slice(dot) : '';
  let stem = ending ? clean.slice(0, dot) : clean;
  while (Buffer.byteLength(stem + ending) > MAX_NAME_BYTES) stem = [...stem].slice(0, -1).join('');
  return stem + ending || 'file';
}
