/** The same row of numbers in [0, 1) for the same seed: what failed can be made again. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Random = () => number;

/** What mails made to hurt have in them. */
const HOSTILE = [
  '\0\0\0',
  '\r\n\r\n',
  '\n--b\n',
  '--------------',
  '=?utf-8?B?4oCu?=',
  `=?${'x'.repeat(60)}?Q?=00=00?=`,
  'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n',
  'Content-Type: text/html\r\n\r\n<div>',
  'Content-Transfer-Encoding: base64\r\n',
  'Content-Type: message/rfc822\r\n\r\n',
  'From: "a@b.c" <d@e.f>, g: h@i, j;\r\n',
  `References: ${'<a@b>'.repeat(2_000)}\r\n`,
  `To: ${'"('.repeat(3_000)}\r\n`,
  `Subject: ${'=?utf-8?q?=?='.repeat(500)}\r\n`,
  'Authentication-Results: x; dmarc=pass (((((("\r\n',
  '<img src=x onerror=alert(1)>',
  '<a href="java\tscript:alert(1)">',
  '<svg><style><img src=x onerror=alert(1)></style></svg>',
  '<blockquote type=cite>'.repeat(300),
  '<table><tr><td>'.repeat(400),
  'On 1 Jan 2026 at 10:00 a@b.c wrote:\n> ',
  `${'> '.repeat(4_000)}\n`,
  `${'در '.repeat(2_000)}\n`,
  'BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART;TZID="x":20260101T000000\n',
  'Final-Recipient: rfc822;\r\nAction: failed\r\nStatus: 5.\r\n\r\n',
  '\xff\xfe\x00<\x00h',
  '\ud800',
].map((text) => Buffer.from(text));

const place = (random: Random, mail: Buffer) => Math.floor(random() * (mail.length + 1));
const replaced = (mail: Buffer, from: number, to: number, by: Buffer) =>
  Buffer.concat([mail.subarray(0, from), by, mail.subarray(to)]);

const MUTATIONS: ((mail: Buffer, random: Random, other: Buffer) => Buffer)[] = [
  // Some bytes become others.
  (mail, random) => {
    const copy = Buffer.from(mail);
    for (let i = 0; i < 1 + random() * 20; i += 1) copy[place(random, copy)] = Math.floor(random() * 256);
    return copy;
  },
  // It ends too soon.
  (mail, random) => mail.subarray(0, place(random, mail)),
  // A piece is missing.
  (mail, random) => {
    const from = place(random, mail);
    return replaced(mail, from, Math.min(mail.length, from + Math.floor(random() * 200)), Buffer.alloc(0));
  },
  // A piece comes again and again.
  (mail, random) => {
    const from = place(random, mail);
    const piece = mail.subarray(from, from + Math.floor(random() * 120));
    return replaced(mail, from, from, Buffer.concat(Array.from({ length: Math.floor(random() * 60) }, () => piece)));
  },
  // Something is put in.
  (mail, random) => {
    const at = place(random, mail);
    return replaced(mail, at, at, HOSTILE[Math.floor(random() * HOSTILE.length)]!);
  },
  // Something is put where a line begins, most of all in the header.
  (mail, random) => {
    const at = mail.indexOf('\n', Math.floor(random() * random() * mail.length)) + 1;
    return replaced(mail, at, at, HOSTILE[Math.floor(random() * HOSTILE.length)]!);
  },
  // It goes on as another.
  (mail, random, other) => Buffer.concat([mail.subarray(0, place(random, mail)), other.subarray(place(random, other))]),
];

/** One of these mails, changed in one to four ways. */
export function mutated(mails: readonly Buffer[], random: Random): Buffer {
  const one = () => mails[Math.floor(random() * mails.length)]!;
  let mail = one();
  for (let i = 0; i < 1 + random() * 3; i += 1)
    mail = MUTATIONS[Math.floor(random() * MUTATIONS.length)]!(mail, random, one());
  return mail;
}
