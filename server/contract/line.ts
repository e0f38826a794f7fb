/** How a page speaks with the demo's telephone company, which is none: what travels at `/demo/carrier/line`. */
import { z } from 'zod';

/** Something that is heard on the line, as words. */
export interface HeardView {
  /** ISO 8601 */
  at: string;
  /** Spoken by the company's prompts, played, a tone, or said by somebody who is on the line too. */
  how: 'say' | 'play' | 'beep' | 'voice';
  /** Who said it, where somebody did: a number, or `client:…`. */
  by: string | null;
  /** The words, or the address of what is played. */
  text: string;
}

/** What a page is told, one at a time, from its registration to the end of the stream. */
export type LineNotice =
  /** `seat` proves in every act that it is this page's. */
  | { event: 'registered'; seat: string }
  | { event: 'ringing'; sid: string; parameters: Record<string, string> }
  /** Nobody answered in time, or it is not wanted any more. */
  | { event: 'cancelled'; sid: string }
  | { event: 'answered'; sid: string }
  | { event: 'ended'; sid: string }
  | { event: 'heard'; sid: string; heard: HeardView }
  /** The token ends in a minute. */
  | { event: 'expiring' }
  /** A newer page has the line. The last that is told. */
  | { event: 'replaced' }
  /** The token has ended. The last that is told; during a call not before that is over. */
  | { event: 'expired' };

/** The answer is a stream of `LineNotice`. */
export const LineRequest = z.strictObject({ token: z.string().min(1).max(4_000) });

const seat = z.string().min(1).max(64);
/** What a page does with its line. */
export const LineAct = z.discriminatedUnion('act', [
  z.strictObject({ act: z.enum(['answer', 'decline', 'hangUp']), seat }),
  z.strictObject({ act: z.literal('digits'), seat, keys: z.string().regex(/^[0-9*#]{1,20}$/) }),
  z.strictObject({ act: z.literal('say'), seat, text: z.string().trim().min(1).max(500) }),
  /** A new token, before the one that opened the line ends. */
  z.strictObject({ act: z.literal('renew'), seat, token: z.string().min(1).max(4_000) }),
]);
export type LineAct = z.infer<typeof LineAct>;
