import { once } from 'node:events';
import { connect, isIP, type Socket } from 'node:net';
import { connect as secure } from 'node:tls';
import type { MailIncoming, MailOutgoing } from '../../../server/contract/index.js';

type Server = Extract<MailIncoming, { kind: 'imap' }> | Extract<MailOutgoing, { kind: 'smtp' }>;

const LIMIT_MS = 10_000;
/** Longer than any mail server's answer before TLS. */
const MOST_SAID = 65_536;

/** What is awaited, and what is said then, until TLS may begin. */
const UPGRADE = {
  imap: [
    { until: /^\* .*\r?\n/, say: 'a STARTTLS' },
    { until: /^a .*\r?\n/m, say: null },
  ],
  smtp: [
    { until: /^\d{3} .*\r?\n/m, say: 'EHLO payvand.invalid' },
    { until: /^\d{3} .*\r?\n/m, say: 'STARTTLS' },
    { until: /^\d{3} .*\r?\n/m, say: null },
  ],
};

/**
 * Which certificate a mail server shows, whoever vouches for it: for an admin to look at. Nothing is sent but what begins TLS.
 * @returns as PEM; null where it shows none within 10 s
 */
export async function shownCertificate({ kind, host, port, security }: Server): Promise<string | null> {
  const socket = connect(port, host).on('error', () => {});
  const late = setTimeout(() => socket.destroy(), LIMIT_MS);
  try {
    if (security === 'starttls') {
      for (const { until, say } of UPGRADE[kind]) {
        await answer(socket, until);
        if (say) socket.write(`${say}\r\n`);
      }
    }
    return await pemOf(socket, host);
  } catch {
    return null;
  } finally {
    clearTimeout(late);
    socket.destroy();
  }
}

async function pemOf(socket: Socket, host: string): Promise<string | null> {
  const safe = secure({ socket, rejectUnauthorized: false, ...(!isIP(host) && { servername: host }) });
  const ended = new Promise<null>((resolve) => socket.once('close', () => resolve(null)));
  await Promise.race([once(safe, 'secureConnect'), ended]);
  safe.on('error', () => {}); // what it says afterwards is of no interest
  return safe.getPeerX509Certificate()?.toString() ?? null;
}

/** Resolves once the server has said so; rejects when it ends, or says too much. */
function answer(socket: Socket, until: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const end = (settle: () => void) => {
      socket.off('data', hear).off('close', close);
      settle();
    };
    const close = () => end(() => reject(new Error('the connection ended before TLS began')));
    const hear = (chunk: Buffer) => {
      said += chunk.toString('latin1');
      if (until.test(said)) end(resolve);
      else if (said.length > MOST_SAID) end(() => reject(new Error('the server says too much')));
    };
    socket.on('data', hear).on('close', close);
  });
}
