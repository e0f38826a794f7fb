/** The company's phone numbers as they travel: carrier accounts, numbers, and what a touchpoint tells of a text. Free of libraries but zod. */
import { z } from 'zod';
import { COUNTRIES } from './countries.js';
import { Menu } from './menu.js';
import { LOCALES, type Locale } from './names.js';
import { RECORDS } from './recording.js';

const Id = z.string().regex(/^[0-9a-f]{24}$/, 'not an id');
const Secret = z.string().trim().min(1).max(200);
const Sid = (prefix: string) => z.string().regex(new RegExp(`^${prefix}[0-9a-fA-F]{32}$`), `not an id as ${prefix}…`);

const account = {
  name: z.string().trim().min(1).max(120),
  sid: Sid('AC'),
  /** Signs what the carrier sends us. On change a missing one leaves the one that is there; another one replaces it. */
  token: Secret.optional(),
  /** With these, not with the token, we sign in to the carrier. */
  apiKeySid: Sid('SK').nullable(),
  apiKeySecret: Secret.optional(),
};
export const CarrierAccountCreateRequest = z.strictObject({ ...account, apiKeySid: account.apiKeySid.default(null) });
export const CarrierAccountChangeRequest = z
  .strictObject({
    ...account,
    /** How long what is signed by the token before this one is still the carrier's. */
    earlierTokenHours: z.int().min(0).max(168),
  })
  .partial();
export type CarrierAccountCreateInput = z.infer<typeof CarrierAccountCreateRequest>;
export type CarrierAccountChangeInput = z.infer<typeof CarrierAccountChangeRequest>;

/** Never its secrets: only which there are. */
export interface CarrierAccountView extends Omit<CarrierAccountCreateInput, 'token' | 'apiKeySecret'> {
  id: string;
  secrets: ('token' | 'apiKeySecret')[];
  /** Until when the token before this one counts too. */
  earlierTokenUntil: string | null;
  /** What is stored was sealed by another SECRET_KEY. */
  secretUnreadable: boolean;
}

/** What can be wrong with a carrier account, for plain words. */
export const CARRIER_PROBLEMS = [
  'unreachable',
  'timedOut',
  'signInFailed',
  'suspended',
  /** The API key is good, but the token is another one's: what the carrier sends would be refused. */
  'tokenWrong',
  'secretUnreadable',
  'broken',
] as const;
export type CarrierProblem = (typeof CARRIER_PROBLEMS)[number];

/** Settings to try as they are in a form. Secrets that are missing are those of this account. */
export const CarrierTestRequest = z.strictObject({
  accountId: Id.optional(),
  sid: account.sid,
  token: Secret.optional(),
  apiKeySid: account.apiKeySid.default(null),
  apiKeySecret: Secret.optional(),
});
export interface CarrierTestView {
  outcome: 'ok' | CarrierProblem;
  /** Which numbers the account has, and whether the carrier brings their texts and calls to us. At most 50. */
  numbers: { number: string; texts: boolean; calls: boolean }[];
}

const Words = z.array(z.string().trim().min(1).max(30)).max(40);
const inBoth = (most: number) => {
  const text = z.string().trim().max(most).default('');
  return z.strictObject(
    Object.fromEntries(LOCALES.map((locale) => [locale, text])) as Record<Locale, z.ZodDefault<z.ZodString>>,
  );
};

/** A text that is such a word and nothing else: no more texts, texts again, what is this. */
const TextWords = z.strictObject({ stop: Words, start: Words, help: Words });
export type TextWords = z.infer<typeof TextWords>;
/** The English ones are those that carriers act upon themselves; the Persian ones are only ours. */
export const USUAL_WORDS: TextWords = {
  stop: [
    ...['STOP', 'UNSUBSCRIBE', 'END', 'QUIT', 'STOPALL', 'REVOKE', 'OPTOUT', 'CANCEL'],
    ...['لغو', 'توقف', 'لغو عضویت', 'لغو اشتراک', '11'],
  ],
  start: ['START', 'YES', 'UNSTOP', 'شروع', 'آغاز', '12'],
  help: ['HELP', 'INFO', 'راهنما', 'کمک'],
};

