import { createHash } from 'node:crypto';
import { createTransport } from 'nodemailer';
import type { MailOutgoing } from '../../../server/contract/index.js';
import { tlsFor } from '../certificate.js';
import { carriedBy, type MailTransport } from '../transport.js';
import { LIMITS } from './limits.js';
import type { SendingMailbox } from './mailbox.js';

type OwnServer = Extract<MailOutgoing, { kind: 'smtp' }>;

interface Kept {
  transport: MailTransport;
  /** Of the settings it was made of. */
  settings: string;
}

/**
 * A mail server for each mailbox that has its own, through kept connections; for all others that of the installation. Settings are
 * compared at each mail, so that a change on whatever node holds from the next one on; the old connections end when they are idle.
 */
export function makeTransports(installation: MailTransport) {
  const kept = new Map<string, Kept>();

  function drop(id: string): void {
    kept.get(id)?.transport.close();
    kept.delete(id);
  }

  return {
    of({ id, outgoing }: SendingMailbox): MailTransport {
      if (outgoing.kind === 'installation') {
        drop(id);
        return installation;
      }
      const settings = createHash('sha256').update(JSON.stringify(outgoing)).digest('hex');
      const known = kept.get(id);
      if (known?.settings === settings) return known.transport;
      drop(id);
      const transport = ownTransport(outgoing);
      kept.set(id, { transport, settings });
      return transport;
    },

    close(): void {
      for (const id of [...kept.keys()]) drop(id);
      installation.close();
    },
  };
}

export type MailTransports = ReturnType<typeof makeTransports>;

const ownTransport = (server: OwnServer): MailTransport =>
  carriedBy(createTransport({ ...LIMITS, pool: true, ...serverOf(server) }), server.host);

/** A mail server, as nodemailer takes it. */
export function serverOf({ host, port, security, certificate, signIn }: OwnServer) {
  const auth = authOf(signIn);
  return {
    ...{ host, port, secure: security === 'tls', requireTLS: security === 'starttls', ignoreTLS: security === 'none' },
    ...tlsFor(certificate),
    ...(auth && { auth }),
  };
}

function authOf(signIn: OwnServer['signIn']) {
  if (signIn.kind === 'none') return null;
  if (signIn.kind === 'password') return { user: signIn.user, pass: signIn.password ?? '' };
  const { user, clientId, clientSecret = '', refreshToken = '', tokenUrl } = signIn;
  return { type: 'OAuth2' as const, user, clientId, clientSecret, refreshToken, accessUrl: tokenUrl };
}
