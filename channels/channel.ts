import type {
  AttachmentRecord,
  ChannelName,
  DeliveryState,
  Locale,
  TouchpointRecord,
} from '../server/contract/index.js';

/** What a channel hands inward. `sourceId` makes a repeat harmless: the provider's own id, or the client's. */
export type ChannelEvent =
  | {
      kind: 'message';
      channel: ChannelName;
      customerId: string;
      siteId: string | null;
      sourceId: string;
      clientId: string;
      text: string;
      attachments: AttachmentRecord[];
      locale: Locale;
    }
  | { kind: 'delivery'; touchpointId: string; state: DeliveryState; reason?: string }
  /** The customer's device has, or has shown, everything up to these marks on their own count. */
  | { kind: 'receipt'; customerId: string; conversationId: string; delivered: number; read: number };

/** The port: all the server knows of any channel. */
export interface Channel {
  readonly name: ChannelName;
  /** Sending is a push within this process and takes no time worth a job of its own. */
  readonly immediate: boolean;
  /**
   * Hands a touchpoint over. Resolves once the provider accepts it, which is before anyone has read it.
   * @throws ChannelError
   */
  send(touchpoint: TouchpointRecord): Promise<{ providerId?: string }>;
}

/** The one error a channel throws; only 'unreachable' is worth another try. */
export class ChannelError extends Error {
  override readonly name = 'ChannelError';

  constructor(
    readonly reason: 'forged' | 'unreadable' | 'refused' | 'unreachable',
    options?: ErrorOptions,
  ) {
    super(reason, options);
  }
}
