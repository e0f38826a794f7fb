/**
 * Who a signed identity speaks of, read without checking it: only the server can do that. `mark` changes when the person or
 * what is said about them changes, not with every new signature.
 */
export function identityOf(jwt: string): { subject: string; mark: string } {
  try {
    const { iat: _i, exp: _e, nbf: _n, jti: _j, ...claims } = JSON.parse(decoded(jwt.split('.')[1] ?? ''));
    const subject = String(claims.sub ?? '').replace(/\n/g, ' ');
    return { subject, mark: `${subject}\n${hash(JSON.stringify(claims))}` };
  } catch {
    return { subject: '', mark: '' };
  }
}

const decoded = (part: string): string =>
  new TextDecoder().decode(Uint8Array.from(atob(part.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0)));

/** A short figure to tell texts apart; nothing rests on it. */
function hash(text: string): string {
  let sum = 5381;
  for (let i = 0; i < text.length; i += 1) sum = (sum * 33 + text.charCodeAt(i)) >>> 0;
  return sum.toString(36);
}
