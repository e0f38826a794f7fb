/** Which mails are not told by their words alone. */
import { expect, it } from 'vitest';
import { parseMail } from '../../../channels/email/reading/parse-mail.js';
import { mail } from './build.js';

const QUOTE = '<div class="gmail_quote"><div>On Monday, Kilim &amp; Co wrote:</div><blockquote>';

/** With one picture that has the id `p@x`. */
const withPicture = (html: string, sizeBytes: number) =>
  parseMail(
    mail(`From: Pia <pia@home.example>
To: support@shop.example
Subject: The stain
MIME-Version: 1.0
Content-Type: multipart/related; boundary=b

--b
Content-Type: text/html; charset=utf-8

${html}
--b
Content-Type: image/png
Content-ID: <p@x>
Content-Transfer-Encoding: base64

${Buffer.alloc(sizeBytes, 7).toString('base64')}
--b--
`),
  );
const shown = '<p>Here:</p><p><img src="cid:p@x"></p>';

it.each([
  { says: 'shows one in its text', html: shown, sizeBytes: 10_001, has: true },
  { says: 'shows one as small as a logo', html: shown, sizeBytes: 10_000, has: false },
  { says: 'quotes one', html: `<p>Yes.</p>${QUOTE}${shown}</blockquote></div>`, sizeBytes: 50_000, has: false },
  { says: 'shows none, which is below it then', html: '<p>See below.</p>', sizeBytes: 50_000, has: false },
])('has pictures or not: $says', async ({ html, sizeBytes, has }) => {
  expect((await withPicture(html, sizeBytes)).hasPictures).toBe(has);
});
