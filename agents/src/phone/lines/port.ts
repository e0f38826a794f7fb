import type { RingReason, SoftphoneTokenView } from '../../../../server/contract/index.js';
import type { LineEvent, LineReason } from '../line-state.js';

/** A line that was opened. */
export interface OpenLine {
  /** Goes on with a new token. */
  renew(token: string): void;
  mute(on: boolean): void;
  chooseInput(id: string): void;
  chooseOutput(id: string): void;
  /** Is rung no more; a talk goes on. */
  retire(): void;
  /** Ends whatever there is. */
  close(): void;
}

/** Opens a line and tells what happens on it. @throws LineFailure when it cannot be had and another try is in vain */
export type OpenLineBy = (token: SoftphoneTokenView, tell: (event: LineEvent) => void) => Promise<OpenLine>;

export class LineFailure extends Error {
  override readonly name = 'LineFailure';
  constructor(readonly reason: LineReason) {
    super(reason);
  }
}

const REASONS: Record<RingReason, true> = {
  ...{ offer: true, place: true, callback: true, supervise: true, takeOver: true, consult: true, transfer: true },
};

/** What our server had the carrier tell with a call. */
export function toldOf(parameter: (name: string) => string | undefined): { callId: string; reason: RingReason } {
  const reason = parameter('reason') ?? '';
  return { callId: parameter('call') ?? '', reason: reason in REASONS ? (reason as RingReason) : 'offer' };
}
