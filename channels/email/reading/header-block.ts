import type { Line } from './cut.js';

/** The header that Outlook, and phones, put above what they quote or forward, by what its labels mean. */
const LABELS = {
  from: 'from|von|de|da|van|från|fra|lähettäjä|od|от|від|feladó|kimden|gönderen|από|מאת|من|المرسل|از|از طرف|فرستنده|发件人|寄件者|差出人|보낸 사람|từ|dari',
  sent: 'sent|date|gesendet|datum|envoyé|enviado(?: el| em)?|fecha|inviato|data|verzonden|skickat|sendt|dato|lähetetty|päivämäärä|wysłano|odesláno|отправлено|дата|надіслано|elküldve|dátum|trimis|gönderildi|tarih|gönderme tarihi|στάλθηκε|ημερομηνία|נשלח|תאריך|تم الإرسال|أرسلت|التاريخ|تاريخ الإرسال|ارسال|ارسال شده|ارسال‌شده|زمان ارسال|تاریخ ارسال|تاریخ|发送时间|日期|送信日時|日付|보낸 날짜|날짜|đã gửi|ngày|dikirim|tanggal',
  to: 'to|an|à|para|a|aan|till|til|vastaanottaja|do|komu|кому|címzett|către|kime|προς|אל|إلى|الى|به|گیرنده|收件人|宛先|받는 사람|đến|kepada|cc|kopie|copie|copia|رونوشت|نسخه',
  subject:
    'subject|betreff|objet|asunto|oggetto|assunto|onderwerp|ämne|emne|aihe|temat|předmět|predmet|тема|tárgy|subiect|konu|θέμα|נושא|الموضوع|موضوع|عنوان|主题|主旨|件名|제목|chủ đề|subjek',
};
type Label = keyof typeof LABELS;
const PATTERNS = Object.entries(LABELS).map(
  ([label, words]) => [label as Label, new RegExp(`^\\*?(?:${words})\\s?\\*?[:：]\\*?\\s?(.*)$`, 'iu')] as const,
);
const WITHIN = 8;

export interface HeaderBlock {
  /** What its From line says. */
  from: string;
  lines: number;
}

/** A From line with two other labels close below it, one of them the time or the subject. */
export function headerBlock(lines: readonly Line[], at: number): HeaderBlock | null {
  const first = labelled(lines[at]?.text ?? '');
  if (first?.label !== 'from') return null;
  const found = new Set<Label>();
  let last = at;
  for (let place = at + 1; place < Math.min(lines.length, at + WITHIN); place += 1) {
    const label = labelled(lines[place]!.text)?.label;
    if (!label || label === 'from') continue;
    found.add(label);
    last = place;
  }
  const sure = found.size >= 2 && (found.has('sent') || found.has('subject'));
  return sure ? { from: first.value, lines: last - at + 1 } : null;
}

function labelled(text: string): { label: Label; value: string } | null {
  for (const [label, pattern] of PATTERNS) {
    const [, value] = pattern.exec(text) ?? [];
    if (value !== undefined) return { label, value };
  }
  return null;
}
