/** Of one mail server, in one process. */
export const LIMITS = {
  maxConnections: 3,
  /** Mails a second. */
  rateLimit: 10,
  rateDelta: 1_000,
  connectionTimeout: 15_000,
  greetingTimeout: 15_000,
  socketTimeout: 60_000,
  /** Ours are streams, to be read once: the outbox tries again with fresh ones. */
  maxRequeues: 0,
} as const;

/** All files of one mail together; in base64 they are a third larger, and many servers take no more than 25 MB. */
export const FILES_BYTES = 18 * 1024 * 1024;

/** Over five to ten hours: servers that greylist ask for a quarter of an hour, and one that breaks at night is mended in the morning. */
export const MOST_TRIES = 66;
