import { describe, expect, it } from 'vitest';
import { visibleText } from '../../../channels/email/reading/cut.js';
import { markers } from '../../../channels/email/words.js';

const WROTE = [
  'On Sat, Nov 28, 2026 at 10:00 AM Shop <s@shop.example> wrote:',
  'Le sam. 28 nov. 2026 à 10:00, Shop <s@shop.example> a écrit :',
  'Am Sa., 28. Nov. 2026 um 10:00 Uhr schrieb Shop <s@shop.example>:',
  'El sáb, 28 nov 2026 a las 10:00, Shop (<s@shop.example>) escribió:',
  'Il giorno sab 28 nov 2026 alle ore 10:00 Shop <s@shop.example> ha scritto:',
  'Em sáb., 28 de nov. de 2026 às 10:00, Shop <s@shop.example> escreveu:',
  'Op za 28 nov 2026 om 10:00 schreef Shop <s@shop.example>:',
  'sob., 28 lis 2026 o 10:00 Shop <s@shop.example> napisał(a):',
  'сб, 28 нояб. 2026 г. в 10:00, Shop <s@shop.example>:\u200e написал(а):',
  'сб, 28 лист. 2026 р. о 10:00 Shop <s@shop.example> пише:',
  'Den lör 28 nov. 2026 kl 10:00 skrev Shop <s@shop.example>:',
  'la 28. marrask. 2026 klo 10.00 Shop (s@shop.example) kirjoitti:',
  'so 28. 11. 2026 v 10:00 odesílatel Shop <s@shop.example> napsal:',
  'so 28. 11. 2026 o 10:00 Shop <s@shop.example> napísal(a):',
  'Shop <s@shop.example> ezt írta (időpont: 2026. nov. 28., Szo, 10:00):',
  'În sâm., 28 nov. 2026 la 10:00, Shop <s@shop.example> a scris:',
  'Shop <s@shop.example>, 28 Kas 2026 Cmt, 10:00 tarihinde şunu yazdı:',
  'Στις Σάβ 28 Νοε 2026 στις 10:00 π.μ., ο χρήστης Shop <s@shop.example> έγραψε:',
  'ב-שבת, 28 בנוב׳ 2026 ב-10:00 מאת Shop <s@shop.example> כתב:',
  'في السبت، ٢٨ نوفمبر ٢٠٢٦ في ١٠:٠٠ ص Shop <s@shop.example> كتب:',
  'در تاریخ شنبه ۲۸ نوامبر ۲۰۲۶،\u200f ۱۰:۰۰ فروشگاه <s@shop.example> نوشت:',
  '\u202bدر ۷ آذر ۱۴۰۵ ساعت ۱۰:۰۰، فروشگاه نوشته است:\u202c',
  'Vào Th 7, 28 thg 11, 2026 vào lúc 10:00 Shop <s@shop.example> đã viết:',
  'Pada tanggal Sab, 28 Nov 2026 pukul 10.00 Shop <s@shop.example> menulis:',
  'Shop <s@shop.example> 于2026年11月28日周六 10:00写道：',
  '2026年11月28日(土) 10:00 Shop <s@shop.example> 書きました:',
  '2026년 11월 28일 (토) 오전 10:00, Shop <s@shop.example>님이 작성:',
  'На сб, 28.11.2026 г. в 10:00 Shop <s@shop.example> написа:',
];

describe('the line above a quote', () => {
  it.each(WROTE)('%s', (line) => {
    expect(visibleText(`Mine\n\n${line}\n> yours`)).toBe('Mine');
    expect(visibleText(`Mine\n\n${line}\n\nyours, with no mark`)).toBe('Mine');
  });

  it('may go on in the next lines', () => {
    expect(
      visibleText('Mine\n\nOn Sat, Nov 28, 2026 at 10:00 AM Somebody Long\n<somebody@shop.example>\nwrote:\n\n> y'),
    ).toBe('Mine');
  });

  it.each([
    { says: 'what somebody wrote, told', text: 'My mother wrote:\nDear shop, I am cross.\nSo am I.' },
    { says: 'what somebody wrote, told in Persian', text: 'مادرم به شما نوشت:\nمن ناراحتم.\nمن هم همین‌طور.' },
    { says: 'a list with a From', text: 'From: Berlin\nI would like to come.\nPlease say when.' },
    { says: 'dashes within a letter', text: `First\n--\n${'And a long letter goes on\n'.repeat(40)}Yours` },
    { says: 'thanks to a phone', text: 'Sent from my phone shop you got three.\nWhere are they?' },
  ])('is not $says', ({ text }) => expect(visibleText(text)).toBe(text));
});

describe('what stands below', () => {
  it.each(markers())('our own line: %s', (marker) => {
    expect(visibleText(`Mine\n\n${marker}\n\nTheirs`)).toBe('Mine');
    expect(visibleText(`Mine\n\n*${marker}*\nTheirs`)).toBe('Mine');
  });

  it.each([
    'Sent from my iPhone',
    'Sent from Outlook for Android',
    'Get Outlook for iOS',
    'Von meinem iPhone gesendet',
    'Envoyé de mon iPad',
    'Enviado desde mi iPhone',
    'Inviato da iPhone',
    'ارسال‌شده از iPhone من',
    'ارسال شده از آیفون من',
    'فرستاده شده از گوشی سامسونگ من',
    'از گوشی من ارسال شد',
    'دریافت Outlook برای Android',
    'أرسلت من الـ iPhone',
  ])('a device’s line: %s', (line) => expect(visibleText(`Mine\n\n${line}\n`)).toBe('Mine'));

  it('a signature', () => expect(visibleText('Mine\n-- \nSara\nExample Ltd')).toBe('Mine'));
  it('nothing, where nothing else would be left', () => {
    expect(visibleText('-- \nSara')).toBe('-- \nSara');
    expect(visibleText('Sent from my iPhone')).toBe('Sent from my iPhone');
  });
});

it('takes time in proportion to what it is given', () => {
  const hostile = [
    '> '.repeat(200_000),
    `${'On 2026 10:00 '.repeat(20)}\n`.repeat(2_000),
    `${'در ۱۰:۰۰ '.repeat(30)}\n`.repeat(1_500),
    `From: ${'x '.repeat(400)}\n`.repeat(500),
    '-'.repeat(400_000),
    `${'_'.repeat(900)}\n`.repeat(500),
    'wrote '.repeat(70_000),
  ];
  const before = process.cpuUsage();
  for (const text of hostile) expect(visibleText(text).length).toBeLessThanOrEqual(text.length);
  const { user, system } = process.cpuUsage(before);
  // Of processor time, for all of them; a scan that goes back at each place takes minutes.
  expect((user + system) / 1_000).toBeLessThan(hostile.length * 2_000);
});
