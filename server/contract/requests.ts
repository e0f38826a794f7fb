/**
 * What comes in over HTTP, parsed at the edge. Unknown fields are refused, so that a typo is told and not dropped. Long
 * because it is the one list of it.
 */
import { z } from 'zod';
import { MAIL_PLACES, MailReply, QueueMail } from './mail.js';
import {
  AWAY_REASONS,
  CHANNELS,
  FOLLOW_UP_STATES,
  INBOX_FILTERS,
  INBOX_VIEWS,
  LOCALES,
  MOST_VALUE,
  OWN_DRAFTS,
  PRESENCES,
  ROLES,
  TOUCHPOINT_KINDS,
  WEEKDAYS,
} from './names.js';
import { QueueTexts, SmsReply } from './phone.js';
import { Capacity, CommonRules, QueueRules, SkillNeed } from './rules.js';

export const LIMITS = {
  textLength: 8_000,
  /** Longer than what can be sent: two that were written apart are kept as one. */
  draftLength: 20_000,
  nameLength: 120,
  attachmentsPerMessage: 10,
  /** 25 MB. */
  fileBytes: 25 * 1024 * 1024,
  /** All files of one mail together; in base64 they are a third larger, and many servers take no more than 25 MB. */
  mailFilesBytes: 18 * 1024 * 1024,
  /** What callers hear, 3 MB: six minutes as a telephone line carries them. */
  soundBytes: 3_000_000,
  pagesPerVisit: 50,
} as const;

export const Id = z.string().regex(/^[0-9a-f]{24}$/, 'not an id');
export const ClientId = z.uuid();
const Name = z.string().trim().min(1).max(LIMITS.nameLength);
const Text = z.string().max(LIMITS.textLength);
const Email = z.string().trim().toLowerCase().max(254).pipe(z.email());
const Cursor = z.string().max(200).optional();
const Limit = z.coerce.number().int().min(1).max(200).default(50);
const Minutes = z.number().int().min(0).max(1_440);

export const SignInRequest = z.strictObject({
  email: z.string().trim().max(254),
  password: z.string().min(1).max(200),
});
export const PreferencesRequest = z.strictObject({
  locale: z.enum(LOCALES).optional(),
  theme: z.enum(['light', 'dark', 'auto']).optional(),
  sendWith: z.enum(['enter', 'ctrlEnter']).optional(),
  shortcuts: z.boolean().optional(),
  sound: z.boolean().optional(),
});
export const PasswordRequest = z.strictObject({ current: z.string().max(200), next: z.string().min(10).max(200) });

/** What somebody new can do at once where nobody says otherwise. */
export const USUAL_CAPACITY: Capacity = { webchat: 3, email: 3, sms: 3, voice: 1 };
export const UserCreateRequest = z.strictObject({
  name: Name,
  email: Email,
  role: z.enum(ROLES),
  password: z.string().min(10).max(200),
  capacity: Capacity.default(USUAL_CAPACITY),
  queueIds: z.array(Id).max(100).default([]),
});
export const UserChangeRequest = z.strictObject({
  name: Name.optional(),
  role: z.enum(ROLES).optional(),
  active: z.boolean().optional(),
  password: z.string().min(10).max(200).optional(),
  capacity: Capacity.optional(),
  queueIds: z.array(Id).max(100).optional(),
});
export const ApiKeyCreateRequest = z.strictObject({ name: Name, role: z.enum(ROLES) });

const DaySpans = z
  .array(z.tuple([Minutes, Minutes]))
  .max(6)
  .refine(
    (spans) => spans.every(([from, to], i) => from < to && (i === 0 || spans[i - 1]![1] <= from)),
    'spans must be in order, apart, and end after they begin',
  );
