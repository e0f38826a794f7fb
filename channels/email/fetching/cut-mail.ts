const HEADERS_LIMIT_BYTES = 262_144;

/** Headers that say how the body is to be read; it is ours now. */
const OF_THE_BODY = /^(content-[^:]*|mime-version)[ \t]*:/i;

/**
 * What stands in for a mail that is not fetched: its headers, and a word in both languages on where it is. The same mail makes the
 * same bytes, so it is known again.
 * @param headers as they came; may be cut anywhere, may be empty
 * @param bytes the size that the server names; null: it could not be fetched at all
 */
export function cutMail(headers: Buffer, bytes: number | null): Buffer {
  const megabytes = bytes === null ? null : (bytes / 1_000_000).toFixed(1);
  const en = megabytes
    ? `This mail has ${megabytes} MB, more than is taken in. It is in the mailbox on the mail server.`
    : 'The mail server did not hand this mail over. It is in the mailbox there.';
  const fa = megabytes
    ? `حجم این نامه ${persian(megabytes)} مگابایت است و بیش از اندازه‌ای است که دریافت می‌شود. خود نامه در صندوق روی سرور ایمیل است.`
    : 'سرور ایمیل این نامه را تحویل نداد. خود نامه در صندوق روی همان سرور است.';
  const ours = ['MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit'];
  const head = Buffer.from([...keptLines(headers), ...ours, '', ''].join('\r\n'), 'latin1');
  return Buffer.concat([head, Buffer.from(`${en}\r\n\r\n${fa}\r\n`)]);
}

/** As latin1, which keeps every byte. */
function keptLines(headers: Buffer): string[] {
  const kept: string[] = [];
  let keeps = false;
  for (const line of headers.subarray(0, HEADERS_LIMIT_BYTES).toString('latin1').split(/\r?\n/)) {
    if (line === '') break;
    if (!/^[ \t]/.test(line)) keeps = /^[!-9;-~]+[ \t]*:/.test(line) && !OF_THE_BODY.test(line);
    if (keeps) kept.push(line);
  }
  return kept;
}

const persian = (number: string): string =>
  number.replace('.', '٫').replace(/\d/g, (digit) => '۰۱۲۳۴۵۶۷۸۹'[Number(digit)] as string);
