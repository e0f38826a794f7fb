/** A mail as bytes: lines end as they do on the wire. Text outside of ASCII is written in `charset`. */
export function mail(text: string, charset: 'utf-8' | 'windows-1256' = 'utf-8'): Buffer {
  const crlf = text.replace(/\n/g, '\r\n');
  return charset === 'utf-8' ? Buffer.from(crlf) : inWindows1256(crlf);
}

/** Node reads windows-1256 and does not write it: the table is made by reading each byte. */
export function inWindows1256(text: string): Buffer {
  return Buffer.from([...text].map((character) => byteOf(character)));
}

const decoder = new TextDecoder('windows-1256');
const BYTES = new Map(Array.from({ length: 256 }, (_, byte) => [decoder.decode(Uint8Array.of(byte)), byte]));

function byteOf(character: string): number {
  const byte = BYTES.get(character);
  if (byte === undefined) throw new Error(`windows-1256 has no ${JSON.stringify(character)}`);
  return byte;
}

/** A mail with so many lines of header and this text. */
export const aMail = (header: string, text = 'Hello'): Buffer =>
  mail(`From: Sara <sara@example.org>\nTo: support@shop.example\nSubject: Order\n${header}\n\n${text}\n`);

const REPORT = `From: Mail Delivery System <MAILER-DAEMON@mx.example>
To: support+b.abc.0123456789abcdef@shop.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Return-Path: <>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="cut"

--cut
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.example.

--cut
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Sat, 28 Nov 2026 10:00:00 +0000

`;

/** A mail server's report with these groups of fields, one for each address. */
export const aReport = (...groups: string[]): Buffer =>
  mail(`${REPORT}${groups.join('\n\n')}

--cut
Content-Type: message/rfc822

From: support@shop.example
Message-ID: <mail-1@shop.example>
Subject: Your order

The text that was sent.
--cut--
`);
