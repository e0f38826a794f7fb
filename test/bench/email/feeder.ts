/** Brings mails by SMTP in a process of its own: what that costs is the senders', not the server's. `node feeder.js PORT CONNECTIONS` */
import { createTransport } from 'nodemailer';

export interface Fed {
  number: number;
  raw: string;
  from: string;
  to: string;
}
export interface Taken {
  number: number;
  error?: string;
}

const [port, maxConnections] = process.argv.slice(2).map(Number) as [number, number];
const transport = createTransport({
  ...{ host: '127.0.0.1', port, ignoreTLS: true },
  ...{ pool: true, maxConnections, maxMessages: Number.POSITIVE_INFINITY },
});

process.on('message', async ({ number, raw, from, to }: Fed) => {
  const failed = await transport.sendMail({ envelope: { from, to }, raw }).then(
    () => null,
    (error: Error) => error,
  );
  process.send?.({ number, ...(failed && { error: failed.message }) } satisfies Taken);
});
process.once('disconnect', () => transport.close());
