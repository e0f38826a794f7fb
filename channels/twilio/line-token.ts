import twilio from 'twilio';
import type { LineAccount } from '../../server/numbers/index.js';

const { AccessToken } = twilio.jwt;
/** Letters, digits and underscores: the carrier takes no others. */
const IDENTITY = /^\w{1,121}$/;

/**
 * Lets whoever has it be rung as this identity, and nothing else: no calls out, no texts.
 * @param seconds how long it counts, an hour at most
 * @throws RangeError for an identity that the carrier does not take
 */
export function lineToken({ sid, apiKey }: LineAccount, identity: string, seconds: number): string {
  if (!IDENTITY.test(identity)) throw new RangeError('An identity has letters, digits and underscores.');
  const token = new AccessToken(sid, apiKey.sid, apiKey.secret, { identity, ttl: Math.min(seconds, 3_600) });
  token.addGrant(new AccessToken.VoiceGrant({ incomingAllow: true }));
  return token.toJwt();
}
