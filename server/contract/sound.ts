/** What callers hear, as it travels: the phrases that every company has, and its own. Free of libraries but zod. */
import { z } from 'zod';
import { Menu } from './menu.js';
import { LOCALES, type Locale } from './names.js';
import { LIMITS } from './requests.js';

const Id = z.string().regex(/^[0-9a-f]{24}$/, 'not an id');
const Text = z.string().trim().max(300);

export const SOUND_KINDS = ['phrase', 'music'] as const;
export type SoundKind = (typeof SOUND_KINDS)[number];

export const SoundUploadRequest = z.strictObject({
  name: z.string().trim().min(1).max(300),
  sizeBytes: z.int().min(1).max(LIMITS.soundBytes),
});
/** A file that was uploaded for it, by whoever names it here. */
export const SoundRecordRequest = z.strictObject({ fileId: Id });
export const SoundCreateRequest = z.strictObject({
  kind: z.enum(SOUND_KINDS),
  /** What is said, or what the music is called; for people who choose. */
  text: z.strictObject({ en: Text, fa: Text }).refine(({ en, fa }) => en || fa, 'one of both must be there'),
  /** Of which language the recording is. */
  locale: z.enum(LOCALES),
  fileId: Id,
});
export type SoundCreateInput = z.infer<typeof SoundCreateRequest>;

export interface SoundView {
  /** By which menus name it. */
  key: string;
  kind: SoundKind;
  /** Every company has it, so that it cannot be deleted; what is recorded for it replaces the machine's voice. */
  isOurs: boolean;
  text: Record<Locale, string>;
  /** What is heard in each language. One that was not recorded for the language is heard as in the other. */
  heard: Record<Locale, { url: string; isRecorded: boolean }>;
  /** Numbers that name it. */
  numberIds: string[];
}

/** A menu to be tried as it stands in a form. */
export const MenuTryRequest = z.strictObject({
  locale: z.enum(LOCALES),
  menu: Menu.nullable(),
  queueId: Id.nullable(),
  consent: z.boolean(),
  voicemailSeconds: z.int().min(0).max(600),
  /** What was pressed or said so far, from the beginning; neither is silence. */
  inputs: z
    .array(
      z.strictObject({
        digits: z
          .string()
          .regex(/^[0-9*#]$/)
          .optional(),
        speech: z.string().trim().min(1).max(200).optional(),
      }),
    )
    .max(40),
});
export type MenuTryInput = z.infer<typeof MenuTryRequest>;

/** What a caller hears at one place of it, and where that is. */
export interface MenuTurn {
  kind: 'ask' | 'line' | 'message' | 'callback' | 'goodbye' | 'trouble';
  /** Of one that asks. */
  step: string | null;
  /** Of a line, or of who is to be called from it. */
  queueId: string | null;
  /** In which language the caller is answered there. */
  locale: Locale;
  heard: { key: string; locale: Locale }[];
}
/** One for the beginning, and one for each input, until one comes to an end. */
export interface MenuTryView {
  turns: MenuTurn[];
}
