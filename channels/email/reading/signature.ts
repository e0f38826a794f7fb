import type { Line } from './cut.js';

/** What phones and programs put below a mail by themselves. */
const DEVICE = new RegExp(
  [
    '^(?:sent|get) (?:from|with|by|via|using)?.{0,20}(?:iphone|ipad|android|galaxy|samsung|huawei|xiaomi|mobile|phone|outlook|yahoo|mail|gmail|blackberry|windows|proton).{0,30}$',
    '^get outlook for .{2,20}$',
    '^(?:von meinem .{2,30} gesendet|gesendet (?:von|mit) .{2,40}|diese nachricht wurde von meinem .{2,60})$',
    '^(?:envoyé (?:de|depuis) .{2,40}|enviado (?:desde|do|de) .{2,40}|inviato da .{2,40}|verzonden vanaf .{2,40}|verstuurd vanaf .{2,40})$',
    "^(?:skickat från .{2,40}|sendt fra .{2,40}|lähetetty .{2,40}|wysłane? z .{2,40}|отправлено (?:с|из) .{2,40}|надіслано з .{2,40}|.{2,30}[’']?dan gönderildi)$",
    '^(?:[أا]رسلت? من .{2,40}|مُ?رسل من .{2,40}|تم الإرسال من .{2,40})$',
    '^(?:(?:ارسال|فرستاده)[ ‌]?شده? (?:از|با|توسط) .{2,40}|از (?:گوشی|آیفون|تلفن|موبایل) .{0,30}(?:ارسال|فرستاده)[ ‌]?شد(?:ه(?: است)?)?|دریافت outlook .{2,30}|این (?:پیام|ایمیل) (?:از|با) .{2,40}(?:ارسال|فرستاده)[ ‌]?شده? ?(?:است)?)$',
    '^(?:从我的 .{2,30}发送|發自我的 .{2,30}|iphoneから送信|나의 .{2,20}에서 보냄)$',
  ].join('|'),
  'iu',
);
const LONGEST_DEVICE = 90;
/** A signature is short; what goes on after a line of dashes for longer is a letter. */
const MOST_LINES = 20;

export const isDeviceLine = (text: string): boolean =>
  text.length <= LONGEST_DEVICE && DEVICE.test(text.replace(/[.。!]+$/, ''));

export const isSignatureDelimiter = (text: string): boolean => /^(--|—)$/.test(text);

/** Where the signature begins among the lines before `end`, or `end`. */
export function signatureAt(lines: readonly Line[], end: number): number {
  for (let at = end - 1; at >= Math.max(0, end - MOST_LINES - 1); at -= 1) {
    if (isSignatureDelimiter(lines[at]!.text)) return at;
  }
  let at = end;
  while (at > 0 && isBelow(lines[at - 1]!)) at -= 1;
  return at;
}

const isBelow = ({ text, signed }: Line): boolean => !text || signed === true || isDeviceLine(text);
