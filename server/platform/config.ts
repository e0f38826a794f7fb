import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { isRegion } from './phone.js';

const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean),
);

/** Every setting. `.env.example` documents each with its unit and default, and a test keeps the two the same. */
const Settings = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3_000),
  /** Where people reach this server from outside, e.g. https://support.example. Needed in production. */
  PUBLIC_URL: z.url().optional(),
  /** How many reverse proxies stand in front; their X-Forwarded-For is believed, nobody else's. */
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
  DATA_DIR: z.string().default('./data'),
  MONGODB_URI: z.string().optional(),
  REDIS_URL: z.string().optional(),
  /** What this process does. */
  ROLE: z.enum(['all', 'web', 'router', 'worker']).default('all'),
  /** Sample company, sample data, demo pages. Default: on, except in production. */
  DEMO: flag.optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** Signs file addresses and the like; at least 32 characters. Kept in DATA_DIR when unset, except in production. */
  SECRET_KEY: z.string().min(32).optional(),
  ADMIN_EMAIL: z.email().optional(),
  ADMIN_PASSWORD: z.string().min(10).optional(),
  /** Lets monitoring read /metrics from elsewhere; without it only this machine may, directly. */
  METRICS_TOKEN: z.string().min(16).optional(),
  SMTP_URL: z.string().optional(),
  MAIL_FROM: z.string().default('Payvand <support@localhost>'),
  /** Our own mail server, for mailboxes that take their mail here; off without a port. */
  MAIL_LISTEN_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  MAIL_LISTEN_HOST: z.string().default('127.0.0.1'),
  /** LMTP (RFC 2033) instead of SMTP: behind a mail server of one's own. */
  MAIL_LISTEN_LMTP: flag.default(false),
  /** PEM files; with both it offers STARTTLS. */
  MAIL_LISTEN_KEY_FILE: z.string().optional(),
  MAIL_LISTEN_CERT_FILE: z.string().optional(),
  /** Addresses of mail servers in front of it, whose word on who wrote a mail may be believed; commas between them. */
  MAIL_LISTEN_RELAYS: list.default(['127.0.0.1', '::1']),
  /** Connections, and mails, that one address may bring. */
  MAIL_LISTEN_PER_MINUTE: z.coerce.number().int().positive().default(600),
  /** Whose phone numbers are written without their country: ISO 3166. */
  DEFAULT_REGION: z.string().refine(isRegion, 'not a country as IR').default('IR'),
  /** Where the phone carrier's API is, instead of Twilio's own addresses: a simulation, a proxy. */
  TWILIO_API_BASE: z.url().optional(),
  SESSION_HOURS: z.coerce.number().positive().default(12),
  /** An agent without a connection for this long is gone, and their chats and calls go to others. */
  PRESENCE_GRACE_SECONDS: z.coerce.number().positive().default(60),
  HEARTBEAT_SECONDS: z.coerce.number().positive().default(5),
  ROUTER_LEASE_SECONDS: z.coerce.number().positive().default(5),
  ROUTER_SWEEP_SECONDS: z.coerce.number().positive().default(2),
  OUTBOX_SWEEP_SECONDS: z.coerce.number().positive().default(30),
  WIDGET_SWEEP_SECONDS: z.coerce.number().positive().default(10),
  VISITOR_MESSAGES_PER_MINUTE: z.coerce.number().int().positive().default(60),
  SOCKET_EVENTS_PER_SECOND: z.coerce.number().int().positive().default(30),
  CONVERSATIONS_PER_ADDRESS_PER_HOUR: z.coerce.number().int().positive().default(60),
  UPLOADS_PER_HOUR: z.coerce.number().int().positive().default(60),
  /** Of one account or key, or of one address without either; four times as many in a burst. */
  API_REQUESTS_PER_SECOND: z.coerce.number().positive().default(50),
  SIGNIN_TRIES_PER_QUARTER_HOUR: z.coerce.number().int().positive().default(10),
});

export type Config = Omit<z.infer<typeof Settings>, 'DEMO' | 'SECRET_KEY' | 'PUBLIC_URL'> & {
  DEMO: boolean;
  SECRET_KEY: string | undefined;
  PUBLIC_URL: string;
};

export const SETTING_NAMES = Object.keys(Settings.shape);

/** @throws Error with one readable line per wrong setting */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const filled = Object.fromEntries(SETTING_NAMES.filter((name) => env[name]).map((name) => [name, env[name]]));
  const read = Settings.safeParse(filled);
  if (!read.success) {
    const lines = read.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The settings cannot be used:\n${lines.join('\n')}`);
  }
  const given = read.data;
  const production = given.NODE_ENV === 'production';
  const missing = production ? (['PUBLIC_URL', 'SECRET_KEY'] as const).filter((name) => !given[name]) : [];
  if (missing.length > 0) throw new Error(`In production these settings have no default: ${missing.join(', ')}`);
  if (given.ROLE !== 'all' && !(given.MONGODB_URI && given.REDIS_URL))
    throw new Error(`ROLE=${given.ROLE} is one process of several: they need MONGODB_URI and REDIS_URL in common.`);
  return {
    ...given,
    DEMO: given.DEMO ?? !production,
    SECRET_KEY: given.SECRET_KEY,
    PUBLIC_URL: (given.PUBLIC_URL ?? `http://${hostName(given.HOST)}:${given.PORT}`).replace(/\/$/, ''),
  };
}

/** An address that means "every network" is none that one could open. */
function hostName(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

/** A fresh signing key, for the data directory of a trial install. */
export const makeSecretKey = (): string => randomBytes(32).toString('base64url');
