import type { ChannelName, TouchpointKind, TouchpointRecord } from '../contract/index.js';

export type GateAnswer = { pass: true } | { pass: false; reason: string };

export interface GateFacts {
  /** Channels on which the customer withdrew consent. */
  withdrawn: readonly ChannelName[];
  /** It answers within a conversation that the customer opened, or the customer asked for it. */
  service: boolean;
}

const SERVICE: readonly TouchpointKind[] = ['message', 'transcript.mailed', 'chat.mailed'];

/** What answers within a conversation that the customer opened, or what they asked for. */
export const isService = (kind: TouchpointKind): boolean => SERVICE.includes(kind);

/** That somebody wants no more texts was understood: the one text that they get after it. */
export const confirmsWord = (touchpoint: TouchpointRecord): boolean =>
  isMessage(touchpoint) && touchpoint.details.sms?.confirms !== undefined;

const isMessage = (touchpoint: TouchpointRecord): touchpoint is TouchpointRecord<'message'> =>
  touchpoint.kind === 'message';

/** The one gate everything passes on its way out. Service passes; anything else needs that consent was not withdrawn. */
export function sendGate(touchpoint: Pick<TouchpointRecord, 'channel'>, { withdrawn, service }: GateFacts): GateAnswer {
  const { channel } = touchpoint;
  if (!channel) return { pass: false, reason: 'noChannel' };
  if (service || !withdrawn.includes(channel)) return { pass: true };
  return { pass: false, reason: 'consentWithdrawn' };
}
