/** Which of Debian's own mail servers are installed, for the suites that need them. */
import { existsSync } from 'node:fs';
import { describe } from 'vitest';

const DOVECOT = ['/usr/sbin/dovecot', '/usr/lib/dovecot/imap', '/usr/lib/dovecot/lmtp'];
const POSTFIX = ['/usr/lib/postfix/sbin/master'];

/** Both change to users of their own when they start, which only root may. */
function reasonAgainst(programs: string[], packages: string): string | null {
  if (!programs.every((path) => existsSync(path)))
    return `SKIPPED: not installed. On Debian: apt-get install ${packages}`;
  return process.getuid?.() === 0 ? null : 'SKIPPED: only root may start a mail server';
}

function suiteWith(name: string, reason: string | null, suite: () => void): void {
  if (!reason) return void describe(name, suite);
  console.warn(`${name}: ${reason}`);
  describe.skip(`${name} (${reason})`, suite);
}

/** A suite that needs an IMAP server; without one it is skipped, and says so. */
export const withDovecot = (name: string, suite: () => void): void =>
  suiteWith(name, reasonAgainst(DOVECOT, 'dovecot-imapd dovecot-lmtpd'), suite);

/** The same for a whole way of mail: Postfix, which hands over to Dovecot. */
export const withMailServers = (name: string, suite: () => void): void =>
  suiteWith(name, reasonAgainst([...POSTFIX, ...DOVECOT], 'postfix dovecot-imapd dovecot-lmtpd'), suite);
