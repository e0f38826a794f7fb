export const SESSION_COOKIE = 'payvand_session';

/** One cookie's value from a Cookie header; null when it is not there. */
export function cookieFrom(header: string | undefined, name: string): string | null {
  for (const part of header?.split(';') ?? []) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return null;
}
