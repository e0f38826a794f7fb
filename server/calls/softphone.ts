import type { SoftphoneTokenView } from '../contract/index.js';
import type { LineAccount } from '../numbers/index.js';
import { AppError, type Handlers } from '../platform/index.js';

const TOKEN_SECONDS = 3_600;

interface SoftphoneNeeds {
  /** By which agents' pages are rung; null where nothing answers calls. */
  lineAccount(): Promise<LineAccount | null>;
  /** Signs the right to be rung as this identity. */
  sign(account: LineAccount, identity: string, seconds: number): string;
  /** Who carries what is spoken. */
  line: SoftphoneTokenView['line'];
}

/** How an agent's page reaches the carrier. */
export function makeSoftphone({ lineAccount, sign, line }: SoftphoneNeeds): Handlers<'softphone.token'> {
  return {
    'softphone.token': async ({ actor }) => {
      // A program has no page to ring.
      const account = actor.kind === 'user' ? await lineAccount() : null;
      if (!account) throw new AppError('softphone.off', 'No number of the company is answered in a browser.');
      const identity = `agent_${actor.id}`;
      const token = sign(account, identity, TOKEN_SECONDS);
      return { line, token, identity, expiresAt: expiryOf(token) };
    },
  };
}

/** As the token itself says. */
function expiryOf(token: string): string {
  const [, payload = ''] = token.split('.');
  const { exp } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as { exp: number };
  return new Date(exp * 1_000).toISOString();
}
