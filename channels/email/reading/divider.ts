const ORIGINAL =
  'original message|original appointment|ursprüngliche nachricht|message d.origine|message original|mensaje original|mensagem original|messaggio originale|oorspronkelijk bericht|ursprungligt meddelande|oprindelig meddelelse|opprinnelig melding|alkuperäinen viesti|wiadomość oryginalna|původní zpráva|исходное сообщение|первоначальное сообщение|eredeti üzenet|mesaj original|orijinal mesaj|αρχικό μήνυμα|הודעה מקורית|الرسالة الأصلية|پیام اصلی|پیغام اصلی|نامه اصلی|原始邮件|原始郵件|元のメッセージ|원본 메시지|thư gốc|pesan asli';
const FORWARDED =
  'forwarded message|forwarded by .{1,60}|weitergeleitete nachricht|message transféré|mensaje reenviado|mensagem encaminhada|messaggio inoltrato|doorgestuurd bericht|vidarebefordrat meddelande|videresendt (?:meddelelse|melding)|välitetty viesti|przekazana wiadomość|přeposlaná zpráva|пересылаемое сообщение|переслане повідомлення|továbbított üzenet|mesaj redirecționat|iletilen (?:mesaj|ileti)|προωθημένο μήνυμα|הודעה שהועברה|رسالة مُ?عاد توجيهها|الرسالة المعاد توجيهها|پیام بازارسال ?‌?شده|پیام ارسال ?‌?مجدد|پیام هدایت ?‌?شده|پیام فوروارد ?‌?شده|ایمیل فوروارد ?‌?شده|转发的邮件|轉寄的郵件|転送メッセージ|전달된 메시지|thư được chuyển tiếp|pesan terusan';
const APPLE =
  /^(begin forwarded message|anfang der weitergeleiteten nachricht|début du message réexpédié|inicio del mensaje reenviado|inizio messaggio inoltrato|início da mensagem encaminhada|begin doorgestuurd bericht|начало переадресованного сообщения|İleti başlangıcı|بدء الرسالة المُ?عاد توجيهها|شروع پیام بازارسال ?‌?شده|شروع پیام هدایت ?‌?شده|آغاز پیام ارسال ?‌?شده)\s?[:：]$/iu;

const between = (words: string) => new RegExp(`^[-—_=]{2,40}\\s?(?:${words})\\s?[-—_=]{2,40}$`, 'iu');
const ORIGINAL_LINE = between(ORIGINAL);
const FORWARDED_LINE = between(FORWARDED);

/** The line above what is quoted whole. */
export const isOriginalLine = (text: string): boolean => ORIGINAL_LINE.test(text);

/** The line above what is handed on, which then is the matter itself and no quote. */
export const isForwardedLine = (text: string): boolean => FORWARDED_LINE.test(text) || APPLE.test(text);

/** Outlook's line of underscores. */
export const isRule = (text: string): boolean => /^[_—]{10,}$/.test(text) || /^-{20,}$/.test(text);