const Week = z.strictObject(
  Object.fromEntries(WEEKDAYS.map((day) => [day, DaySpans])) as Record<(typeof WEEKDAYS)[number], typeof DaySpans>,
);
const ChannelHours = z.strictObject({ alwaysOpen: z.boolean(), week: Week }).optional();
export const Hours = z.strictObject({
  alwaysOpen: z.boolean(),
  timeZone: z
    .string()
    .max(64)
    .refine((zone) => {
      try {
        return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
      } catch {
        return false;
      }
    }, 'unknown time zone'),
  week: Week,
  holidays: z
    .array(
      z.strictObject({
        date: z.iso.date(),
        name: z.string().trim().max(80),
        open: DaySpans.min(1).optional(),
        yearly: z.enum(['gregorian', 'jalali']).nullable().default(null),
      }),
    )
    .max(200),
  byChannel: z
    .strictObject(
      Object.fromEntries(CHANNELS.map((channel) => [channel, ChannelHours])) as Record<
        (typeof CHANNELS)[number],
        typeof ChannelHours
      >,
    )
    .default({}),
});

export const queueFields = {
  name: Name,
  nameFa: z.string().trim().max(LIMITS.nameLength).nullable(),
  description: z.string().trim().max(500),
  memberIds: z.array(Id).max(2_000),
  offerSeconds: z.number().int().min(5).max(600),
  autoAccept: z.boolean(),
  wrapUpSeconds: z.number().int().min(0).max(3_600),
  slaFirstResponseSeconds: z.number().int().min(1).max(604_800),
  slaNextResponseSeconds: z.number().int().min(1).max(604_800),
  slaTarget: z.number().min(0).max(1),
  hours: Hours,
  rules: QueueRules,
  mail: QueueMail,
  texts: QueueTexts,
  outcomes: z.array(z.string().trim().min(1).max(80)).max(50),
  active: z.boolean(),
};
export const QueueChangeRequest = z.strictObject(queueFields).partial();
/** Without `until`: until it is opened again. */
export const QueueCloseRequest = z.strictObject({ until: z.iso.datetime().nullable().default(null) });
export const QueueCreateRequest = z.strictObject(queueFields).partial().required({ name: true });

const skillFields = {
  name: Name,
  nameFa: z.string().trim().max(LIMITS.nameLength).nullable(),
  language: z.enum(LOCALES).nullable(),
};
export const SkillCreateRequest = z.strictObject(skillFields).partial({ nameFa: true, language: true });
export const SkillChangeRequest = z.strictObject(skillFields).partial();
export const CommonChangeRequest = CommonRules.partial();
/** Skills by id: the new level, or 0 to take it away; those that are not named stay. */
export const AgentChangeRequest = z.strictObject({
  skills: z
    .record(Id, z.int().min(0).max(5))
    .refine((levels) => Object.keys(levels).length <= 200, 'at most 200 skills')
    .optional(),
  capacity: Capacity.optional(),
});

const cannedFields = {
  shortcut: z
    .string()
    .trim()
    .regex(/^[\p{L}\p{M}\p{N}_\u200c-]{1,40}$/u, 'letters, digits, - and _ only'),
  title: Name,
  text: Text.trim().min(1),
  locale: z.enum(LOCALES).nullable(),
  queueIds: z.array(Id).max(100),
};
export const CannedCreateRequest = z.strictObject(cannedFields).partial({ locale: true, queueIds: true });
export const CannedChangeRequest = z.strictObject(cannedFields).partial();

const Localised = z.strictObject({ en: z.string().trim().max(300), fa: z.string().trim().max(300) });
const Origin = z
  .string()
  .trim()
  .max(300)
  // Strict about characters too: it ends up in a Content-Security-Policy, where `*` and `;` have a meaning.
  .refine(
    (text) => /^https?:\/\/[a-z0-9.[\]:-]+$/.test(text) && URL.canParse(text) && new URL(text).origin === text,
    'an origin such as https://shop.example',
  );
