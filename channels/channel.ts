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
  /** What goes by one lane goes one after the other. */
  readonly ordered?: boolean;
  /** How many that go by one lane are in hand at once, in one process; without it a few. */
  readonly roomOf?: (lane: string) => number;
  /** How often it is tried while the provider cannot be reached; else eight times, over some minutes. */
  readonly mostTries?: number;
  /**
   * Hands a touchpoint over. Resolves once the provider accepts it, which is before anyone has read it.
   * @throws ChannelError
   */
  send(touchpoint: TouchpointRecord): Promise<{ providerId?: string }>;
}

export interface FailureTold {
  /** A stable code, more exact than the reason; a console has words for it. */
  detail?: string;
  /** The provider's own sentence. It may name people, so it stays out of logs. */
  said?: string;
}

/** The one error a channel throws; only 'unreachable' is worth another try. */
export class ChannelError extends Error {
  override readonly name = 'ChannelError';
  /** Private, so that whoever logs the error does not log it. */
  readonly #said: string | undefined;
  readonly detail: string | undefined;

  constructor(
    readonly reason: 'forged' | 'unreadable' | 'refused' | 'unreachable',
    { detail, said, ...options }: ErrorOptions & FailureTold = {},
  ) {
    super(reason, options);
    this.detail = detail;
    this.#said = said;
  }

  /** What is noted of the failure at the touchpoint, for agents to read. */
  why(): { reason: string; said?: string } {
    return { reason: this.detail ?? this.reason, ...(this.#said && { said: this.#said }) };
  }
}
