import { type Logger, pino } from 'pino';

/** A line is a constant sentence with data before it. Never a name, an address, a secret or a customer's text. */
export type Log = Logger;

const SECRETS = ['password', 'token', 'secret', 'cookie', 'authorization', 'email', 'text', 'jwt'];

export function makeLog(level: string): Log {
  return pino({
    level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: SECRETS.flatMap((key) => [key, `*.${key}`]), remove: true },
    serializers: { error: pino.stdSerializers.err },
  });
}
