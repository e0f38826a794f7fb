/** What answers a call as it travels: the menu, and the phrases it speaks. Free of libraries but zod. */
import { z } from 'zod';
import { LOCALES, type Locale } from './names.js';

/** A phrase that is spoken; `npm run prompts` makes a sound of it in each language. */
export interface Prompt {
  name: string;
  text: Record<Locale, string>;
}

const Key = z.string().regex(/^[a-z][a-zA-Z0-9]{0,29}$/, 'not a key as mainMenu');
const Id = z.string().regex(/^[0-9a-f]{24}$/, 'not an id');
const Words = z.array(z.string().trim().min(1).max(40)).max(20).default([]);

/** Where a choice leads. */
export const MenuTarget = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('step'), step: Key }),
  /** `locale` null: the one that is not spoken now, so that one step serves both ways. */
  z.strictObject({ kind: z.literal('language'), locale: z.enum(LOCALES).nullable(), step: Key }),
  z.strictObject({ kind: z.literal('queue'), queueId: Id.nullable() }),
  z.strictObject({ kind: z.literal('voicemail') }),
  z.strictObject({ kind: z.literal('callback') }),
  z.strictObject({ kind: z.literal('hangUp') }),
]);
export type MenuTarget = z.infer<typeof MenuTarget>;

const MenuStep = z.strictObject({
  key: Key,
  /** Names of phrases, spoken one after the other. */
  prompts: z.array(z.string().max(40)).min(1).max(20),
  choices: z
    .array(
      z.strictObject({
        digit: z.string().regex(/^[0-9*#]$/),
        /** What somebody may say instead. */
        words: z.strictObject({ en: Words, fa: Words }).default({ en: [], fa: [] }),
        to: MenuTarget,
      }),
    )
    .min(1)
    .max(12),
});
export type MenuStep = z.infer<typeof MenuStep>;

/** A tree of questions. The first step is asked first. */
export const Menu = z.strictObject({ steps: z.array(MenuStep).min(1).max(30) }).superRefine(({ steps }, context) => {
  const keys = new Set(steps.map(({ key }) => key));
  const refuse = (message: string) => context.addIssue({ code: 'custom', message });
  if (keys.size < steps.length) refuse('two steps have the same key');
  for (const { key, choices } of steps) {
    if (new Set(choices.map(({ digit }) => digit)).size < choices.length)
      refuse(`two choices of ${key} have one digit`);
    for (const { to } of choices)
      if ('step' in to && !keys.has(to.step)) refuse(`${key} leads to ${to.step}, which is not there`);
  }
});
export type Menu = z.infer<typeof Menu>;
