import { escaped } from './outgoing/safe-html.js';
import type { Transcript, TranscriptEntry } from './transcript.js';
import { MAIL_WORDS } from './words.js';

const FONT = "Vazirmatn, 'Segoe UI', Tahoma, system-ui, sans-serif";

/** Mail readers drop style sheets, so every style stands at its element. Nothing is loaded, nothing is clickable. */
export function transcriptHtml(transcript: Transcript): string {
  const { locale, direction, subject, intro, entries, notes } = transcript;
  const { attachment } = MAIL_WORDS[locale].transcript;
  return `<!doctype html>
<html lang="${locale}" dir="${direction}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(subject)}</title></head>
<body dir="${direction}" style="margin:0;padding:0;background:#f3f6f5">
<div dir="${direction}" style="max-width:600px;margin:0 auto;padding:24px 16px;font:15px/1.7 ${FONT};color:#14201f">
<h1 style="margin:0 0 8px;font-size:20px;line-height:1.4">${escaped(subject)}</h1>
<p style="margin:0 0 20px;color:#4c5f5d">${escaped(intro)}</p>
${entries.map((entry) => entryHtml(entry, attachment)).join('\n')}
<p style="margin:28px 0 0;padding-top:12px;border-top:1px solid #d5dfde;font-size:12px;color:#4c5f5d">${notes.map(escaped).join('<br>')}</p>
</div>
</body>
</html>
`;
}

function entryHtml(entry: TranscriptEntry, attachment: string): string {
  if (entry.kind === 'day')
    return `<p style="margin:20px 0 8px;font-size:13px;font-weight:bold;color:#4c5f5d">${escaped(entry.text)}</p>`;
  if (entry.kind === 'event') return `<p style="margin:8px 0;font-size:13px;color:#4c5f5d">${escaped(entry.text)}</p>`;
  const ground = entry.own ? '#ffffff' : '#ddefed';
  const files = entry.attachments.map((file) => `<div style="font-size:13px">${attachment}: ${escaped(file)}</div>`);
  return `<div style="margin:8px 0;padding:10px 14px;border-radius:10px;background:${ground}">
<div style="font-size:13px;color:#4c5f5d"><b><bdi>${escaped(entry.author)}</bdi></b> – ${escaped(entry.time)}</div>
<div dir="auto" style="overflow-wrap:anywhere">${lines(entry.text)}</div>${files.join('')}
</div>`;
}

const lines = (text: string) => escaped(text).replace(/\n/g, '<br>');
