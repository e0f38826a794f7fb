import { MAIL_LIMITS } from './limits.js';
import { isWindows1256 } from './undeclared.js';

export interface Fields {
  /** In their order; `name` in lower case, `given` as written, `value` unfolded but not decoded. */
  fields: { name: string; given: string; value: string }[];
  /** Where the body begins. */
  bodyAt: number;
  /** More or longer fields than are read. */
  cut: boolean;
}

/** Of a field that is too long: so much of what it begins with. */
const FIRST_REFERENCES = 1_000;
const LF = 0x0a;
const CR = 0x0d;

/**
 * The header of a mail, in time linear in its size and never failing: what is no field is passed over, as is the line that mbox
 * files begin with.
 */
export function headFields(raw: Buffer): Fields {
  const begin = firstByte(raw);
  const { end, bodyAt } = headEnd(raw, begin);
  const head = raw.subarray(begin, Math.min(end, begin + MAIL_LIMITS.head));
  const lines = unfolded(head.toString('latin1'));
  const charset = fallbackCharset(lines);
  const fields = lines.slice(0, MAIL_LIMITS.fields).flatMap((line) => {
    const [, name, value] = /^([!-9;-~]{1,100})[ \t]*:(.*)$/s.exec(line) ?? [];
    if (!name || value === undefined) return [];
    const text = asText(bounded(name.toLowerCase(), value), charset);
    return [{ name: name.toLowerCase(), given: name, value: text.trim() }];
  });
  const long = lines.length > MAIL_LIMITS.fields || lines.some((line) => line.length > MAIL_LIMITS.fieldChars);
  return { fields, bodyAt, cut: long || end - begin > MAIL_LIMITS.head };
}

/** The beginning; of references the newest as well, which stand at the end: they say best what is answered. */
function bounded(name: string, value: string): string {
  const { fieldChars } = MAIL_LIMITS;
  if (name !== 'references' || value.length <= fieldChars) return value.slice(0, fieldChars);
  const first = value.slice(0, FIRST_REFERENCES);
  const newest = value.slice(FIRST_REFERENCES - fieldChars);
  return `${first.slice(0, first.lastIndexOf('>') + 1)} ${newest.slice(Math.max(0, newest.indexOf('<')))}`;
}

/** Some programs put an empty line before everything. */
function firstByte(raw: Buffer): number {
  let at = 0;
  while (at < raw.length && (raw[at] === LF || raw[at] === CR)) at += 1;
  return at;
}

function headEnd(raw: Buffer, begin: number): { end: number; bodyAt: number } {
  for (let at = raw.indexOf(LF, begin); at !== -1; at = raw.indexOf(LF, at + 1)) {
    const next = raw[at + 1] === CR ? at + 2 : at + 1;
    if (raw[next] === LF) return { end: at, bodyAt: next + 1 };
  }
  return { end: raw.length, bodyAt: raw.length };
}

function unfolded(head: string): string[] {
  const fields: string[][] = [];
  for (const line of head.split(/\r?\n/)) {
    if (/^[ \t]/.test(line) && fields.length > 0) fields.at(-1)?.push(line);
    else fields.push([line]);
  }
  return fields.map((parts) => parts.join(''));
}

/** What bytes outside of ASCII are where they are not UTF-8: old programs write their own code page, as they do in the body. */
function fallbackCharset(lines: string[]): string | null {
  const type = lines.find((line) => /^content-type[ \t]*:/i.test(line)) ?? '';
  const label = /charset\s*=\s*"?([\w.:-]{1,40})/i.exec(type)?.[1]?.toLowerCase() ?? '';
  return /^(windows-125\d|cp125\d|iso-8859-\d{1,2}|koi8-[ru])$/.test(label) ? label.replace(/^cp/, 'windows-') : null;
}

function asText(latin1: string, charset: string | null): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: everything that is ASCII
  if (/^[\x00-\x7f]*$/.test(latin1)) return latin1;
  const bytes = Buffer.from(latin1, 'latin1');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder(charset ?? (isWindows1256(bytes) ? 'windows-1256' : 'windows-1252')).decode(bytes);
  }
}
