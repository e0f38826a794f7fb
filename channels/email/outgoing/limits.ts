import { MAIL_PACE, type MailPace } from '../../../server/contract/index.js';

/** What is in the hands of one process leaves within so long, however few a minute may. */
const IN_HAND_MS = 6_000;

/** As nodemailer takes it: so many in so long, in steps of a second or of one mail. */
export function paceLimits({ connections, mailsPerMinute }: MailPace = MAIL_PACE) {
  const rateLimit = Math.max(1, Math.floor(mailsPerMinute / 60));
  return { maxConnections: connections, rateLimit, rateDelta: Math.ceil((rateLimit * 60_000) / mailsPerMinute) };
}

/** How many of its mails are in hand at once: one waits for each connection to be free, and none for long. */
export function roomAt({ connections, mailsPerMinute }: MailPace = MAIL_PACE): number {
  return Math.max(1, Math.min(connections + 1, Math.floor((mailsPerMinute * IN_HAND_MS) / 60_000)));
}

/** Of one mail server, in one process. */
export const LIMITS = {
  ...paceLimits(),
  connectionTimeout: 15_000,
  greetingTimeout: 15_000,
  socketTimeout: 60_000,
  /** Ours are streams, to be read once: the outbox tries again with fresh ones. */
  maxRequeues: 0,
} as const;

/** Over five to ten hours: servers that greylist ask for a quarter of an hour, and one that breaks at night is mended in the morning. */
export const MOST_TRIES = 66;
