/** What the carrier holds. In memory: it is a play, and ends with the process. */

export interface Account {
  /** `AC…` */
  sid: string;
  /** Signs webhooks and opens the API. */
  token: string;
  /** Opens the API too, as a second token does while the first is exchanged. */
  secondToken: string | null;
  keys: { sid: string; secret: string }[];
  createdAt: Date;
}

export type Method = 'GET' | 'POST';

/** Where a kind of event of a number is told; empty addresses are not asked. */
export interface NumberSettings {
  friendlyName: string;
  smsUrl: string;
  smsMethod: Method;
  smsFallbackUrl: string;
  smsFallbackMethod: Method;
  voiceUrl: string;
  voiceMethod: Method;
  voiceFallbackUrl: string;
  voiceFallbackMethod: Method;
  statusCallback: string;
  statusCallbackMethod: Method;
}

/** A number that the company rents here. */
export interface CompanyNumber extends NumberSettings {
  /** `PN…` */
  sid: string;
  accountSid: string;
  /** E.164 */
  number: string;
  /** Names the kind of opt-out word with each text (Advanced Opt-Out). */
  advancedOptOut: boolean;
  createdAt: Date;
  updatedAt: Date;
}

export type TextStatus =
  | 'accepted'
  | 'queued'
  | 'sending'
  | 'sent'
  | 'delivered'
  | 'undelivered'
  | 'failed'
  | 'canceled'
  | 'received';

/** One SMS or MMS. */
export interface Text {
  /** `SM…`, with pictures `MM…` */
  sid: string;
  accountSid: string;
  serviceSid: string | null;
  from: string;
  to: string;
  body: string;
  direction: 'inbound' | 'outbound-api' | 'outbound-reply';
  status: TextStatus;
  errorCode: number | null;
  segments: number;
  media: Media[];
  statusCallback: string | null;
  createdAt: Date;
  sentAt: Date | null;
  updatedAt: Date;
}

/** What a phone sends beside its words. */
export interface Picture {
  type: string;
  bytes: Buffer;
  /** Answers 404 that often before it is there. */
  missing?: number;
  /** Where the API sends who asks for it, in place of its own storage. */
  redirectTo?: string;
}

export interface Media extends Picture {
  /** `ME…` */
  sid: string;
  /** The address of its bytes in storage. */
  key: string;
  createdAt: Date;
}