const Hour = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'not a time as 21:00');
const Quiet = z.strictObject({ from: Hour, to: Hour });
const sms = z.strictObject({
  on: z.boolean().default(false),
  /** Where a new matter waits. */
  queueId: Id.nullable().default(null),
  /** How many segments a second the carrier takes from this number. */
  perSecond: z.number().min(0.1).max(100).default(1),
  /** A text to a matter that was closed longer ago begins a new one. */
  reopenDays: z.int().min(0).max(365).default(7),
  /** Between these hours, by the clock of its queue, nobody gets a text who did not write first; null: at any hour. */
  quiet: Quiet.nullable().default({ from: '21:00', to: '08:00' }),
  words: TextWords.default(USUAL_WORDS),
  /** The answers to words that the carrier does not answer itself; empty: none. */
  stopText: inBoth(480).default({ en: '', fa: '' }),
  startText: inBoth(480).default({ en: '', fa: '' }),
  helpText: inBoth(480).default({ en: '', fa: '' }),
  /** Sent once for each new matter; empty: nothing is sent. */
  acknowledgement: inBoth(480).default({ en: '', fa: '' }),
  /** Sent once for each matter and each time that its queue is closed, instead of the one above; empty: nothing, or that one. */
  outOfHours: inBoth(480).default({ en: '', fa: '' }),
});
/** What a queue says about texts: where it says nothing of its own (null), the number's words hold. */
export const QueueTexts = z.strictObject({
  /** Empty: nothing is sent, or what a new matter is told. */
  outOfHours: inBoth(480).nullable(),
});
export type QueueTexts = z.infer<typeof QueueTexts>;
const voice = z.strictObject({
  on: z.boolean().default(false),
  queueId: Id.nullable().default(null),
  /** What callers are asked first; null: they go into the line at once. */
  menu: Menu.nullable().default(null),
  /** Says that calls may be recorded. Where they are, that is said in any case. */
  consent: z.boolean().default(false),
  records: z.enum(RECORDS).default('never'),
  /** Whoever waits may ask to be called back instead, and keeps their place. */
  callbacks: z.boolean().default(true),
  /** Or go on by text, where this number takes texts. */
  texts: z.boolean().default(true),
  /** Where those are called who ask for it, and of whom nobody proves that the number is theirs; empty: only in this number's own country. */
  callbackCountries: z.array(z.enum(COUNTRIES)).max(COUNTRIES.length).default([]),
  /** The carrier listens whether a machine takes a call of ours, and tells: that costs, and a moment. */
  detectsMachines: z.boolean().default(false),
  /** How long a message may be; 0: none is taken. */
  voicemailSeconds: z.int().min(0).max(600).default(120),
  /** What is heard while waiting and on hold, by its key among the sounds; null: what every company has. */
  music: z.string().max(40).nullable().default(null),
  /** Between these hours, by the clock of its queue, nobody is called but who asked for it within the last hour; null: at any hour. */
  quiet: Quiet.nullable().default({ from: '21:00', to: '08:00' }),
});
export type SmsSettings = z.infer<typeof sms>;
export type VoiceSettings = z.infer<typeof voice>;

const number = {
  /** In any spelling; kept as E.164. */
  number: z.string().trim().min(3).max(40),
  name: z.string().trim().min(1).max(120),
  carrierAccountId: Id,
  /** By which texts leave, where the carrier chooses the sender; null: by the number itself. */
  messagingServiceSid: Sid('MG').nullable(),
  /** Of customers of whom no language is known. */
  locale: z.enum(LOCALES),
  active: z.boolean(),
  sms,
  voice,
};
export const NumberCreateRequest = z.strictObject({
  ...number,
  messagingServiceSid: number.messagingServiceSid.default(null),
  locale: number.locale.default('en'),
  active: number.active.default(true),
  sms: sms.prefault({}),
  voice: voice.prefault({}),
});
export const NumberChangeRequest = z.strictObject(number).partial();
export type NumberCreateInput = z.infer<typeof NumberCreateRequest>;

export interface NumberView extends NumberCreateInput {
  id: string;
  /** What is to be set at the carrier: where it brings texts and calls. */
  hooks: { sms: string; voice: string };
}

/** A number as agents know it. */
export interface DeskNumber {
  id: string;
  number: string;
  name: string;
  sms: boolean;
  voice: boolean;
  queueId: string | null;
}

/** What a touchpoint tells of its text: from which number to which, and at which of ours it came or went. */
export interface TextTold {
  numberId: string;
  from: string;
  to: string;
  segments?: number;
  /** Nobody can be answered there: a short code, or a name. */
  oneWay?: boolean;
  /** How many files came with it: they are fetched, and follow in a message of their own. */
  files?: number;
  /** Of that message: those that could not be had, by their place from 1, and why. */
  refused?: { place: number; why: MediaRefusal }[];
  /** Of ours: not before then, where that is later than at once. */
  sendAt?: string;
  /** Of theirs: when they sent it, where it was taken in long after. */
  sentAt?: string;
  /** Of theirs: a word for the machine, which nobody is to answer. */
  word?: 'stop' | 'start' | 'help';
  /** Of ours: says that theirs was understood, which wanted no more texts, or wants them again. */
  confirms?: 'stop' | 'start';
}

/** `missing`: the carrier has it no longer; `tooLarge`: > 5 MB; `notAllowed`: of a kind we do not take; `unsafe`: it lies where we do not go. */
export const MEDIA_REFUSALS = ['missing', 'tooLarge', 'notAllowed', 'unsafe', 'broken'] as const;
export type MediaRefusal = (typeof MEDIA_REFUSALS)[number];

/** An answer by text. */
export const SmsReply = z.strictObject({
  /** From which of our numbers; absent: the one that the conversation has. */
  numberId: Id.optional(),
  /** At which of the customer's, E.164; absent: where the conversation is held, else the one that is known best. */
  to: z.string().max(40).optional(),
});
export type SmsReply = z.infer<typeof SmsReply>;
