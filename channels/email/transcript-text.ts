import type { Transcript, TranscriptEntry } from './transcript.js';
import { MAIL_WORDS } from './words.js';

/** For readers without HTML. */
export function transcriptText({ locale, subject, intro, entries, notes }: Transcript): string {
  const { attachment } = MAIL_WORDS[locale].transcript;
  const body = entries.map((entry) => entryText(entry, attachment));
  return `${[subject, intro, ...body, `--\n${notes.join('\n')}`].join('\n\n')}\n`;
}

function entryText(entry: TranscriptEntry, attachment: string): string {
  if (entry.kind === 'day') return `==== ${entry.text} ====`;
  if (entry.kind === 'event') return `* ${entry.text}`;
  const files = entry.attachments.map((file) => `[${attachment}: ${file}]`);
  return [`${entry.author} – ${entry.time}`, entry.text, ...files].filter(Boolean).join('\n');
}
