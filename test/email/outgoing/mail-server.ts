import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface Arrived {
  from: string;
  to: string[];
  raw: string;
  mail: ParsedMail;
  secure: boolean;
  user: string | undefined;
}

/** smtp-server tells of its connections, but not what they are. */
interface Connection {
  _socket: { destroy(): void };
}

/** How the server answers next: to a recipient (this one, if it is named), or to the data. `silent`: it takes that and never says so. */
type Mood = { at: 'rcpt' | 'data'; address?: string } & (
  | { code: number; text: string }
  | { silent: true; after: () => void }
);

/**
 * A mail server outside, that takes mails or answers as told. Its port is the system's.
 * @param onArrived told of each mail before the server says that it has it
 */
export async function anOutsideServer(
  options: SMTPServerOptions = {},
  onArrived: (mail: { raw: string; from: string; to: string }) => Promise<void> = async () => {},
) {
  const arrived: Arrived[] = [];
  const moods: Mood[] = [];
  let answer = '';
  function next(at: Mood['at'], address?: string): Mood | undefined {
    const [mood] = moods;
    const fits = mood?.at === at && (!('address' in mood) || mood.address === address);
    return fits ? moods.shift() : undefined;
  }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    size: 40 * 1024 * 1024,
    ...options,
    onRcptTo({ address }, _session, done) {
      const mood = next('rcpt', address);
      if (mood && 'silent' in mood) return mood.after();
      done(mood && 'code' in mood ? Object.assign(new Error(mood.text), { responseCode: mood.code }) : null);
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', async () => {
        const raw = Buffer.concat(chunks);
        const { mailFrom, rcptTo } = session.envelope;
        const mood = next('data');
        if (mood && 'code' in mood) return done(Object.assign(new Error(mood.text), { responseCode: mood.code }));
        const from = mailFrom ? mailFrom.address : '';
        const to = rcptTo.map(({ address }) => address);
        const text = raw.toString('latin1');
        arrived.push({
          ...{ from, to, raw: text },
          mail: await simpleParser(raw, { keepCidLinks: true }),
          secure: session.secure,
          user: session.user,
        });
        if (mood && 'silent' in mood) return mood.after();
        onArrived({ raw: text, from, to: to[0] as string }).then(() => done(null, answer || undefined), done);
      });
    },
  });
  const cut = () => {
    for (const connection of server.connections) (connection as Connection)._socket.destroy();
  };
  server.on('error', () => {}); // a client that goes away in the middle is part of these tests
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  return {
    port: (server.server.address() as AddressInfo).port,
    arrived,
    /** What the next recipient, or the next data, is answered. */
    next: (mood: Mood) => moods.push(mood),
    /** What it says when it has taken a mail. */
    says: (text: string) => {
      answer = text;
    },
    /** Cuts every connection, as when the machine goes. */
    cut,
    /** Whoever keeps a connection for the next mail would be waited for: half a minute. */
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        cut();
      }),
  };
}
