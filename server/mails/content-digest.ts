import { createHash } from 'node:crypto';

/** What the writer's side makes of a mail. Whatever mail servers add on the way differs from copy to copy. */
const WRITERS = [
  ...['message-id', 'date', 'from', 'sender', 'reply-to', 'to', 'cc', 'subject', 'in-reply-to', 'references'],
  ...['content-type', 'content-transfer-encoding'],
];
const HEADER_BYTES = 256 * 1024;

/**
 * Tells mails apart by what was written: the same one delivered twice over different ways is the same, the same Message-ID with
 * another text is not. One without a Message-ID is compared byte by byte.
 */
export function contentDigest(raw: Buffer): string {
  const end = endOfHeader(raw);
  const lines = end === -1 ? [] : writersLines(raw.subarray(0, end).toString('latin1'));
  const hash = createHash('sha256');
  if (!lines.some((line) => /^message-id:.*\S/i.test(line))) return hash.update(raw).digest('hex');
  return hash.update(lines.join('\n'), 'latin1').update('\n\n').update(raw.subarray(end)).digest('hex');
}

function endOfHeader(raw: Buffer): number {
  const start = raw.subarray(0, HEADER_BYTES);
  const ends = ['\r\n\r\n', '\n\n'].map((sign) => start.indexOf(sign)).filter((at) => at !== -1);
  return ends.length > 0 ? Math.min(...ends) : -1;
}

function writersLines(header: string): string[] {
  const unfolded = header.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  return unfolded.filter((line) =>
    WRITERS.includes(
      line
        .slice(0, Math.max(0, line.indexOf(':')))
        .trim()
        .toLowerCase(),
    ),
  );
}