const siteFields = {
  name: Name,
  origins: z.array(Origin).max(50),
  locale: z.enum(LOCALES).nullable(),
  color: z.string().regex(/^#[0-9a-fA-F]{6}$/),
  position: z.enum(['end', 'start']),
  title: Localised,
  greeting: Localised,
  topics: z
    .array(z.strictObject({ queueId: Id, label: Localised, needs: z.array(SkillNeed).max(20).optional() }))
    .max(20),
  askName: z.boolean(),
  askEmail: z.enum(['no', 'optional', 'required']),
};
export const SiteCreateRequest = z.strictObject(siteFields).partial().required({ name: true });
export const SiteChangeRequest = z.strictObject(siteFields).partial();

export const InboxQuery = z.strictObject({
  view: z.enum(INBOX_VIEWS).default('mine'),
  filter: z.enum(INBOX_FILTERS).default('open'),
  queueId: Id.optional(),
  after: Cursor,
  limit: Limit,
});
export const ReplyRequest = z
  .strictObject({
    clientId: ClientId,
    text: Text,
    attachmentIds: z.array(Id).max(LIMITS.attachmentsPerMessage).default([]),
    /** By which channel; absent: by mail where `mail` is there, else by the conversation's own. */
    channel: z.enum(['webchat', 'email', 'sms']).optional(),
    mail: MailReply.optional(),
    sms: SmsReply.optional(),
  })
  .refine((reply) => reply.text.trim() !== '' || reply.attachmentIds.length > 0, 'a text or a file')
  .refine((reply) => !reply.mail || reply.channel !== 'webchat', 'a chat has no mail settings');
/** A new matter, begun by us. */
export const WriteRequest = z
  .strictObject({
    clientId: ClientId,
    text: Text,
    attachmentIds: z.array(Id).max(LIMITS.attachmentsPerMessage).default([]),
    mail: MailReply.omit({ quote: true }).required({ mailboxId: true, subject: true }).optional(),
    sms: SmsReply.omit({ to: true }).required({ numberId: true }).optional(),
  })
  .refine((written) => Boolean(written.mail) !== Boolean(written.sms), 'either a mail or a text')
  .refine((letter) => letter.text.trim() !== '' || letter.attachmentIds.length > 0, 'a text or a file');
export type WriteInput = z.infer<typeof WriteRequest>;
export const UnsendRequest = z.strictObject({ touchpointId: Id });
export const PlaceMailRequest = z.strictObject({ mailId: Id, to: z.enum(MAIL_PLACES) });
export type PlaceMailInput = z.infer<typeof PlaceMailRequest>;
export const NoteRequest = z.strictObject({
  clientId: ClientId,
  text: Text.trim().min(1),
  mentions: z.array(Id).max(20).default([]),
});
/** As they were written, whether or not a mail could go there. */
const DraftAddresses = z.array(z.string().max(320)).max(100);
const DraftFiles = z
  .array(Id)
  .max(2 * LIMITS.attachmentsPerMessage)
  .default([]);
export const OwnDraftQuery = z.strictObject({ kind: z.enum(OWN_DRAFTS) });
export const OwnDraftDropQuery = OwnDraftQuery.extend({ base: Id });
export const OwnDraftRequest = z.strictObject({
  /** What it was changed from: the `rev` one has, or null where one knows of none. */
  base: Id.nullable(),
  /** What it is after that, made by who writes: asked for again, because no answer came, it is the same one. */
  rev: Id,
  text: z.string().max(LIMITS.draftLength),
  files: DraftFiles,
  /** `to` and `subject` null: as they come by themselves. */
  mail: z
    .strictObject({
      to: DraftAddresses.nullable(),
      cc: DraftAddresses,
      bcc: DraftAddresses,
      subject: z.string().max(1_000).nullable(),
      html: z.string().max(200_000),
      quote: z.boolean(),
      files: DraftFiles,
    })
    .nullable(),
});
export type OwnDraftInput = z.infer<typeof OwnDraftRequest>;
export const MentionsSeenRequest = z.strictObject({ seq: z.number().int().min(1) });
export const WhisperRequest = z.strictObject({ clientId: ClientId, text: Text.trim().min(1) });
export const ExtendWrapUpRequest = z.strictObject({ clientId: ClientId });
export const JoinRequest = z.strictObject({ clientId: ClientId });
/** `ahead`: before everybody else, or as if it had waited so many minutes longer; less than 0 is back. */
export const PriorityRequest = z.strictObject({
  clientId: ClientId,
  ahead: z.union([
    z.literal('first'),
    z
      .number()
      .int()
      .min(-1_440)
      .max(1_440)
      .refine((minutes) => minutes !== 0, 'forward or back'),
  ]),
});
/** What is asked of an agent, each skill once. */
const Needs = z
  .array(SkillNeed)
  .max(20)
  .refine((needs) => new Set(needs.map(({ skillId }) => skillId)).size === needs.length, 'each skill once');
/**
 * To one agent, or back to a queue (the same or another); exactly one of the two. With the same clientId only once. To an agent who is
 * not there only a mail or a text, where its queue lets it stay with them.
 */
export const TransferRequest = z
  .strictObject({
    clientId: ClientId.optional(),
    toAgentId: Id.optional(),
    toQueueId: Id.optional(),
    note: Text.default(''),
    /** What whoever takes it out of that queue must be able to do; without it that stays as it is. */
    needs: Needs.optional(),
  })
  .refine((to) => Boolean(to.toAgentId) !== Boolean(to.toQueueId), 'either an agent or a queue')
  .refine((to) => !to.needs || Boolean(to.toQueueId), 'an agent is chosen whatever they can do');
export const NeedsRequest = z.strictObject({ clientId: ClientId, needs: Needs });
/** Who could take it, were it in this queue and these were its needs. */
export const AbleRequest = z.strictObject({ queueId: Id, needs: Needs });
/** At most ten years ahead: further is a slip of the keys. */
const DueAt = z.iso.datetime({ offset: true }).refine((at) => {
  const ahead = Date.parse(at) - Date.now();
  return ahead > -86_400_000 && ahead < 3_653 * 86_400_000;
}, 'a time from yesterday to ten years ahead');
const FollowUpText = z.string().trim().min(1).max(1_000);
export const FollowUpRequest = z.strictObject({
  clientId: ClientId,
  text: FollowUpText,
  dueAt: DueAt,
  assigneeId: Id.optional(),
  conversationId: Id.optional(),
});
export const FollowUpChangeRequest = z.strictObject({
  version: z.number().int().min(1),
  text: FollowUpText.optional(),
  dueAt: DueAt.optional(),
  assigneeId: Id.optional(),
  state: z.enum(FOLLOW_UP_STATES).optional(),
});
export const FollowUpQuery = z.strictObject({
  customerId: Id.optional(),
  whose: z.enum(['mine', 'all']).default('all'),
  state: z.enum(['open', 'settled']).default('open'),
  after: Cursor,
  limit: Limit,
});
export const CloseRequest = z.strictObject({
  outcome: z.string().trim().max(80).optional(),
  note: Text.default(''),
  /** When the last message was said that whoever closes it has seen: with a later one of the customer's it stays open. */
  seenUntil: z.iso.datetime().optional(),
});
export const UnreadRequest = z.strictObject({ unread: z.boolean() });
export const SnoozeRequest = z.strictObject({ until: z.iso.datetime() });
export const TicketRequest = z.strictObject({
  name: z.string().min(1).max(300),
  sizeBytes: z.number().int().min(1).max(LIMITS.fileBytes),
});
export const PresenceRequest = z.strictObject({
  presence: z.enum(PRESENCES),
  reason: z.enum(AWAY_REASONS).optional(),
});

export const CustomerQuery = z.strictObject({
  search: z.string().trim().max(100).optional(),
  after: Cursor,
  limit: Limit,
});
export const CustomerChangeRequest = z.strictObject({
  name: Name.optional(),
  attributes: z.record(z.string().trim().min(1).max(60), z.string().trim().max(500)).optional(),
  tags: z.array(z.string().trim().min(1).max(40)).max(50).optional(),
  /** Needs the permission customer.value. */
  value: z.int().min(0).max(MOST_VALUE).optional(),
});
export const IdentityAddRequest = z.strictObject({
  kind: z.enum(['email', 'phone']),
  value: z.string().trim().min(3).max(254),
});
export const MergeRequest = z.strictObject({ otherId: Id, reason: z.string().trim().max(200).default('') });
export const UnmergeRequest = z.strictObject({ otherId: Id });
export const ConsentRequest = z.strictObject({ channel: z.enum(['email', 'sms', 'voice']), granted: z.boolean() });
/** `after` and `before` are timeline seqs; without either, the latest. */
export const TimelineQuery = z.strictObject({
  after: z.coerce.number().int().min(0).optional(),
  before: z.coerce.number().int().min(1).optional(),
  kinds: z
    .string()
    .optional()
    .transform((text) => text?.split(',').filter(Boolean))
    .pipe(z.array(z.enum(TOUCHPOINT_KINDS)).optional()),
  limit: Limit,
});
export const SearchQuery = z.strictObject({ q: z.string().trim().min(2).max(100) });
export const PageQuery = z.strictObject({ after: Cursor, limit: Limit });
export const NoBody = z.strictObject({});

/** The visitor's requests over the socket. */
/** Consoles make links of these: what is not an address of the web, say `javascript:`, is left out. */
const WebAddress = z
  .string()
  .max(2_000)
  .transform((text) => (/^https?:\/\//i.test(text) ? text : ''));
export const PageSeenInput = z.strictObject({
  url: WebAddress,
  title: z.string().max(300),
  at: z.iso.datetime(),
});
export const VisitorInputs = {
  'visit:open': z.strictObject({ after: z.number().int().min(0) }),
  'conversation:start': z.strictObject({
    clientId: ClientId,
    name: z.string().trim().max(LIMITS.nameLength),
    email: Email.optional(),
    queueId: Id,
    text: Text.trim().min(1),
    form: z.enum(['prechat', 'offline']),
    pages: z.array(PageSeenInput).max(LIMITS.pagesPerVisit),
    referrer: WebAddress.optional(),
    locale: z.enum(LOCALES),
    attachmentIds: z.array(Id).max(LIMITS.attachmentsPerMessage).optional(),
  }),
  'message:send': z
    .strictObject({ clientId: ClientId, text: Text, attachmentIds: z.array(Id).max(LIMITS.attachmentsPerMessage) })
    .refine((message) => message.text.trim() !== '' || message.attachmentIds.length > 0, 'a text or a file'),
  'timeline:after': z.strictObject({ after: z.number().int().min(0) }),
  'typing:set': z.strictObject({ on: z.boolean() }),
  'receipt:send': z.strictObject({ delivered: z.number().int().min(0), read: z.number().int().min(0) }),
  'page:seen': PageSeenInput,
  'rating:give': z.strictObject({
    conversationId: Id,
    score: z.number().int().min(1).max(5),
    comment: z.string().trim().max(1_000).optional(),
  }),
  'transcript:mail': z.strictObject({ conversationId: Id, email: Email, clientId: ClientId }),
  'mail:ask': z.strictObject({ conversationId: Id, email: Email.nullable() }),
  'call:ask': z.strictObject({ conversationId: Id, number: z.string().max(60).nullable() }),
  'conversation:end': z.strictObject({ conversationId: Id }),
  'upload:ticket': TicketRequest,
  'visitor:identify': z.strictObject({ jwt: z.string().max(4_000) }),
  'visitor:signOut': NoBody,
} as const;
export const VisitorAuthInput = z.strictObject({
  siteKey: z.string().max(64),
  token: z.string().max(100).optional(),
  locale: z.enum(LOCALES),
});

/** The agents' requests over the socket. */
export const AgentInputs = {
  'desk:open': NoBody,
  'conversation:open': z.strictObject({
    conversationId: Id,
    after: z.number().int().min(0),
    silent: z.boolean().optional(),
  }),
  'conversation:leave': z.strictObject({ conversationId: Id }),
  'customer:open': z.strictObject({ customerId: Id }),
  'customer:leave': z.strictObject({ customerId: Id }),
  'presence:set': PresenceRequest,
  'offer:accept': z.strictObject({ offerId: z.uuid() }),
  'offer:decline': z.strictObject({ offerId: z.uuid() }),
  'typing:set': z.strictObject({ conversationId: Id, on: z.boolean() }),
  'receipt:send': z.strictObject({
    conversationId: Id,
    read: z.number().int().min(0),
    chat: z.number().int().min(0).optional(),
  }),
  'inbox:watch': NoBody,
  'inbox:unwatch': NoBody,
  'board:watch': NoBody,
  'board:unwatch': NoBody,
} as const;
