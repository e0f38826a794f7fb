import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface TakenMail {
  to: string[];
  /** Header names in lower case, folded lines joined. */
  headers: Record<string, string>;
  /** Decoded, by content type. */
  parts: Record<string, string>;
}

/** A mail server on this machine that takes mails as one outside would, or refuses them when told to. */
export async function aMailServer() {
  const taken: TakenMail[] = [];
  const refusals: { code: number; text: string }[] = [];
  let tries = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    onRcptTo(_address, _session, done) {
      tries += 1;
      const refusal = refusals.shift();
      done(refusal ? Object.assign(new Error(refusal.text), { responseCode: refusal.code }) : null);
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        taken.push({ to, ...readMail(Buffer.concat(chunks).toString('latin1')) });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    taken,
    tries: () => tries,
    /** What the next recipients are answered, one after the other. */
    refuse: (code: number, text: string) => refusals.push({ code, text }),
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** Reads multipart/alternative as our mails are made of; no general reader of mails. */
function readMail(raw: string): Omit<TakenMail, 'to'> {
  const { headers, body } = split(raw);
  const boundary = /boundary="([^"]+)"/.exec(headers['content-type'] ?? '')?.[1];
  const pieces = boundary ? body.split(`--${boundary}`).slice(1, -1) : [raw];
  const parts = pieces.map((piece) => split(piece.replace(/^\r\n|\r\n$/g, '')));
  return { headers, parts: Object.fromEntries(parts.map((part) => [typeOf(part.headers), decode(part)])) };
}

function split(raw: string): { headers: Record<string, string>; body: string } {
  const end = raw.indexOf('\r\n\r\n');
  const lines = raw
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const pairs = lines.map((line) => /^([^:]+):\s*(.*)$/.exec(line) ?? ['', '', '']);
  const headers = Object.fromEntries(pairs.map(([, name, value]) => [name!.toLowerCase(), value!]));
  return { headers, body: raw.slice(end + 4) };
}

const typeOf = (headers: Record<string, string>) => (headers['content-type'] ?? '').split(';')[0] as string;

function decode({ headers, body }: { headers: Record<string, string>; body: string }): string {
  const encoding = headers['content-transfer-encoding'];
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8').replace(/\r\n/g, '\n');
  if (encoding !== 'quoted-printable') return body;
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8').replace(/\r\n/g, '\n');
}
