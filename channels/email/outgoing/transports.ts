import { createHash } from 'node:crypto';
import { createTransport } from 'nodemailer';
import type { Clock } from '../../../server/platform/index.js';
import { ChannelError } from '../../channel.js';
import type { AccessTokens } from '../access-token.js';
import { carriedBy, type MailTransport } from '../transport.js';
import { LIMITS, paceLimits, roomAt } from './limits.js';
import { laneOf, type SendingMailbox } from './mailbox.js';
import { type OwnServer, serverOf, tokensFor } from './own-server.js';

interface Kept {
  transport: MailTransport;
  tokens: AccessTokens | null;
  /** Of the settings it was made of. */
  settings: string;
}

interface TransportsNeeds {
  clock: Clock;
  /** An OAuth2 server gave another refresh token: it is to be kept in the place of the old. */
  keepRefreshToken: (mailboxId: string, token: string) => Promise<unknown>;
}

/**
 * A mail server for each mailbox that has its own, through kept connections; for all others that of the installation. Settings are
 * compared at each mail, so that a change on whatever node holds from the next one on; the old connections end when they are idle.
 */
export function makeTransports(installation: MailTransport, { clock, keepRefreshToken }: TransportsNeeds) {
  const kept = new Map<string, Kept>();
  const rooms = new Map<string, number>();

  function drop(id: string): void {
    kept.get(id)?.transport.close();
    kept.delete(id);
  }

  function keep(id: string, outgoing: OwnServer, settings: string): Kept {
    const tokens = tokensFor(outgoing, clock, (token) => keepRefreshToken(id, token));
    const server = createTransport({
      ...LIMITS,
      ...paceLimits(outgoing.pace),
      pool: true,
      ...serverOf(outgoing, tokens),
    });
    const carrier = carriedBy(server, outgoing.host);
    const send: MailTransport['send'] = (mail) => carrier.send(mail).catch((error) => dropWhere(error, tokens));
    const made = { transport: { ...carrier, send }, tokens, settings };
    kept.set(id, made);
    return made;
  }

  return {
    of({ id, outgoing }: SendingMailbox): MailTransport {
      rooms.set(laneOf(id), roomAt(outgoing.kind === 'smtp' ? outgoing.pace : undefined));
      if (outgoing.kind === 'installation') {
        drop(id);
        return installation;
      }
      const settings = settingsOf(outgoing);
      if (kept.get(id)?.settings !== settings) drop(id);
      const { transport, tokens } = kept.get(id) ?? keep(id, outgoing, settings);
      tokens?.follow(refreshTokenOf(outgoing));
      return transport;
    },

    /** How many mails of a lane may be in hand at once, as its mailbox was when one went last. */
    roomOf: (lane: string): number => rooms.get(lane) ?? roomAt(),

    close(): void {
      for (const id of [...kept.keys()]) drop(id);
      installation.close();
    },
  };
}

export type MailTransports = ReturnType<typeof makeTransports>;

/** What a connection is made of; a refresh token changes by itself, here or on another node. */
function settingsOf(outgoing: OwnServer): string {
  const { signIn } = outgoing;
  const lasting = { ...outgoing, signIn: signIn.kind === 'oauth2' ? { ...signIn, refreshToken: '' } : signIn };
  return createHash('sha256').update(JSON.stringify(lasting)).digest('hex');
}

const refreshTokenOf = ({ signIn }: OwnServer): string => (signIn.kind === 'oauth2' && signIn.refreshToken) || '';

/** A token that was refused is not tried again. Some servers refuse it without asking for another. */
function dropWhere(error: unknown, tokens: AccessTokens | null): never {
  if (error instanceof ChannelError && error.detail === 'mail.signInFailed') tokens?.drop();
  throw error;
}
