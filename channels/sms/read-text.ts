import { z } from 'zod';
import type { HookForm } from '../twilio/index.js';

const MOST_FILES = 10;

const Text = z.object({
  MessageSid: z.string().regex(/^(?:SM|MM)[0-9a-fA-F]{32}$/),
  From: z.string().trim().min(1).max(40),
  To: z.string().trim().min(1).max(40),
  Body: z.string().max(10_000).default(''),
});

/** @throws ZodError for what is no text */
export function readText(form: HookForm): { sid: string; from: string; to: string; body: string } {
  const { MessageSid, From, To, Body } = Text.parse(form);
  return { sid: MessageSid, from: From, to: To, body: Body };
}

/** Files that came with it, and what the sender says that they are. */
export function filesOf(form: HookForm): { url: string; type: string }[] {
  const count = Math.min(MOST_FILES, Number(form.NumMedia) || 0);
  return Array.from({ length: count }, (_, i) => ({
    url: (form[`MediaUrl${i}`] ?? '').slice(0, 1_000),
    type: (form[`MediaContentType${i}`] ?? '').slice(0, 100).toLowerCase(),
  })).filter(({ url }) => url !== '');
}
